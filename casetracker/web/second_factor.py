"""Showing a second factor: at sign-in after the password, and again before it is changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginStage, LoginStageController
from django import forms
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from casetracker.domain.errors import Refused
from casetracker.models import User
from casetracker.selectors.second_factors import SHOWN, has_factor, passkeys_of, shown, shown_at
from casetracker.services.attempts import forgive, may_try
from casetracker.services.passkeys import begin_showing
from casetracker.services.second_factors import show_code, show_passkey
from casetracker.web.browsers import network_of

#: Who changes how one signs in has shown the factor this recently.
FRESH = timedelta(minutes=15)
#: Within a session: the challenge of the ceremony that has begun.
STATE = "passkey_state"


class SecondFactorStage(LoginStage):
    """allauth's step between the password and being signed in."""

    key = "second_factor"
    urlname = "second_factor"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        user: Any = self.login.user
        if not has_factor(user.pk):
            return None, True
        # A freeze or a new password in between ends what was begun.
        self.state["epoch"] = user.get_session_auth_hash()
        return redirect("second_factor"), True


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Six digits from your app, or one of your recovery codes."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True}
        ),
    )
    credential = forms.JSONField(required=False, widget=forms.HiddenInput)


def needs_fresh_factor(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The page asks for the second factor once more, unless there is none or it was just shown."""

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        at = shown_at(request.user, request.session)
        is_fresh = at is not None and timezone.now() - at <= FRESH
        if not is_fresh and has_factor(request.user.pk):
            back = request.get_full_path() if request.method == "GET" else reverse("sign_in_ways")
            return redirect(f"{reverse('second_factor')}?{urlencode({REDIRECT_FIELD_NAME: back})}")
        return view(request, *args, **kwargs)

    return asking


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Of whoever has just given the password, or of whoever is signed in and is asked again."""
    user, stage = _who(request)
    if user is None:
        return redirect("account_login")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and show_factor(request, user.pk, form):
        if stage is not None:
            # `login()` keeps what the session holds and gives it a new key.
            request.session[SHOWN] = shown(user, timezone.now())
            return stage.exit()
        request.session[SHOWN] = shown(user, timezone.now())
        request.session.cycle_key()
        return redirect(_next(request))
    status = 400 if form.errors else 200
    context = {"form": form, "is_signing_in": stage is not None, "next": _next(request)}
    return render(
        request, "accounts/second_factor.html", context | ceremony(request, user.pk), status=status
    )


def show_factor(request: HttpRequest, user_id: UUID, form: CodeForm) -> bool:
    """Whether the form shows a factor of this person; what is wrong is said in the form.

    Codes are counted before they are looked at; a passkey cannot be guessed.
    """
    now, code = timezone.now(), form.cleaned_data["code"]
    answer = form.cleaned_data["credential"]
    state = request.session.pop(STATE, None)
    who = {"what": "code", "account": str(user_id), "network": network_of(request)}
    try:
        if answer is not None:
            show_passkey(user_id=user_id, state=state, answer=answer, now=now)
            return True
        if not may_try(**who, now=now):
            form.add_error("code", _("Too many attempts. Try again in a few minutes."))
            return False
        show_code(user_id=user_id, code=code, now=now)
    except Refused:
        if answer is None:
            form.add_error("code", _("This code is not right, or was used already."))
        else:
            form.add_error(None, _("This passkey was not accepted. Try again, or use a code."))
        return False
    forgive(**who)
    return True


def ceremony(request: HttpRequest, user_id: UUID) -> dict[str, str]:
    """What the page needs to ask the browser for a passkey; nothing where there is none."""
    held = passkeys_of(user_id)
    if not held:
        return {}
    options, state = begin_showing(held)
    request.session[STATE] = dict(state)
    return {"passkey_options": json.dumps(options)}


def _who(request: HttpRequest) -> tuple[User | None, Any]:
    if request.user.is_authenticated:
        return (request.user if has_factor(request.user.pk) else None), None
    stage = LoginStageController.enter(request, SecondFactorStage.key)
    user = stage.login.user if stage else None
    if user is None or user.is_frozen or not user.is_active:
        return None, None
    if stage.state.get("epoch") != user.get_session_auth_hash():
        clear_login(request)
        return None, None
    return user, stage


def _next(request: HttpRequest) -> str:
    wanted = str(request.POST.get("next") or request.GET.get("next") or "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return reverse("home")
