"""Delivering letters: accepted by SMTP at least once, recorded as sent at most once.

A deliverer leases up to 100 letters (`leases.py`), looks at each one's lines again, renders, sends
on one kept connection, and marks what was taken.
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
from django.db import transaction

from casetracker.domain.words import EmailState, EventKind
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
from casetracker.services.leases import LeaseLost, Marks, claim, release
from casetracker.services.letters import write
from casetracker.services.notices import event, insert_notices

logger = logging.getLogger(__name__)
BATCH = 100
HOUR = timedelta(hours=1)
#: Waiting times between attempts; the last one repeats until `GIVE_UP`.
BACK_OFF = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180)]
GIVE_UP = timedelta(hours=48)


@dataclass
class DeliveryResult:
    sent: int = 0
    retry: int = 0
    failed: int = 0
    dropped: int = 0


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
    ids = claim(token, most, now)
    if not ids:
        return 0
    facts = letters(ids)
    sendable = _settle_without_sending(facts, token, result, now)
    mails = write(sendable, now=now)
    marks = Marks(token, now)
    try:
        for letter in sendable:
            answer = _send(transport, letter, mails[letter.email["id"]], marks)
            if not _settle(letter, answer, marks, result):
                release(token)
                return 0
    finally:
        marks.write()
    return len(ids)


def _room(now: datetime) -> int:
    """How many letters the instance may still send in this hour; the rest waits, none is lost."""
    sent = Email.objects.filter(sent_at__gt=now - HOUR, sent_at__lte=now).count()
    return max(0, settings.MAIL_HOURLY_CAP - sent)


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
    transport: Transport, letter: LetterFacts, mail: Any, marks: Marks
) -> Accepted | RecipientRefused | RetryLater | None:
    """Send one letter; None if the lease was lost before DATA."""
    envelope = Envelope(
        sender=settings.MAIL_FROM,
        recipient=letter.recipient.email,
        message_id=letter.email["message_id"],
        sent_at=marks.now,
    )
    try:
        written = compose(mail, envelope)
        return transport.send(written, before_data=lambda: marks.look(letter.email["id"]))
    except LeaseLost:
        return None
    except BadAddress:
        return RecipientRefused(code=0, status="")


def _settle(letter: LetterFacts, answer: Any, marks: Marks, result: DeliveryResult) -> bool:
    """Record the answer; False if the server itself is in trouble."""
    if isinstance(answer, Accepted):
        marks.taken(letter.email["id"], answer.code)
        result.sent += 1
        return True
    marks.write()
    token, now = marks.token, marks.now
    if answer is None:
        return True
    if isinstance(answer, RecipientRefused):
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
