"""Pages of a list, by (ordering value, id): `next`, `previous`, `results`, and no count.

A cursor is signed, and bound to whoever asked, to the list and to its filters and ordering.
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Field, QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from casetracker.api.errors import BadFields, fault
from casetracker.selectors.keyset import Slice, page_of

SIZE, LARGEST = 50, 100
PARAMETERS = ("cursor", "page_size", "ordering")
AFTER, BEFORE = "after", "before"


class KeysetPagination(BasePagination):
    """What a view is ordered by, it says in `orderings`: name in the address → column (never
    null). The first one, descending where the view says so, is used when nothing is asked."""

    request: Request
    slice: Slice

    def paginate_queryset(self, queryset: QuerySet[Any], request: Request, view: Any = None) -> Any:
        self.request = request
        ordering = ordering_asked(request, view)
        column = view.orderings[ordering.lstrip("-")]
        field = queryset.model._meta.get_field("id" if column == "pk" else column)
        self.slice = page_of(
            queryset,
            column,
            size=size_asked(request),
            descending=ordering.startswith("-"),
            edge_of=getattr(view, "edge_of", None),
            **self.edge(field),
        )
        return self.slice.rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {
                "next": self.link(AFTER, self.slice.after),
                "previous": self.link(BEFORE, self.slice.before),
                "results": data,
            }
        )

    def edge(self, field: Field[Any, Any]) -> dict[str, Any]:
        """The edge that the cursor in the address names. Raises `BadFields` for any other."""
        cursor = self.request.query_params.get("cursor")
        if not cursor:
            return {}
        try:
            side, value, row_id = signing.loads(cursor, salt=self.salt())
            edge = field.to_python(value), row_id
        except (signing.BadSignature, ValidationError, ValueError, TypeError):
            said = fault(
                "This cursor was edited, or belongs to another list, filter, ordering or user.",
                cursor,
                "a cursor taken from `next` or `previous` of this list",
            )
            raise BadFields({"cursor": [said]}) from None
        return {side: edge}

    def link(self, side: str, edge: tuple[Any, Any] | None) -> str | None:
        if edge is None:
            return None
        value, row_id = edge
        plain = value.isoformat() if isinstance(value, date) else str(value)
        cursor = signing.dumps([side, plain, str(row_id)], salt=self.salt())
        query = {**self.request.query_params.dict(), "cursor": cursor}
        return f"{settings.BASE_URL}{self.request.path}?{urlencode(query)}"

    def salt(self) -> str:
        """What the cursor is bound to."""
        asked = sorted(self.request.query_params.items())
        kept = [pair for pair in asked if pair[0] not in ("cursor", "page_size")]
        said = urlencode([("path", self.request.path), *kept])
        digest = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
        return f"casetracker.cursor:{self.request.user.pk}:{digest}"

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        signed = [sign + name for name in getattr(view, "orderings", {}) for sign in ("", "-")]
        return [
            _parameter("cursor", {"type": "string"}, "From `next` or `previous`."),
            _parameter("page_size", {"type": "integer", "minimum": 1, "maximum": LARGEST}, ""),
            _parameter("ordering", {"type": "string", "enum": signed}, "A minus: downwards."),
        ]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }


def ordering_asked(request: Request, view: Any) -> str:
    """The ordering in the address or the view's own. Raises `BadFields` for an unknown one."""
    asked = request.query_params.get("ordering")
    if asked is None:
        return view.ordering
    if asked.removeprefix("-") not in view.orderings:
        allowed = [sign + name for name in view.orderings for sign in ("", "-")]
        raise BadFields({"ordering": [fault("No such ordering.", asked, allowed)]})
    return asked


def size_asked(request: Request) -> int:
    """How many rows a page has. Raises `BadFields` unless it is 1 to 100."""
    asked = request.query_params.get("page_size", str(SIZE))
    size = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 0
    if not 1 <= size <= LARGEST:
        raise BadFields({"page_size": [fault("No such page size.", asked, [1, LARGEST])]})
    return size


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, "description": description}
