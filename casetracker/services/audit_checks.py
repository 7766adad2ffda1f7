"""The audit chain looked through: once a day by itself, and whenever an auditor asks.

The row of the check is the message: the job and the fallback loop both go on after the last link
that held, so a kill loses one step, and no job outlasts its limit however long the record is.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from casetracker.domain.errors import Conflict, Forbidden
from casetracker.domain.words import Role
from casetracker.models import AuditCheck, User
from casetracker.services.audit import loose_event, record, walk

#: Links per transaction, and steps per call: a job's few seconds.
STEP = 5_000
STEPS = 10
#: How old the last check may be before the next begins by itself.
EVERY = timedelta(days=1)


@transaction.atomic
def ask_check(*, actor: User, now: datetime) -> AuditCheck:
    """Begin to walk the chain. Raises `Forbidden` for who is no auditor, `Conflict` while the
    last walk goes on."""
    if not actor.has_role(Role.AUDITOR):
        raise Forbidden("Only auditors ask for a check of the audit record.")
    try:
        with transaction.atomic():
            check = AuditCheck.objects.create(started_at=now)
    except IntegrityError:
        raise Conflict("The audit record is being checked already.", field="check") from None
    record(actor=actor, verb="ask_check", obj=check, now=now)
    return check


def check_on(*, now: datetime) -> int:
    """Take the running check further, or begin the day's; how many links were looked at."""
    _begin_if_due(now)
    looked = 0
    for _ in range(STEPS):
        links = _check_step(now)
        looked += links
        if links < STEP:
            break
    return looked


def _begin_if_due(now: datetime) -> None:
    if not AuditCheck.objects.filter(started_at__gt=now - EVERY).exists():
        # Of two who begin at once the second finds the first one's row, and works on that.
        AuditCheck.objects.bulk_create([AuditCheck(started_at=now)], ignore_conflicts=True)


@transaction.atomic
def _check_step(now: datetime) -> int:
    # Whoever comes second leaves it to the first.
    running = AuditCheck.objects.running().select_for_update(skip_locked=True, no_key=True)
    check = running.first()
    if check is None:
        return 0
    begun_at = check.position
    walked = walk(after=begun_at, previous=check.hash, most=STEP)
    check.position, check.hash = walked.position, walked.hash
    looked = walked.position - begun_at
    fault = walked.fault or (loose_event() if looked < STEP else None)
    if fault or looked < STEP:
        check.fault, check.ended_at = fault or "", now
    check.save(update_fields=["position", "hash", "fault", "ended_at"])
    return looked
