"""Delivering letters: accepted by SMTP at least once, recorded as sent at most once.

A deliverer leases up to 100 letters (`leases.py`), looks at each one's lines again, renders, sends
on one kept connection, and marks what was taken. A batch that outlasts its lease is claimed and
read anew: no letter says what was so longer ago than that.
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

from casetracker.domain.calendars import after_quiet_hours
from casetracker.domain.words import EmailKind, EmailState
from casetracker.mail.addresses import BadAddress
from casetracker.mail.composer import Envelope, compose
from casetracker.mail.transport import (
    Accepted,
    RecipientRefused,
    RetryLater,
    Transport,
    open_transport,
)
from casetracker.models import Email, Notice
from casetracker.models.bulk import update_rows
from casetracker.selectors.letters import LetterFacts, letters
from casetracker.services.addresses import ask_for_address, mark_failed
from casetracker.services.instance import why_silent
from casetracker.services.leases import LeaseEnds, LeaseLost, Marks, claim, release, settle
from casetracker.services.letters import unsubscribe_url, write

logger = logging.getLogger(__name__)
BATCH = 100
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
    settle()
    silent = why_silent(now=now)
    if silent:
        logger.warning("nothing is delivered: %s", silent)
        return result
    with open_transport(settings.EMAIL_URL) as transport:
        while deliver_batch(transport, result, now=now):
            pass
    return result


def deliver_batch(
    transport: Transport, result: DeliveryResult, *, most: int = BATCH, now: datetime
) -> bool:
    """Deliver up to `most` letters, adding to `result`; returns whether more may be tried now:
    not if all were claimed, nor if the server is in trouble and the rest should wait."""
    token = uuid.uuid4()
    emails = claim(token, most, now, cap=settings.MAIL_HOURLY_CAP)
    if not emails:
        return False
    marks = Marks(token, emails, now)
    facts = letters(emails)
    sendable = _settle_without_sending(facts, token, result, now)
    mails = write(sendable, now=now)
    with marks:
        for number, letter in enumerate(sendable):
            try:
                answer = _send(transport, letter, mails[letter.email["id"]], marks)
            except LeaseEnds:
                marks.give_back()
                return number > 0
            if not _record(letter, answer, marks, result):
                marks.give_back()
                return False
    return len(emails) == most


def _settle_without_sending(
    facts: Iterable[LetterFacts], token: UUID, result: DeliveryResult, now: datetime
) -> list[LetterFacts]:
    """Withdraw lines that no longer hold; end letters that nobody must get. Returns the rest."""
    sendable, drop, fail, stopped = [], [], [], []
    quiet: list[tuple[UUID, datetime]] = []
    withdrawn: list[UUID] = []
    for letter in facts:
        withdrawn += letter.dropped
        who = letter.recipient
        if who.is_frozen or not who.is_active or not (letter.lines or letter.is_sign):
            drop.append(letter.email["id"])
            withdrawn += [line["id"] for line in letter.lines]
        elif letter.is_stopped:
            stopped.append(letter.email["id"])
        elif who.address_failed_at is not None:
            fail.append(letter.email["id"])
        elif (at := _quiet_until(letter, now)) > now:
            quiet.append((letter.email["id"], at))
        else:
            sendable.append(letter)
    if withdrawn or drop or fail or stopped:
        with transaction.atomic():
            Notice.objects.filter(pk__in=withdrawn).withdraw(now=now)
            _end(drop, token, EmailState.DROPPED, "nothing in it holds any more", now)
            _end(fail, token, EmailState.FAILED, "the address does not work", now)
            _end(stopped, token, EmailState.DROPPED, "its reader has stopped mails", now)
            # They wait, and are told if mails are started again.
            Notice.objects.packed_in(stopped).unpack(now=now)
    if quiet:
        update_rows(Email, "id", ["next_attempt_at"], quiet)
        release(token, [email_id for email_id, _ in quiet])
    result.dropped += len(drop) + len(stopped)
    result.failed += len(fail)
    return sendable


def _quiet_until(letter: LetterFacts, now: datetime) -> datetime:
    """When a digest may leave that was late, or refused, until quiet hours had begun."""
    who = letter.recipient
    if letter.email["kind"] != EmailKind.DIGEST:
        return now
    return after_quiet_hours(
        now, zone_name=who.time_zone, quiet_from=who.quiet_from, quiet_until=who.quiet_until
    )


def _send(
    transport: Transport, letter: LetterFacts, mail: Any, marks: Marks
) -> Accepted | RecipientRefused | RetryLater | None:
    """Send one letter; None if the lease was lost before DATA."""
    envelope = Envelope(
        sender=settings.MAIL_FROM,
        recipient=letter.recipient.email,
        message_id=letter.email["message_id"],
        sent_at=marks.now,
        unsubscribe_url=unsubscribe_url(letter),
    )
    try:
        written = compose(mail, envelope)
        return transport.send(written, before_data=lambda: marks.look(letter.email["id"]))
    except LeaseLost:
        return None
    except BadAddress:
        return RecipientRefused(code=0, status="")


def _record(letter: LetterFacts, answer: Any, marks: Marks, result: DeliveryResult) -> bool:
    """Record the answer; False if the server itself is in trouble."""
    if isinstance(answer, Accepted):
        marks.taken(letter.email["id"], answer.code)
        result.sent += 1
        return True
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
    mine = Email.objects.filter(pk=letter.email["id"], lease_token=token)
    _end_rows(mine, EmailState.FAILED, "the address does not work", smtp_code=code)
    mark_failed(letter.recipient, now=now)


@transaction.atomic
def _give_up(letter: LetterFacts, token: UUID, now: datetime) -> None:
    mine = Email.objects.filter(pk=letter.email["id"], lease_token=token)
    # Not where another deliverer has the letter by now: it may leave after all.
    if _end_rows(mine, EmailState.FAILED, "no server took it for 48 hours"):
        ask_for_address(letter.recipient, now=now)


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
