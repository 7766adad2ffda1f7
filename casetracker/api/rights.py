"""Whether a request may be made at all: scopes of its token, roles of its user, the object."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from casetracker.domain.permissions import roles_with
from casetracker.domain.scopes import scopes_allow
from casetracker.models import ApiToken
from casetracker.selectors.rights import may, may_ever


class Rights(BasePermission):
    """Asks `domain/permissions.py` about the view's `noun` and `verb`; what has no row is denied.

    Objects are looked for among the visible ones first, so that 403 never tells of a hidden one.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        if view.verb is None:
            return True  # no such method here: 405 follows
        token = request.auth
        if isinstance(token, ApiToken) and not scopes_allow(token.scopes, view.noun, view.verb):
            raise PermissionDenied(f"The scopes of this token do not cover {_said(view)}.")
        if not may_ever(request.user, view.verb, view.noun):
            allowed = ", ".join(sorted(roles_with(view.noun, view.verb))) or "nobody"
            raise PermissionDenied(f"Your roles do not allow {_said(view)}. Allowed: {allowed}.")
        return True

    def has_object_permission(self, request: Request, view: Any, row: Any) -> bool:
        if not may(request.user, view.verb, row):
            raise PermissionDenied(f"You see this object, but {_said(view)} is not yours to do.")
        return True


def _said(view: Any) -> str:
    return f"{view.noun}: {view.verb.replace('_', ' ')}"
