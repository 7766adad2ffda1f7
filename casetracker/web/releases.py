"""One person's leaving: what sources say of it, where they go, and that it did not last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from casetracker.domain.embargo import OPEN_TO_REPORTS
from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.reversals import FROM, Reversal
from casetracker.domain.words import Role, Stage
from casetracker.selectors.wave_board import release_page
from casetracker.services.embargo import report_people, withdraw_report
from casetracker.services.moves import reverse_release
from casetracker.web.forms import Day, PlainText, Versioned, is_id, show_refusal
from casetracker.web.rights import for_roles
from casetracker.web.wave_board import RedirectForm, ReportForm, say_reported
from casetracker.web.words import options

STAFF = (Role.COORDINATOR, Role.CASEWORKER)


class ReverseForm(Versioned):
    how = forms.ChoiceField(label=gettext_lazy("What happened"))
    happened_on = Day(label=gettext_lazy("Day"))
    reason = PlainText(label=gettext_lazy("What is known"), max_length=500, rows=2, required=False)

    def __init__(self, *args: Any, stage: Stage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = [how for how in Reversal if stage in FROM[how]]
        self.fields["how"].choices = options("reversal", possible or list(Reversal))  # type: ignore[attr-defined]


@for_roles(*STAFF)
@require_safe
def release(request: HttpRequest, release_id: UUID) -> HttpResponse:
    return _page(request, _find(request, release_id))


@for_roles(*STAFF)
@require_POST
def release_verb(request: HttpRequest, release_id: UUID, verb: str) -> HttpResponse:
    act = VERBS.get(verb)
    if act is None:
        raise Http404
    found = _find(request, release_id)
    form = act(request, found)
    if form is None:
        return redirect("release", release_id=release_id)
    return _page(request, found, {verb: form}, status=400)


def _report(request: HttpRequest, found: Any) -> forms.Form | None:
    form = ReportForm(request.POST, auto_id="report_%s")

    def act(given: dict[str, Any]) -> None:
        facts = {name: value for name, value in given.items() if value is not None}
        lifted = report_people(
            actor=request.user, release_ids=[found.pk], now=timezone.now(), **facts
        )
        say_reported(request, lifted)

    return _done(form, act)


def _reverse(request: HttpRequest, found: Any) -> forms.Form | None:
    form = ReverseForm(request.POST, stage=Stage(found.case.stage), auto_id="reverse_%s")

    def act(given: dict[str, Any]) -> None:
        reverse_release(actor=request.user, release_id=found.pk, now=timezone.now(), **given)
        messages.success(
            request, _("The file is inside again; needs pause, and the coordinators are told.")
        )

    return _done(form, act)


def _withdraw(request: HttpRequest, found: Any) -> forms.Form | None:
    report_id = request.POST.get("report", "")
    if not is_id(report_id):
        raise Http404
    try:
        withdraw_report(
            actor=request.user,
            report_id=UUID(report_id),
            release_id=found.pk,
            now=timezone.now(),
        )
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The report counts no more."))
    return None


VERBS: dict[str, Callable[[HttpRequest, Any], forms.Form | None]] = {
    "report": _report,
    "reverse": _reverse,
    "withdraw": _withdraw,
}


def _done(form: forms.Form, act: Callable[[dict[str, Any]], None]) -> forms.Form | None:
    """None if it was done, else the form with what is wrong."""
    if not form.is_valid():
        return form
    try:
        act(form.cleaned_data)
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        show_refusal(form, refusal)
        return form
    return None


def _find(request: HttpRequest, release_id: UUID) -> Any:
    found = release_page(request.user, release_id)
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest,
    found: Any,
    bound: dict[str, forms.Form] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    given = bound or {}
    stage, today = Stage(found.case.stage), timezone.localdate()
    fresh = ReverseForm(
        initial={"version": found.version, "happened_on": today},
        stage=stage,
        auto_id="reverse_%s",
    )
    context = {
        "release": found,
        "report_form": given.get("report") or ReportForm(auto_id="report_%s"),
        "reverse_form": given.get("reverse") or fresh,
        "redirect_form": RedirectForm(auto_id="redirect_%s"),
        "may_report": found.state in OPEN_TO_REPORTS,
        "may_reverse": any(stage in stages for stages in FROM.values()),
        "may_redirect": stage in (Stage.RECEPTION, Stage.RESETTLING) and found.wave is not None,
    }
    return render(request, "waves/release.html", context, status=status)
