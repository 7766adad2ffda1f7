"""`import_list`: a list of prisoners taken in, each person once."""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from casetracker.domain.encodings import check_size
from casetracker.domain.errors import Refused
from casetracker.management.command import Operation
from casetracker.papers.import_results import COLUMNS, result_line
from casetracker.selectors.named import acting_user, team_called, user_called
from casetracker.services.import_plan import Planned
from casetracker.services.imports import import_list

#: After so many rows it is said how far the list is: every few seconds.
ROWS_A_WORD = 5000


class Command(Operation):
    help = (
        "Take in a list of prisoners (CSV, XLSX or text): new people get a file, repeats none, "
        "doubt goes to review. Interrupted, run it again; the same list twice changes nothing."
    )
    travels_in_time = True
    when_stopped = "the rows so far are in; the same command goes on after them."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--source", required=True, metavar="NAME", help="whose list it is")
        parser.add_argument("--encoding", metavar="E", help="where it is not found: windows-1251 …")
        parser.add_argument("--delimiter", metavar="D", help="comma, semicolon, tab or bar")
        parser.add_argument("--sheet", metavar="S", help="of a workbook: its name or number")
        parser.add_argument("--dry-run", action="store_true", help="decide, write nothing")
        parser.add_argument("--results", metavar="OUT.csv", type=Path, help="a line per row")
        parser.add_argument("--team", metavar="TEAM", help="whose files they become")
        parser.add_argument("--user", metavar="EMAIL", help="who takes them in")
        parser.add_argument(
            "--caseworker",
            metavar="EMAIL",
            action="append",
            default=[],
            help="who looks after the new files; several share them in turn",
        )

    def operate(self, *, now: datetime, file: Path, **options: Any) -> Mapping[str, Any]:
        data = read_bytes(file)
        actor = None
        if options["user"]:
            actor = acting_user(options["user"], "imports", "create")
        team = team_called(options["team"], actor)
        workers = [user_called(email, field="caseworker").pk for email in options["caseworker"]]
        with results_table(options["results"], beside=file) as writer:
            report = import_list(
                actor=actor,
                source=options["source"],
                data=data,
                team_id=team.pk,
                encoding=options["encoding"],
                delimiter=options["delimiter"],
                sheet=options["sheet"],
                caseworker_ids=workers,
                dry_run=options["dry_run"],
                on_row=lambda row: self.follow(row, writer),
                now=now,
            )
        return report.as_json()

    def follow(self, row: Planned, writer: Any) -> None:
        if writer:
            writer.writerow(line_of(row))
        if row.row.number % ROWS_A_WORD == 0:
            self.progress(f"{row.row.number} rows")


def read_bytes(path: Path) -> bytes:
    """The file's bytes. Raises `Refused` for what is no file, too large or not to be read."""
    try:
        if path.is_dir():
            raise Refused("This is a folder, not a list.", field="file", value=path)
        check_size(path.stat().st_size)
        return path.read_bytes()
    except FileNotFoundError:
        raise Refused("There is no such file.", field="file", value=path) from None
    except (OSError, ValueError) as error:
        raise Refused(f"The file cannot be read: {error}.", field="file", value=path) from None


@contextmanager
def results_table(path: Path | None, *, beside: Path) -> Iterator[Any]:
    """A CSV writer for `path`, which appears only when everything went well; None without one."""
    if path is None:
        yield None
        return
    part = path.with_name(f"{path.name}.part")
    if path.resolve() == beside.resolve():
        raise Refused("The results would replace the list itself.", field="results", value=path)
    try:
        handle = part.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise Refused(
            f"The results cannot be written: {error}.", field="results", value=path
        ) from None
    try:
        with handle:
            writer = csv.writer(handle)
            writer.writerow(COLUMNS)
            yield writer
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def line_of(row: Planned) -> list[str]:
    return result_line(
        row.listed,
        outcome=row.outcome,
        reference=row.reference,
        duplicate_of=row.duplicate_of,
        score=row.score,
        reasons=row.reasons,
    )
