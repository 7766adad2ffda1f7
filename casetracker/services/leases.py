"""Who delivers a letter, and that it was taken: what is written while letters leave.

A deliverer leases letters under a random token, on the database's clock. An expired lease is
simply claimable: there is no reaper, and no worker has a name.

Per letter there is one statement, right before its text is handed over: it marks the letter
before as sent and looks whether the lease on this one still holds. So at most one letter has been
taken by the mail server and is not marked, and a deliverer that is killed repeats one at most.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from weakref import WeakSet

from django.db import connection, transaction
from django.db.models import BooleanField, DateTimeField, ExpressionWrapper, F, Q
from django.db.models.functions import Coalesce, Now

from casetracker.domain.words import EmailKind, EmailState, NoticeState
from casetracker.models import Email, Notice

LEASE = timedelta(seconds=120)
#: Of so many marks one waits for the disk. A crash of the database, not of a deliverer, may forget
#: the last few: those letters are then sent again, under the same Message-ID.
MARKS_A_FLUSH = 10
#: One letter takes a minute and a half at the most (`mail/transport.py`, `Limits`), half a minute
#: of it after its lease was looked at.
ENOUGH = timedelta(seconds=60)
#: Prepared once a connection: planned for every letter anew, it would cost more than it does.
#: $7: commit without waiting for the disk; the next commit that waits covers it.
_MARK_AND_LOOK = """
PREPARE casetracker_mark_and_look
  (timestamptz, smallint, uuid, uuid, interval, uuid, boolean) AS
WITH sent AS (
  UPDATE casetracker_email SET state = 'sent', sent_at = $1, next_attempt_at = NULL,
    lease_token = NULL, lease_until = NULL, smtp_code = $2, reason = '',
    attempts = attempts + 1, first_attempt_at = coalesce(first_attempt_at, $1)
  WHERE id = $3 AND lease_token = $4
    AND (NOT $7 OR set_config('synchronous_commit', 'off', true) = 'off') RETURNING id
), told AS (
  UPDATE casetracker_notice SET state = 'told', told_at = $1, changed_at = $1
  WHERE email_id IN (SELECT id FROM sent) AND state = 'packed'
)
SELECT lease_until > now() + $5 FROM casetracker_email
WHERE id = $6 AND lease_token = $4 AND lease_until > now()
"""
_RUN = "EXECUTE casetracker_mark_and_look(%s, %s, %s, %s, %s, %s, %s)"
_prepared: WeakSet[Any] = WeakSet()


class LeaseLost(Exception):
    """Another deliverer has the letter by now; it must not be sent from here."""


@transaction.atomic
def claim(token: UUID, most: int, now: datetime) -> list[UUID]:
    """Lease up to `most` letters that are due, account and urgent ones before digests."""
    free = Q(lease_until=None) | Q(lease_until__lt=Now())
    due = (
        Email.objects.waiting()
        .filter(free, next_attempt_at__lte=now)
        .annotate(is_digest=Q(kind=EmailKind.DIGEST))
        .order_by("is_digest", "next_attempt_at", "id")
        .select_for_update(skip_locked=True)
    )
    ids = list(due.values_list("pk", flat=True)[:most])
    if ids:
        Email.objects.filter(pk__in=ids).update(lease_token=token, lease_until=_after(LEASE))
    return ids


def release(token: UUID) -> None:
    """Give back what was claimed and not tried: the server is in trouble, not these letters."""
    Email.objects.filter(lease_token=token).update(lease_token=None, lease_until=None)


class Marks:
    """What one deliverer writes about the letters that it has leased under `token`."""

    def __init__(self, token: UUID, now: datetime) -> None:
        self.token = token
        self.now = now
        #: The letter that was taken and is not marked yet, and the server's code.
        self._taken: tuple[UUID, int] | None = None
        self._marks = 0

    def taken(self, email_id: UUID, code: int) -> None:
        """The server has this letter: it is marked with the next statement."""
        self.write()
        self._taken = email_id, code

    def write(self) -> None:
        """Mark the letter that was taken, if it is not marked yet."""
        if self._taken is not None:
            self._run(None)

    def look(self, email_id: UUID) -> None:
        """Mark the letter before; see that nobody else has this one, nor may have it while it
        is handed over. Raises `LeaseLost`."""
        holds = self._run(email_id)
        if holds is None:
            raise LeaseLost
        if not holds:
            ours = Email.objects.filter(lease_token=self.token, lease_until__gt=Now())
            ours.update(lease_until=_after(LEASE))

    def _run(self, following: UUID | None) -> bool | None:
        """Whether the lease on `following` lasts long enough; None where it is lost."""
        run = self._at_once if connection.vendor == "postgresql" else self._apart
        holds = run(self._taken, following)
        self._taken = None
        return holds

    def _at_once(self, taken: tuple[UUID, int] | None, following: UUID | None) -> bool | None:
        self._marks += taken is not None
        is_relaxed = following is not None and bool(self._marks % MARKS_A_FLUSH)
        sent, code = taken or (None, None)
        with connection.cursor() as cursor:
            if connection.connection not in _prepared:
                cursor.execute(_MARK_AND_LOOK)
                _prepared.add(connection.connection)
            values: list[Any] = [*(self.now, code, sent, self.token, ENOUGH, following, is_relaxed)]
            cursor.execute(_RUN, values)
            row = cursor.fetchone()
        return row[0] if row else None

    def _apart(self, taken: tuple[UUID, int] | None, following: Any) -> bool | None:
        """The same where one statement cannot do it all."""
        mine = Email.objects.filter(lease_token=self.token)
        if taken is not None:
            with transaction.atomic():
                _mark(mine.filter(pk=taken[0]), taken, self.now)
        lasts = ExpressionWrapper(Q(lease_until__gt=_after(ENOUGH)), BooleanField())
        held = mine.filter(pk=following, lease_until__gt=Now())
        return next(iter(held.values_list(lasts, flat=True)), None)


def _mark(mine: Any, taken: tuple[UUID, int], now: datetime) -> None:
    email_id, code = taken
    found = mine.update(
        state=EmailState.SENT,
        sent_at=now,
        next_attempt_at=None,
        lease_token=None,
        lease_until=None,
        smtp_code=code,
        reason="",
        attempts=F("attempts") + 1,
        first_attempt_at=Coalesce("first_attempt_at", now, output_field=DateTimeField()),
    )
    if found:
        told = Notice.objects.filter(email=email_id, state=NoticeState.PACKED)
        told.update(state=NoticeState.TOLD, told_at=now, changed_at=now)


def _after(span: timedelta) -> ExpressionWrapper:
    return ExpressionWrapper(Now() + span, output_field=DateTimeField())
