"""Work that must not be done any more, because doing it would put somebody at risk."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from casetracker.domain.contacts import TASKS_THAT_REACH, Channel
from casetracker.models import Contact, Task, User
from casetracker.services.contact_safety import why_not_reach
from casetracker.services.tasks import cancel_tasks_of

FREED_INSIDE = "freed in the country: contact is a risk"
UNSAFE_NOW = "not safe any more: do not write or call"


def cancel_reaching(case_ids: Collection[UUID], *, actor: User | None, now: datetime) -> int:
    """These people are free inside the country: tasks that would meet them or write to them are
    cancelled, their offers end, and whoever has or is asked to do one is told once. Returns how
    many. Constant statements; runs in the caller's transaction."""
    reaching = Task.objects.filter(case__in=case_ids, kind__in=sorted(TASKS_THAT_REACH))
    return cancel_tasks_of(reaching, reason=FREED_INSIDE, actor=actor, now=now)


def cancel_unsafe(contact: Contact, *, actor: User | None, now: datetime) -> int:
    """What is known of a contact has changed: tasks that would reach them by a way that is not
    safe any more are cancelled, and whoever has or is asked to do one is told once. Returns how
    many. Runs in the caller's transaction."""
    towards = Task.objects.open().filter(contact=contact).select_related("case__team")
    unsafe = [
        task.pk
        for task in towards
        if why_not_reach(contact, task.case, Channel(task.channel), now=now)
    ]
    if not unsafe:
        return 0
    tasks = Task.objects.filter(pk__in=unsafe)
    return cancel_tasks_of(tasks, reason=UNSAFE_NOW, actor=actor, now=now)
