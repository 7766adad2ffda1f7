"""The sweep: clocks that have run out become notices.

Any number of sweepers may run. One batch is one transaction with a constant number of
statements.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from casetracker.models import Clock, Heartbeat
from casetracker.models.bulk import insert_rows
from casetracker.services.holds import Flood, hold_back
from casetracker.services.jumps import forget_the_future
from casetracker.services.steps import take_steps

BATCH = 500
_BEAT = 'ON CONFLICT ("name") DO UPDATE SET "at" = excluded."at"'


@dataclass
class SweepResult:
    due: int = 0
    notices: int = 0
    held: int = 0


def sweep(*, now: datetime) -> SweepResult:
    """Take the step of every clock that is due at `now`, in batches of 500.

    What would make more letters than one sweep may is held back for a coordinator.
    """
    result = SweepResult()
    forget_the_future(now=now)
    flood = Flood(now=now)
    while due := _sweep_batch(flood, result, now):
        # A clock that fell behind may have a further step due already.
        if due < BATCH and not Clock.objects.due(now=now).exists():
            break
    insert_rows(Heartbeat, ["name", "at"], [("sweep", now)], on_conflict=_BEAT)
    return result


@transaction.atomic
def _sweep_batch(flood: Flood, result: SweepResult, now: datetime) -> int:
    due = Clock.objects.due(now=now).order_by("next_step_at", "id")
    locked = due.select_for_update(skip_locked=True, of=("self",))
    steps = take_steps(locked[:BATCH], now=now, gate=flood)
    hold_back(steps.held, flood, now=now)
    result.due += steps.clocks
    result.notices += steps.notices
    result.held += len(steps.held)
    return steps.clocks
