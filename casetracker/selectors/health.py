"""Whether reminders still leave, and whether this installation is fit to serve.

Read from rows, never asked of Celery: it is Celery's absence that must be seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import InternalError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import DateTimeField, Exists, OuterRef, Subquery

from casetracker.models import Clock, Email, Heartbeat, Notice, User
from casetracker.models.triggers import missing_triggers

#: A sweep, or a letter that was due, may be this late before everybody is told.
PATIENCE = timedelta(minutes=15)
SWEEP = "sweep"
#: PostgreSQL's name of what is refused while it only reads.
READ_ONLY = "25006"


@dataclass(frozen=True)
class Reminders:
    """When the last sweep completed, and since when the oldest due reminder waits: a clock that
    nobody swept, a notice that nobody packed, a letter that has not left."""

    swept_at: datetime | None
    oldest_due_at: datetime | None
    now: datetime

    @property
    def has_stopped(self) -> bool:
        return self.swept_at is None or self.now - self.swept_at > PATIENCE

    @property
    def is_behind(self) -> bool:
        return self.oldest_due_at is not None and self.now - self.oldest_due_at > PATIENCE

    @property
    def oldest_age(self) -> timedelta | None:
        """How long the oldest due reminder has waited; None if none is due."""
        return None if self.oldest_due_at is None else self.now - self.oldest_due_at


def reminders(*, now: datetime) -> Reminders:
    """How the reminders do at `now`: one query over the indexes of what is due."""
    oldest = {name: Subquery(rows, output_field=DateTimeField()) for name, rows in _due(now)}
    beat = Heartbeat.objects.filter(name=SWEEP).annotate(**oldest).values_list("at", *oldest)
    swept_at, *times = beat.first() or (None,)
    return Reminders(swept_at, min(filter(None, times), default=None), now)


def _due(now: datetime) -> Iterator[tuple[str, Any]]:
    """By stage of the way to a mail: since when the first row there waits."""
    clocks = Clock.objects.due(now=now).order_by("next_step_at")
    yield "clock", clocks.values("next_step_at")[:1]
    urgent = Notice.objects.open().receivable().filter(is_urgent=True, created_at__lte=now)
    yield "urgent", urgent.order_by("id").values("created_at")[:1]
    told = Notice.objects.open().filter(recipient=OuterRef("pk"), created_at__lte=now)
    readers = User.objects.digest_due(now=now).filter(Exists(told)).order_by("next_digest_at")
    yield "digest", readers.values("next_digest_at")[:1]
    letters = Email.objects.waiting().filter(next_attempt_at__lte=now)
    yield "letter", letters.order_by("next_attempt_at").values("next_attempt_at")[:1]
    # One mailbox that is full for a day is no fault of ours; a server that takes nothing is.
    taken_since = Email.objects.filter(sent_at__gt=OuterRef("first_attempt_at"))
    refused = Email.objects.waiting().filter(~Exists(taken_since), first_attempt_at__lte=now)
    yield "refused", refused.order_by("first_attempt_at").values("first_attempt_at")[:1]


def is_database_away(error: BaseException | None) -> bool:
    """Whether the database does not take it now, though nothing is wrong with what was asked: it
    is gone, full, busy or only reads."""
    if isinstance(error, InternalError):
        return getattr(error.__cause__, "sqlstate", None) == READ_ONLY
    return isinstance(error, OperationalError)


def unapplied_migrations() -> int:
    """How many migrations the code has and the database has not."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def faults(*, now: datetime) -> list[str]:
    """Why this installation is not ready to serve, one sentence each; empty if it is.

    Raises `django.db.Error` if the database cannot be asked.
    """
    found = []
    if count := unapplied_migrations():
        return [f"{count} migrations are not applied: run manage.py migrate."]
    if missing := missing_triggers():
        found.append(f"Audit triggers are missing: {', '.join(missing)}. Run manage.py migrate.")
    state = reminders(now=now)
    if state.swept_at is None:
        found.append("No sweep has completed yet: start the worker with beat, or dispatch --loop.")
    elif state.has_stopped:
        found.append(f"The last sweep completed at {state.swept_at.isoformat()}.")
    if state.is_behind and state.oldest_due_at and state.oldest_age:
        minutes = state.oldest_age // timedelta(minutes=1)
        since = state.oldest_due_at.isoformat()
        found.append(f"The oldest due reminder has waited {minutes} minutes, since {since}.")
    return found
