"""Delivering letters: accepted by SMTP at least once, recorded as sent at most once.

A deliverer claims up to 100 rows with a random token and a lease on the database's clock, looks
at each letter's lines again, renders, sends on one kept connection, and marks the row `WHERE id
AND token`. An expired lease is simply claimable: there is no reaper, and no worker has a name.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, Q
from django.db.models.functions import Now

from casetracker.domain.words import EmailKind, EmailState, EventKind, NoticeState
from casetracker.mail.addresses import BadAddress
from casetracker.mail.composer import Envelope, compose
from casetracker.mail.transport import (
    Accepted,
    RecipientRefused,
    RetryLater,
    Transport,
    open_transport,
)
from casetracker.models import Email, Notice, User
from casetracker.selectors.letters import LetterFacts, letters
from casetracker.services.instance import why_silent
from casetracker.services.letters import write
from casetracker.services.notices import event, insert_notices

logger = logging.getLogger(__name__)
BATCH = 100
HOUR = timedelta(hours=1)
LEASE = timedelta(seconds=120)
#: Waiting times between attempts; the last one repeats until `GIVE_UP`.
BACK_OFF = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180)]
GIVE_UP = timedelta(hours=48)
_MARK_SENT = """
WITH done AS (
  UPDATE casetracker_email SET state = 'sent', sent_at = %(now)s, next_attempt_at = NULL,
    lease_token = NULL, lease_until = NULL, smtp_code = %(code)s, reason = '',
    attempts = attempts + 1, first_attempt_at = coalesce(first_attempt_at, %(now)s)
  WHERE id = %(id)s AND lease_token = %(token)s AND state = 'waiting' RETURNING id)
UPDATE casetracker_notice SET state = 'told', told_at = %(now)s, changed_at = %(now)s
WHERE email_id IN (SELECT id FROM done) AND state = 'packed'
"""


@dataclass
class DeliveryResult:
    sent: int = 0
    retry: int = 0
    failed: int = 0
    dropped: int = 0


class LeaseLost(Exception):
    """Another deliverer has the letter by now; it must not be sent from here."""


def deliver_due(*, now: datetime) -> DeliveryResult:
    """Deliver every letter whose time has come, in batches of 100 on one connection.

    Sends nothing, and says so in the log, while the instance may not send.
    """
    result = DeliveryResult()
    silent = why_silent(now=now)
    if silent:
        logger.warning("nothing is delivered: %s", silent)
        return result
    with open_transport(settings.EMAIL_URL) as transport:
        while room := min(BATCH, _room(now)):
            if deliver_batch(transport, result, most=room, now=now) < room:
                break
    return result


def deliver_batch(
    transport: Transport, result: DeliveryResult, *, most: int = BATCH, now: datetime
) -> int:
    """Deliver up to `most` letters, adding to `result`; returns how many were claimed, or 0 if
    the server is in trouble and the rest should wait."""
    token = uuid.uuid4()
    ids = _claim(token, most, now)
    if not ids:
        return 0
    facts = letters(ids)
    sendable = _settle_without_sending(facts, token, result, now)
    mails = write(sendable, now=now)
    for letter in sendable:
        answer = _send(transport, letter, mails[letter.email["id"]], token, now)
        if not _settle(letter, answer, token, result, now):
            _release(token)
            return 0
    return len(ids)


def _room(now: datetime) -> int:
    """How many letters the instance may still send in this hour; the rest waits, none is lost."""
    sent = Email.objects.filter(sent_at__gt=now - HOUR, sent_at__lte=now).count()
    return max(0, settings.MAIL_HOURLY_CAP - sent)


@transaction.atomic
def _claim(token: UUID, most: int, now: datetime) -> list[UUID]:
    """Lease letters that are due, account and urgent ones before digests."""
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
        Email.objects.filter(pk__in=ids).update(lease_token=token, lease_until=_lease_end())
    return ids


def _lease_end() -> ExpressionWrapper:
    return ExpressionWrapper(Now() + LEASE, output_field=DateTimeField())


def _settle_without_sending(
    facts: Iterable[LetterFacts], token: UUID, result: DeliveryResult, now: datetime
) -> list[LetterFacts]:
    """Withdraw lines that no longer hold; end letters that nobody must get. Returns the rest."""
    sendable, drop, fail = [], [], []
    withdrawn: list[UUID] = []
    for letter in facts:
        withdrawn += letter.dropped
        who = letter.recipient
        if who.is_frozen or not who.is_active or not letter.lines:
            drop.append(letter.email["id"])
            withdrawn += [line["id"] for line in letter.lines]
        elif who.address_failed_at is not None:
            fail.append(letter.email["id"])
        else:
            sendable.append(letter)
    if withdrawn or drop or fail:
        with transaction.atomic():
            Notice.objects.filter(pk__in=withdrawn).withdraw(now=now)
            _end(drop, token, EmailState.DROPPED, "nothing in it holds any more", now)
            _end(fail, token, EmailState.FAILED, "the address does not work", now)
    result.dropped += len(drop)
    result.failed += len(fail)
    return sendable


def _send(
    transport: Transport, letter: LetterFacts, mail: Any, token: UUID, now: datetime
) -> Accepted | RecipientRefused | RetryLater | None:
    """Send one letter; None if the lease was lost before DATA."""
    email_id = letter.email["id"]

    def renew_lease() -> None:
        mine = Email.objects.filter(pk=email_id, lease_token=token, lease_until__gt=Now())
        if not mine.update(lease_until=_lease_end()):
            raise LeaseLost

    envelope = Envelope(
        sender=settings.MAIL_FROM,
        recipient=letter.recipient.email,
        message_id=letter.email["message_id"],
        sent_at=now,
    )
    try:
        return transport.send(compose(mail, envelope), before_data=renew_lease)
    except LeaseLost:
        return None
    except BadAddress:
        return RecipientRefused(code=0, status="")


def _settle(
    letter: LetterFacts, answer: Any, token: UUID, result: DeliveryResult, now: datetime
) -> bool:
    """Record the answer; False if the server itself is in trouble."""
    email_id = letter.email["id"]
    if answer is None:
        return True
    if isinstance(answer, Accepted):
        _mark_sent(email_id, token, answer.code, now)
        result.sent += 1
    elif isinstance(answer, RecipientRefused):
        _refuse_address(letter, token, answer.code, now)
        result.failed += 1
    elif _gives_up(letter, now):
        _give_up(letter, token, now)
        result.failed += 1
    else:
        _retry(letter, token, answer, now)
        result.retry += 1
        return not answer.server
    return True


def _mark_sent(email_id: UUID, token: UUID, code: int, now: datetime) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_MARK_SENT, {"id": email_id, "token": token, "code": code, "now": now})
        return
    with transaction.atomic():
        mine = Email.objects.waiting().filter(pk=email_id, lease_token=token)
        attempt = {"attempts": F("attempts") + 1, "smtp_code": code, "sent_at": now}
        if _end_rows(mine, EmailState.SENT, "", first_attempt_at=now, **attempt):
            Notice.objects.filter(email=email_id, state=NoticeState.PACKED).update(
                state=NoticeState.TOLD, told_at=now, changed_at=now
            )


@transaction.atomic
def _refuse_address(letter: LetterFacts, token: UUID, code: int, now: datetime) -> None:
    """The recipient's address is dead: final, marked, and their coordinators are told."""
    who = letter.recipient
    User.objects.filter(pk=who.pk, address_failed_at=None).update(address_failed_at=now)
    mine = Email.objects.filter(pk=letter.email["id"], lease_token=token)
    _end_rows(mine, EmailState.FAILED, "the address does not work", smtp_code=code)
    _tell_coordinators(who, now)


@transaction.atomic
def _give_up(letter: LetterFacts, token: UUID, now: datetime) -> None:
    mine = Email.objects.filter(pk=letter.email["id"], lease_token=token)
    _end_rows(mine, EmailState.FAILED, "no server took it for 48 hours")
    _tell_coordinators(letter.recipient, now)


def _tell_coordinators(who: User, now: datetime) -> None:
    teams = who.memberships.exclude(team=None).values("team")
    leads = User.objects.able().coordinating(teams).exclude(pk=who.pk)
    insert_notices(
        [
            event(EventKind.ADDRESS_FAILED, who.pk, lead, is_urgent=False)
            for lead in leads.values_list("pk", flat=True)
        ],
        now=now,
    )


def _gives_up(letter: LetterFacts, now: datetime) -> bool:
    first = letter.email["first_attempt_at"]
    return first is not None and now - first >= GIVE_UP


def _retry(letter: LetterFacts, token: UUID, answer: RetryLater, now: datetime) -> None:
    attempts = letter.email["attempts"]
    pause = BACK_OFF[min(attempts, len(BACK_OFF) - 1)]
    Email.objects.filter(pk=letter.email["id"], lease_token=token).update(
        attempts=attempts + 1,
        first_attempt_at=letter.email["first_attempt_at"] or now,
        next_attempt_at=now + pause,
        lease_token=None,
        lease_until=None,
        smtp_code=answer.code or None,
        reason=answer.reason[:120],
    )


def _end(email_ids: list[UUID], token: UUID, state: EmailState, reason: str, now: datetime) -> None:
    _end_rows(Email.objects.filter(pk__in=email_ids, lease_token=token), state, reason)


def _end_rows(rows: Any, state: EmailState, reason: str, **values: Any) -> int:
    return rows.update(
        state=state,
        reason=reason,
        next_attempt_at=None,
        lease_token=None,
        lease_until=None,
        **values,
    )


def _release(token: UUID) -> None:
    """Give back what was claimed and not tried: the server is in trouble, not these letters."""
    Email.objects.filter(lease_token=token).update(lease_token=None, lease_until=None)
