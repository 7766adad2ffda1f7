"""Uploads stay in memory: no plain copy of a file ever lies on a disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest

from casetracker.domain.attachments import MOST_BYTES

F = TypeVar("F", bound=Callable[..., Any])
#: The rest of an upload beside its file.
ROOM = 1024 * 1024


def takes_files(most: int) -> Callable[[F], F]:
    """The view takes files of up to `most` bytes; every other one what an attachment may have."""

    def mark(view: F) -> F:
        view.most_upload = most  # type: ignore[attr-defined]
        return view

    return mark


def most_upload(request: HttpRequest) -> int:
    """Bytes that a file may have at the door to which the request goes."""
    view: Any = request.resolver_match and request.resolver_match.func
    found = getattr(view, "most_upload", None) or getattr(
        getattr(view, "cls", None), "most_upload", None
    )
    return int(found or MOST_BYTES)


def is_too_long(request: HttpRequest) -> bool:
    """Whether the upload was longer than its door allows: then its file has been passed over."""
    return int(request.META.get("CONTENT_LENGTH") or 0) > most_upload(request) + ROOM


class InMemory(MemoryFileUploadHandler):
    """Keeps what its door allows; passes over a longer upload piece by piece, so that the page
    can say why, and keeps nothing of it."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        self.activated = self.request is not None and (
            content_length <= most_upload(self.request) + ROOM
        )
