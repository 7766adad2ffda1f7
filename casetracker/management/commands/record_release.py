"""`record_release`: a list of people who left together becomes a wave."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from casetracker.domain.words import ReleaseKind
from casetracker.management.command import Operation, contents_of, day
from casetracker.services.releases import record_release_list


class Command(Operation):
    help = (
        "Record a mass release. FILE is a CSV with the columns name or reference, destination, "
        "and optional place, papers. Unknown names are kept with the wave; the same list again "
        "changes nothing."
    )
    travels_in_time = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--wave", required=True, metavar="NAME", help="what the wave is called")
        parser.add_argument("--date", required=True, type=day, metavar="D", help="2025-12-13")
        parser.add_argument("--kind", required=True, metavar="K", help=", ".join(ReleaseKind))
        parser.add_argument("--team", default="", help="who records it; default: whose cases")
        parser.add_argument("--dry-run", action="store_true", help="say what it would do")

    def operate(
        self,
        *,
        now: datetime,
        file: str,
        wave: str,
        date: date,
        kind: str,
        team: str,
        dry_run: bool,
        **options: Any,
    ) -> Mapping[str, Any]:
        result = record_release_list(
            actor=None,
            data=contents_of(file),
            wave=wave,
            kind=kind,
            happened_on=date,
            team=team,
            dry_run=dry_run,
            now=now,
        )
        return asdict(result)

    def say(self, answer: Mapping[str, Any]) -> None:
        self.stdout.write(
            "{matched} matched, {review} to review, {unknown} unknown; "
            "{released} released, {needs} needs and {tasks} tasks opened.".format(**answer)
        )
