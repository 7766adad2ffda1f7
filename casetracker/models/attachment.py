"""Files of a case: written again by us, sealed in pieces, names too."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from casetracker.domain.attachments import FileKind
from casetracker.domain.words import Role, TaskState
from casetracker.models.base import (
    Editable,
    EditableQuerySet,
    Row,
    RowQuerySet,
    found_by,
    one_of,
    word,
)
from casetracker.models.case import Case, case_is_own
from casetracker.models.task import Task
from casetracker.models.user import User
from casetracker.vault.fields import SealedBytesField, SealedTextField

#: Whoever has said yes to a task sees its files.
TAKEN = [str(state) for state in (TaskState.ACCEPTED, TaskState.REPORTED_DONE)]


#: So long whoever put a file in may take it out again.
REMOVABLE = timedelta(hours=24)


class AttachmentQuerySet(EditableQuerySet[Any]):
    def standing(self) -> Any:
        return self.filter(removed_at=None)

    def visible_to(self, user: User) -> Any:
        """Of one's own cases and coordinated teams; of a task that one has taken."""
        return self.in_place().filter(
            case_is_own(user, "case__") | Q(task__assignee=user, task__state__in=TAKEN),
            removed_at=None,
        )

    def in_place(self) -> Any:
        return self.filter(case__quarantine=None, task__quarantine=None)

    def editable_by(self, user: User) -> Any:
        staff = user.team_ids(Role.CASEWORKER, Role.COORDINATOR)
        return self.in_place().filter(removed_at=None, case__caseworker=user, case__team__in=staff)


class Attachment(Editable):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attachments")
    #: A task whose volunteer needs it; then it must hold nothing that they may not know.
    task = models.ForeignKey(
        Task,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="attachments",
        db_index=False,
    )
    kind = word(FileKind)
    name = SealedTextField(null=False, blank=False)
    #: Of what is kept, in bytes; a keyed hash of it.
    size = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=80)
    uploaded_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        constraints = [one_of("kind", FileKind, name="attachment_kind")]
        indexes = [found_by("task", name="attachment_task")]


class AttachmentPiece(Row):
    """One piece of a file (`vault/files.py`)."""

    attachment = models.ForeignKey(
        Attachment, on_delete=models.CASCADE, related_name="pieces", db_index=False
    )
    number = models.PositiveIntegerField()
    content = SealedBytesField(null=False, blank=False)

    objects: models.Manager[AttachmentPiece] = RowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attachment", "number"], name="attachmentpiece_once")
        ]
