"""Files of a case: taken in, read, removed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from casetracker.domain.attachments import clean_name, kind_of, refusal
from casetracker.domain.errors import Forbidden, Missing
from casetracker.models import Attachment, AttachmentPiece, Case, Task, User
from casetracker.models.attachment import REMOVABLE
from casetracker.models.base import new_id
from casetracker.papers.rewriting import CannotRewrite, rewritten
from casetracker.services.audit import record
from casetracker.services.rights import find_editable, find_visible
from casetracker.vault.files import joined, pieces_of
from casetracker.vault.keys import keyed_hash


@dataclass(frozen=True)
class Content:
    name: str
    data: bytes


def attach_file(
    *,
    actor: User | None,
    case_id: UUID,
    name: str,
    data: bytes,
    task_id: UUID | None = None,
    now: datetime,
) -> Attachment:
    """Keep a file with a case, written again without scripts, attachments and metadata.

    Raises `Refused` for whatever is not PDF, JPEG, PNG or TXT, too large, or not what its name
    says; `Forbidden` for a case that is not one's own.
    """
    with transaction.atomic():
        _find_own(actor, case_id)  # before a second of work; looked at again when it is kept
    kind = kind_of(name, data)
    try:
        clean = rewritten(kind, data)
    except CannotRewrite as error:
        raise refusal(str(error)) from None
    return _keep(actor, case_id, task_id, name, kind, clean, now)


@transaction.atomic
def _keep(
    actor: User | None,
    case_id: UUID,
    task_id: UUID | None,
    name: str,
    kind: str,
    clean: bytes,
    now: datetime,
) -> Attachment:
    case = _find_own(actor, case_id)
    task = None
    if task_id is not None:
        task = find_visible(Task, task_id, actor, field="task")
        if task.case_id != case.pk:
            raise Missing(f"The case has no task {task_id}.", field="task", value=task_id)
    attachment = Attachment(
        id=new_id(),
        case=case,
        task=task,
        kind=kind,
        name=clean_name(name),
        size=len(clean),
        content_hash=keyed_hash("attachment", clean.hex()),
        uploaded_by=actor,
        created_at=now,
    )
    attachment.save(force_insert=True)
    AttachmentPiece.objects.bulk_create(
        [
            AttachmentPiece(attachment=attachment, number=number, content=piece)
            for number, piece in enumerate(pieces_of(clean, attachment.pk))
        ],
        batch_size=10,
    )
    record(actor=actor, verb="attach_file", obj=attachment, case=case, now=now)
    return attachment


@transaction.atomic
def read_attachment(*, actor: User, attachment_id: UUID, now: datetime) -> Content:
    """A file in clear, and the event that it was read: neither without the other.

    Raises `Missing`, or `CannotOpen` where a piece was altered, cut off or moved.
    """
    found = Attachment.objects.visible_to(actor).select_related("case").filter(pk=attachment_id)
    attachment = found.first()
    if attachment is None:
        raise Missing(
            f"There is no file {attachment_id} that you may see.", field="id", value=attachment_id
        )
    rows = attachment.pieces.order_by("number")
    data = joined([row.content for row in rows], attachment.pk)
    record(actor=actor, verb="read_attachment", obj=attachment, case=attachment.case, now=now)
    return Content(attachment.name, data)


@transaction.atomic
def remove_attachment(
    *, actor: User, attachment_id: UUID, version: int | None = None, now: datetime
) -> Attachment:
    """Take out a file that one put in less than 24 hours ago: its content is gone, that it was
    there stays. Raises `Forbidden` later, or for another's."""
    attachment: Attachment = find_editable(Attachment, attachment_id, actor, version=version)
    is_own = attachment.uploaded_by_id == actor.pk
    if not is_own or now - attachment.created_at > REMOVABLE:
        raise Forbidden(
            "A file is taken out by whoever put it in, within 24 hours.",
            field="id",
            value=attachment_id,
        )
    attachment.pieces.all().delete()
    attachment.removed_at = now
    attachment.save(update_fields=["removed_at"])
    record(actor=actor, verb="remove_attachment", obj=attachment, case=attachment.case, now=now)
    return attachment


def _find_own(actor: User | None, case_id: UUID) -> Case:
    """The case, locked, if it is the caller's own."""
    case: Case = find_editable(Case, case_id, actor)
    if actor is not None and case.caseworker_id != actor.pk:
        raise Forbidden(
            "Files are put in by the caseworker of the case.", field="case", value=case_id
        )
    return case
