"""Answers from a mail: the token of the letter is the authority, nobody has signed in.

A line is answered once. The same press again, in another tab or a second time, finds what was
said and writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from casetracker.domain.errors import Conflict, Missing
from casetracker.domain.mail_links import LinkVerb
from casetracker.domain.words import NoticeState
from casetracker.models import LinkAnswer, Notice, Task, User
from casetracker.selectors.mail_links import (
    LinkedLetter,
    LinkedLine,
    again_at,
    find_letter,
    find_unsubscriber,
)
from casetracker.services.assignments import lock_case_of
from casetracker.services.mail_stops import start_mails, stop_mails
from casetracker.services.offers import accept_task, decline_task
from casetracker.services.tasks import report_task


@transaction.atomic
def answer_line(*, token: str, notice_id: UUID, verb: LinkVerb, now: datetime) -> LinkVerb:
    """Say `verb` to one line of the letter; returns what is said of it now: an earlier answer
    stands.

    Raises `Missing` for a token that is not (or no more) genuine, or a line of another letter;
    `Conflict` if the line no longer holds.
    """
    letter = _open(token, now)
    line = _find_line(letter, notice_id)
    if line.task_id:
        lock_case_of(Task, line.task_id)
    else:
        Notice.objects.select_for_update(no_key=True).filter(pk=notice_id).first()
    # Whoever pressed a moment ago has committed by now.
    letter = _open(token, now)
    line = _find_line(letter, notice_id)
    if line.answer:
        return LinkVerb(line.answer)
    if verb not in line.verbs:
        raise Conflict(
            "This line no longer asks for that.",
            field="answer",
            value=str(verb),
            allowed=[str(each) for each in line.verbs],
        )
    _ACTS[verb](letter.reader, line, now)
    LinkAnswer.objects.create(
        email_id=letter.email_id, notice_id=notice_id, answer=verb, answered_at=now
    )
    return verb


@transaction.atomic
def stop_by_letter(*, token: str, now: datetime) -> User:
    """Stop the mails of a letter's reader. Raises `Missing` as `answer_line`."""
    return stop_mails(actor=_open(token, now).reader, now=now)


@transaction.atomic
def start_by_letter(*, token: str, now: datetime) -> User:
    """Start them again. Raises `Missing` as `answer_line`."""
    return start_mails(actor=_open(token, now).reader, now=now)


@transaction.atomic
def unsubscribe(*, token: str, now: datetime) -> User:
    """What a mail program asks for by one press (RFC 8058). Raises `Missing`."""
    user = find_unsubscriber(token)
    if user is None:
        raise Missing("There is no such letter.", field="token")
    return stop_mails(actor=user, now=now)


def _open(token: str, now: datetime) -> LinkedLetter:
    letter = find_letter(token, now=now)
    if letter is None:
        raise Missing("This link does not work, or no longer.", field="token")
    return letter


def _find_line(letter: LinkedLetter, notice_id: UUID) -> LinkedLine:
    line = letter.line(notice_id)
    if line is None:
        raise Missing("There is no such line in this letter.", field="line", value=notice_id)
    return line


def _take(reader: User, line: LinkedLine, now: datetime) -> None:
    accept_task(actor=reader, task_id=_task_id(line), now=now)


def _give_back(reader: User, line: LinkedLine, now: datetime) -> None:
    decline_task(actor=reader, task_id=_task_id(line), now=now)


def _report(reader: User, line: LinkedLine, now: datetime) -> None:
    report_task(actor=reader, task_id=_task_id(line), now=now)


def _put_off(reader: User, line: LinkedLine, now: datetime) -> None:
    """This reader's notice waits; the clock runs on and tells everybody else what it would."""
    told = Notice.objects.filter(pk=line.notice_id).exclude(state=NoticeState.WITHDRAWN)
    told.update(state=NoticeState.HELD, again_at=again_at(reader, now), changed_at=now)


def _task_id(line: LinkedLine) -> UUID:
    if line.task_id is None:
        raise Conflict("This line is about no task.", field="line", value=line.notice_id)
    return line.task_id


_ACTS: dict[LinkVerb, Callable[[User, LinkedLine, datetime], None]] = {
    LinkVerb.TAKE: _take,
    LinkVerb.CANNOT: _give_back,
    LinkVerb.DONE: _report,
    LinkVerb.AGAIN: _put_off,
}
