"""Links from one page of a list to its neighbours. The edge in them is signed for one reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpRequest

from casetracker.selectors.keyset import Slice

SIZE = 50


@dataclass(frozen=True)
class Paging:
    """Addresses of the neighbours of a page; empty where there is none."""

    first: str = ""
    previous: str = ""
    next: str = ""


def edges_in(
    request: HttpRequest, *, read: Callable[[str], Any] = datetime.fromisoformat
) -> dict[str, Any]:
    """`after` and `before` of the address, as `page_of` takes them; `read` gives the ordering
    value. An edited edge, or one of another reader or list, is no edge: the list starts from its
    beginning."""
    return {name: _opened(request, request.GET.get(name, ""), read) for name in ("after", "before")}


def paging(request: HttpRequest, page: Slice) -> Paging:
    """The links, keeping the filters that are in the address."""
    kept = request.GET.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    first = f"?{kept.urlencode()}" if kept else request.path

    def link(name: str, edge: tuple[Any, Any] | None) -> str:
        if edge is None:
            return ""
        query = kept.copy()
        query[name] = _sealed(request, edge)
        return f"?{query.urlencode()}"

    return Paging(first, link("before", page.before), link("after", page.after))


def _salt(request: HttpRequest) -> str:
    return f"casetracker.edge:{request.user.pk}:{request.path}"


def _sealed(request: HttpRequest, edge: tuple[Any, Any]) -> str:
    value, row_id = edge
    said = value if isinstance(value, str) else value.isoformat()
    return signing.dumps([said, str(row_id)], salt=_salt(request))


def _opened(request: HttpRequest, text: str, read: Callable[[str], Any]) -> tuple[Any, UUID] | None:
    if not text:
        return None
    try:
        value, row_id = signing.loads(text, salt=_salt(request))
        return read(value), UUID(row_id)
    except (signing.BadSignature, ValueError, TypeError):
        return None
