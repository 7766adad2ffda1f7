"""Lists of released people in whatever form they come: a workbook, or text, as pasted text."""

from __future__ import annotations

import csv
import io
import re

from casetracker.domain.encodings import decoded
from casetracker.domain.errors import Refused
from casetracker.domain.releaselists import COLUMNS, MAX_BYTES
from casetracker.papers.spreadsheets import is_workbook, sheets_of

_CODE = re.compile(r"[A-Za-z]{2}")


def release_text(data: bytes) -> str:
    """The text of a release list, as somebody would have pasted it (`domain/releaselists.py`).

    Of a workbook the first sheet that is not empty is taken: as a table where its first row names
    columns, else a name a row, with the code of a country where one stands beside it. Raises
    `Refused` for what is too large or cannot be read.
    """
    if len(data) > MAX_BYTES:
        limit = f"at most {MAX_BYTES // 1024 // 1024} MB"
        raise Refused("The file is too large.", field="file", value=len(data), allowed=limit)
    if not is_workbook(data):
        return decoded(data)[0]
    for rows in sheets_of(data):
        filled = [row for row in rows if any(cell.strip() for cell in row)]
        if filled:
            return _text(filled)
    raise Refused("The workbook is empty.", field="file", value="nothing", allowed="a list")


def _text(rows: list[list[str]]) -> str:
    header = {cell.strip().lower() for cell in rows[0]}
    if header & {"name", "reference"}:
        return table([row + [""] * (len(rows[0]) - len(row)) for row in rows])
    return "\n".join(_line(row) for row in rows)


def _line(row: list[str]) -> str:
    """A name, and the code of a country if one stands in the row."""
    name = next((cell for cell in row if _is_name(cell)), "")
    codes = [cell.strip() for cell in row if _CODE.fullmatch(cell.strip())]
    return "; ".join([" ".join(name.split()), *codes[:1]])


def _is_name(cell: str) -> bool:
    """Neither a number of the row nor a code."""
    text = cell.strip()
    return any(letter.isalpha() for letter in text) and not _CODE.fullmatch(text)


def table(rows: list[list[str]]) -> str:
    """Rows of cells, the header among them, as the text of a CSV."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def table_of(people: list[dict[str, str]]) -> str:
    """Rows of a release list, by the names of its columns, as the text of a CSV."""
    return table([list(COLUMNS), *([one.get(name, "") for name in COLUMNS] for one in people)])
