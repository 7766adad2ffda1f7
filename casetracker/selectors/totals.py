"""How much of everything there is, and whether the reminders have caught up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from casetracker.domain.words import ClockKind, EmailKind, EmailState, RowOutcome
from casetracker.models import (
    Case,
    Clock,
    Email,
    ImportRow,
    Notice,
    Release,
    Task,
    User,
)
from casetracker.selectors.upkeep import heartbeat_at

SILENCE: Sequence[ClockKind] = (ClockKind.CASE_SILENT, ClockKind.LIFE_SILENT)


def totals(*, now: datetime) -> dict[str, int]:
    """People imported, rows in doubt, people released, tasks, stale cases, notices, mails sent."""
    run_out = Clock.objects.running().filter(kind__in=SILENCE, due_at__lte=now, paused_until=None)
    rows = ImportRow.objects.filter(batch__wave=None)
    return {
        "imported": rows.filter(outcome=RowOutcome.CREATE).count(),
        "review": rows.filter(outcome=RowOutcome.REVIEW).count(),
        "released": Release.objects.count(),
        "tasks": Task.objects.count(),
        "stale": Case.objects.open().filter(clocks__in=run_out).distinct().count(),
        "notices": Notice.objects.count(),
        "emails_sent": Email.objects.filter(state=EmailState.SENT).count(),
    }


def has_swept(*, since: datetime, now: datetime) -> bool:
    """Whether a sweep has completed after `since` and left no clock to sweep."""
    swept_at = heartbeat_at("sweep")
    return swept_at is not None and swept_at >= since and not Clock.objects.due(now=now).exists()


def has_caught_up(*, since: datetime, now: datetime) -> bool:
    """Whether a sweep has completed after `since`, and nothing is left to sweep, pack or send."""
    return has_swept(since=since, now=now) and not (
        Notice.objects.open().filter(is_urgent=True).exists()
        or User.objects.digest_due(now=now).exists()
        or Email.objects.waiting().filter(next_attempt_at__lte=now).exists()
    )


def has_digests() -> bool:
    """Whether any digest was ever packed here."""
    return Email.objects.filter(kind=EmailKind.DIGEST).exists()


def has_cases() -> bool:
    """Whether any case was ever opened here."""
    return Case.objects.exists()
