"""Offers that nobody has answered in time go to the next volunteer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from casetracker.domain.errors import Conflict
from casetracker.domain.words import ClockKind, EventKind, OfferAnswer, TaskState
from casetracker.models import Clock, Task
from casetracker.models.clock import ClockQuerySet
from casetracker.services.assignments import call_off, find_task, note_moves
from casetracker.services.offers import offer_task, return_tasks


def pass_on_offers(*, now: datetime) -> int:
    """Ask the next volunteer of every task whose offer has run out; returns how many tasks.

    Nobody is asked twice about one task. Where nobody is left the task is open again and
    whoever answers for it is told. Each task is a transaction of its own.
    """
    due = _run_out(now).order_by("due_at").values_list("task_id", flat=True)
    return sum(_pass_on(task_id, now) for task_id in list(due))


@transaction.atomic
def _pass_on(task_id: UUID, now: datetime) -> bool:
    """One task, if its offer is still overdue once nobody else can change it."""
    task = find_task(task_id, None)
    if not _run_out(now).filter(task=task).exists():
        return False
    try:
        with transaction.atomic():
            offer_task(actor=None, task_id=task_id, now=now)
    except Conflict:
        _open_again(task, now)
    return True


def _run_out(now: datetime) -> ClockQuerySet:
    return Clock.objects.due(now=now).filter(
        kind=ClockKind.OFFER_OPEN, due_at__lte=now, paused_until=None, task__state=TaskState.OFFERED
    )


def _open_again(task: Task, now: datetime) -> None:
    """Nobody is left to ask."""
    standing = task.offers.standing().get()
    standing.answer, standing.answered_at = OfferAnswer.TIMED_OUT, now
    standing.save(update_fields=["answer", "answered_at"])
    call_off([(task, standing.volunteer_id)], EventKind.OFFER_CANCELLED, now=now)
    old = task.state
    return_tasks([task], now=now)
    note_moves("time_out_offer", [(task, old)], actor=None, now=now)
