"""`Authorization: Token …`: hashed, scoped, expiring tokens of knox."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication
from rest_framework.authentication import SessionAuthentication as DjangoSession
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from casetracker.models import ApiToken, User
from casetracker.selectors.second_factors import is_missing
from casetracker.selectors.tokens import find_token


class ApiTokenAuthentication(TokenAuthentication):
    """`request.auth` is the token, `request.auth.scopes` what it may be used for.

    Every request asks the database: a frozen owner, an expired token act at once.
    """

    def authenticate_credentials(self, token: bytes) -> tuple[User, ApiToken]:
        """One answer for unknown, expired and locked out, so that nothing can be learnt."""
        try:
            found = find_token(token.decode("ascii"), now=timezone.now())
        except UnicodeDecodeError:
            found = None
        if found is None:
            raise AuthenticationFailed("This token is not valid (any more).")
        return found.user, found


class SessionAuthentication(DjangoSession):
    """Whoever signed in on a page, in a browser; staff only after the second factor."""

    def authenticate(self, request: Request) -> Any:
        found = super().authenticate(request)
        if found is not None and is_missing(found[0], request._request.session):
            raise PermissionDenied("Show your second factor on the page first.")
        return found


class SessionScheme(OpenApiAuthenticationExtension):
    """How the API's documentation describes the session."""

    target_class = SessionAuthentication
    name = "cookieAuth"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


class TokenScheme(OpenApiAuthenticationExtension):
    """How the API's documentation describes the token."""

    target_class = ApiTokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token` and the token that `manage.py create_token` printed.",
        }
