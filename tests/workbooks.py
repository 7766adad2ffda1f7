"""Workbooks made for tests, sound ones and hostile ones."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook

PEOPLE = [
    ["Name", "Date of birth", "Status"],
    ["Ivan Ivanov", date(1980, 2, 1), "in prison"],
    ["Piotr Piatrou", date(1981, 3, 2), "released"],
]


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """An XLSX with these sheets of rows."""
    book = Workbook()
    del book["Sheet"]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def altered(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The workbook with every part as `change(name, content)` makes it."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as parts,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as changed,
    ):
        for part in parts.infolist():
            changed.writestr(part.filename, change(part.filename, parts.read(part)))
    return out.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one part replaced, or added."""
    found = altered(data, lambda part, old: content if part == name else old)
    if f"{name}".encode() in data:
        return found
    out = io.BytesIO(found)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(name, content)
    return out.getvalue()
