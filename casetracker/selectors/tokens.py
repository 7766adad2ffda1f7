"""Whose API token this is."""

from __future__ import annotations

from datetime import datetime
from hmac import compare_digest

from knox.crypto import hash_token
from knox.settings import CONSTANTS

from casetracker.models import ApiToken


def find_token(text: str, *, now: datetime) -> ApiToken | None:
    """The token with its user; None if it is unknown, has expired, or its owner is locked out."""
    digest = hash_token(text)
    found = ApiToken.objects.select_related("user").filter(
        token_key=text[: CONSTANTS.TOKEN_KEY_LENGTH]
    )
    for token in found:
        if not compare_digest(digest, token.digest):
            continue
        lapsed = token.expiry is not None and token.expiry <= now
        user = token.user
        return None if lapsed or user.is_frozen or not user.is_active else token
    return None
