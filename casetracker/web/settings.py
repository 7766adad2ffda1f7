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
from casetracker.domain.words import INSTANCE_ROLES, STAFF_ROLES, Role
from casetracker.models import User
from casetracker.models.user import languages
from casetracker.selectors.names import labels_told
from casetracker.selectors.rosters import deputies_for, people_seen_by, teams_to_invite
from casetracker.services.mail_stops import start_mails, stop_mails
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
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=languages)
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
    is_woken = forms.BooleanField(
        label=gettext_lazy("urgent mail also in quiet hours"),
        required=False,
        help_text=gettext_lazy("Staff are always told of what is urgent at once."),
    )
    away_until = Day(
        label=gettext_lazy("Away until"),
        required=False,
        help_text=gettext_lazy(
            "While you are away your deputy is told of what is urgent and waits."
        ),
    )
    deputy = forms.ChoiceField(label=gettext_lazy("Deputy"), required=False)

    def __init__(self, *args: Any, people: Choices, is_staff: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "deputy", people, gettext_lazy("nobody"))
        if not is_staff:  # a deputy stands in for staff
            del self.fields["deputy"]
            away = gettext_lazy("While you are away nothing new is offered to you.")
            self.fields["away_until"].help_text = away


FIELDS = [name for name in ProfileForm.base_fields if name != "version"]


@for_roles()
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    user: User = request.user
    people = deputies_for(user)
    initial = {name: getattr(user, name) for name in FIELDS}
    initial |= {"deputy": str(user.deputy_id or ""), "version": user.version}
    is_staff = user.has_role(*STAFF_ROLES)
    form = ProfileForm(request.POST or None, initial=initial, people=people, is_staff=is_staff)
    if request.method == "POST" and form.is_valid():
        changes = dict(form.cleaned_data)
        version = changes.pop("version")
        if "deputy" in changes:
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
    is_volunteer = user.has_role(Role.VOLUNTEER)
    context = {"form": form, "is_staff": is_staff, "is_volunteer": is_volunteer}
    return render(request, "settings/profile.html", context, status=status)


@for_roles()
@require_POST
def mails(request: HttpRequest, verb: str) -> HttpResponse:
    """Stop one's own mails, or start them again."""
    if verb == "stop":
        stop_mails(actor=request.user, now=timezone.now())
        messages.success(request, _("You get no mails from now on."))
    else:
        start_mails(actor=request.user, now=timezone.now())
        messages.success(request, _("You get mails again."))
    return redirect("profile")


@for_roles(Role.COORDINATOR, Role.ADMINISTRATOR, Role.AUDITOR)
@require_safe
def users(request: HttpRequest) -> HttpResponse:
    """Who there is, and as what; to an auditor without addresses and without anything to press."""
    people = people_seen_by(request.user)
    labels = labels_told(request.user, [person.pk for person in people])
    for person in people:
        person.label = labels.get(person.pk, "")  # type: ignore[attr-defined]
    leads = request.user.has_role(Role.COORDINATOR)
    invites = leads or request.user.has_role(Role.ADMINISTRATOR)
    context = {
        "people": people,
        "today": timezone.localdate(),
        "leads": leads,
        "invites": invites,
    }
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
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=languages)

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
    context = {"form": form, "may_print": user.has_role(Role.COORDINATOR)}
    return render(request, "settings/invite.html", context, status=status)
