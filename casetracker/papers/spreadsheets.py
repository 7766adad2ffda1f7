"""XLSX workbooks as rows of text: read cell by cell, refused before they hurt.

A workbook is a ZIP of XML. Its sizes are looked at before anything is unpacked, entities are
refused, formulas come as they are written, never as what they once gave.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.utils.exceptions import InvalidFileException

from casetracker.domain.encodings import check_size, refuse
from casetracker.domain.errors import Refused
from casetracker.domain.headers import Mapped, unknown_layout
from casetracker.domain.listfiles import (
    HEADER_WITHIN,
    MOST_COLUMNS,
    MOST_ROWS,
    ListFile,
    check_rows,
    find_header,
    first_filled,
    likely_header,
)

#: Bytes of all parts of a workbook when unpacked, and how far one may have been packed.
MOST_UNPACKED = 256 * 1024 * 1024
MOST_PACKED = 200
_HARMLESS = 4 * 1024 * 1024
_MOST_PARTS = 2000
_PIECE = 1 << 20
#: Cells that are looked at, empty ones between filled ones included.
MOST_CELLS = 2_000_000
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension[^>]*ref="[A-Z]+\d+:([A-Z]+)(\d+)"')
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\x00!\x00(?:D\x00O\x00C|E\x00N\x00T)")
_BROKEN = (
    zipfile.BadZipFile,
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    SyntaxError,  # of XML: xml.etree.ElementTree.ParseError is one
    NotImplementedError,
    OverflowError,
    OSError,
)


def is_workbook(data: bytes) -> bool:
    """True for what begins as a ZIP, as every XLSX does."""
    return data.startswith(b"PK\x03\x04")


def read_workbook(
    data: bytes,
    *,
    sheet: str | None = None,
    mapped: Mapped | None = None,
    is_asked: bool = False,
) -> ListFile:
    """The list in a workbook: on the sheet that is named, else on the first one that holds one;
    with `is_asked` also one below a header that is not known.

    Raises `Refused` with one sentence for what is no workbook, too large, or without a list.
    """
    names, epoch = _looked_at(data)
    seen: list[str] = []
    sheets = [_named_sheet(sheet, names)] if sheet else names
    for find in (find_header, likely_header) if is_asked else (find_header,):
        for name in sheets:
            grid = _Sheet(data, name)
            found = find(grid, mapped=mapped, epoch=epoch)
            if found is not None:
                return found
            seen = seen or first_filled(grid())
    raise unknown_layout(seen)


def sheets_of(data: bytes) -> Iterator[list[list[str]]]:
    """The rows of each sheet, as text. Raises `Refused` as `read_workbook`."""
    names, _ = _looked_at(data)
    for name in names:
        yield list(_Sheet(data, name)())


def _looked_at(data: bytes) -> tuple[list[str], date]:
    """The names of the sheets, and the day from which the workbook counts."""
    check_size(len(data))
    _check_parts(data)
    with _opened(data) as book:
        names = [found.title for found in book.worksheets]
        return names, date(1904, 1, 1) if book.epoch == MAC_EPOCH else date(1899, 12, 30)


class _Sheet:
    """One sheet of a workbook; calling it reads its rows from the beginning."""

    def __init__(self, data: bytes, name: str) -> None:
        self.data, self.name = data, name

    def __call__(self) -> Iterator[list[str]]:
        looked_at = 0
        with _opened(self.data) as book:
            sheet = book[self.name]
            sheet.reset_dimensions()  # what a workbook says of its size is not always true
            for number, cells in enumerate(_guarded(sheet.iter_rows()), start=1):
                check_rows(number - 1)
                looked_at += len(cells)
                if looked_at > MOST_CELLS:
                    raise _too_many_cells()
                texts = [_text(cell) for cell in cells]
                while texts and not texts[-1]:
                    texts.pop()
                if len(texts) > MOST_COLUMNS:
                    raise refuse(
                        f"Row {number} of the sheet has more than {MOST_COLUMNS} columns.",
                        f"{len(texts)} columns",
                    )
                yield texts


def _guarded(rows: Iterator[Any]) -> Iterator[Any]:
    """`rows`, whose faults become refusals; those of whoever takes them do not."""
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except _BROKEN as error:
            raise _broken(error) from None
        yield row


def _text(cell: Any) -> str:
    """A cell as a list writes it: a date in ISO 8601, a whole number without a point."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if cell.data_type == "f":
        return f"={str(getattr(value, 'text', value) or '').removeprefix('=')}"
    return str(value)


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts of a workbook that are not read here
            book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    except _BROKEN as error:
        raise _broken(error) from None
    try:
        yield book
    finally:
        book.close()


def _check_parts(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            found = parts.infolist()
            _check_sizes(found)
            names = {part.filename for part in found}
            if "xl/workbook.xml" not in names:
                raise refuse(_what_else(names), "no workbook")
            for part in found:
                _check_part(parts, part)
    except _BROKEN as error:
        raise _broken(error) from None


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    packed_far = any(
        part.file_size > _HARMLESS and part.file_size > MOST_PACKED * max(part.compress_size, 1)
        for part in parts
    )
    if unpacked > MOST_UNPACKED or packed_far or len(parts) > _MOST_PARTS:
        raise refuse(
            f"The workbook unpacks to {unpacked // 1024 // 1024:,} MB in {len(parts)} parts, more "
            "than a list needs; save the sheet as CSV.",
            "size",
        )
    if any(part.flag_bits & 1 for part in parts):
        raise refuse("The workbook is locked with a password; save it without.", "password")


def _check_part(parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Looks for entities in a part, and at how large a sheet is, before anything is parsed."""
    if not part.filename.endswith((".xml", ".rels")):
        return
    is_sheet = part.filename.startswith("xl/worksheets/")
    rows = cells = 0
    with parts.open(part) as content:
        begin = last = content.read(_PIECE)
        while last:
            if is_sheet:
                rows += last.count(b"<row") + last.count(b":row")
                cells += last.count(b"<c ") + last.count(b":c ")
                if rows > MOST_ROWS + HEADER_WITHIN:
                    raise refuse(f"The sheet has more than {MOST_ROWS:,} rows; split it.", "rows")
                if cells > MOST_CELLS:
                    raise _too_many_cells()
            if _ENTITIES.search(last):
                raise refuse("The workbook defines XML entities, which no list needs.", "entities")
            # What stands on the seam of two pieces is seen with the second one.
            last = last[-16:] + piece if (piece := content.read(_PIECE)) else b""
    size = _DIMENSION.search(begin)
    said = int(size[2]) if size and is_sheet else 0
    # An empty sheet may say so, too: it has no bytes to fill that many rows.
    if said > MOST_ROWS and part.file_size > 8 * said:
        raise refuse(f"The sheet has more than {MOST_ROWS:,} rows; split it.", "rows")


def _too_many_cells() -> Refused:
    return refuse(f"The sheet has more than {MOST_CELLS:,} cells; split it.", "cells")


def _what_else(names: set[str]) -> str:
    if "content.xml" in names:
        return "The file is an OpenDocument sheet; save it as XLSX or CSV."
    if "word/document.xml" in names:
        return "The file is a text document; save its table as CSV, or paste it."
    if "xl/workbook.bin" in names:
        return "The file is an XLSB workbook; save it as XLSX or CSV."
    return "The file is a ZIP file, not a workbook; unpack it first."


def _named_sheet(sheet: str, names: list[str]) -> str:
    """The sheet of that name, or of that number from 1. Raises `Refused` with the names."""
    for name in names:
        if name.strip().lower() == sheet.strip().lower():
            return name
    if sheet.isdecimal() and 0 < int(sheet[:6]) <= len(names):
        return names[int(sheet) - 1]
    raise Refused(
        f"There is no sheet {sheet[:60]!r}; there are {', '.join(names)[:300]}.",
        field="sheet",
        value=sheet[:60],
        allowed=names,
    )


def _broken(error: Exception) -> Refused:
    if isinstance(error, DefusedXmlException):
        return refuse("The workbook defines XML entities, which no list needs.", "entities")
    return refuse(
        "The file begins as an XLSX workbook but cannot be read as one; save it again, or as CSV.",
        "broken workbook",
    )
