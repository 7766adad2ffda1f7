"""Whose API token this is."""

from __future__ import annotations

from datetime import datetime
from hmac import compare_digest

from django.db.models import F
from knox.crypto import hash_token
from knox.settings import CONSTANTS

from casetracker.models import ApiToken, User


def find_token(text: str, *, now: datetime) -> ApiToken | None:
    """The token with its user, who knows their roles: one query. None if the token is unknown,
    has expired, or its owner is locked out."""
    digest = hash_token(text)
    rows = (
        ApiToken.objects.select_related("user")
        .filter(token_key=text[: CONSTANTS.TOKEN_KEY_LENGTH])
        .annotate(role=F("user__memberships__role"), role_in=F("user__memberships__team"))
    )
    # The same token once for each role that its owner holds.
    found = [row for row in rows if compare_digest(digest, row.digest)]
    if not found:
        return None
    token = found[0]
    lapsed = token.expiry is not None and token.expiry <= now
    if lapsed or token.user.is_frozen or not token.user.is_active:
        return None
    token.user.know_roles((row.role, row.role_in) for row in found if row.role)
    return token


def tokens_of(user: User, *, now: datetime) -> list[ApiToken]:
    """One's own tokens that still work, the newest first."""
    return list(ApiToken.objects.filter(user=user, expiry__gt=now).order_by("-created"))
