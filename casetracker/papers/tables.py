"""Cells of tables that leave the system: none is taken for a formula."""

from __future__ import annotations

import unicodedata

#: A spreadsheet reads a cell that begins so as a formula.
_FORMULA = frozenset("=+-@\t\r")


def cell(value: object) -> str:
    """`value` as a cell of a CSV table; what a spreadsheet might run gets an apostrophe before
    it (full-width signs, too)."""
    text = "" if value is None else str(value)
    first = unicodedata.normalize("NFKC", text[:1])[:1]
    return f"'{text}" if first in _FORMULA else text
