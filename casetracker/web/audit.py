"""The audit record: who did what, to what, and when."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from casetracker.domain.calendars import at_local
from casetracker.domain.errors import Conflict
from casetracker.domain.words import Role
from casetracker.selectors.events import SYSTEM, actors_seen_by, audit_page, chain_state
from casetracker.services.audit_checks import ask_check
from casetracker.web.audit_words import OBJECT, VERB
from casetracker.web.forms import Day
from casetracker.web.paging import SIZE, edges_in, paging
from casetracker.web.rights import for_roles

DAY = timedelta(days=1)
_EARLIEST, _LATEST = date(2000, 1, 1), date(2200, 12, 31)


class AuditFilters(forms.Form):
    """What the list is narrowed to. Days are the reader's, the last one included."""

    case = forms.CharField(label=gettext_lazy("Reference of a case"), max_length=60, required=False)
    actor = forms.ChoiceField(label=gettext_lazy("Who"), required=False)
    verb = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    object = forms.ChoiceField(label=gettext_lazy("Object"), required=False)
    since = Day(label=gettext_lazy("From"), required=False)
    until = Day(label=gettext_lazy("Until"), required=False)

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request.GET, use_required_attribute=False)
        asked = request.GET.get("actor", "")
        people = actors_seen_by(request.user, asked=asked)
        system = [(SYSTEM, _("the system itself"))]
        for name, shown in (
            ("actor", system + people),
            ("verb", _by_label(VERB)),
            ("object", _by_label(OBJECT)),
        ):
            self.fields[name].choices = [("", _("any")), *shown]  # type: ignore[attr-defined]
        for name in ("since", "until"):
            limits = [MinValueValidator(_EARLIEST), MaxValueValidator(_LATEST)]
            self.fields[name].validators += limits

    def asked(self, zone_name: str) -> dict[str, Any]:
        """As `audit_page` takes it; a filter that cannot be read is left out and said."""
        self.is_valid()
        said = {name: value for name, value in self.cleaned_data.items() if value}
        if "since" in said:
            said["since"] = _begins_at(said["since"], zone_name)
        if "until" in said:
            said["until"] = _begins_at(said["until"] + DAY, zone_name)
        return said


@for_roles(Role.AUDITOR, Role.COORDINATOR, Role.ADMINISTRATOR, Role.CASEWORKER)
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Who did what to which object; names of fields, never values."""
    form = AuditFilters(request)
    asked = form.asked(request.user.time_zone)
    page = audit_page(request.user, size=SIZE, **asked, **edges_in(request))
    context = {
        "events": page.rows,
        "paging": paging(request, page),
        "form": form,
        "is_narrowed": bool(asked),
        "chain": chain_state() if request.user.has_role(Role.AUDITOR) else None,
    }
    return render(request, "audit.html", context)


@for_roles(Role.AUDITOR)
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Have the whole chain walked: a job does it, the page says what it found."""
    try:
        ask_check(actor=request.user, now=timezone.now())
    except Conflict:
        messages.info(request, _("The record is being checked already."))
    else:
        messages.success(request, _("The record is being checked; look here again in a while."))
    return redirect("audit")


def _by_label(words: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted(((word, str(label)) for word, label in words.items()), key=lambda pair: pair[1])


def _begins_at(day: date, zone_name: str) -> datetime:
    return at_local(day, 0, zone_name)
