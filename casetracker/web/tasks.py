"""A volunteer's list, and one task: take it, decline it, report it done."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from casetracker.domain.contacts import ContactBlocked
from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.words import STAFF_ROLES, Role, TaskState
from casetracker.models import Task
from casetracker.selectors.attachments import files_of_task
from casetracker.selectors.mytasks import brief_opens_at, find_task, is_brief_open, my_tasks
from casetracker.services.briefs import Brief, read_brief
from casetracker.services.contact_safety import note_block
from casetracker.services.offers import accept_task, decline_task
from casetracker.services.tasks import finish_task
from casetracker.web.forms import PlainText, show_refusal
from casetracker.web.rights import for_roles
from casetracker.web.task_desk import not_here, staff_task


class DeclineForm(forms.Form):
    reason = PlainText(label=gettext_lazy("Why not"), max_length=500, required=False)


class DoneForm(forms.Form):
    comment = PlainText(
        label=gettext_lazy("How did it go"),
        rows=3,
        max_length=2000,
        required=False,
        help_text=gettext_lazy("Kept encrypted; the caseworker reads it."),
    )


@for_roles()
@require_safe
def my_task_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    return render(request, "tasks/mine.html", {"mine": my_tasks(request.user, now=now)})


@for_roles(*STAFF_ROLES, Role.VOLUNTEER)
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """One task as whoever does it sees it; the brief is shown only here, and each time noted."""
    found = find_task(request.user, task_id)
    if found is None:
        return staff_task(request, task_id)
    bound: dict[str, forms.Form] = {}
    if request.method == "POST":
        answer = request.POST.get("answer", "")
        if answer not in ANSWERS:
            raise not_here(answer)
        form = ANSWERS[answer](request.POST)
        if form.is_valid():
            try:
                messages.success(request, _act(request, found, answer, form.cleaned_data))
            except (Missing, Forbidden):
                raise
            except Refused as refusal:
                if isinstance(refusal, ContactBlocked):
                    note_block(refusal, actor=request.user, now=timezone.now())
                show_refusal(form, refusal)
            else:
                return _onwards(found, answer)
        bound[answer] = form
        found = find_task(request.user, task_id) or found
    return _task_page(request, found, bound)


ANSWERS: dict[str, type[forms.Form]] = {
    "accept": forms.Form,
    "decline": DeclineForm,
    "done": DoneForm,
}


def _act(request: HttpRequest, found: Task, answer: str, data: dict[str, Any]) -> str:
    act: dict[str, Any] = {"actor": request.user, "task_id": found.pk, "now": timezone.now()}
    if answer == "accept":
        accept_task(**act)
        return _("It is yours. Thank you!")
    if answer == "decline":
        decline_task(reason=data["reason"], **act)
        return _("Thank you for saying so. Somebody else is asked.")
    finish_task(comment=data["comment"], **act)
    return _("Thank you! The caseworker is told and confirms it.")


def _onwards(found: Task, answer: str) -> HttpResponse:
    if answer == "accept":
        return redirect("task", task_id=found.pk)
    return redirect("my_tasks")


def _task_page(request: HttpRequest, found: Task, bound: dict[str, forms.Form]) -> HttpResponse:
    now = timezone.now()
    brief, blocked = _brief(request, found, now)
    is_mine = found.assignee_id == request.user.pk
    context = {
        "task": found,
        "brief": brief,
        "blocked": blocked,
        "brief_opens_at": brief_opens_at(found),
        "is_offered": not is_mine,
        "is_taken": is_mine and found.state == TaskState.ACCEPTED,
        "decline": bound.get("decline") or DeclineForm(auto_id="decline_%s"),
        "done": bound.get("done") or DoneForm(auto_id="done_%s"),
        "files": files_of_task(found, request.user) if is_mine else [],
        "bound": bound,
    }
    return render(request, "tasks/task.html", context, status=400 if bound else 200)


def _brief(request: HttpRequest, found: Task, now: datetime) -> tuple[Brief | None, str]:
    """What whoever took it needs to know, once it is open; or why they must not do it now."""
    if not is_brief_open(found, request.user, now=now):
        return None, ""
    try:
        return read_brief(actor=request.user, task_id=found.pk, now=now), ""
    except ContactBlocked as refusal:
        note_block(refusal, actor=request.user, now=now)
        return None, refusal.message
