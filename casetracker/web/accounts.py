"""Sign-in, forgotten password, invitation: allauth's flows, our outbox."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """No self-registration; mails become event notices instead of leaving by themselves."""

    def is_open_for_signup(self, request: Any) -> bool:
        return False
