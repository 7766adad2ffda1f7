"""What is done to one clock, need or task of a case page."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casetracker.models import Case, Clock, Need, Task
from casetracker.selectors.rosters import volunteers_of
from casetracker.services.clocks import pause_clock, resume_clock, snooze_clock
from casetracker.web.case_forms import CancelForm, NeedStateForm, OfferForm, PutOffForm
from casetracker.web.case_verbs import carry_out
from casetracker.web.cases import STAFF, found_case
from casetracker.web.forms import Versioned
from casetracker.web.needs import change_need
from casetracker.web.rights import for_roles
from casetracker.web.task_desk import ANSWERS, act_on_task


def _row(rows: Any, row_id: UUID) -> Any:
    row = rows.filter(pk=row_id).first()
    if row is None:
        raise Http404
    return row


@for_roles(*STAFF)
@require_POST
def put_off(request: HttpRequest, reference: str, clock_id: UUID) -> HttpResponse:
    """Snooze a clock, or pause it for a known long wait: until the morning of a day."""
    case = found_case(request, reference)
    clock = _row(Clock.objects.visible_to(request.user), clock_id)

    def run(request: HttpRequest, case: Case, data: dict[str, Any], now: datetime) -> str:
        user = request.user
        until = form.wakes_at(user.digest_hour, user.time_zone)
        verb = pause_clock if data["is_long"] else snooze_clock
        verb(
            actor=user,
            clock_id=clock.pk,
            until=until,
            reason=data["reason"],
            version=data["version"],
            now=now,
        )
        return _("Put off. It wakes by itself; until then it stands under “Put off” in your list.")

    name = f"clock-{clock.pk}"
    form = PutOffForm(request.POST, auto_id=f"{name}_%s")
    return carry_out(request, case, name, form, run, "clocks")


@for_roles(*STAFF)
@require_POST
def wake(request: HttpRequest, reference: str, clock_id: UUID) -> HttpResponse:
    case = found_case(request, reference)
    clock = _row(Clock.objects.visible_to(request.user), clock_id)

    def run(request: HttpRequest, case: Case, data: dict[str, Any], now: datetime) -> str:
        resume_clock(actor=request.user, clock_id=clock.pk, version=data["version"], now=now)
        return _("It runs again.")

    return carry_out(request, case, "wake", Versioned(request.POST), run, "clocks")


@for_roles(*STAFF)
@require_POST
def need_state(request: HttpRequest, reference: str, need_id: UUID) -> HttpResponse:
    case = found_case(request, reference)
    need = _row(Need.objects.visible_to(request.user).filter(case=case), need_id)

    def run(request: HttpRequest, case: Case, data: dict[str, Any], now: datetime) -> str:
        return change_need(request, need, data)

    name = f"need-{need.pk}"
    form = NeedStateForm(request.POST, need=need, auto_id=f"{name}_%s")
    return carry_out(request, case, name, form, run, "needs")


@for_roles(*STAFF)
@require_POST
def task_verb(request: HttpRequest, reference: str, task_id: UUID, verb: str) -> HttpResponse:
    """Offer a task, confirm that it is done, or cancel it."""
    case = found_case(request, reference)
    task = _row(Task.objects.visible_to(request.user).filter(case=case), task_id)
    if verb not in ANSWERS:
        raise Http404
    name = f"task-{task.pk}-{verb}"
    form: forms.Form
    if verb == "offer":
        form = OfferForm(
            request.POST,
            volunteers=volunteers_of(task.team_id),
            auto_id=f"task-{task.pk}_offer_%s",
        )
    elif verb == "cancel":
        form = CancelForm(request.POST, auto_id=f"task-{task.pk}_cancel_%s")
    else:
        form = Versioned(request.POST)

    def run(request: HttpRequest, case: Case, data: dict[str, Any], now: datetime) -> str:
        return act_on_task(request, task, verb, data)

    return carry_out(request, case, name, form, run, "tasks")
