"""Cells of tables that leave the system: none is taken for a formula."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator

#: A spreadsheet reads a cell that begins so as a formula.
_FORMULA = frozenset("=+-@\t\r")


def cell(value: object) -> str:
    """`value` as a cell of a CSV table; what a spreadsheet might run gets an apostrophe before
    it (full-width signs, too)."""
    text = "" if value is None else str(value)
    first = unicodedata.normalize("NFKC", text[:1])[:1]
    return f"'{text}" if first in _FORMULA else text


def csv_lines(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The table as CSV, its header first, a line at a time; every cell made harmless."""
    yield _line(columns)
    for row in rows:
        yield _line(row)


def _line(cells: Iterable[object]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([cell(value) for value in cells])
    return out.getvalue()
