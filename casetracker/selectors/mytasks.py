"""Tasks: a volunteer's own list, and one task as staff or who does it sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Case as Case_
from django.db.models import Value, When

from casetracker.domain.words import Role, TaskState
from casetracker.models import Task, TaskOffer, User
from casetracker.selectors.names import labels_told, preferred_name

MOST = 100
#: The brief is open from this long before the task is due until this long after.
BRIEF_WINDOW = timedelta(hours=24)
LATELY = timedelta(days=30)


@dataclass(frozen=True)
class MyTasks:
    offered: list[TaskOffer]
    taken: list[Task]
    done: list[Task]


def my_tasks(user: User, *, now: datetime) -> MyTasks:
    """Four queries. Offered and taken tasks have `label`, the words of `user`'s mail."""
    offers = (
        TaskOffer.objects.standing()
        .filter(volunteer=user, task__quarantine=None)
        .select_related("task")
        .order_by("task__due_at", "pk")
    )
    mine = Task.objects.filter(assignee=user)
    ended = [TaskState.REPORTED_DONE, TaskState.DONE]
    lately = mine.filter(state__in=ended, due_at__gte=now - LATELY)
    found = MyTasks(
        offered=list(offers[:MOST]),
        taken=list(mine.filter(state=TaskState.ACCEPTED).order_by("due_at", "pk")[:MOST]),
        done=list(lately.order_by("-due_at", "-pk")[:MOST]),
    )
    tasks = [offer.task for offer in found.offered] + found.taken
    told = labels_told(user, [task.pk for task in tasks])
    for task in tasks:
        task.label = told.get(task.pk, "")  # type: ignore[attr-defined]
    return found


def find_task(user: User, task_id: UUID) -> Task | None:
    """A task that is `user`'s own, or offered to `user`: as who does it, not as staff."""
    task = Task.objects.visible_to(user).filter(pk=task_id).first()
    if task is None or task.assignee_id == user.pk:
        return task
    offered = TaskOffer.objects.standing().filter(task=task, volunteer=user)
    return task if offered.exists() else None


def brief_opens_at(task: Task) -> datetime:
    return task.due_at - BRIEF_WINDOW


def is_brief_open(task: Task, user: User, *, now: datetime) -> bool:
    """Whether the brief may be shown to who took the task: accepted, and near its time."""
    took = task.assignee_id == user.pk and task.state in (
        TaskState.ACCEPTED,
        TaskState.REPORTED_DONE,
    )
    return took and brief_opens_at(task) <= now <= task.due_at + BRIEF_WINDOW


def find_staff_task(user: User, task_id: UUID) -> Task | None:
    """A task whose terms `user` may change, with its offers; `name` where the file is of a team
    of `user`."""
    own = When(
        case__team__in=user.team_ids(Role.COORDINATOR, Role.CASEWORKER),
        then=preferred_name("case__prisoner"),
    )
    tasks = Task.objects.editable_by(user).annotate(name=Case_(own, default=Value("")))
    tasks = tasks.select_related("case", "assignee", "need")
    return tasks.prefetch_related("offers__volunteer").filter(pk=task_id).first()
