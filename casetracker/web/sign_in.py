"""Sign-in, sign-out, forgotten password, invitation: allauth signs in, our outbox writes."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.views import LoginView, LogoutView
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from casetracker.domain.errors import Refused
from casetracker.models import User
from casetracker.selectors.accounts import demo_accounts, is_link_alive, user_of_link
from casetracker.selectors.second_factors import has_factor
from casetracker.services.attempts import forgive, may_try
from casetracker.services.passwords import choose_password
from casetracker.services.users import ask_password_reset
from casetracker.web.browsers import network_of
from casetracker.web.second_factor import CodeForm, ceremony, show_factor

LONGEST_PASSWORD = 256
#: Stands in the address in place of the token, which waits in the session.
TOKEN_IN_SESSION = "form"  # noqa: S105  a word of an address
_SESSION_KEY = "casetracker.password_link"
#: The link with which the second factor was shown in this session.
_SHOWN_KEY = "casetracker.password_link_shown"


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label = gettext_lazy("E-mail"), gettext_lazy("Password")
        password.help_text = ""
        password.validators.append(MaxLengthValidator(LONGEST_PASSWORD))
        for field in (login, password):
            field.widget.attrs.pop("placeholder", None)
        login.widget.attrs.update(autocomplete="username", autofocus=True)
        if self.initial.get("password"):
            password.widget.render_value = True


class SignIn(LoginView):
    form_class = SignInForm
    template_name = "accounts/sign_in.html"

    def get_initial(self) -> dict[str, Any]:
        chosen = self.request.GET.get("as", "")
        if is_demo() and any(user.email == chosen for user in demo_accounts()):
            return {"login": chosen, "password": settings.DEMO_PASSWORD}
        return {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if is_demo():
            context["demo_accounts"] = demo_accounts()
        return context


class SignOut(LogoutView):
    """By POST only; the browser forgets what it holds of this site."""

    http_method_names = ["post"]

    @method_decorator(sensitive_post_parameters())
    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        return response


def is_demo() -> bool:
    """Whether the sign-in page may say who there is: a named demo with a shown password."""
    return settings.INSTANCE == "demo" and bool(settings.DEMO_PASSWORD) and not settings.PRODUCTION


@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/signed_out.html")


class ForgottenForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Asks for a link; says the same whether there is such an account or not."""
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        now, network = timezone.now(), network_of(request)
        if not may_try(what="link", account=email, network=network, now=now):
            return render(request, "429.html", status=429)
        ask_password_reset(email=email, now=now)
        return redirect("account_reset_password_done")
    return render(request, "accounts/forgotten.html", {"form": form})


@require_safe
def forgotten_done(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/forgotten_done.html")


class NewPasswordForm(forms.Form):
    password = forms.CharField(
        label=gettext_lazy("New password"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "autofocus": True}),
        help_text=gettext_lazy(
            "At least 12 characters. A few words that you can remember do well."
        ),
    )
    again = forms.CharField(
        label=gettext_lazy("The same again"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if self.cleaned_data.get("password", again) != again:
            raise forms.ValidationError(_("The two passwords differ."))
        return again


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def set_password(request: HttpRequest, uidb64: str, token: str) -> HttpResponse:
    """The page behind a mailed link: invitation or forgotten password.

    The token leaves the address at once, so that neither history nor a log keeps it.
    """
    user = user_of_link(uidb64)
    if token != TOKEN_IN_SESSION:
        if not is_link_alive(user, token):
            return render(request, "accounts/link_dead.html", status=410)
        request.session[_SESSION_KEY] = token
        return redirect("set_password", uidb64=uidb64, token=TOKEN_IN_SESSION)
    token = request.session.get(_SESSION_KEY, "")
    if user is None or not is_link_alive(user, token):
        return render(request, "accounts/link_dead.html", status=410)
    with_factor = has_factor(user.pk)
    if with_factor and request.session.get(_SHOWN_KEY) != token:
        return _ask_factor(request, user, token)
    form = NewPasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            choose_password(
                user_id=user.pk,
                token=token,
                password=form.cleaned_data["password"],
                has_shown_factor=with_factor,
                now=timezone.now(),
            )
        except Refused:
            return render(request, "accounts/link_dead.html", status=410)
        request.session.flush()
        forgive(what="password", account=user.email, network=network_of(request))
        messages.success(request, _("Your password is set. Sign in with it."))
        return redirect("account_login")
    status = 400 if form.errors else 200
    context = {"form": form, "person": user, "is_invited": not user.has_usable_password()}
    return render(request, "accounts/set_password.html", context, status=status)


def _ask_factor(request: HttpRequest, user: User, token: str) -> HttpResponse:
    """A link is what a mailbox gives away: who has a second factor shows it, too."""
    is_answer = request.method == "POST" and (
        "code" in request.POST or "credential" in request.POST
    )
    form = CodeForm(request.POST if is_answer else None)
    if is_answer and form.is_valid() and show_factor(request, user.pk, form):
        request.session[_SHOWN_KEY] = token
        return redirect(request.path)
    context = {"form": form, "is_signing_in": True} | ceremony(request, user.pk)
    status = 400 if form.errors else 200
    return render(request, "accounts/second_factor.html", context, status=status)
