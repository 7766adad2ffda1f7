"""`reset_factor`: somebody who has lost the second factor may set up a new one."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from casetracker.management.command import Operation
from casetracker.selectors.teams import user_with_address
from casetracker.services.second_factors import reset_second_factor


class Command(Operation):
    help = "Take all second factors from a user whom you have seen; sessions and tokens end."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--reason", required=True, metavar="TEXT")

    def operate(self, *, now: datetime, email: str, reason: str, **options: Any) -> dict[str, Any]:
        person = user_with_address(email)
        reset_second_factor(actor=None, user_id=person.pk, reason=reason, now=now)
        return {"email": person.email}

    def say(self, answer: Mapping[str, Any]) -> None:
        self.stdout.write(f"{answer['email']} signs in with the password and sets up a new one")
