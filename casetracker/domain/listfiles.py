"""A list as a file: bytes to rows of named cells. Encoding, delimiter and header are found here."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass

from casetracker.domain.errors import Refused
from casetracker.domain.headers import columns_of, field_of, is_header, layout_of, unknown_layout

#: What is larger is refused before it is read.
MAX_BYTES = 50 * 1024 * 1024
#: The header stands in one of the first rows, below a title at most.
HEADER_WITHIN = 30
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
ENCODINGS = ("utf-8", "utf-16", "windows-1251")
_MAGIC = {
    b"PK\x03\x04": "an XLSX or ZIP file",
    b"\xd0\xcf\x11\xe0": "an old XLS file",
    b"%PDF": "a PDF",
}
_LONGEST_CELL = 32_000


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
            if cell.strip() and field_of(head) != "number"
        )
        return json.dumps(said, ensure_ascii=False)

    def to_json(self) -> str:
        """The row as it came: headers and cells. `row_from_json` reads it back."""
        return json.dumps(self.raw, ensure_ascii=False)


def row_from_json(number: int, text: str) -> ListRow:
    """A row that was kept with `ListRow.to_json`."""
    raw = tuple((str(head), str(cell)) for head, cell in json.loads(text))
    columns = columns_of([head for head, _ in raw])
    return ListRow(number, raw, {field: raw[index][1] for field, index in columns.items()})


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list whose encoding, delimiter and headers are known; `rows()` may be called again."""

    text: str
    encoding: str
    delimiter: str
    headers: tuple[str, ...]
    columns: dict[str, int]
    layout: str
    #: Rows above the header: a title, or none.
    above: int

    @property
    def row_count(self) -> int:
        return sum(1 for _ in _cells(self.text, self.delimiter)) - self.above - 1

    def rows(self) -> Iterator[ListRow]:
        """Rows below the header, one by one. Raises `Refused` for a quote that is never closed."""
        reader = _cells(self.text, self.delimiter)
        for number, cells in enumerate(reader, start=-self.above):
            if number < 1:
                continue
            self._check_quotes(number, cells)
            wide = max(len(cells), len(self.headers))
            padded = [*cells, *[""] * (wide - len(cells))]
            heads = [*self.headers, *[""] * (wide - len(self.headers))]
            yield ListRow(
                number=number,
                raw=tuple(zip(heads, padded, strict=True)),
                cells={field: padded[index] for field, index in self.columns.items()},
                surplus=sum(bool(cell.strip()) for cell in padded[len(self.headers) :]),
            )

    def _check_quotes(self, number: int, cells: list[str]) -> None:
        """Refuse a cell that has swallowed the rows below it."""
        for cell in cells:
            swallowed = sum(
                line.count(self.delimiter) >= len(self.headers) - 1 for line in cell.splitlines()
            )
            if len(cell) > _LONGEST_CELL or swallowed > 1:
                raise Refused(
                    f"Row {number}: a quotation mark is opened and never closed.",
                    field="file",
                    value=f"row {number}",
                    allowed="every opened quotation mark closed",
                )


def read_list(
    data: bytes, *, encoding: str | None = None, delimiter: str | None = None
) -> ListFile:
    """The list in `data`.

    Without `encoding`, UTF-8 and UTF-16 with a byte order mark are recognised; without
    `delimiter`, the one under which a header row is found. Raises `Refused` with one sentence for
    what is empty, binary, in another encoding, or has no known headers.
    """
    text, used = _decoded(data, encoding)
    tried = (_named_delimiter(delimiter),) if delimiter else tuple(DELIMITERS)
    best: tuple[str, int, list[str]] | None = None
    for candidate in tried:
        for above, cells in enumerate(_first_rows(text, candidate)):
            if is_header(cells) and (best is None or len(cells) > len(best[2])):
                best = (candidate, above, cells)
                break
    if best is None:
        raise unknown_layout(_first_filled(text, tried))
    found, above, headers = best
    return ListFile(
        text=text,
        encoding=used,
        delimiter=found,
        headers=tuple(headers),
        columns=columns_of(headers),
        layout=layout_of(headers),
        above=above,
    )


def _decoded(data: bytes, encoding: str | None) -> tuple[str, str]:
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise _refuse("The file is empty.", "empty")
    if len(data) > MAX_BYTES:
        raise _refuse(f"The file is larger than {MAX_BYTES // 1024 // 1024} MB; split it.", "size")
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise _refuse(f"The file is {what}; only CSV is read so far: save it as CSV.", what)
    if encoding is None:
        if b"\x00" in data[:65536] and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            raise _refuse("The file is binary, not a table of text.", "binary")
        encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    except LookupError:
        raise Refused(
            f"Encoding {encoding!r} is not known; allowed are for example {', '.join(ENCODINGS)}.",
            field="encoding",
            value=encoding,
            allowed=list(ENCODINGS),
        ) from None
    except UnicodeError:
        said = encoding.removesuffix("-sig")
        raise Refused(
            f"The file is not {said} text; name its encoding, for example --encoding windows-1251.",
            field="encoding",
            value=said,
            allowed=list(ENCODINGS),
        ) from None
    if "\x00" in text or not _is_sound(text):
        raise _refuse("The file is binary, not a table of text.", "binary")
    if text.lstrip()[:200].lower().startswith(("<!doctype", "<html", "<table", "<?xml")):
        raise _refuse("The file is a web page or XML, not CSV; save the table as CSV.", "markup")
    return text, encoding


def _is_sound(text: str) -> bool:
    """False for halves of characters, which some encodings let through."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _cells(text: str, delimiter: str) -> Iterator[list[str]]:
    """Rows of cells. Rows without any character are rows, too: they count as blank."""
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        raise _refuse(
            "A cell never ends: a quotation mark is opened and never closed.",
            "quotes",
        ) from None


def _first_rows(text: str, delimiter: str) -> Iterator[list[str]]:
    for _, cells in zip(range(HEADER_WITHIN), _cells(text, delimiter), strict=False):
        yield cells


def _first_filled(text: str, delimiters: tuple[str, ...]) -> list[str]:
    """The first row with text, as the delimiter splits it that splits it most."""
    rows = [
        next((cells for cells in _first_rows(text, d) if any(c.strip() for c in cells)), [])
        for d in delimiters
    ]
    return max(rows, key=len)


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


def _refuse(sentence: str, value: str) -> Refused:
    return Refused(sentence, field="file", value=value, allowed="a CSV list")
