"""A list of people who were released together, as a file: bytes to checked rows."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, replace

from casetracker.domain.country_codes import ALLOWED, CODES
from casetracker.domain.errors import Refused
from casetracker.domain.texts import UnreadableText, tidy
from casetracker.domain.words import Papers, ReleasePlace

COLUMNS = ("name", "reference", "destination", "place", "papers")
#: More people than this never left in one wave.
MOST_ROWS = 5000
MOST_NAME = 300
MAX_BYTES = 5 * 1024 * 1024
#: What people put before the names of a list: 1. 2) 3
_ORDINAL = re.compile(r"\s*\d+[.)]?\s+")


class WrongRow(Refused):
    """A row says what cannot be; `field` is its column, the row stands in the message."""


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """One person of the list: named, or by the reference of their case."""

    #: From 1, below the header; a cell with line breaks is one row.
    number: int
    name: str
    reference: str
    #: ISO 3166 alpha-2; empty where it is not known.
    destination: str
    place: str
    papers: str

    @property
    def content(self) -> str:
        """What makes the row this row, wherever it stands in the list."""
        said = (self.name, self.reference, self.destination, self.place, self.papers)
        return "\x1f".join(said)


def read_release_list(data: bytes) -> list[ReleaseRow]:
    """The rows of a CSV with a column `name` or `reference`, and `destination`.

    Columns are separated by comma, semicolon or tab; blank rows are counted and left out. Raises
    `Refused` naming the row, the column and what is allowed.
    """
    table = _table(_text(data))
    header = [cell.strip().lower() for cell in table[0]]
    _check_header(header)
    rows = []
    for number, cells in enumerate(table[1:], start=1):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            raise _wrong(number, "row", "more cells than columns", f"{len(header)} cells")
        named = dict(zip(header, cells, strict=False))
        rows.append(_row(number, {name: _cell(number, name, named) for name in COLUMNS}))
    if not 0 < len(rows) <= MOST_ROWS:
        raise Refused(
            f"A release list has 1 to {MOST_ROWS} rows.", field="file", value=f"{len(rows)} rows"
        )
    return rows


def read_pasted(text: str, *, destination: str = "") -> list[ReleaseRow]:
    """The rows of a text that was pasted: a table with a header as `read_release_list` takes it,
    or a name a line, with the code of a country after a tab or semicolon where it is known.

    Who has no destination in it goes to `destination`. Raises `Refused`.
    """
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    heads = {cell.strip().lower() for cell in re.split(r"[,;\t]", first)}
    if heads & {"name", "reference"}:
        rows = read_release_list(text.encode())
    else:
        numbered = [(n, line) for n, line in enumerate(lines, start=1) if line.strip()]
        if not 0 < len(numbered) <= MOST_ROWS:
            raise Refused(
                f"A release list has 1 to {MOST_ROWS} names, one a line.",
                field="names",
                value=f"{len(numbered)} lines",
                allowed=f"1 to {MOST_ROWS} names",
            )
        rows = [_named(number, line) for number, line in numbered]
    return [row if row.destination else replace(row, destination=destination) for row in rows]


def _named(number: int, line: str) -> ReleaseRow:
    name, _, code = _ORDINAL.sub("", line, count=1).replace("\t", ";").partition(";")
    if len(name.strip()) > MOST_NAME:
        raise _wrong(number, "name", name.strip(), f"at most {MOST_NAME} characters a line")
    cells = dict.fromkeys(COLUMNS, "") | {"name": name, "destination": code.strip(" ;")}
    return _row(number, {head: _cell(number, head, cells) for head in COLUMNS})


def _row(number: int, cells: dict[str, str]) -> ReleaseRow:
    destination = cells["destination"].upper()
    place, papers = cells["place"].lower(), cells["papers"].lower()
    if not (cells["name"] or cells["reference"]):
        raise _wrong(number, "name", "nothing", "a name, or the reference of a case")
    if destination and destination not in CODES:
        raise _wrong(number, "destination", destination, ALLOWED)
    if place and place not in list(ReleasePlace):
        raise _wrong(number, "place", place, ", ".join(ReleasePlace))
    if papers and papers not in list(Papers):
        raise _wrong(number, "papers", papers, ", ".join(Papers))
    return ReleaseRow(
        number=number,
        name=cells["name"],
        reference=cells["reference"].upper(),
        destination=destination,
        place=place,
        papers=papers or Papers.UNKNOWN,
    )


def _text(data: bytes) -> str:
    if not data.strip():
        raise Refused("The file is empty.", field="file", value="nothing", allowed="a CSV list")
    if len(data) > MAX_BYTES:
        limit = f"at most {MAX_BYTES // 1024 // 1024} MB"
        raise Refused("The file is too large.", field="file", value=len(data), allowed=limit)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise Refused(
            "The file is no UTF-8 text; save the list as CSV in UTF-8.",
            field="file",
            value="binary",
            allowed="CSV in UTF-8",
        )
    return text


def _table(text: str) -> list[list[str]]:
    first = next(line for line in text.splitlines() if line.strip())
    delimiter = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise Refused(
            f"The file is no CSV: {error}.", field="file", value="CSV", allowed="closed quotes"
        ) from None
    while not any(cell.strip() for cell in rows[0]):
        rows.pop(0)
    return rows


def _check_header(header: list[str]) -> None:
    unknown = [name for name in header if name and name not in COLUMNS]
    if unknown or len(set(header)) != len(header) or "" in header:
        raise Refused(
            "The list has a column that is not known, twice or without a name.",
            field="columns",
            value=", ".join(header)[:200],
            allowed=list(COLUMNS),
        )
    if not {"name", "reference"} & set(header) or "destination" not in header:
        raise Refused(
            "The list needs the column name or reference, and the column destination.",
            field="columns",
            value=", ".join(header)[:200],
            allowed=list(COLUMNS),
        )


def _cell(number: int, name: str, cells: dict[str, str]) -> str:
    try:
        return tidy(cells.get(name, ""))
    except UnreadableText as error:
        raise _wrong(number, name, str(error), "text without control characters") from None


def _wrong(number: int, name: str, value: str, allowed: str) -> WrongRow:
    return WrongRow(
        f"Row {number}: {name} cannot be {value[:60] or 'empty'!r}.",
        field=name,
        value=value[:60],
        allowed=allowed,
    )
