"""Whether reminders still leave, and whether this installation is fit to serve.

Read from rows, never asked of Celery: it is Celery's absence that must be seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import DateTimeField, Subquery

from casetracker.models import Email, Heartbeat
from casetracker.models.triggers import missing_triggers

#: A sweep, or a letter that was due, may be this late before everybody is told.
PATIENCE = timedelta(minutes=15)
SWEEP = "sweep"


@dataclass(frozen=True)
class Reminders:
    """When the last sweep completed, and since when the longest-waiting letter is due."""

    swept_at: datetime | None
    oldest_due_at: datetime | None
    now: datetime

    @property
    def has_stopped(self) -> bool:
        return self.swept_at is None or self.now - self.swept_at > PATIENCE

    @property
    def is_behind(self) -> bool:
        return self.oldest_due_at is not None and self.now - self.oldest_due_at > PATIENCE


def reminders(*, now: datetime) -> Reminders:
    """How the reminders do at `now`: one query."""
    waiting = (
        Email.objects.waiting().filter(next_attempt_at__lte=now).order_by("next_attempt_at")
    ).values("next_attempt_at")[:1]
    beat = (
        Heartbeat.objects.filter(name=SWEEP)
        .annotate(oldest=Subquery(waiting, output_field=DateTimeField()))
        .values_list("at", "oldest")
        .first()
    )
    swept_at, oldest_due_at = beat or (None, None)
    return Reminders(swept_at, oldest_due_at, now)


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
    if state.is_behind and state.oldest_due_at:
        found.append(f"A letter has been due since {state.oldest_due_at.isoformat()}.")
    return found
