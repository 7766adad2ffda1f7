"""A list in whatever form it comes: a workbook, or text."""

from __future__ import annotations

from casetracker.domain.errors import Refused
from casetracker.domain.headers import Mapped
from casetracker.domain.listfiles import ListFile, read_list
from casetracker.papers.spreadsheets import is_workbook, read_workbook


def read_file(
    data: bytes,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    mapped: Mapped | None = None,
    is_asked: bool = False,
) -> ListFile:
    """The list in `data`, told by its content, not by its name.

    Encoding and delimiter are of text, the sheet is of a workbook. With `is_asked` somebody will
    say what the columns hold: a header that is not known will do. Raises `Refused` in one
    sentence for what holds no list, or for an option that the file has no use for.
    """
    if is_workbook(data):
        return read_workbook(data, sheet=sheet, mapped=mapped, is_asked=is_asked)
    if sheet:
        raise Refused(
            "Only a workbook has sheets; this file is text or none that is read.",
            field="sheet",
            value=sheet[:60],
            allowed="no sheet",
        )
    return read_list(data, encoding=encoding, delimiter=delimiter, mapped=mapped, is_asked=is_asked)
