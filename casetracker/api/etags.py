"""Versions over HTTP: `ETag` shows one, `If-Match` names the one that an edit was made on."""

from __future__ import annotations

import re
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.request import Request

from casetracker.api.errors import Precondition
from casetracker.domain.errors import Stale

_TAG = re.compile(r'^"([\x21\x23-\x7e]{0,60})"$')
#: A tag that we never gave: no row has this version.
UNKNOWN = -1
EDITS = {"PATCH", "PUT", "DELETE"}


def etag_of(row: Any) -> str | None:
    """The `ETag` of an editable object; None if it has no versions."""
    version = row.get("version") if isinstance(row, dict) else getattr(row, "version", None)
    return None if version is None else f'"{version}"'


def version_given(request: Request) -> int | None:
    """The version that `If-Match` names; None if it is not given on a POST, or is `*`.

    Raises `Precondition` (428) for an edit without it, `Stale` (412) for a weak tag, which never
    matches, and `ParseError` for anything else that is no version of ours.
    """
    header = request.headers.get("If-Match", "").strip()
    if not header:
        if request.method in EDITS:
            raise Precondition
        return None
    if header == "*":
        return None
    if header.startswith("W/"):
        raise Stale("A weak ETag matches no version.", field="If-Match", value=header)
    found = _TAG.match(header)
    if not found:
        raise ParseError(
            f'If-Match {header[:40]!r} is no version; allowed: one ETag such as "3", or *.'
        )
    return int(found[1]) if found[1].isascii() and found[1].isdigit() else UNKNOWN


def check_match(request: Request, row: Any) -> int | None:
    """The version given, which is the row's. Raises `Stale` (412) if it is another."""
    version = version_given(request)
    current = getattr(row, "version", None)
    if version is not None and version != current:
        raise Stale(
            f"Somebody changed this meanwhile: you have version {version}, it is {current}.",
            field="If-Match",
            value=f'"{version}"',
            allowed=f'"{current}"',
        )
    return version
