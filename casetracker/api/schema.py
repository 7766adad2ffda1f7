"""The API described (OpenAPI 3.1), and pages that show the description, all from this server."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.serializers import ChoiceField

from casetracker.api.nouns import UUID_PATTERN

PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `errors` names each field with what is wrong, its value, and what "
    "is allowed.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "object",
            "additionalProperties": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["detail", "value", "allowed"],
                    "properties": {"detail": {"type": "string"}, "value": {}, "allowed": {}},
                },
            },
        },
    },
}
_REFUSED = {
    "description": "Refused; nothing was changed.",
    "content": {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}},
    },
}
_LATER = _REFUSED | {
    "description": "The database does not take it now; nothing was changed. See Retry-After."
}
_DONE = {"description": "Done, and no longer yours to see."}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "schema": {"type": "string"},
    "description": "The ETag of the object as it was read. Another version: 412.",
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "maxLength": 200},
    "description": "The same key and body again give the same answer, and no second object.",
}


_ID = {"type": "string", "format": "uuid"}


class ShownDescribed(OpenApiSerializerExtension):
    """What is read-only says nothing of null and of the empty word; its column does."""

    # Rows within a row, too: what is read from a body is no ModelSerializer.
    target_class = "rest_framework.serializers.ModelSerializer"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> Any:
        shown = self.target
        columns = {column.name: column for column in shown.Meta.model._meta.concrete_fields}
        for name, field in shown.fields.items():
            if field.default is None:  # of a row that may be missing
                field.allow_null = True
            column = columns.get(field.source or name)
            if column is not None:
                field.allow_null = field.allow_null or column.null
                if isinstance(field, ChoiceField):
                    field.allow_blank = field.allow_blank or column.blank or column.default == ""
        return auto_schema._map_serializer(shown, direction, bypass_extensions=True)


def describe_conventions(result: dict[str, Any], **anything: Any) -> dict[str, Any]:
    """What every operation shares: problems, versions, repeats."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            operation["responses"]["4XX"] = _REFUSED
            operation["responses"]["503"] = _LATER
            for parameter in operation.get("parameters", []):
                if UUID_PATTERN in parameter["schema"].get("pattern", ""):
                    parameter["schema"] = _ID
            headers: list[dict[str, Any]] = []
            if method == "post":
                headers.append(_KEY)
            if method == "post" and "{id}" in path:
                headers.append(_IF_MATCH)
                operation["responses"]["204"] = _DONE
            if method == "patch":
                headers.append(_IF_MATCH | {"required": True})
            operation["parameters"] = [*operation.get("parameters", []), *headers]
    return result


class SchemaView(SpectacularAPIView):
    """`/api/v1/schema/`: no secret, so that a program may read it before it has a token."""


class DocsView(SpectacularSwaggerSplitView):
    """`/api/v1/docs/`: Swagger UI without inline script or style, assets from this server."""

    url_name = "schema"
    template_name = "api/docs.html"
