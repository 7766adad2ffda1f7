"""One's own profile; the people one may see, and inviting somebody."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.words import INSTANCE_ROLES, Role
from casetracker.models import User
from casetracker.models.user import LANGUAGES
from casetracker.selectors.rosters import deputies_for, people_seen_by, teams_to_invite
from casetracker.services.users import (
    MAY_GRANT,
    edit_profile,
    freeze_user,
    invite_user,
    unfreeze_user,
)
from casetracker.web.forms import Choices, Day, PlainText, Versioned, choice, offer, show_refusal
from casetracker.web.rights import for_roles
from casetracker.web.words import options

HOURS = [(str(hour), f"{hour:02}:00") for hour in range(24)]


@lru_cache(maxsize=1)
def _zones() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones())]


class ProfileForm(Versioned):
    name = PlainText(label=gettext_lazy("Name"), max_length=120)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGES)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=_zones)
    digest_hour = forms.TypedChoiceField(
        label=gettext_lazy("Daily mail at"),
        choices=HOURS,
        coerce=int,
        help_text=gettext_lazy("What is not urgent comes once a day, at this hour."),
    )
    quiet_from = forms.TypedChoiceField(label=gettext_lazy("Quiet from"), choices=HOURS, coerce=int)
    quiet_until = forms.TypedChoiceField(
        label=gettext_lazy("Quiet until"),
        choices=HOURS,
        coerce=int,
        help_text=gettext_lazy("The same hour twice: no quiet hours."),
    )
    away_until = Day(
        label=gettext_lazy("Away until"),
        required=False,
        help_text=gettext_lazy("While you are away your deputy is told what runs out."),
    )
    deputy = forms.ChoiceField(label=gettext_lazy("Deputy"), required=False)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "deputy", people, gettext_lazy("nobody"))


FIELDS = [name for name in ProfileForm.base_fields if name != "version"]


@for_roles()
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    user: User = request.user
    people = deputies_for(user)
    initial = {name: getattr(user, name) for name in FIELDS}
    initial |= {"deputy": str(user.deputy_id or ""), "version": user.version}
    form = ProfileForm(request.POST or None, initial=initial, people=people)
    if request.method == "POST" and form.is_valid():
        changes = dict(form.cleaned_data)
        version = changes.pop("version")
        changes["deputy"] = UUID(changes["deputy"]) if changes["deputy"] else None
        changes = {name: value for name, value in changes.items() if name in form.changed_data}
        try:
            edit_profile(actor=user, changes=changes, version=version, now=timezone.now())
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            with translation.override(form.cleaned_data["language"]):
                messages.success(request, _("Saved."))
            return redirect("profile")
    status = 400 if form.errors else 200
    return render(request, "settings/profile.html", {"form": form}, status=status)


@for_roles(Role.COORDINATOR, Role.ADMINISTRATOR)
@require_safe
def users(request: HttpRequest) -> HttpResponse:
    context = {"people": people_seen_by(request.user), "today": timezone.localdate()}
    return render(request, "settings/users.html", context)


@for_roles(Role.COORDINATOR, Role.ADMINISTRATOR)
@require_POST
def lock(request: HttpRequest, user_id: UUID, verb: str) -> HttpResponse:
    """Lock somebody out at once, everywhere, or let them in again."""
    try:
        if verb == "lock":
            person = freeze_user(actor=request.user, user_id=user_id, now=timezone.now())
            messages.success(request, _("%s is locked out, everywhere and at once.") % person)
        else:
            person = unfreeze_user(actor=request.user, user_id=user_id, now=timezone.now())
            messages.success(request, _("%s may sign in again.") % person)
    except Missing:
        raise
    except Refused as refusal:
        messages.error(request, _("Nothing was changed: %s") % refusal.message)
    return redirect("users")


class InviteForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    name = PlainText(label=gettext_lazy("Name"), max_length=120)
    role = choice(gettext_lazy("Role"), [])
    team = choice(gettext_lazy("Team"), [], required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGES)

    def __init__(self, *args: Any, roles: list[Role], teams: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "role", options("role", roles), gettext_lazy("choose…"))
        offer(self, "team", teams, gettext_lazy("none (auditor only)"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("role") and (data["role"] in INSTANCE_ROLES) == bool(data.get("team")):
            self.add_error("team", _("Choose a team; only an auditor has none."))
        return data


@for_roles(Role.COORDINATOR, Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Send somebody a link with which they choose a password. Accounts begin in no other way."""
    user: User = request.user
    grantable = {role for held in MAY_GRANT if user.has_role(held) for role in MAY_GRANT[held]}
    roles = [role for role in Role if role in grantable]
    teams = [(str(team.pk), team.name) for team in teams_to_invite(user)]
    form = InviteForm(request.POST or None, roles=roles, teams=teams)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        team_id = UUID(data.pop("team")) if data["team"] else None
        data.pop("team", None)
        try:
            invite_user(actor=user, team_id=team_id, now=timezone.now(), **data)
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("%s is invited; the link is on its way.") % data["name"])
            return redirect("users")
    status = 400 if form.errors else 200
    return render(request, "settings/invite.html", {"form": form}, status=status)
