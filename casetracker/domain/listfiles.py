"""A list as rows of named cells: delimiter and header row are found here, bare names are read."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice

from casetracker.domain.asof import as_of
from casetracker.domain.barenames import split_bare_names
from casetracker.domain.encodings import decoded, refuse
from casetracker.domain.errors import Refused
from casetracker.domain.headers import (
    BARE_HEADERS,
    BARE_NAMES,
    Mapped,
    columns_of,
    in_two_rows,
    is_header,
    known_field,
    layout_of,
    may_be_header,
    unknown_layout,
)

#: The header stands in one of the first rows, below a title at most.
HEADER_WITHIN = 30
#: So many rows must look as if they stood below it, where nothing else tells what a header is.
ROWS_BELOW = 5
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
#: More rows or columns than these are refused: such a list is split, or was filled by a slip.
MOST_ROWS = 500_000
MOST_COLUMNS = 200
_LONGEST_CELL = 32_000
_DATES = ("birth", "arrest", "release", "verdict", "observed")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
Grid = Callable[[], Iterator[list[str]]]


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row below the header, from 1; a cell with line breaks counts once."""

    number: int
    #: Every cell as it came, with its header ('' where the header row has none).
    raw: tuple[tuple[str, str], ...]
    #: Field → cell, for the columns that are known.
    cells: dict[str, str]
    #: Cells beyond the last header that are not empty.
    surplus: int = 0
    #: Field → column, where this differs from what the headers alone say.
    columns: tuple[tuple[str, int], ...] = ()
    #: As of when the whole list says so, as far as its title tells; ISO 8601.
    as_of: str = ""

    @property
    def is_blank(self) -> bool:
        return not any(value.strip() for _, value in self.raw)

    @property
    def content(self) -> str:
        """What makes the row this row, wherever it stands: its filled cells without its number,
        as JSON, in the order of their headers."""
        said = sorted(
            (head.strip(), " ".join(cell.split()))
            for head, cell in self.raw
            if cell.strip() and known_field(head) != "number"
        )
        return json.dumps(said, ensure_ascii=False)

    def to_json(self) -> str:
        """The row as it came: headers and cells, the columns where a person named them, the date
        of the list.
        `row_from_json` reads it back."""
        more = {"columns": self.columns, "as_of": self.as_of}
        more = {name: value for name, value in more.items() if value}
        said: object = {"raw": self.raw, **more} if more else self.raw
        return json.dumps(said, ensure_ascii=False)


def row_from_json(number: int, text: str) -> ListRow:
    """A row that was kept with `ListRow.to_json`."""
    said = json.loads(text)
    more = said if isinstance(said, dict) else {"raw": said}
    named = {str(f): int(i) for f, i in more["columns"]} if "columns" in more else None
    raw = tuple((str(h), str(c)) for h, c in more["raw"])
    columns = columns_of([head for head, _ in raw]) if named is None else named
    cells = {field: raw[index][1] for field, index in columns.items()}
    kept = tuple(named.items()) if named else ()
    return ListRow(number, raw, cells, columns=kept, as_of=more.get("as_of", ""))


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list whose headers are known; `rows()` may be called again."""

    #: Every row of the file, the ones above the header, too.
    grid: Grid
    encoding: str
    delimiter: str
    headers: tuple[str, ...]
    columns: dict[str, int]
    layout: str
    #: Rows above the first one of the list: titles and the header.
    above: int
    #: True where a person's answer, not the headers alone, says what columns hold.
    is_mapped: bool = False
    #: The day that a spreadsheet counts as 0; None where figures are no dates.
    epoch: date | None = None
    #: As of when the list says what it says, as its title tells; ISO 8601, '' if it does not.
    as_of: str = ""

    def count(self) -> int:
        """How many rows there are below the header. Reads to the end: raises what `rows` does."""
        return sum(1 for _ in self._checked())

    def rows(self) -> Iterator[ListRow]:
        """Rows below the header, one by one. Raises `Refused` for a quote that is never closed,
        for too many rows or columns."""
        return (self.row(number, cells) for number, cells in self._checked())

    def _checked(self) -> Iterator[tuple[int, list[str]]]:
        for number, cells in enumerate(self.grid(), start=1 - self.above):
            if number < 1:
                continue
            check_rows(number)
            self._check_quotes(number, cells)
            yield number, cells

    def row(self, number: int, cells: Sequence[str]) -> ListRow:
        """Row `number` with these cells."""
        missing, beyond = len(self.headers) - len(cells), len(cells) - len(self.headers)
        padded = [*cells, *[""] * missing]
        heads = (*self.headers, *[""] * beyond) if beyond > 0 else self.headers
        if self.epoch is not None:
            for field in _DATES:
                if field in self.columns:
                    index = self.columns[field]
                    padded[index] = _from_serial(padded[index], self.epoch)
        return ListRow(
            number=number,
            raw=tuple(zip(heads, padded, strict=True)),
            cells={field: padded[index] for field, index in self.columns.items()},
            surplus=sum(bool(cell.strip()) for cell in padded[len(self.headers) :]),
            columns=tuple(self.columns.items()) if self.is_mapped else (),
            as_of=self.as_of,
        )

    def _check_quotes(self, number: int, cells: list[str]) -> None:
        """Refuse a cell that has swallowed the rows below it."""
        for cell in cells:
            if len(cell) > _LONGEST_CELL:
                raise _open_quote(number)
            if "\n" not in cell and "\r" not in cell:
                continue
            lines = cell.splitlines()
            wide = len(self.headers) - 1
            if self.delimiter and wide and sum(s.count(self.delimiter) >= wide for s in lines) > 1:
                raise _open_quote(number)


def read_list(
    data: bytes,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    mapped: Mapped | None = None,
    is_asked: bool = False,
) -> ListFile:
    """The list in `data`, which is text: CSV, a pasted table, or names one a line.

    Without `encoding` and `delimiter` both are found. `mapped` is what a person said of this
    source's headers. Raises `Refused` with one sentence for what is empty, binary, in an encoding
    that must be named, or has neither known headers nor names.
    """
    text, used = decoded(data, encoding)
    tried = (_named_delimiter(delimiter),) if delimiter else tuple(DELIMITERS)
    best = _widest(find_header, text, used, tried, mapped) or _bare_names(text, used, delimiter)
    if best is None and is_asked:
        best = _widest(likely_header, text, used, tried, mapped)
    if best is None:
        raise unknown_layout(_first_filled(text, tried))
    if text.count("\n") + text.count("\r") > MOST_ROWS:
        # Counted before rows are made of it, which takes much longer.
        for number, _ in enumerate(best.grid(), start=1 - best.above):
            check_rows(number)
    return best


def _widest(
    find: Callable[..., ListFile | None],
    text: str,
    encoding: str,
    delimiters: Sequence[str],
    mapped: Mapped | None,
) -> ListFile | None:
    """Of the lists that `find` finds, the one with the most columns that its rows fill."""
    found = (
        (mark, one) for mark in delimiters if (one := find(_cells_of(text, mark), mapped=mapped))
    )
    best = max(found, key=lambda pair: _width(pair[1]), default=None)
    return replace(best[1], encoding=encoding, delimiter=best[0]) if best else None


def _width(listed: ListFile) -> tuple[int, int]:
    """How many columns the first rows fill, at most; how many the header has."""
    heads = len(listed.headers)
    try:
        first = list(islice(listed.grid(), listed.above, listed.above + ROWS_BELOW))
    except Refused:
        first = []  # said where the rows are read, with the number of the row
    return min(max(map(len, first), default=heads), heads), heads


def find_header(
    grid: Grid, *, mapped: Mapped | None = None, epoch: date | None = None
) -> ListFile | None:
    """The list in the rows of a grid, below its header; None if no row is a known header."""
    titles: list[list[str]] = []
    rows = islice(grid(), HEADER_WITHIN)
    for cells in rows:
        if is_header(cells, mapped):
            both = in_two_rows(cells, _next_of(rows), mapped)
            above = [*titles, cells] if both else titles
            return _list_below(above, both or cells, grid, mapped, epoch)
        if titles and (both := in_two_rows(titles[-1], cells, mapped)):
            return _list_below(titles, both, grid, mapped, epoch)
        titles.append(cells)
    return None


def _next_of(rows: Iterator[list[str]]) -> list[str]:
    """The row below a header; what is wrong with it is said where the rows are read."""
    try:
        return next(rows, [])
    except Refused:
        return []


def likely_header(
    grid: Grid, *, mapped: Mapped | None = None, epoch: date | None = None
) -> ListFile | None:
    """The list below the row that looks like a header, though it names no field that is known to
    name people: a person says what its columns hold. None if no row looks so."""
    rows = [cells for _, cells in zip(range(HEADER_WITHIN), grid(), strict=False)]
    for above, cells in enumerate(rows):
        below = [row for row in rows[above + 1 :] if any(cell.strip() for cell in row)]
        if may_be_header(cells, below[:ROWS_BELOW]):
            return _list_below(rows[:above], cells, grid, mapped, epoch)
    return None


def _list_below(
    titles: Sequence[Sequence[str]],
    cells: Sequence[str],
    grid: Grid,
    mapped: Mapped | None,
    epoch: date | None,
) -> ListFile:
    headers = _trimmed(cells)
    if len(headers) > MOST_COLUMNS:
        raise refuse(f"A list has at most {MOST_COLUMNS} columns.", f"{len(headers)} columns")
    columns = columns_of(headers, mapped)
    return ListFile(
        grid=grid,
        encoding="",
        delimiter="",
        headers=tuple(headers),
        columns=columns,
        layout=layout_of(headers),
        above=len(titles) + 1,
        is_mapped=mapped is not None and columns != _columns_alone(headers),
        epoch=epoch,
        as_of=as_of(titles).render(),
    )


def check_rows(number: int) -> None:
    """Raises `Refused` for a row beyond the last one that is read."""
    if number > MOST_ROWS:
        raise refuse(f"A list has at most {MOST_ROWS:,} rows; split it.", "too many rows")


def first_filled(grid: Iterable[list[str]]) -> list[str]:
    """The first of the first rows that has text; empty if none has."""
    rows = zip(range(HEADER_WITHIN), grid, strict=False)
    return next((cells for _, cells in rows if any(cell.strip() for cell in cells)), [])


def _columns_alone(headers: Sequence[str]) -> dict[str, int] | None:
    try:
        return columns_of(headers)
    except Refused:
        return None


def _trimmed(cells: Sequence[str]) -> list[str]:
    filled = [index for index, cell in enumerate(cells) if cell.strip()]
    return list(cells[: filled[-1] + 1]) if filled else []


def _bare_names(text: str, encoding: str, delimiter: str | None) -> ListFile | None:
    rows = split_bare_names(text)
    if rows is None or delimiter:
        return None
    there = [index for index in range(len(BARE_HEADERS)) if any(row[index] for row in rows)]
    return ListFile(
        grid=lambda: ([row[index] for index in there] for row in rows),
        encoding=encoding,
        delimiter="",
        headers=tuple(BARE_HEADERS[index] for index in there),
        columns={known_field(BARE_HEADERS[index]): n for n, index in enumerate(there)},
        layout=BARE_NAMES,
        above=0,
    )


def _from_serial(cell: str, epoch: date) -> str:
    """A date that a spreadsheet shows as the number of its day; any other cell as it is."""
    if not _SERIAL.fullmatch(cell):
        return cell
    return (epoch + timedelta(days=int(float(cell)))).isoformat()


def _cells_of(text: str, delimiter: str) -> Grid:
    """Rows of cells. Rows without any character are rows, too: they count as blank."""

    def rows() -> Iterator[list[str]]:
        taken: list[str] = []
        last: list[str] = []

        def lines() -> Iterator[str]:
            for line in _lines_of(text):
                taken.append(line)
                yield line

        try:
            for cells in csv.reader(lines(), delimiter=delimiter):
                last[:] = taken
                taken.clear()
                yield cells
        except csv.Error:
            raise _never_ends() from None
        _check_end("".join(last), delimiter)

    return rows


def _check_end(row: str, delimiter: str) -> None:
    """Refuse a last row that breaks off within quotation marks: the file was cut."""
    try:
        list(csv.reader([row], delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise _never_ends() from None


def _never_ends() -> Refused:
    return refuse("A cell never ends: a quotation mark is opened and never closed.", "quotes")


def _lines_of(text: str) -> Iterator[str]:
    """The lines of a text with their ends, whatever these are, one by one: no second copy."""
    return (found[0] for found in _LINE.finditer(text))


def _first_filled(text: str, delimiters: tuple[str, ...]) -> list[str]:
    """The first row with text, as the delimiter splits it that splits it most."""
    return max((first_filled(_cells_of(text, mark)()) for mark in delimiters), key=len)


def _named_delimiter(said: str) -> str:
    wanted = {name: mark for mark, name in DELIMITERS.items()} | {"\\t": "\t"}
    mark = wanted.get(said.lower(), said)
    if mark not in DELIMITERS:
        raise Refused(
            f"Delimiter {said!r} is not known; allowed are {', '.join(DELIMITERS.values())}.",
            field="delimiter",
            value=said,
            allowed=list(DELIMITERS.values()),
        )
    return mark


def _open_quote(number: int) -> Refused:
    return Refused(
        f"Row {number}: a quotation mark is opened and never closed.",
        field="file",
        value=f"row {number}",
        allowed="every opened quotation mark closed",
    )
