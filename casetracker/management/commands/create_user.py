"""`create_user`: somebody who signs in, with one role."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from casetracker.domain.words import Role
from casetracker.management.command import Operation
from casetracker.selectors.teams import team_named, team_names
from casetracker.services.teams import create_team
from casetracker.services.users import create_user, invite_user

#: ISO 3166 leaves this code free: a team without a country works Monday to Friday.
NO_COUNTRY = "ZZ"


class Command(Operation):
    help = (
        "Make an account with one role. With --password-stdin the first line of standard input is "
        "its password; with --invite its owner is mailed a link to choose one."
    )

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--role", required=True, metavar="R", help=", ".join(Role))
        parser.add_argument("--team", default="", metavar="T", help="the name of a team")
        parser.add_argument("--name", default="", help="default: the address up to the @")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--password-stdin", action="store_true", help="read it from stdin")
        how.add_argument("--invite", action="store_true", help="mail a link to choose one")
        parser.add_argument("--language", default="en", metavar="L", help="en, be or ru")
        parser.add_argument("--time-zone", default="UTC", metavar="Z", help="Europe/Vilnius")
        parser.add_argument("--vetted", action="store_true", help="a volunteer who may be asked")
        made = parser.add_argument_group("a team that is not there yet is made")
        made.add_argument("--team-country", metavar="C", help="whose working days it has: LT")
        made.add_argument("--serves", default="", metavar="C,C", help="whom it receives: LT,UA")

    def operate(self, *, now: datetime, email: str, role: str, **options: Any) -> Mapping[str, Any]:
        password = sys.stdin.readline().rstrip("\r\n") if options["password_stdin"] else None
        with transaction.atomic():  # no team is left behind by a user who is refused
            return self._make(email, role, password, options, now)

    def _make(
        self, email: str, role: str, password: str | None, options: Mapping[str, Any], now: datetime
    ) -> Mapping[str, Any]:
        teams = team_names()
        account = {
            "actor": None,
            "email": email,
            "name": options["name"] or email.partition("@")[0],
            "role": role,
            "team_id": _team_id(options, now),
            "language": options["language"],
            "time_zone": options["time_zone"],
            "now": now,
        }
        if options["invite"]:
            user = invite_user(**account)
        else:
            user = create_user(**account, password=password, vetted=options["vetted"])
        may_sign_in = "invited" if options["invite"] else user.has_usable_password()
        return {
            "id": user.pk,
            "email": user.email,
            "role": role,
            "may_sign_in": may_sign_in,
            "team_made": bool(options["team"]) and options["team"] not in teams,
        }

    def say(self, answer: Mapping[str, Any]) -> None:
        how = {
            True: "",
            False: " They cannot sign in yet: run it with --invite, or use “forgotten password”.",
            "invited": " A link to choose a password leaves with the next round.",
        }[answer["may_sign_in"]]
        self.stdout.write(f"{answer['email']} is {answer['role']}.{how}")
        if answer["team_made"]:
            self.stdout.write("The team was not there and has been made.")


def _team_id(options: Mapping[str, Any], now: datetime) -> UUID | None:
    """The team named; made where there is none of the name, which the answer says."""
    name = options["team"]
    if not name:
        return None
    team = team_named(name)
    if team is not None:
        return team.pk
    serves = [code for code in options["serves"].split(",") if code]
    country = options["team_country"] or NO_COUNTRY
    return create_team(actor=None, name=name, country=country, serves=serves, now=now).pk
