"""A list to take along, as CSV: every row carries who made it, when, and the list's id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol

from casetracker.papers.tables import csv_lines

COLUMNS = (
    "reference",
    "name",
    "stage",
    "destination",
    "released_on",
    "state",
    "papers",
    "needs",
    "tasks",
    "due_at",
)
#: The watermark.
MARK = ("list", "made_by", "made_at")


class Listed(Protocol):
    needs: list[str]
    due_at: datetime | None


def desk_list_csv(rows: Sequence[Listed], *, mark: Sequence[str]) -> Iterator[str]:
    """The table, its header first, a line at a time; `mark` are the values of `MARK`."""
    return csv_lines((*COLUMNS, *MARK), ((*_cells(row), *mark) for row in rows))


def _cells(row: Any) -> list[Any]:
    plain = [getattr(row, name) for name in COLUMNS]
    needs, due = COLUMNS.index("needs"), COLUMNS.index("due_at")
    plain[needs] = ";".join(row.needs)
    plain[due] = row.due_at.isoformat(timespec="minutes") if row.due_at else ""
    return plain
