"""`simulate_rules`: what the rules in force would have sent."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from casetracker.domain.errors import Refused
from casetracker.management.command import Operation
from casetracker.services.rehearsals import rehearse
from casetracker.services.simulations import LONGEST_DAYS


class Command(Operation):
    help = "Say how many notices the rules in force would have sent in the last days; sends none."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--days",
            type=int,
            default=30,
            metavar="DAYS",
            help=f"how far to look back, 1 to {LONGEST_DAYS}; 30 by default",
        )

    def operate(self, *, now: datetime, days: int, **options: Any) -> Mapping[str, Any]:
        if not 1 <= days <= LONGEST_DAYS:
            raise Refused(
                "Look back 1 to 90 days.", field="days", value=days, allowed=[1, LONGEST_DAYS]
            )
        found = rehearse(days=days, now=now)
        found.pop("of_rule")
        return found

    def say(self, answer: Mapping[str, Any]) -> None:
        self.stdout.write(
            f"In the last {answer['days']} days: {answer['notices']} notices to "
            f"{answer['people']} people, worst day {answer['worst_day']} for one"
            + (f" ({answer['worst_on']})." if answer["worst_on"] else ".")
        )
