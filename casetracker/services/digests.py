"""When digests leave."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from casetracker.models import User
from casetracker.services.audit import Subject, record_many


@transaction.atomic
def call_digests(*, now: datetime) -> int:
    """Let everybody's next digest leave at `now` instead of its hour; returns how many.

    Those after it follow at the reader's own hour again. For demonstrations: each reader still
    gets at most one digest a local day.
    """
    able = User.objects.able().filter(mail_stopped_at=None)
    users = list(able.select_for_update().values_list("pk", flat=True))
    User.objects.filter(pk__in=users).update(next_digest_at=now)
    subjects = [Subject("user", user_id) for user_id in users]
    record_many(actor=None, verb="call_digest", subjects=subjects, now=now)
    return len(users)
