"""Work that must not be done any more, because doing it would put a freed person at risk."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from casetracker.domain.contacts import TASKS_THAT_REACH
from casetracker.models import Task, User
from casetracker.services.tasks import cancel_tasks_of

FREED_INSIDE = "freed in the country: contact is a risk"


def cancel_reaching(case_ids: Collection[UUID], *, actor: User | None, now: datetime) -> int:
    """These people are free inside the country: tasks that would meet them or write to them are
    cancelled, their offers end, and whoever has or is asked to do one is told once. Returns how
    many. Constant statements; runs in the caller's transaction."""
    reaching = Task.objects.filter(case__in=case_ids, kind__in=sorted(TASKS_THAT_REACH))
    return cancel_tasks_of(reaching, reason=FREED_INSIDE, actor=actor, now=now)
