"""Volunteers: what they do, where and when, and how much they have on their hands."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.words import Role
from casetracker.models import User
from casetracker.selectors.volunteers import Sought, volunteer_seen_by, volunteers_seen_by
from casetracker.services.memberships import MOST_AT_ONCE
from casetracker.services.volunteering import edit_volunteer
from casetracker.web.countries import COUNTRIES, country
from casetracker.web.forms import Choices, Country, Day, Versioned, choice, offer, show_refusal
from casetracker.web.rights import for_roles
from casetracker.web.words import language_name, options

#: Languages that volunteers usually speak; any other that somebody has stays on offer to them.
LANGUAGES = ("be", "ru", "uk", "en", "lt", "pl", "de", "ka", "lv", "et", "cs", "fr", "es", "it")
LISTS = ("speaks", "works_in", "skills", "free_on")


def _several(label: Any, help_text: Any = "", choices: Choices = ()) -> Any:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        help_text=help_text,
        widget=forms.CheckboxSelectMultiple,
    )


class VolunteerForm(Versioned):
    speaks = _several(gettext_lazy("Languages"))
    works_in = _several(gettext_lazy("Countries"), gettext_lazy("None chosen: any country."))
    also_in = Country(label=gettext_lazy("Another country"), nothing=gettext_lazy("none"))
    skills = _several(
        gettext_lazy("What they do"),
        gettext_lazy("None chosen: anything that volunteers are asked."),
        options("skill"),
    )
    free_on = _several(
        gettext_lazy("Days"), gettext_lazy("None chosen: any day."), options("weekday")
    )
    away_until = Day(label=gettext_lazy("Away until"), required=False)
    capacity = forms.IntegerField(
        label=gettext_lazy("Tasks at once"), min_value=0, max_value=MOST_AT_ONCE
    )

    def __init__(self, data: Any, *, person: User, capacity: int) -> None:
        initial = {name: getattr(person, name) for name in (*LISTS, "away_until", "version")}
        initial |= {"capacity": capacity}
        super().__init__(data, initial=initial)
        offer(self, "speaks", _with(LANGUAGES, person.speaks, language_name))
        offer(self, "works_in", _with(COUNTRIES, person.works_in, country))

    def changes(self) -> dict[str, Any]:
        """What the service takes: of the fields those that say something else than before."""
        given = {name: self.cleaned_data[name] for name in self.changed_data if name != "version"}
        other = given.pop("also_in", "")
        if other:
            given["works_in"] = [*self.cleaned_data["works_in"], other]
        return given


def _with(usual: Any, had: list[str], name: Any) -> list[tuple[str, str]]:
    return [(code, name(code)) for code in dict.fromkeys([*usual, *had])]


class SoughtForm(forms.Form):
    """Whom a coordinator looks for."""

    language = choice(gettext_lazy("Language"), [], required=False, nothing=gettext_lazy("any"))
    country = Country(nothing=gettext_lazy("any"))
    skill = choice(
        gettext_lazy("What they do"),
        options("skill"),
        required=False,
        nothing=gettext_lazy("anything"),
    )
    day = choice(
        gettext_lazy("Day"), options("weekday"), required=False, nothing=gettext_lazy("any")
    )
    has_room = forms.BooleanField(label=gettext_lazy("only who could be asked now"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = [(code, language_name(code)) for code in LANGUAGES]
        offer(self, "language", languages, gettext_lazy("any"))


@for_roles(Role.COORDINATOR)
@require_safe
def volunteers(request: HttpRequest) -> HttpResponse:
    """The volunteers of one's teams with what they have to do, the least busy first."""
    form = SoughtForm(request.GET)
    form.is_valid()
    sought = Sought(**form.cleaned_data)
    now = timezone.now()
    context = {
        "form": form,
        "volunteers": volunteers_seen_by(request.user, sought, now=now),
        "is_narrowed": sought != Sought(),
        "today": timezone.localdate(),
    }
    return render(request, "settings/volunteers.html", context)


@for_roles(Role.COORDINATOR, Role.VOLUNTEER)
@require_http_methods(["GET", "HEAD", "POST"])
def volunteering(request: HttpRequest, user_id: UUID | None = None) -> HttpResponse:
    """What a volunteer does, where and when: of oneself, or of one of one's teams."""
    found = volunteer_seen_by(request.user, user_id or request.user.pk)
    if found is None:
        raise Http404
    person, capacity = found
    form = VolunteerForm(request.POST or None, person=person, capacity=capacity)
    if request.method == "POST" and form.is_valid():
        try:
            edit_volunteer(
                actor=request.user,
                user_id=person.pk,
                changes=form.changes(),
                version=form.cleaned_data["version"],
                now=timezone.now(),
            )
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(request.path)
    context = {"form": form, "person": person, "is_oneself": person.pk == request.user.pk}
    status = 400 if form.errors else 200
    return render(request, "settings/volunteering.html", context, status=status)
