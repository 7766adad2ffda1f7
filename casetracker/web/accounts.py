"""allauth, fenced in: no self-registration, no mail of its own, frozen is the same as unknown."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy


class AccountAdapter(DefaultAccountAdapter):
    """No self-registration; no mail leaves from here; frozen is the same as unknown."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy("E-mail or password is wrong."),
        "too_many_login_attempts": gettext_lazy("Too many attempts. Try again in a few minutes."),
    }

    def is_open_for_signup(self, request: Any) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Whatever allauth would write: nothing. Our own mails are notices in the outbox
        (`sign_in.forgotten` asks the service for one)."""

    def is_ajax(self, request: HttpRequest) -> bool:
        """Pages answer with pages, whatever a request's headers say."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Signing in and out says nothing of its own."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        return user if user is not None and user.is_active and not user.is_frozen else None
