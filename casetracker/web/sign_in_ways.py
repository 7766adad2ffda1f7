"""How and where one is signed in: second factors, recovery codes, sessions, tokens."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casetracker.domain.errors import Missing, Refused
from casetracker.domain.second_factors import FactorKind, shown_code
from casetracker.selectors.second_factors import (
    SHOWN,
    factors_of,
    is_demanded,
    is_missing,
    passkeys_of,
    recovery_codes_left,
    sessions_of,
    shown,
)
from casetracker.selectors.tokens import tokens_of
from casetracker.services.passkeys import begin_making
from casetracker.services.second_factors import (
    add_app,
    add_passkey,
    app_address,
    new_app_secret,
    remove_factor,
    renew_recovery_codes,
)
from casetracker.services.sessions import end_other_sessions, end_session
from casetracker.services.tokens import revoke_tokens
from casetracker.web.forms import PlainText
from casetracker.web.pictures import qr_picture
from casetracker.web.rights import for_roles
from casetracker.web.second_factor import STATE, needs_fresh_factor

_APP_SECRET = "app_secret"  # noqa: S105  the name of a place in the session
_NEW_CODES = "new_recovery_codes"


@for_roles(before_factor=True)
@require_safe
def ways(request: HttpRequest) -> HttpResponse:
    """What one has; who must have a second factor and has none is told so, and sees no more."""
    user, now = request.user, timezone.now()
    factors = factors_of(user)
    if is_missing(user, request.session):
        if factors:
            return redirect("second_factor")
        return render(request, "settings/second_factor_first.html")
    context = {
        "factors": factors,
        "has_app": any(factor.kind == FactorKind.APP for factor in factors),
        "codes_left": recovery_codes_left(user),
        "can_remove": len(factors) > 1 or not is_demanded(user),
        "sessions": sessions_of(user, now=now),
        "this_session": getattr(request.session, "row_id", None),
        "tokens": tokens_of(user, now=now),
    }
    return render(request, "settings/sign_in_ways.html", context)


class AppForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code from the app"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )


@for_roles(before_factor=True)
@needs_fresh_factor
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def app(request: HttpRequest) -> HttpResponse:
    """A picture for the app, and the proof that the app has read it."""
    if request.method != "POST" or _APP_SECRET not in request.session:
        request.session[_APP_SECRET] = new_app_secret()
    secret = request.session[_APP_SECRET]
    form = AppForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        try:
            codes = add_app(actor=request.user, secret=secret, code=code, now=timezone.now())
        except Refused:
            words = _("This code is not right. Is the clock of your telephone set by the network?")
            form.add_error("code", words)
        else:
            del request.session[_APP_SECRET]
            return _added(request, codes, _("Your app is set up."))
    context = {
        "form": form,
        "picture": qr_picture(app_address(request.user, secret)),
        "secret": " ".join(secret[n : n + 4] for n in range(0, len(secret), 4)),
    }
    status = 400 if form.errors else 200
    return render(request, "settings/factor_app.html", context, status=status)


class PasskeyForm(forms.Form):
    name = PlainText(
        label=gettext_lazy("What do you call it?"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Such as: my telephone, the blue key."),
    )
    credential = forms.JSONField(widget=forms.HiddenInput)


@for_roles(before_factor=True)
@needs_fresh_factor
@require_http_methods(["GET", "HEAD", "POST"])
def passkey(request: HttpRequest) -> HttpResponse:
    """A passkey of this device, or of a key that is plugged in."""
    form = PasskeyForm(request.POST or None)
    if request.method == "POST":
        state = request.session.pop(STATE, None)
        if form.is_valid():
            try:
                codes = add_passkey(
                    actor=request.user,
                    name=form.cleaned_data["name"],
                    state=state,
                    answer=form.cleaned_data["credential"],
                    now=timezone.now(),
                )
            except Refused:
                form.add_error(None, _("This passkey was not accepted. Try again."))
            else:
                return _added(request, codes, _("Your passkey is set up."))
        elif "credential" in form.errors:
            form.add_error(None, _("This browser has made no passkey. Use an app instead."))
    options, state = begin_making(request.user, passkeys_of(request.user.pk))
    request.session[STATE] = dict(state)
    context = {"form": form, "options": json.dumps(options)}
    status = 400 if form.errors else 200
    return render(request, "settings/factor_passkey.html", context, status=status)


@for_roles()
@needs_fresh_factor
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """New codes, until their owner says that they are written down; never again after that."""
    if request.method == "POST" and request.POST.get("do") == "saved":
        request.session.pop(_NEW_CODES, None)
        return redirect("sign_in_ways")
    if request.method == "POST":
        try:
            codes = renew_recovery_codes(actor=request.user, now=timezone.now())
        except Refused:
            messages.error(request, _("Set up an app or a passkey first."))
            return redirect("sign_in_ways")
        request.session[_NEW_CODES] = codes
        return redirect("recovery_codes")
    new = request.session.get(_NEW_CODES)
    if not new:
        return redirect("sign_in_ways")
    context = {"codes": [shown_code(code) for code in new]}
    return render(request, "settings/recovery_codes.html", context)


@for_roles()
@needs_fresh_factor
@require_POST
def remove(request: HttpRequest, factor_id: UUID) -> HttpResponse:
    """Take an app or a passkey away."""
    try:
        remove_factor(actor=request.user, factor_id=factor_id, now=timezone.now())
    except Missing:
        raise
    except Refused:
        words = _("Nothing was changed: add the new one before you remove the last one.")
        messages.error(request, words)
    else:
        _stay_signed_in(request)
        messages.success(request, _("Removed."))
    return redirect("sign_in_ways")


@for_roles()
@require_POST
def end_one(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Sign one browser out."""
    end_session(actor=request.user, session_id=session_id, now=timezone.now())
    messages.success(request, _("That browser is signed out."))
    return redirect("sign_in_ways")


@for_roles()
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign every other browser out, and end the tokens of programs."""
    user, now = request.user, timezone.now()
    end_other_sessions(actor=user, key=request.session.session_key, now=now)
    revoke_tokens(actor=user, now=now)
    messages.success(request, _("You are signed in here only; no program acts for you."))
    return redirect("sign_in_ways")


def _added(request: HttpRequest, codes: list[str], words: str) -> HttpResponse:
    _stay_signed_in(request)
    messages.success(request, words)
    if not codes:
        return redirect("sign_in_ways")
    request.session[_NEW_CODES] = codes
    return redirect("recovery_codes")


def _stay_signed_in(request: HttpRequest) -> None:
    """A change of factors ends every session; the one that made it goes on under a new key."""
    user: Any = request.user
    user.refresh_from_db(fields=["auth_epoch"])
    update_session_auth_hash(request, user)
    request.session[SHOWN] = shown(user, timezone.now())
