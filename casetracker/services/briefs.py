"""The brief of a task: read by whoever took it, near its time, every reading noted."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from casetracker.domain.errors import Forbidden, Missing
from casetracker.models import User
from casetracker.selectors.mytasks import brief_opens_at, find_task, is_brief_open
from casetracker.services.audit import record


@transaction.atomic
def read_brief(*, actor: User, task_id: UUID, now: datetime) -> str:
    """The brief, and the audit event that it was read: neither without the other.

    Open to who has accepted the task, from 24 hours before it is due until 24 hours after
    (`reminders.md`, "Action links"). Raises `Missing`, or `Forbidden` outside that time.
    """
    task = find_task(actor, task_id)
    if task is None:
        raise Missing(f"There is no task {task_id} that you may see.", field="id", value=task_id)
    if not is_brief_open(task, actor, now=now):
        raise Forbidden(
            "The brief is for whoever took the task, from a day before it is due to a day after.",
            field="id",
            value=task_id,
            allowed=f"from {brief_opens_at(task).isoformat()}, once accepted",
        )
    record(actor=actor, verb="read_brief", obj=task, case=task.case, now=now)
    return str(task.brief or "")
