"""Which files are taken, and what they are: extension, first bytes and name must agree.

An allow-list (`access.md`, "Files"): no archive, no SVG, no HTML, ever.
"""

from __future__ import annotations

import re
from enum import StrEnum

from casetracker.domain.errors import Refused
from casetracker.domain.texts import tidy

MOST_BYTES = 20 * 1024 * 1024
LONGEST_NAME = 150


class FileKind(StrEnum):
    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    TXT = "txt"


_BY_EXTENSION = {
    "pdf": FileKind.PDF,
    "jpg": FileKind.JPEG,
    "jpeg": FileKind.JPEG,
    "png": FileKind.PNG,
    "txt": FileKind.TXT,
}
_STARTS = {
    FileKind.PDF: b"%PDF-",
    FileKind.JPEG: b"\xff\xd8\xff",
    FileKind.PNG: b"\x89PNG\r\n\x1a\n",
}
ALLOWED = "PDF, JPEG, PNG or TXT, at most 20 MB"
#: Why the rewriting program refused, in words.
REFUSALS = {
    "pixels": "The image has more than 40 million pixels.",
    "animated": "The image has several frames.",
    "pages": "The document has more than 500 pages.",
    "encrypted": "The document is protected by a password; save it without one first.",
    "not_utf8": "The text is not UTF-8; save it as UTF-8 first.",
    "unreadable": "The file is damaged, or is not what its name says.",
    "too_long": "The file took too long to read.",
}
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def kind_of(name: str, data: bytes) -> FileKind:
    """What the file is. Raises `Refused` where name and content do not agree."""
    if not data:
        raise Refused("The file is empty.", field="file", allowed=ALLOWED)
    if len(data) > MOST_BYTES:
        raise Refused(
            "The file is larger than 20 MB.", field="file", value=len(data), allowed=ALLOWED
        )
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    kind = _BY_EXTENSION.get(extension)
    if kind is None:
        raise Refused(
            "Files of this kind are not taken.", field="file", value=extension[:20], allowed=ALLOWED
        )
    if kind is FileKind.TXT:
        begins = not any(data.startswith(start) for start in _STARTS.values())
    else:
        begins = data.startswith(_STARTS[kind])
    if not begins:
        raise refusal("unreadable")
    return kind


def clean_name(name: str) -> str:
    """The file's name without path and without what a disk or a header could misread."""
    last = re.split(r"[\\/]", name)[-1]
    plain = tidy(_UNSAFE.sub("_", last)).replace("\n", " ").strip(" .")
    if not plain or _RESERVED.match(plain):
        plain = f"file {plain}".strip()
    stem, dot, extension = plain.rpartition(".")
    if len(plain) > LONGEST_NAME and dot:
        return f"{stem[: LONGEST_NAME - len(extension) - 1]}.{extension}"
    return plain[:LONGEST_NAME]


def refusal(reason: str) -> Refused:
    """What a refused file is told."""
    return Refused(REFUSALS[reason], field="file", allowed=ALLOWED)
