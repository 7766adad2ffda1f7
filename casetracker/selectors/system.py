"""What an administrator sees of the running system: counts and times, never a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from casetracker.domain.words import EmailState, NoticeState
from casetracker.models import Email, Heartbeat, Notice, Task, User
from casetracker.selectors.answering import teams_that_reach_nobody
from casetracker.selectors.cases import count_cases
from casetracker.selectors.health import faults
from casetracker.selectors.keyset import capped_count
from casetracker.selectors.upkeep import audit_counts, last_audit_check

DAY = timedelta(days=1)


@dataclass(frozen=True)
class SystemState:
    faults: list[str]
    cases: dict[str, int]
    letters: dict[str, int]
    open_notices: int
    open_tasks: int
    heartbeats: list[Heartbeat]
    audit: dict[str, int]
    frozen: int


def system_state(user: User, *, now: datetime) -> SystemState:
    """A dozen small queries; counts of letters, notices and tasks are capped at 1,001."""
    letters = {
        "waiting": capped_count(Email.objects.waiting()),
        "sent": capped_count(Email.objects.filter(state=EmailState.SENT, sent_at__gte=now - DAY)),
        "failed": capped_count(
            Email.objects.filter(state=EmailState.FAILED, created_at__gte=now - 7 * DAY)
        ),
    }
    return SystemState(
        faults=[*faults(now=now), *_chain(), *_reach_nobody()],
        cases=count_cases(user),
        letters=letters,
        open_notices=capped_count(Notice.objects.filter(state=NoticeState.OPEN)),
        open_tasks=capped_count(Task.objects.open()),
        heartbeats=list(Heartbeat.objects.order_by("name")),
        audit=audit_counts(),
        frozen=User.objects.exclude(frozen_at=None).count(),
    )


def _chain() -> list[str]:
    last = last_audit_check()
    return [f"The audit chain does not hold: {last.fault}."] if last and last.fault else []


def _reach_nobody() -> list[str]:
    return [
        f"The team {name} has open files and no coordinator who can be told."
        for name in teams_that_reach_nobody()
    ]
