"""The API described (OpenAPI 3.1), and pages that show the description, all from this server."""

from __future__ import annotations

from typing import Any

from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

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


def describe_conventions(result: dict[str, Any], **anything: Any) -> dict[str, Any]:
    """What every operation shares: problems, versions, repeats."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            operation["responses"]["4XX"] = _REFUSED
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
