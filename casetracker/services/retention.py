"""What has been said is not kept for ever: told notices, ended letters, finished keys go by age,
and lists that were uploaded and never taken in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from casetracker.domain.import_states import UNWRITTEN
from casetracker.domain.words import ENDED_EMAILS, NoticeState
from casetracker.models import Attempts, Email, IdempotencyKey, ImportBatch, Notice, WebSession

#: Thirteen months: last year's winter can still be compared with this one.
AGE = timedelta(days=396)
#: So long an upload waits for the person who wanted to look at it.
UPLOAD_AGE = timedelta(days=30)
BATCH = 1000  # rows per transaction: nobody waits long for a lock


@dataclass(frozen=True)
class Pruned:
    """How many rows went."""

    notices: int
    emails: int
    keys: int
    sessions: int
    attempts: int
    uploads: int


def prune(*, now: datetime, age: timedelta = AGE) -> Pruned:
    """Remove told and withdrawn notices, ended letters, finished idempotency keys; sessions that
    are over and tries that are forgotten, whatever their age; lists of which nothing was written
    for `UPLOAD_AGE`, with the cells that were kept of them.

    Goes by the last change of a notice and by the making of the others, older than `age` before
    `now`. What is still open is kept however old it is. May run twice at once, or end half-way.
    """
    before = now - age
    told = [NoticeState.TOLD, NoticeState.WITHDRAWN]
    return Pruned(
        notices=_remove(Notice.objects.filter(state__in=told, changed_at__lt=before)),
        emails=_remove(Email.objects.filter(state__in=ENDED_EMAILS, created_at__lt=before)),
        keys=_remove(IdempotencyKey.objects.filter(status__isnull=False, created_at__lt=before)),
        sessions=_remove(WebSession.objects.filter(expires_at__lte=now)),
        attempts=_remove(Attempts.objects.filter(forgotten_at__lte=now)),
        uploads=_remove(
            ImportBatch.objects.filter(state__in=UNWRITTEN, created_at__lt=now - UPLOAD_AGE)
        ),
    )


def _remove(rows: Any) -> int:
    removed = 0
    while True:
        with transaction.atomic():
            ids = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
            if not ids:
                return removed
            removed += rows.filter(pk__in=ids).delete()[1].get(rows.model._meta.label, 0)
