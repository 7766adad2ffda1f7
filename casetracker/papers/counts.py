"""Counts as CSV: ours as of an instant, and those of others beside ours at the end of their day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from casetracker.domain.counting import BY_COUNTRY, Counted, Counts, Exactness
from casetracker.papers.tables import csv_lines

COLUMNS = (
    *("counted", "country", "as_of", "number", "exactness", "source"),
    *("ours", "difference", "withdrawn_at"),
)
#: The source of our own counts.
OURS = "casetracker"


def counts_csv(counts: Counts, beside: Iterable[Any]) -> Iterator[str]:
    """The table, its header first, a line at a time."""
    return csv_lines(COLUMNS, [*_ours(counts), *map(_theirs, beside)])


def _ours(counts: Counts) -> Iterator[tuple[object, ...]]:
    at = counts.at.isoformat()
    for counted in Counted:
        yield (counted, "", at, counts.of(counted), Exactness.EXACTLY, OURS, "", "", "")
    for country in filter(None, counts.countries()):
        for counted in Counted:
            if counted in BY_COUNTRY:
                number = counts.in_country(counted, country)
                yield (counted, country, at, number, Exactness.EXACTLY, OURS, "", "", "")


def _theirs(one: Any) -> tuple[object, ...]:
    row = one.observation
    said = (row.counted, row.country, row.counted_on, row.number, row.exactness, row.source)
    withdrawn = row.withdrawn_at.isoformat() if row.withdrawn_at else ""
    return (*said, _or_none(one.ours), _or_none(one.difference), withdrawn)


def _or_none(number: int | None) -> object:
    return "" if number is None else number
