"""What the header of a column says of how its cells are to be read: a unit, an order of figures."""

from __future__ import annotations

import re
from functools import lru_cache

from casetracker.domain.fold import fold
from casetracker.domain.headers import field_of
from casetracker.domain.listfiles import ListRow

_DATES = frozenset({"birth", "arrest", "release", "verdict", "observed"})
#: The mark of a footnote, as it comes along when a table is copied from a page.
_NOTE = re.compile(r"\s*\[\d{1,3}\]")
_AS_IT_IS = frozenset({"articles", "notes", "address", "source_key", "url"})
_BARE = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?")
_FIGURES = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4})")
_ORDERS = (
    ("dm", re.compile(r"\b(?:dd?[-./ ]mm?|дд?[-./ ]мм?)\b", re.IGNORECASE)),
    ("md", re.compile(r"\b(?:mm?[-./ ]dd?|мм?[-./ ]дд?)\b", re.IGNORECASE)),
)
_UNITS = (
    (re.compile(r"\b(?:year|yrs|год|гад|лет|рок|lat|metai|metų)", re.IGNORECASE), "years"),
    (re.compile(r"\b(?:month|mths|месяц|мес\b|міс|mies|mėn)", re.IGNORECASE), "months"),
)


def with_unit(cell: str, row: ListRow) -> str:
    """A bare figure with the unit that the header of its column names: "Sentence (years)"."""
    if not _BARE.fullmatch(cell.strip()):
        return cell
    heads = (head for head, said in row.raw if said == cell and field_of(head) == "sentence")
    unit = _unit_of(next(heads, ""))
    return f"{cell.strip()} {unit}" if unit else cell


def in_order_of_headers(row: ListRow) -> dict[str, str]:
    """The cells of a row, its dates day first where their header names the order of the figures:
    "Arrested (M/D/Y)"; of the day of the whole list where the row names none of its own."""
    cells = {
        field: _NOTE.sub("", cell) if "[" in cell and field not in _AS_IT_IS else cell
        for field, cell in row.cells.items()
    }
    if row.as_of and not cells.get("observed", "").strip():
        cells["observed"] = row.as_of
    for head, said in row.raw:
        order = _order_of(head)
        figures = _FIGURES.fullmatch(said.strip()) if order else None
        field = field_of(head) if figures else ""
        if figures and field in _DATES and cells.get(field) == said:
            day, month = (figures[1], figures[3]) if order == "dm" else (figures[3], figures[1])
            cells[field] = f"{day}.{month}.{figures[4]}"
    return cells


@lru_cache(maxsize=1 << 10)
def _order_of(header: str) -> str:
    """dm or md, as a header names the order of the figures of its dates; '' for neither or both."""
    found = [order for order, pattern in _ORDERS if pattern.search(header)]
    return found[0] if len(found) == 1 else ""


def _unit_of(header: str) -> str:
    """years or months; '' for neither or both."""
    found = [unit for pattern, unit in _UNITS if pattern.search(fold(header))]
    return found[0] if len(found) == 1 else ""
