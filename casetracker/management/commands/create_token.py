"""`create_token`: a program's key to the API, shown once."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from casetracker.management.command import Operation
from casetracker.selectors.teams import user_with_address
from casetracker.services.tokens import create_token


class Command(Operation):
    help = (
        "Make an API token of a user; it is printed once, as the last word. The scope `all` gives "
        "what the user's roles may do."
    )

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--scopes", required=True, metavar="S,S", help="all, or cases:read …")
        parser.add_argument(
            "--days", required=True, type=int, metavar="N", help="how long it lasts"
        )

    def operate(
        self, *, now: datetime, email: str, scopes: str, days: int, **options: Any
    ) -> Mapping[str, Any]:
        wanted = scopes.replace(",", " ").split()
        user = user_with_address(email)
        token = create_token(actor=None, user=user, scopes=wanted, days=days, now=now)
        return {"email": user.email, "scopes": wanted, "days": days, "token": token}

    def say(self, answer: Mapping[str, Any]) -> None:
        self.stdout.write(
            f"Token of {answer['email']} for {answer['days']} days, shown only now: "
            f"{answer['token']}"
        )
