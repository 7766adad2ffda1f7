"""Figures for donors as CSV; a hidden cell says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from casetracker.domain.figures import SMALLEST, Figure
from casetracker.domain.money import as_text
from casetracker.papers.tables import csv_lines

COLUMNS = ("fund", "line", "need", "month", "people", "amount", "currency")
HIDDEN = f"<{SMALLEST}"


def donor_figures_csv(figures: Iterable[Figure]) -> Iterator[str]:
    """The table, its header first, a line at a time."""
    return csv_lines(COLUMNS, map(_row, figures))


def _row(one: Figure) -> tuple[object, ...]:
    people = HIDDEN if one.people is None else one.people
    amount = "" if one.amount is None else as_text(one.amount, one.currency)
    where = (one.fund, one.line, one.need, f"{one.month:%Y-%m}")
    return (*where, people, amount, one.currency)
