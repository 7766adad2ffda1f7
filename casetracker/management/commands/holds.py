"""`holds`: floods of letters that were held back, and what becomes of them."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from casetracker.management.command import Operation
from casetracker.selectors.holds import open_holds
from casetracker.services.holds import discard_hold, release_hold


class Command(Operation):
    help = (
        "List the floods of letters that are held back; --release lets one leave, --discard "
        "moves its clocks on without telling anybody."
    )

    def arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--release", type=UUID, metavar="ID")
        what.add_argument("--discard", type=UUID, metavar="ID")

    def operate(
        self, *, now: datetime, release: UUID | None, discard: UUID | None, **options: Any
    ) -> Mapping[str, Any]:
        if release:
            release_hold(actor=None, hold_id=release, now=now)
        if discard:
            discard_hold(actor=None, hold_id=discard, now=now)
        return {"holds": open_holds()}

    def say(self, answer: Mapping[str, Any]) -> None:
        for hold in answer["holds"]:
            leaves = hold["releases_at"] or "never by itself"
            self.stdout.write(
                f"{hold['id']}  {hold['team']}: {hold['letters']} letters held since "
                f"{hold['created_at']} ({hold['reason']}); releases itself: {leaves}"
            )
        if not answer["holds"]:
            self.stdout.write("Nothing is held back.")
