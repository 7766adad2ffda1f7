"""Offers that nobody has answered in time go to the next volunteer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from casetracker.domain.errors import Conflict
from casetracker.domain.words import ClockKind, EventKind, OfferAnswer, TaskState
from casetracker.models import Clock, Task
from casetracker.services.assignments import call_off, note_moves
from casetracker.services.offers import offer_task, return_tasks


def pass_on_offers(*, now: datetime) -> int:
    """Ask the next volunteer of every task whose offer has run out; returns how many tasks.

    Nobody is asked twice about one task. Where nobody is left the task is open again and
    whoever answers for it is told. Each task is a transaction of its own.
    """
    due = Clock.objects.due(now=now).filter(
        kind=ClockKind.OFFER_OPEN, due_at__lte=now, paused_until=None, task__state=TaskState.OFFERED
    )
    passed_on = 0
    for task_id in list(due.order_by("due_at").values_list("task_id", flat=True)):
        try:
            offer_task(actor=None, task_id=task_id, now=now)
        except Conflict:
            # Nobody is left to ask; or the volunteer has answered in this very moment.
            passed_on += _open_again(task_id, now)
            continue
        passed_on += 1
    return passed_on


@transaction.atomic
def _open_again(task_id: UUID, now: datetime) -> bool:
    task = Task.objects.select_related("case", "team", "need").select_for_update(of=("self",))
    task = task.get(pk=task_id)
    standing = task.offers.standing().first()
    if task.state != TaskState.OFFERED or standing is None:
        return False
    standing.answer, standing.answered_at = OfferAnswer.TIMED_OUT, now
    standing.save(update_fields=["answer", "answered_at"])
    call_off([(task, standing.volunteer_id)], EventKind.OFFER_CANCELLED, now=now)
    old = task.state
    return_tasks([task], now=now)
    note_moves("time_out_offer", [(task, old)], actor=None, now=now)
    return True
