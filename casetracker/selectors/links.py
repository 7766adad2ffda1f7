"""The tokens of mailed links with which somebody chooses a password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.tokens import PasswordResetTokenGenerator


class LinkTokens(PasswordResetTokenGenerator):
    """As Django's (a link dies with the password, with a sign-in, with time), and with
    `auth_epoch`: whatever ends a user's sessions at once ends the links, too."""

    key_salt = "casetracker.links"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}:{user.auth_epoch}:{user.is_frozen}"


link_tokens = LinkTokens()
