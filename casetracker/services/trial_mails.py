"""A mail that only shows that mails arrive."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from casetracker.domain.words import EventKind
from casetracker.models import User
from casetracker.models.base import new_id
from casetracker.services.audit import record
from casetracker.services.notices import event, insert_notices


@transaction.atomic
def ask_trial_mail(*, actor: User | None, recipient: User, now: datetime) -> UUID:
    """Note that `recipient` is to get a test mail; returns the id that the notice speaks of."""
    trial_id = new_id()
    insert_notices([event(EventKind.TEST_MAIL, trial_id, recipient.pk, is_urgent=True)], now=now)
    record(actor=actor, verb="ask_trial_mail", obj=recipient, now=now)
    return trial_id
