"""One task as staff see it: who was asked, offer it, confirm it, cancel it.

Reached from the queues also for tasks on files of another team, which have no case page here.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from casetracker.domain.contacts import ContactBlocked
from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.words import ENDED_TASKS, TaskState
from casetracker.models import Need, Task
from casetracker.selectors.mytasks import find_staff_task
from casetracker.selectors.rosters import volunteers_of
from casetracker.services.contact_safety import note_block
from casetracker.services.offers import offer_task
from casetracker.services.tasks import cancel_task, edit_task, finish_task
from casetracker.web.brief_forms import BriefForm, split_brief
from casetracker.web.case_forms import CancelForm, OfferForm
from casetracker.web.forms import Versioned, show_refusal

ANSWERS = ("offer", "confirm", "cancel")
#: Beside those, on the task's own page.
ON_THE_PAGE = (*ANSWERS, "brief")
#: What is answered by whoever does it, and by nobody for them.
OF_WHO_DOES_IT = ("accept", "decline", "done")


def staff_task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """The page for who may change the task's terms; for anybody else there is none."""
    task = find_staff_task(request.user, task_id)
    if task is None:
        raise Http404
    fresh = _forms(task, None)
    if request.method != "POST":
        return _page(request, task, fresh)
    answer = request.POST.get("answer", "")
    if answer not in ON_THE_PAGE:
        raise not_here(answer)
    form = _forms(task, request.POST)[answer]
    if form.is_valid():
        try:
            messages.success(request, act_on_task(request, task, answer, form.cleaned_data))
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            if isinstance(refusal, ContactBlocked):
                note_block(refusal, actor=request.user, now=timezone.now())
            show_refusal(form, refusal)
        else:
            return redirect("task", task_id=task.pk)
    task = find_staff_task(request.user, task_id) or task
    return _page(request, task, {**fresh, answer: form}, refused=answer)


def not_here(answer: str) -> Exception:
    """To an answer that the reader's page of a task does not have: it is somebody else's to give,
    or there is none."""
    if answer in (*ON_THE_PAGE, *OF_WHO_DOES_IT):
        return PermissionDenied()
    return Http404()


def act_on_task(request: HttpRequest, task: Task, answer: str, data: dict[str, Any]) -> str:
    """Offer, confirm, cancel or brief; returns the sentence that says it is done."""
    act: dict[str, Any] = {"actor": request.user, "task_id": task.pk, "now": timezone.now()}
    if answer == "offer":
        offer_task(volunteer_id=UUID(data["volunteer"]), **act)
        return _("Offered.")
    if answer == "brief":
        version, changes = data["version"], split_brief(dict(data), drop=("version",))
        edit_task(changes=changes, version=version, **act)
        return _("The brief is changed.")
    if answer == "cancel":
        cancel_task(reason=data["reason"], version=data["version"], **act)
        return _("The task is cancelled; whoever had it is told.")
    finish_task(**act)
    return _("The task is done.")


def _forms(task: Task, data: Any) -> dict[str, forms.Form]:
    seen = {"version": task.version}
    volunteers = volunteers_of(task.team_id)
    return {
        "offer": OfferForm(data, volunteers=volunteers, auto_id="offer_%s"),
        "confirm": Versioned(data, initial=seen),
        "cancel": CancelForm(data, initial=seen, auto_id="cancel_%s"),
        "brief": BriefForm.of(task, data),
    }


def _page(
    request: HttpRequest, task: Task, shown: dict[str, forms.Form], refused: str = ""
) -> HttpResponse:
    need = Need.objects.visible_to(request.user).filter(tasks=task.pk).first()
    context = {
        "task": task,
        "wishes": need.wishes if need else None,
        "forms": shown,
        "refused": refused,
        "bound": shown[refused] if refused else None,
        "is_open": task.state in (TaskState.OPEN, TaskState.OFFERED),
        "is_ended": task.state in ENDED_TASKS,
    }
    return render(request, "tasks/desk.html", context, status=400 if refused else 200)
