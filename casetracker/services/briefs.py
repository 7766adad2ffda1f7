"""The brief of a task: read by whoever took it, near its time, every reading noted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from casetracker.domain.briefs import BriefField, unpack_brief
from casetracker.domain.errors import Forbidden, Missing
from casetracker.models import Release, User
from casetracker.selectors.mytasks import brief_opens_at, find_task, is_brief_open
from casetracker.services.audit import record
from casetracker.services.contact_safety import check_task


@dataclass(frozen=True)
class Brief:
    """The fields that were released, in the order of the list, and what else there is to know."""

    fields: dict[str, str]
    text: str
    #: The name is kept back until two sources have confirmed that the person is free.
    is_held: bool = False

    def __bool__(self) -> bool:
        return bool(self.fields or self.text)


@transaction.atomic
def read_brief(*, actor: User, task_id: UUID, now: datetime) -> Brief:
    """The brief, and the audit event that it was read: neither without the other.

    Open to who has accepted the task, from 24 hours before it is due until 24 hours after
    (`reminders.md`, "Action links"); under embargo without the name. Raises `Missing`,
    `Forbidden` outside that time, `ContactBlocked` where doing it has become a risk to somebody.
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
    check_task(task, now=now)
    record(actor=actor, verb="read_brief", obj=task, case=task.case, now=now)
    fields = unpack_brief(str(task.brief_fields or ""))
    is_held = Release.everything.under_embargo().filter(case=task.case_id).exists()
    if is_held:
        fields.pop(BriefField.FIRST_NAME, None)
    return Brief(fields, str(task.brief or ""), is_held)
