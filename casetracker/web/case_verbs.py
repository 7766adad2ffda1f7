"""What is done from a case page: one address per verb, a form, one service, back to the page.

A refused form is shown again with what was typed and what is allowed; nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casetracker.domain.contacts import ContactBlocked
from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.domain.stages import MOVES
from casetracker.domain.words import Stage
from casetracker.models import Case
from casetracker.selectors import casefile
from casetracker.selectors.rosters import staff_of, volunteers_of
from casetracker.selectors.timeline import recorded_since
from casetracker.services.activities import record_activity
from casetracker.services.cases import assign_case, close_case, flag_case, move_case, reopen_case
from casetracker.services.contact_safety import note_block
from casetracker.services.hearings import schedule_hearing
from casetracker.services.needs import open_need
from casetracker.services.offers import offer_task
from casetracker.services.prisoners import edit_prisoner
from casetracker.services.tasks import open_task
from casetracker.web import case_forms
from casetracker.web.brief_forms import split_brief
from casetracker.web.cases import STAFF, case_page, found_case
from casetracker.web.forms import show_refusal
from casetracker.web.rights import for_roles
from casetracker.web.words import said

Run = Callable[[HttpRequest, Case, dict[str, Any], datetime], str]


@dataclass(frozen=True)
class Verb:
    """A form and what it does; `run` returns the sentence that says it is done."""

    form: Callable[[HttpRequest, Case], forms.Form]
    run: Run
    #: Where on the page one comes back to.
    place: str = ""


def _activity(request: HttpRequest, case: Case, data: dict[str, Any], now: datetime) -> str:
    record_activity(
        actor=request.user,
        case_id=case.pk,
        kind=data["kind"],
        occurred_at=data["occurred_at"],
        text=data["text"],
        now=now,
    )
    return _("Recorded: %s.") % said(data["kind"], "activity")


def _move(request: HttpRequest, case: Case, data: dict[str, Any], now: datetime) -> str:
    old = case.stage
    moved = move_case(
        actor=request.user,
        case_id=case.pk,
        stage=data["stage"],
        destination=data["destination"],
        reason=data["reason"],
        expected_stage=data["expected_stage"],
        knows_leaving=data["knows_leaving"],
        version=data["version"],
        now=now,
    )
    done = _("Moved from %(old)s to %(new)s.") % {
        "old": said(old, "stage"),
        "new": said(moved.stage, "stage"),
    }
    if Stage(old) in MOVES[Stage(moved.stage)]:
        done += " " + _("If that was a mistake, move it back the same way.")
    return done


def _close(request: HttpRequest, case: Case, data: dict[str, Any], now: datetime) -> str:
    close_case(
        actor=request.user,
        case_id=case.pk,
        reason=data["reason"],
        version=data["version"],
        now=now,
    )
    return _("The file is closed. Nobody is reminded of it any more; it can be reopened below.")


def _reopen(request: HttpRequest, case: Case, data: dict[str, Any], now: datetime) -> str:
    reopen_case(
        actor=request.user,
        case_id=case.pk,
        stage=data["stage"],
        reason=data["reason"],
        version=data["version"],
        now=now,
    )
    return _("The file is open again.")


def _assign(request: HttpRequest, case: Case, data: dict[str, Any], now: datetime) -> str:
    chosen = data["caseworker"]
    assign_case(
        actor=request.user,
        case_id=case.pk,
        caseworker_id=UUID(chosen) if chosen else None,
        version=data["version"],
        now=now,
    )
    names = dict(staff_of([case.team_id]))
    return _("The file is now with %s.") % names[chosen] if chosen else _("The file is nobody's.")


def _flags(request: HttpRequest, case: Case, data: dict[str, Any], now: datetime) -> str:
    flags = {name: value for name, value in data.items() if name != "version"}
    flag_case(actor=request.user, case_id=case.pk, flags=flags, version=data["version"], now=now)
    return _("Risks are set; what runs out below follows them.")


def _need(request: HttpRequest, case: Case, data: dict[str, Any], now: datetime) -> str:
    open_need(
        actor=request.user,
        case_id=case.pk,
        kind=data["kind"],
        owner_id=UUID(data["owner"]) if data["owner"] else None,
        due_at=data["due_at"],
        wishes=data["wishes"],
        now=now,
    )
    return _("Need opened: %s.") % said(data["kind"], "need")


def _hearing(request: HttpRequest, case: Case, data: dict[str, Any], now: datetime) -> str:
    detention = casefile.running_detention(case)
    if detention is None:
        raise Refused("A hearing belongs to a detention, and none is running.", field="detention")
    hearing = schedule_hearing(actor=request.user, detention_id=detention.pk, now=now, **data)
    if hearing.scheduled_at <= now:
        return _("The hearing is noted.")
    return _("The hearing is noted; whoever has this file is reminded of it.")


@transaction.atomic
def _task(request: HttpRequest, case: Case, data: dict[str, Any], now: datetime) -> str:
    assignee = data.pop("assignee")
    task = open_task(actor=request.user, case_id=case.pk, now=now, **split_brief(data))
    if not assignee:
        return _("The task stands; it is not offered to anybody yet.")
    offer_task(actor=request.user, task_id=task.pk, volunteer_id=UUID(assignee), now=now)
    name = dict(volunteers_of(case.team_id))[assignee]
    return _("The task is offered to %s.") % name


def _person(request: HttpRequest, case: Case, data: dict[str, Any], now: datetime) -> str:
    version = data.pop("version")
    edit_prisoner(
        actor=request.user,
        prisoner_id=case.prisoner_id,
        changes=case_forms.person_changes(data),
        version=version,
        now=now,
    )
    return _("The facts are corrected.")


VERBS: dict[str, Verb] = {
    "activity": Verb(
        lambda r, c: case_forms.ActivityForm(r.POST, auto_id="activity_%s"), _activity, "timeline"
    ),
    "move": Verb(lambda r, c: case_forms.MoveForm(r.POST, case=c, auto_id="move_%s"), _move),
    "close": Verb(lambda r, c: case_forms.CloseForm(r.POST, auto_id="close_%s"), _close),
    "reopen": Verb(lambda r, c: case_forms.ReopenForm(r.POST, auto_id="reopen_%s"), _reopen),
    "assign": Verb(
        lambda r, c: case_forms.AssignForm(
            r.POST, staff=staff_of([c.team_id]), auto_id="assign_%s"
        ),
        _assign,
    ),
    "flags": Verb(lambda r, c: case_forms.FlagsForm(r.POST, auto_id="flags_%s"), _flags),
    "need": Verb(
        lambda r, c: case_forms.NeedForm(r.POST, staff=staff_of([c.team_id]), auto_id="need_%s"),
        _need,
        "needs",
    ),
    "hearing": Verb(
        lambda r, c: case_forms.HearingForm(r.POST, auto_id="hearing_%s"), _hearing, "hearings"
    ),
    "task": Verb(
        lambda r, c: case_forms.TaskForm(
            r.POST, volunteers=volunteers_of(c.team_id), auto_id="task_%s"
        ),
        _task,
        "tasks",
    ),
    "person": Verb(lambda r, c: case_forms.PersonForm(r.POST, auto_id="person_%s"), _person),
}


@for_roles(*STAFF)
@require_POST
def case_verb(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """One act on the case as a whole."""
    if verb not in VERBS:
        raise Http404
    case = found_case(request, reference)
    if not casefile.may_edit(request.user, case):
        raise Forbidden("This case is not yours to change.")
    chosen = VERBS[verb]
    form = chosen.form(request, case)
    return carry_out(request, case, verb, form, chosen.run, chosen.place)


def carry_out(
    request: HttpRequest, case: Case, name: str, form: forms.Form, run: Run, place: str
) -> HttpResponse:
    """Run a form's verb and go back to the page; show the form again if it is refused."""
    refusal: Refused | None = None
    if form.is_valid():
        try:
            done = run(request, case, form.cleaned_data, timezone.now())
        except (Missing, Forbidden):
            raise
        except Refused as error:
            refusal = error
            if isinstance(error, ContactBlocked):
                note_block(error, actor=request.user, now=timezone.now())
            show_refusal(form, error)
        else:
            messages.success(request, done)
            page = reverse("case", args=[case.reference])
            return redirect(f"{page}#{place}" if place else page)
    fresh = found_case(request, case.reference)
    more: dict[str, Any] = {"refused": name}
    if isinstance(refusal, Conflict):
        more["since"] = _since(request, fresh)
    status = refusal.status if refusal else 400
    return case_page(request, fresh, {name: form}, status=status, **more)


def _since(request: HttpRequest, case: Case) -> list[Any]:
    """What others recorded after the refused form was loaded."""
    try:
        seen_at = datetime.fromisoformat(request.POST.get("seen_at", ""))
    except ValueError:
        return []
    if timezone.is_naive(seen_at):
        return []
    return recorded_since(case, request.user, seen_at)
