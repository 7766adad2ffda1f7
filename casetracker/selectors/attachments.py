"""Files of a case as its page lists them; those of a task as whoever took it sees them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from casetracker.models import Attachment, Case, Task, User
from casetracker.models.attachment import REMOVABLE

MOST = 100


def files_of(case: Case, user: User, *, now: datetime) -> list[Any]:
    """Newest first; `is_removable` where `user` may still take the file out."""
    rows = Attachment.objects.visible_to(user).filter(case=case)
    found = list(rows.select_related("uploaded_by", "task").order_by("-created_at", "-pk")[:MOST])
    for attachment in found:
        own = attachment.uploaded_by_id == user.pk == case.caseworker_id
        attachment.is_removable = own and now - attachment.created_at <= REMOVABLE
    return found


def files_of_task(task: Task, user: User) -> list[Any]:
    """What whoever took the task may read: one query."""
    rows = Attachment.objects.visible_to(user).filter(task=task)
    return list(rows.order_by("created_at", "pk")[:MOST])


def tasks_to_serve(case: Case) -> list[Task]:
    """Tasks that a file may be put in for."""
    return list(Task.objects.open().filter(case=case).order_by("due_at", "pk")[:MOST])
