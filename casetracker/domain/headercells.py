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
    if cell and not _BARE.fullmatch(cell.strip()):
        return cell
    if apart := _years_and_months(row):
        return apart
    if not cell.strip():
        return cell
    heads = (head for head, said in row.raw if said == cell and field_of(head) == "sentence")
    unit = _unit_of(next(heads, ""))
    return f"{cell.strip()} {unit}" if unit else cell


def _years_and_months(row: ListRow) -> str:
    """The term of a row whose years and months stand in columns of their own; else ''."""
    columns = _columns_of_terms(tuple(head for head, _ in row.raw))
    said = [(row.raw[index][1].strip(), unit) for index, unit in columns]
    if not all(_BARE.fullmatch(figure) or not figure for figure, _ in said):
        return ""
    return " ".join(f"{figure} {unit}" for figure, unit in said if figure.strip("0.,"))


@lru_cache(maxsize=1 << 8)
def _columns_of_terms(heads: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """(index, unit) of two columns of one term, one of years and one of months; else none."""
    found = [
        (index, unit)
        for index, head in enumerate(heads)
        if field_of(head) == "sentence" and (unit := _unit_of(head))
    ]
    return tuple(found) if sorted(unit for _, unit in found) == ["months", "years"] else ()


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
