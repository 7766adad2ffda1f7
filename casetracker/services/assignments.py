"""Who has a task now: found and locked, its clocks, and what they are told or not told any more.

Locks are taken in one order everywhere: case, task, letter, notice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from casetracker.domain.clocks import choose_rule, due_after
from casetracker.domain.errors import Missing, Refused
from casetracker.domain.ladders import Rule
from casetracker.domain.words import (
    VOLUNTEER_TASKS,
    ActivityKind,
    Audience,
    ClockKind,
    EventKind,
    NoticeState,
    TaskKind,
    TaskState,
)
from casetracker.models import Activity, Case, Clock, Email, Notice, Task, TaskOffer, User
from casetracker.models.base import new_id
from casetracker.models.bulk import insert_rows
from casetracker.selectors.volunteers import vetted_volunteers
from casetracker.services.audit import Subject, record_many
from casetracker.services.clocks import Start, load_rules, start_many, stop
from casetracker.services.notices import event, insert_notices
from casetracker.services.rights import check_version, find_editable

#: In these states the work is still to be done.
TO_DO = frozenset({TaskState.OPEN, TaskState.OFFERED, TaskState.ACCEPTED})
#: What tells somebody that a task is theirs to answer or to do.
GIVING = (EventKind.OFFER_MADE, EventKind.TASK_HANDED_OVER)
#: A task and a person who has it or is asked to do it.
Held = tuple[Task, UUID]


def find_task(task_id: UUID, actor: User | None, *, version: int | None = None) -> Task:
    """The task, locked after its case, if `actor` may change its terms.

    Raises `Missing`, `Forbidden` or `Stale`.
    """
    case = lock_case_of(Task, task_id)
    task: Task = find_editable(
        Task, task_id, actor, version=version, related=("team", "need", "assignee")
    )
    task.case = case  # type: ignore[assignment]
    return task


def find_task_to_answer(task_id: UUID, actor: User, *, version: int | None = None) -> Task:
    """The task, locked after its case, if `actor` sees it or was ever asked to do it: who comes
    too late reads why instead of finding nothing. Raises `Missing` or `Stale`."""
    case = lock_case_of(Task, task_id)
    rows = Task.objects.select_related("team", "need")
    task = rows.select_for_update(of=("self",), no_key=True).filter(pk=task_id).first()
    seen = Task.objects.visible_to(actor).filter(pk=task_id)
    asked = TaskOffer.objects.filter(task=task_id, volunteer=actor)
    if task is None or not (seen.exists() or asked.exists()):
        raise Missing(f"There is no task {task_id} that you may see.", field="id", value=task_id)
    check_version(task, version)
    task.case = case  # type: ignore[assignment]
    return task


def lock_case_of(model: Any, row_id: UUID) -> Case | None:
    """The case that a row hangs on, locked; None if there is no such row."""
    cases = Case.objects.filter(pk__in=model.objects.filter(pk=row_id).values("case"))
    return cases.select_for_update(no_key=True).first()


def lock_cases(case_ids: Any) -> list[Case]:
    """The cases, locked in the order of their ids: before any row that hangs on them."""
    rows = Case.objects.filter(pk__in=case_ids).select_related("team").order_by("pk")
    return list(rows.select_for_update(of=("self",), no_key=True))


def keeper_id(task: Task) -> UUID | None:
    """The member of staff who answers for a task: the owner of its need, else the caseworker."""
    return task.need.owner_id if task.need else task.case.caseworker_id


def check_assignee(person_id: UUID, task: Task) -> None:
    """Pass if the task may be handed to this person.

    Staff of its team or of the case's may be handed anything; a vetted volunteer what volunteers
    do, and other work that meets no need. Raises `Refused`.
    """
    teams = {task.team_id, task.case.team_id}
    if User.objects.able().staff_of(teams).filter(pk=person_id).exists():
        return
    kinds = set(VOLUNTEER_TASKS) if task.need_id else {*VOLUNTEER_TASKS, TaskKind.OTHER}
    if not vetted_volunteers([task.team_id]).filter(user=person_id).exists():
        raise Refused(
            "A task is handed to active staff or to a vetted volunteer of its team.",
            field="assignee",
            value=person_id,
            allowed="staff, or a vetted volunteer, of the task's team",
        )
    if task.kind not in kinds:
        raise Refused(
            "Volunteers are not handed this kind of task.",
            field="kind",
            value=task.kind,
            allowed=sorted(map(str, kinds)),
        )


def follow_clocks(tasks: Sequence[Task], *, now: datetime, ring: Audience | None = None) -> None:
    """Start the clocks of tasks anew for whoever has them now; stop those of tasks that are done.

    With `ring` the tasks have come back with nobody to do them: whoever answers for them, or the
    coordinators, are told at once to find somebody. Constant statements.
    """
    rules = load_rules()
    starts = []
    for task in tasks:
        if task.state in TO_DO:
            owner_id = task.assignee_id or keeper_id(task)
            starts += clock_start(task, ClockKind.TASK_DUE, rules, owner_id, now, task.due_at)
            if ring:
                owner_id = keeper_id(task) if ring is Audience.OWNER else None
                starts += clock_start(task, ClockKind.OFFER_OPEN, rules, owner_id, now, now)
    start_many(starts, now=now)
    ended = [task.pk for task in tasks if task.state not in TO_DO]
    if ended:
        stop(Clock.objects.filter(task__in=ended), now=now)


def stop_offer_clocks(tasks: Iterable[Task], *, now: datetime) -> None:
    clocks = Clock.objects.filter(kind=ClockKind.OFFER_OPEN, task__in=[task.pk for task in tasks])
    stop(clocks, now=now)


def clock_start(
    task: Task,
    kind: ClockKind,
    rules: Sequence[Rule],
    owner_id: UUID | None,
    now: datetime,
    due_at: datetime | None = None,
) -> list[Start]:
    """The clock of a task, due at `due_at` or by its rule; nothing if no rule holds."""
    after_release = task.is_after_release and kind is ClockKind.OFFER_OPEN
    rule = choose_rule(rules, kind, is_after_release=after_release)
    if rule is None:
        return []
    country = task.team.country
    due_at = due_at or due_after(rule, now, country=country)
    return [Start(kind, "task", task.pk, owner_id, task.team_id, country, rule, now, due_at)]


def give(task: Task, person_id: UUID, *, actor: User | None, now: datetime) -> None:
    """Tell somebody that a task has been handed to them, unless they took it themselves."""
    if actor is None or actor.pk != person_id:
        insert_notices([notice_of(EventKind.TASK_HANDED_OVER, task, person_id)], now=now)


def call_off(
    held: Sequence[Held], kind: EventKind, *, actor: User | None = None, now: datetime
) -> set[UUID]:
    """Tell those who had tasks that these are theirs no more; returns whom. Who has not been told
    of a task yet never hears of it. Constant statements."""
    unheard = take_back(held, now=now)
    told = [
        (task, person_id)
        for task, person_id in held
        if (task.pk, person_id) not in unheard and not (actor and actor.pk == person_id)
    ]
    insert_notices([notice_of(kind, *one) for one in told], now=now)
    return {person_id for _, person_id in told}


def take_back(held: Sequence[Held], *, now: datetime) -> set[tuple[UUID, UUID]]:
    """Withdraw what gives these tasks to these people and has not been told; returns the
    (task, person) pairs of whom it is certain that no letter has told them."""
    pairs = {(task.pk, person_id) for task, person_id in held}
    giving = Notice.objects.untold().filter(
        kind__in=GIVING,
        task__in={task_id for task_id, _ in pairs},
        recipient__in={person_id for _, person_id in pairs},
    )
    # A letter that somebody is delivering at this moment may say it already.
    resting = Email.objects.waiting().filter(lease_token=None, notices__in=giving)
    emails = set(
        Email.objects.filter(pk__in=resting.values("pk"))
        .select_for_update(skip_locked=True)
        .values_list("pk", flat=True)
    )
    rows = [
        row
        for row in giving.values_list("pk", "task_id", "recipient_id", "state", "email_id")
        if row[1:3] in pairs
    ]
    Notice.objects.filter(pk__in=[row[0] for row in rows]).withdraw(now=now)
    return {row[1:3] for row in rows if row[3] == NoticeState.OPEN or row[4] in emails}


def notice_of(kind: EventKind, task: Task, person_id: UUID, subject_id: UUID | None = None) -> Any:
    """What is told about a task; of itself each telling is another subject."""
    return event(
        kind,
        subject_id or new_id(),
        person_id,
        case_id=task.case_id,
        task_id=task.pk,
        due_at=task.due_at,
        is_urgent=task.is_after_release,
    )


def note_moves(
    verb: str, moved: Collection[tuple[Task, str]], *, actor: User | None, now: datetime
) -> None:
    """One timeline entry and one audit event per (task, old state)."""
    note_activities(moved, actor=actor, now=now)
    subjects = [
        Subject("task", task.pk, task.case_id, task.team_id, {"state": (old, task.state)})
        for task, old in moved
    ]
    record_many(actor=actor, verb=verb, subjects=subjects, now=now)


def note_activities(
    moved: Collection[tuple[Task, str]], *, actor: User | None, now: datetime
) -> None:
    """One timeline entry per (task, old state): bookkeeping, no care for the case."""
    who = actor.pk if actor else None
    kind = str(ActivityKind.TASK_MOVED)
    rows = [
        (
            new_id(),
            task.case_id,
            kind,
            now,
            now,
            who,
            {"task": str(task.pk), "from": str(old), "to": str(task.state)},
        )
        for task, old in moved
    ]
    columns = ["id", "case", "kind", "occurred_at", "recorded_at", "actor", "facts"]
    insert_rows(Activity, columns, rows, on_conflict="")
