"""Tasks: opened, handed over, finished, cancelled. How they are offered: `offers.py`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from casetracker.domain.briefs import clean_brief_fields, pack_brief
from casetracker.domain.errors import Conflict, Refused
from casetracker.domain.inputs import (
    country_code,
    deadline,
    language_code,
    many_lines,
    one_line,
    word_of,
)
from casetracker.domain.tasks import TaskVerb, check_task_verb
from casetracker.domain.words import (
    ActivityKind,
    EventKind,
    Role,
    TaskKind,
    TaskState,
)
from casetracker.models import Clock, Task, User
from casetracker.models.bulk import seal_in_rows
from casetracker.services.activities import note_on
from casetracker.services.assignments import (
    TO_DO,
    call_off,
    check_assignee,
    find_task,
    find_task_to_answer,
    follow_clocks,
    give,
    keeper_id,
    note_activities,
    note_moves,
    notice_of,
    stop_offer_clocks,
    take_back,
)
from casetracker.services.audit import record
from casetracker.services.clocks import stop
from casetracker.services.contact_safety import check_task, find_towards
from casetracker.services.facts import changed
from casetracker.services.notices import insert_notices
from casetracker.services.offers import (
    accept_task,
    decline_task,
    not_yours,
    offer_task,
    withdraw_offers,
)
from casetracker.services.task_places import find_action, find_place, find_team

__all__ = [
    "accept_task",
    "cancel_task",
    "cancel_tasks",
    "cancel_tasks_of",
    "decline_task",
    "edit_task",
    "finish_task",
    "offer_task",
    "open_task",
    "report_task",
]

LONGEST_TITLE = 300
LONGEST_REASON = 60
EDITABLE = ("title", "brief", "brief_fields", "due_at", "language", "country", "assignee")


@transaction.atomic
def open_task(
    *,
    actor: User | None,
    case_id: UUID,
    title: str,
    due_at: datetime,
    kind: str = TaskKind.OTHER,
    assignee_id: UUID | None = None,
    need_id: UUID | None = None,
    action_id: UUID | None = None,
    brief: str = "",
    brief_fields: Mapping[str, str] | None = None,
    language: str = "",
    country: str = "",
    contact_id: UUID | None = None,
    channel: str = "",
    team_id: UUID | None = None,
    is_after_release: bool = False,
    now: datetime,
) -> Task:
    """Open a task on a case; one that names an assignee is theirs from the start (`accepted`).

    `team_id` is by default the need's, else the case's; `contact_id` and `channel` say whom of the
    person's it goes to, and by which way. Raises `Conflict` on a closed case or if
    the need has such a task already, `Refused` for whoever cannot be handed it, `ContactBlocked`
    where doing it would put the person at risk.
    """
    need, case = find_place(actor, case_id, need_id)
    towards = find_towards(actor, contact_id, channel, case)
    team = find_team(actor, team_id, case, need)
    action = find_action(actor, action_id, case)
    task = Task(
        case=case,
        team=team,
        need=need,
        action=action,
        kind=word_of(kind, TaskKind, field="kind"),
        title=one_line(title, field="title", longest=LONGEST_TITLE, required=True),
        brief=many_lines(brief, field="brief") or None,
        brief_fields=pack_brief(clean_brief_fields(brief_fields or {}, field="brief_fields")),
        due_at=deadline(due_at, field="due_at", now=now),
        language=language_code(language, field="language"),
        country=country_code(country, field="country"),
        is_after_release=is_after_release,
        contact=towards.contact if towards else None,
        channel=towards.channel if towards else "",
        created_at=now,
    )
    check_task(task, now=now)
    if assignee_id is not None:
        check_assignee(assignee_id, task)
        task.assignee_id, task.state = assignee_id, TaskState.ACCEPTED
    try:
        with transaction.atomic():
            task.save()
    except IntegrityError:
        raise Conflict(
            "This need has such a task already; use that one, or cancel it first.",
            field="need",
            value=need_id,
            allowed="one task of a kind per need",
        ) from None
    follow_clocks([task], now=now)
    if assignee_id is not None:
        give(task, assignee_id, actor=actor, now=now)
    note_moves("open_task", [(task, "")], actor=actor, now=now)
    return task


@transaction.atomic
def finish_task(
    *,
    actor: User | None,
    task_id: UUID,
    comment: str = "",
    version: int | None = None,
    now: datetime,
) -> Task:
    """Say that a task is done. From a volunteer it is `reported_done`, which staff confirm; from
    staff, and from the system, it is `done`, which counts as care for the case.

    Raises `Conflict` if it is done, reported or given to somebody else already.
    """
    may_edit = actor is None or Task.objects.editable_by(actor).filter(pk=task_id).exists()
    if actor is None or may_edit:
        task, is_confirmed = find_task(task_id, actor, version=version), True
    else:
        task = find_task_to_answer(task_id, actor, version=version)
        is_confirmed = _is_staff(actor, task)
    if actor is not None and not may_edit and task.assignee_id != actor.pk:
        raise not_yours(task, actor)
    check_task_verb(TaskState(task.state), TaskVerb.CONFIRM if is_confirmed else TaskVerb.REPORT)
    said = [str(task.comment or ""), many_lines(comment, field="comment", longest=4000)]
    task.comment = "\n".join(filter(None, said)) or None
    if is_confirmed:
        _confirm(task, actor, now)
    else:
        _report(task, actor, now)
    return task


@transaction.atomic
def report_task(*, actor: User, task_id: UUID, now: datetime) -> Task:
    """Say from a mail that one's own task is done: whoever it is, it is `reported_done`, which
    staff who have signed in confirm. Raises as `finish_task`."""
    task = find_task_to_answer(task_id, actor)
    if task.assignee_id != actor.pk:
        raise not_yours(task, actor)
    check_task_verb(TaskState(task.state), TaskVerb.REPORT)
    _report(task, actor, now)
    return task


@transaction.atomic
def cancel_task(
    *,
    actor: User | None,
    task_id: UUID,
    reason: str,
    version: int | None = None,
    now: datetime,
) -> Task:
    """Cancel a task, with a reason; whoever has it or is asked to do it is told once."""
    task = find_task(task_id, actor, version=version)
    check_task_verb(TaskState(task.state), TaskVerb.CANCEL)
    text = one_line(reason, field="reason", longest=LONGEST_REASON, required=True)
    cancel_tasks([task], reason=text, actor=actor, now=now)
    return task


def cancel_tasks(
    tasks: Sequence[Task], *, reason: str, actor: User | None, now: datetime
) -> set[UUID]:
    """Cancel many tasks (not ended, with case and need at hand) for one reason, in a constant
    number of statements; returns who is told. The caller holds the transaction and the tasks."""
    asked = withdraw_offers(tasks, now=now)
    had = [
        (task, task.assignee_id)
        for task in tasks
        if task.assignee_id and task.state in (TaskState.ACCEPTED, TaskState.REPORTED_DONE)
    ]
    ids = [task.pk for task in tasks]
    Task.objects.filter(pk__in=ids).update(state=TaskState.CANCELLED)
    seal_in_rows(Task, "cancel_reason", dict.fromkeys(ids, reason))
    moved = [(task, str(task.state)) for task in tasks]
    for task in tasks:
        task.state, task.cancel_reason = TaskState.CANCELLED, reason
        task.version += 1
    stop(Clock.objects.filter(task__in=ids), now=now)
    told = call_off(asked, EventKind.OFFER_CANCELLED, actor=actor, now=now)
    told |= call_off(had, EventKind.TASK_CANCELLED, actor=actor, now=now)
    note_moves("cancel_task", moved, actor=actor, now=now)
    return told


def cancel_tasks_of(
    tasks: Any,
    *,
    states: Collection[TaskState] = TO_DO,
    reason: str,
    actor: User | None,
    now: datetime,
) -> int:
    """Cancel those of `tasks` (the tasks of a need or a case) that are in one of `states`;
    returns how many. Whoever has one or is asked to do it is told once."""
    rows = tasks.select_related("team", "need", "case").filter(state__in=states)
    locked = list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))
    if locked:
        cancel_tasks(locked, reason=reason[:LONGEST_REASON], actor=actor, now=now)
    return len(locked)


@transaction.atomic
def edit_task(
    *,
    actor: User | None,
    task_id: UUID,
    changes: Mapping[str, Any],
    version: int | None = None,
    now: datetime,
) -> Task:
    """Change the terms of a task (`EDITABLE`); `assignee` is a user's id, or None to open it again.

    A new assignee has it at once (`accepted`); whoever had it or was asked is told that it is over.
    Named again after it was reported, the assignee has it back: it is not done.
    """
    task = find_task(task_id, actor, version=version)
    check_task_verb(TaskState(task.state), TaskVerb.EDIT)
    old = {name: getattr(task, name) for name in EDITABLE if name in changes}
    state = task.state
    for name, value in changes.items():
        _change(task, name, value, now)
    differs = changed(old, task)
    is_given_back = state == TaskState.REPORTED_DONE and changes.get("assignee") is not None
    is_handed_over = "assignee" in differs or is_given_back
    if not differs and not is_handed_over:
        return task
    if is_handed_over:
        _hand_over(task, old["assignee"], actor, now)
        differs |= changed({"state": state}, task)
    task.save()
    if is_handed_over or "due_at" in differs:
        follow_clocks([task], now=now)
    if is_handed_over:
        note_activities([(task, state)], actor=actor, now=now)
    record(actor=actor, verb="edit_task", obj=task, case=task.case, changes=differs, now=now)
    return task


def _is_staff(actor: User, task: Task) -> bool:
    staff = actor.team_ids(Role.COORDINATOR, Role.CASEWORKER)
    return bool(staff & {task.team_id, task.case.team_id})


def _report(task: Task, actor: User | None, now: datetime) -> None:
    old, task.state = task.state, TaskState.REPORTED_DONE
    task.save(update_fields=["state", "comment"])
    follow_clocks([task], now=now)
    if task.assignee_id:
        take_back([(task, task.assignee_id)], now=now)
    told = [notice_of(EventKind.TASK_REPORTED_DONE, task, who) for who in _confirmers(task)]
    insert_notices(told, now=now)
    note_moves("finish_task", [(task, old)], actor=actor, now=now)


def _confirm(task: Task, actor: User | None, now: datetime) -> None:
    asked = withdraw_offers([task], now=now)
    old, task.state = task.state, TaskState.DONE
    task.save(update_fields=["state", "comment"])
    follow_clocks([task], now=now)
    if old == TaskState.ACCEPTED and task.assignee_id:
        call_off([(task, task.assignee_id)], EventKind.TASK_CANCELLED, actor=actor, now=now)
    call_off(asked, EventKind.OFFER_CANCELLED, actor=actor, now=now)
    facts = {"task": str(task.pk), "from": str(old), "to": str(task.state)}
    note_on(task.case, ActivityKind.TASK_DONE, actor=actor, facts=facts, now=now)
    changes = {"state": (old, task.state)}
    record(actor=actor, verb="finish_task", obj=task, case=task.case, changes=changes, now=now)


def _confirmers(task: Task) -> list[UUID]:
    """Whoever answers for the task, or, where nobody can, its team's coordinators."""
    keeper = User.objects.able().filter(pk=keeper_id(task)).values_list("pk", flat=True).first()
    if keeper is not None:
        return [keeper]
    return list(User.objects.able().coordinating([task.team_id]).values_list("pk", flat=True))


def _change(task: Task, name: str, value: Any, now: datetime) -> None:
    if name == "title":
        task.title = one_line(value, field=name, longest=LONGEST_TITLE, required=True)
    elif name == "brief":
        task.brief = many_lines(value, field=name) or None
    elif name == "brief_fields":
        task.brief_fields = pack_brief(clean_brief_fields(value, field=name))
    elif name == "due_at":
        task.due_at = deadline(value, field=name, now=now)
    elif name == "language":
        task.language = language_code(value, field=name)
    elif name == "country":
        task.country = country_code(value, field=name)
    elif name == "assignee":
        if value is not None:
            check_assignee(value, task)
            check_task(task, now=now)
        task.assignee = User.objects.filter(pk=value).first()
    else:
        raise Refused(
            f"{name} cannot be changed here.",
            field=name,
            value=str(value)[:80],
            allowed=sorted(EDITABLE),
        )


def _hand_over(task: Task, former: User | None, actor: User | None, now: datetime) -> None:
    asked = withdraw_offers([task], now=now)
    call_off(asked, EventKind.OFFER_CANCELLED, actor=actor, now=now)
    if former is not None and former != task.assignee:
        call_off([(task, former.pk)], EventKind.TASK_CANCELLED, actor=actor, now=now)
    stop_offer_clocks([task], now=now)
    task.state = TaskState.ACCEPTED if task.assignee_id else TaskState.OPEN
    if task.assignee_id:
        give(task, task.assignee_id, actor=actor, now=now)
