"""`freeze`: somebody is locked out, everywhere, at once."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from casetracker.management.command import Operation
from casetracker.selectors.teams import user_with_address
from casetracker.services.users import freeze_user


class Command(Operation):
    help = "Lock a user out at once: sessions, tokens, links and mail that has not left."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")

    def operate(self, *, now: datetime, email: str, **options: Any) -> Mapping[str, Any]:
        user = freeze_user(actor=None, user_id=user_with_address(email).pk, now=now)
        return {"email": user.email, "frozen_at": user.frozen_at}

    def say(self, answer: Mapping[str, Any]) -> None:
        self.stdout.write(f"{answer['email']} is frozen since {answer['frozen_at']:%Y-%m-%d %H:%M}")
