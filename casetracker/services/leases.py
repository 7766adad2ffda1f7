"""Who delivers a letter, and that it was taken: what is written while letters leave.

A deliverer leases letters under a random token, on the database's clock. An expired lease is
simply claimable: there is no reaper, and no worker has a name.

What the mail server has taken is noted at once on this machine's disk (`mail/receipts.py`) and
told to the database at least every half second, when the deliverer also looks whether its leases
still hold. So at most one letter has been taken and is noted nowhere, and a deliverer that is
killed repeats one at most. Whoever delivers next on this machine tells the database for one that
died. Only if the machine itself is lost do the letters of the last half second leave again, from
another one, when their lease has run out, under the same Message-ID.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import BooleanField, DateTimeField, ExpressionWrapper, F, Q
from django.db.models.functions import Coalesce, Now

from casetracker.domain.words import EmailKind, EmailState, NoticeState
from casetracker.mail.receipts import Receipts, Taken, left_behind
from casetracker.models import Email, Instance, Notice

logger = logging.getLogger(__name__)
LEASE = timedelta(seconds=120)
#: So old may be what a deliverer knows of its leases when it hands over a letter.
FRESH = timedelta(seconds=0.5)
#: From the look at its lease to the server's answer a letter takes a minute at the most
#: (`mail/transport.py`, two times `Limits.step`).
ENOUGH = timedelta(seconds=75)
HOUR = timedelta(hours=1)
#: Linux: the clock that goes on while the machine sleeps.
_BOOT = getattr(time, "CLOCK_BOOTTIME", None)
_EMAIL = (
    "id",
    "kind",
    "digest_on",
    "message_id",
    "attempts",
    "first_attempt_at",
    "recipient_id",
)


class LeaseLost(Exception):
    """Another deliverer has the letter by now; it must not be sent from here."""


class LeaseEnds(Exception):
    """The lease would not last for this letter: it must be claimed, and read, anew."""


@transaction.atomic
def claim(token: UUID, most: int, now: datetime, *, cap: int) -> list[dict[str, Any]]:
    """Lease up to `most` letters that are due, account and urgent ones before digests; returns
    what delivery needs of their rows. No more than still may leave this hour, of `cap`."""
    most = min(most, _room(cap, now))
    if not most:
        return []
    free = Q(lease_until=None) | Q(lease_until__lt=Now())
    due = (
        Email.objects.waiting()
        .filter(free, next_attempt_at__lte=now)
        .annotate(is_digest=Q(kind=EmailKind.DIGEST))
        .order_by("is_digest", "next_attempt_at", "id")
        .select_for_update(skip_locked=True)
    )
    emails = list(due.values(*_EMAIL)[:most])
    if emails:
        leased = Email.objects.filter(pk__among=[email["id"] for email in emails])
        lease_until = ExpressionWrapper(Now() + LEASE, output_field=DateTimeField())
        leased.update(lease_token=token, lease_until=lease_until)
    return emails


def _room(cap: int, now: datetime) -> int:
    """How many letters may still be claimed; what others are about to send counts as sent. One
    deliverer at a time counts, until the transaction ends."""
    list(Instance.objects.select_for_update(no_key=True).values_list("pk"))
    sent = Email.objects.filter(sent_at__gt=now - HOUR, sent_at__lte=now).count()
    if sent < cap:
        sent += Email.objects.waiting().filter(lease_until__gt=Now()).count()
    return max(0, cap - sent)


def release(token: UUID, email_ids: Collection[UUID] | None = None) -> None:
    """Give back what was claimed and not tried: all of it, or these letters."""
    leased = Email.objects.filter(lease_token=token)
    if email_ids is not None:
        leased = leased.filter(pk__among=email_ids)
    leased.update(lease_token=None, lease_until=None)


def settle() -> None:
    """Tell the database what deliverers have left on this machine's disk that ended before they
    did."""
    for token, taken in left_behind(_folder()):
        mark_sent(token, taken)


@transaction.atomic
def mark_sent(token: UUID, taken: Iterable[Taken]) -> None:
    """Mark letters as sent, and as told what they said: those that are still leased under
    `token`."""
    alike: defaultdict[tuple[int, datetime], list[UUID]] = defaultdict(list)
    for email_id, code, at in taken:
        alike[code, at].append(email_id)
    for (code, at), email_ids in alike.items():
        sent = (
            Email.objects.waiting()
            .filter(pk__among=email_ids, lease_token=token)
            .update(
                state=EmailState.SENT,
                sent_at=at,
                next_attempt_at=None,
                lease_token=None,
                lease_until=None,
                smtp_code=code,
                reason="",
                attempts=F("attempts") + 1,
                first_attempt_at=Coalesce("first_attempt_at", at, output_field=DateTimeField()),
            )
        )
        if sent < len(email_ids):
            # Some were marked before, or are somebody else's by now.
            all_sent = Email.objects.filter(pk__among=email_ids, state=EmailState.SENT)
            email_ids = list(all_sent.values_list("pk", flat=True))
        told = Notice.objects.packed_in(email_ids)
        told.update(state=NoticeState.TOLD, told_at=at, changed_at=at)


class Marks:
    """What one deliverer notes about the letters that it has just leased under `token`. Use as a
    context manager: at the end the database knows what was taken."""

    def __init__(self, token: UUID, emails: Collection[dict[str, Any]], now: datetime) -> None:
        self.token = token
        self.now = now
        self._receipts = Receipts(_folder(), token)
        self._untold: list[Taken] = []
        #: Letter → whether its lease lasts long enough.
        self._held: dict[UUID, bool] = {email["id"]: True for email in emails}
        self._looked_at = _clock()

    def __enter__(self) -> Marks:
        return self

    def __exit__(self, *_: object) -> None:
        is_known = False
        try:
            self.tell()
            is_known = True
        finally:
            self._receipts.close(is_known=is_known)

    def taken(self, email_id: UUID, code: int) -> None:
        """The server has this letter."""
        taken = Taken(email_id, code, self.now)
        self._untold.append(taken)
        try:
            self._receipts.write(taken)
        except OSError as error:
            logger.warning("no receipt can be written to disk: %s", error.strerror)
            self.tell()

    def tell(self) -> None:
        """Tell the database what was taken."""
        if self._untold:
            mark_sent(self.token, self._untold)
            self._untold.clear()

    def give_back(self) -> None:
        """Let others have what was not tried."""
        self.tell()
        release(self.token)

    def look(self, email_id: UUID) -> None:
        """See that nobody else has this letter, nor may have it while it is handed over. Raises
        `LeaseLost`, `LeaseEnds`."""
        if _clock() - self._looked_at >= FRESH.total_seconds():
            self.tell()
            self._looked_at = _clock()
            lasts = ExpressionWrapper(Q(lease_until__gt=Now() + ENOUGH), BooleanField())
            mine = Email.objects.waiting().filter(lease_token=self.token, lease_until__gt=Now())
            self._held = dict(mine.values_list("pk", lasts))
        if email_id not in self._held:
            raise LeaseLost
        if not self._held[email_id]:
            raise LeaseEnds


def _folder() -> Path:
    return settings.VAR_DIR / "receipts"


def _clock() -> float:
    """Seconds that have passed, those in which the machine slept included."""
    return time.clock_gettime(_BOOT) if _BOOT is not None else time.monotonic()
