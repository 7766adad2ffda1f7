"""Every refusal as a problem (RFC 9457): the field, the value, and what is allowed."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DataError, IntegrityError
from django.http import Http404, HttpRequest, JsonResponse, UnreadablePostError
from django.utils import timezone
from rest_framework.exceptions import (
    APIException,
    MethodNotAllowed,
    NotFound,
    UnsupportedMediaType,
    ValidationError,
)
from rest_framework.exceptions import PermissionDenied as NotPermitted
from rest_framework.response import Response
from rest_framework.views import set_rollback

from casetracker.domain.contacts import ContactBlocked
from casetracker.domain.errors import Missing, Refused
from casetracker.domain.texts import UnreadableText
from casetracker.selectors.health import is_database_away
from casetracker.services.contact_safety import note_block

logger = logging.getLogger(__name__)
CONTENT_TYPE = "application/problem+json"
#: Longest part of a refused value that is repeated.
SHOWN = 120
Errors = dict[str, list[dict[str, Any]]]


class BadFields(ValidationError):
    """Fields of a body or a query that cannot be taken; see `bodies.faults_of`."""

    def __init__(self, errors: Errors) -> None:
        super().__init__({name: [fault["detail"] for fault in errors[name]] for name in errors})
        self.errors = errors


class Precondition(APIException):
    """An edit without `If-Match`: which version was it made on?"""

    status_code = 428
    default_detail = (
        "Say which version you edit: send If-Match with the ETag of the object as you read it."
    )
    default_code = "precondition_required"


def fault(detail: str, value: Any = None, allowed: Any = None) -> dict[str, Any]:
    """One thing wrong with one field."""
    return {"detail": detail, "value": shown(value), "allowed": allowed}


def shown(value: Any) -> Any:
    """A refused value as it is repeated to whoever sent it: short, and harmless anywhere."""
    if isinstance(value, (bool, int, float)) or value is None:
        return value if abs(value or 0) < 1e18 else "a very large number"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, (list, tuple, set, frozenset)):
        return [shown(item) for item in list(value)[:10]]
    text = str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def problem(error: Exception, context: dict[str, Any]) -> Response:
    """REST framework's exception handler: a problem for every error there is."""
    set_rollback()
    if isinstance(error, ContactBlocked):
        note_block(error, actor=context["request"].user, now=timezone.now())
    status, detail, errors, headers = _read(error, context)
    body = problem_body(status, detail, errors)
    return Response(body, status=status, headers=headers, content_type=CONTENT_TYPE)


def problem_body(status: int, detail: str, errors: Errors | None = None) -> dict[str, Any]:
    title = HTTPStatus(status).phrase
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
    }
    return body | ({"errors": errors} if errors else {})


def no_such_page(request: HttpRequest, **anything: Any) -> JsonResponse:
    """What stands at an address of the API that leads nowhere."""
    body = problem_body(404, "There is nothing at this address. See /api/v1/docs/.")
    return JsonResponse(body, status=404, content_type=CONTENT_TYPE)


def _read(
    error: Exception, context: dict[str, Any]
) -> tuple[int, str, Errors | None, dict[str, str]]:
    """Status, detail, errors by field and headers of an error."""
    if isinstance(error, Refused):
        field = error.field
        said = fault(error.message, error.value, _plain(error.allowed))
        # What is missing under the address is 404; what a body names is a wrong value.
        is_named = isinstance(error, Missing) and field not in (None, "id")
        status = 400 if is_named else error.status
        return status, error.message, {field: [said]} if field else None, {}
    if isinstance(error, UnreadableText):
        return 400, f"A text cannot be stored: {error}.", None, {}
    if isinstance(error, Http404):
        error = NotFound(str(error) or "There is no such object that you may see.")
    if isinstance(error, PermissionDenied):
        error = NotPermitted()
    if isinstance(error, APIException):
        return _read_api(error, context)
    if isinstance(error, RequestDataTooBig):
        return 413, "The body is too long.", None, {}
    if isinstance(error, IntegrityError):
        return 409, "This contradicts what is stored; somebody may have been faster.", None, {}
    if isinstance(error, DataError):
        return 400, "A value does not fit its column.", None, {}
    if isinstance(error, (SuspiciousOperation, UnreadablePostError)):
        return 400, "The request cannot be read.", None, {}
    if is_database_away(error):
        later = "The database does not take this now. Nothing was changed; ask again."
        return 503, later, None, {"Retry-After": "15"}
    logger.error("%s failed", type(context.get("view")).__name__, exc_info=error)
    return 500, "Something is broken here; it has been logged. Nothing was changed.", None, {}


def _read_api(
    error: APIException, context: dict[str, Any]
) -> tuple[int, str, Errors | None, dict[str, str]]:
    headers = {}
    if header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = header
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    if isinstance(error, BadFields):
        names = ", ".join(error.errors)
        return 400, f"Not accepted: {names}.", error.errors, headers
    if isinstance(error, ValidationError):
        return 400, _first(error.detail), None, headers
    detail = str(error.detail)
    if isinstance(error, MethodNotAllowed) and context.get("view"):
        headers["Allow"] = ", ".join(context["view"].allowed_methods)
        detail = f"{detail} Allowed: {headers['Allow']}."
    if isinstance(error, UnsupportedMediaType):
        detail = f"{detail} Allowed: application/json."
    return error.status_code, detail, None, headers


def _plain(allowed: Any) -> Any:
    if allowed is None or isinstance(allowed, (str, int, float, bool)):
        return allowed
    if isinstance(allowed, (list, tuple, set, frozenset)):
        return [_plain(item) for item in allowed]
    return str(allowed)


def _first(detail: Any) -> str:
    while isinstance(detail, (list, dict)) and detail:
        detail = next(iter(detail.values())) if isinstance(detail, dict) else detail[0]
    return str(detail)
