"""Counts of people as of any past instant, and those of other sources beside them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from casetracker.domain.counting import (
    LONGEST_SOURCE,
    MOST_PEOPLE,
    Counted,
    Counts,
    Exactness,
)
from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.words import INSTANCE_ROLES, STAFF_ROLES, Role
from casetracker.papers.counts import counts_csv
from casetracker.papers.downloads import download_headers
from casetracker.selectors.counting import compared, counts_at, sees_everybody
from casetracker.services.observations import record_observation, withdraw_observation
from casetracker.web.forms import Country, Day, Moment, PlainText, choice, show_refusal
from casetracker.web.funds import FIGURES
from casetracker.web.rights import for_roles
from casetracker.web.words import options

READERS = (*sorted(STAFF_ROLES), *sorted(INSTANCE_ROLES))


class InstantForm(forms.Form):
    at = Moment(
        label=gettext_lazy("As of"),
        required=False,
        help_text=gettext_lazy("By your clock; empty: now."),
    )


class ObservationForm(forms.Form):
    counted = choice(gettext_lazy("What is counted"), options("counted"))
    country = Country(
        label=gettext_lazy("Of them, in or to"),
        help_text=gettext_lazy("Only of freed people, and if the source says so."),
        nothing=gettext_lazy("wherever they are"),
    )
    exactness = forms.ChoiceField(label=gettext_lazy("How exact"), choices=options("exactness"))
    number = forms.IntegerField(label=gettext_lazy("Number"), min_value=0, max_value=MOST_PEOPLE)
    counted_on = Day(
        label=gettext_lazy("As of the day"),
        help_text=gettext_lazy("The day that the source speaks of, not when it was published."),
    )
    source = PlainText(
        label=gettext_lazy("Source"),
        max_length=LONGEST_SOURCE,
        help_text=gettext_lazy("Who says so, and where it can be read."),
    )


@for_roles(*READERS)
@require_safe
def insight(request: HttpRequest) -> HttpResponse:
    """How many people were where at the moment asked for, by default now."""
    return _page(request, ObservationForm(initial={"exactness": Exactness.EXACTLY}))


@for_roles(*READERS)
@require_safe
def counts_file(request: HttpRequest) -> HttpResponse:
    """The same numbers as a table."""
    form = InstantForm(request.GET)
    now = timezone.now()
    counts = _counts(request, form, now)
    if counts is None:
        return redirect(f"{reverse('insight')}?{request.GET.urlencode()}")
    lines = counts_csv(counts, compared(request.user, at=counts.at, now=now))
    name = f"counts-{counts.at:%Y-%m-%dT%H%MZ}.csv"
    # The mark at the beginning tells spreadsheets that this is UTF-8.
    return HttpResponse(("\ufeff" + "".join(lines)).encode(), headers=download_headers(name))


@for_roles(Role.COORDINATOR)
@require_POST
def observe(request: HttpRequest) -> HttpResponse:
    """Enter what a source says."""
    form = ObservationForm(request.POST)
    if form.is_valid():
        try:
            record_observation(actor=request.user, now=timezone.now(), **form.cleaned_data)
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Recorded."))
            return redirect(f"{reverse('insight')}#others")
    return _page(request, form, status=400)


@for_roles(Role.COORDINATOR)
@require_POST
def unobserve(request: HttpRequest, observation_id: UUID) -> HttpResponse:
    """What a source says was entered by mistake."""
    try:
        withdraw_observation(actor=request.user, observation_id=observation_id, now=timezone.now())
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        messages.error(request, _("Nothing was changed: %s") % refusal.message)
    else:
        messages.success(request, _("Withdrawn. It stays to be read, and is compared no more."))
    return redirect(f"{reverse('insight')}#others")


def _page(request: HttpRequest, observation: forms.Form, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    form = InstantForm(request.GET)
    counts = _counts(request, form, now)
    context: dict[str, Any] = {
        "form": form,
        "observation": observation,
        "is_everybody": sees_everybody(request.user),
        "reads_figures": request.user.has_role(*FIGURES),
        "may_record": request.user.has_role(Role.COORDINATOR),
    }
    if counts is not None:
        context |= {
            "at": counts.at,
            "numbers": [(word, counts.of(word)) for word in Counted],
            "countries": _by_country(counts),
            "beside": compared(request.user, at=counts.at, now=now),
            "query": urlencode({"at": counts.at.isoformat()}),
        }
    return render(request, "insight.html", context, status=400 if form.errors else status)


def _by_country(counts: Counts) -> list[tuple[str, list[int]]]:
    words = (Counted.FREED, Counted.RECEPTION, Counted.RESETTLING)
    return [
        (where, [counts.in_country(word, where) for word in words]) for where in counts.countries()
    ]


def _counts(request: HttpRequest, form: forms.Form, now: datetime) -> Counts | None:
    """What was asked for, or None: the form says what is wrong with the moment."""
    if not form.is_valid():
        return None
    try:
        return counts_at(request.user, at=form.cleaned_data["at"] or now, now=now)
    except Refused:
        form.add_error("at", _("Choose a moment that has passed."))
        return None
