"""allauth, fenced in: no self-registration, no mail of its own, frozen is the same as unknown."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from casetracker.models import User
from casetracker.services.attempts import forgive, may_try
from casetracker.services.sessions import DEVICE
from casetracker.services.users import note_sign_in
from casetracker.web.browsers import device_of, network_of


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

    def get_login_stages(self) -> list[str]:
        """After the password: the second factor, before anybody is signed in."""
        return ["casetracker.web.second_factor.SecondFactorStage"]

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Counted first, then compared: the same statements and one password hash, whether the
        account is known, unknown, or locked out."""
        allowed = may_try(
            what="password",
            account=credentials.get("email", ""),
            network=network_of(request),
            now=timezone.now(),
        )
        if not allowed:
            raise self.validation_error("too_many_login_attempts")
        AuthenticationBackend.unstash_authenticated_user()
        user: Any = authenticate(request, **credentials)
        AuthenticationBackend.unstash_authenticated_user()
        return user if user is not None and user.is_active and not user.is_frozen else None

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        """Signed in, second factor included: what was mistyped before is forgotten."""
        request.session[DEVICE] = device_of(request)
        forgive(what="password", account=user.email, network=network_of(request))
        note_sign_in(user=user, now=timezone.now())
        return super().post_login(request, user, **kwargs)
