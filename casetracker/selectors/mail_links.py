"""What a mailed link opens: the lines of one letter, as they stand now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from casetracker.domain.calendars import local_date
from casetracker.domain.mail_links import LinkVerb, asked_again_at, expires_at, verbs_for
from casetracker.domain.words import STAFF_ROLES, EmailKind, NoticeState, Role, TaskState
from casetracker.mail.messages import due_on
from casetracker.mail.words import what_to_do
from casetracker.models import Email, LinkAnswer, Notice, User
from casetracker.selectors.letters import (
    LONGEST,
    SAYS,
    is_counted,
    lines_one_by_one,
    read_lines,
    subject_of,
)
from casetracker.selectors.names import labels_told
from casetracker.vault.links import Purpose, email_of, is_genuine

LETTERS = (EmailKind.DIGEST, EmailKind.URGENT)


@dataclass(frozen=True)
class LinkedLine:
    """One line: its label, what to do in fixed words, the day; what may be said or was said."""

    notice_id: UUID
    kind: str
    task_id: UUID | None
    label: str
    words: str
    due: str
    #: Nothing where it is answered, is over, or needs signing in.
    verbs: tuple[LinkVerb, ...] = ()
    answer: str = ""
    #: Whoever said *ask me again* is asked on this day.
    again_on: date | None = None
    is_over: bool = False


@dataclass(frozen=True)
class LinkedLetter:
    """One letter, its reader, and its lines in the order of the letter."""

    email_id: UUID
    reader: User
    expires_at: datetime
    lines: list[LinkedLine] = field(default_factory=list)
    #: What the letter counted and did not list.
    more: int = 0
    #: Work that is given back if the reader stops mails; urgent mail that comes all the same.
    gives_back: bool = False
    stays_urgent: bool = False

    def line(self, notice_id: UUID) -> LinkedLine | None:
        return next((line for line in self.lines if line.notice_id == notice_id), None)


def find_letter(token: str, *, now: datetime) -> LinkedLetter | None:
    """The letter of a genuine token that has not run out; None for any other text.

    Says nothing that a letter does not say: no sign-in stands before it.
    """
    email = _find_email(token, Purpose.ANSWER)
    if email is None:
        return None
    reader = email.recipient
    answers = {answer.notice_id: answer for answer in LinkAnswer.objects.filter(email=email)}
    notices = _notices(email, answers)
    ends = expires_at(
        email.sent_at or email.created_at,
        [notice["due_at"] for notice in notices],
        zone_name=reader.time_zone,
    )
    if now >= ends:
        return None
    listed = lines_one_by_one(notices)
    labels = labels_told(reader, {what for line in listed if (what := subject_of(line))})
    lines = [_line(line, reader, labels, answers.get(line["id"]), now) for line in listed[:LONGEST]]
    counted = sum(is_counted(notice) for notice in notices)
    return LinkedLetter(
        email_id=email.pk,
        reader=reader,
        expires_at=ends,
        lines=lines,
        more=len(listed) - len(lines) + counted,
        gives_back=reader.has_role(Role.VOLUNTEER) and not reader.has_role(*STAFF_ROLES),
        stays_urgent=reader.has_role(*STAFF_ROLES),
    )


def find_unsubscriber(token: str) -> User | None:
    """Whose mails the token of a letter's header stops; it stops them and opens nothing."""
    email = _find_email(token, Purpose.UNSUBSCRIBE)
    return email.recipient if email else None


def _find_email(token: str, purpose: Purpose) -> Email | None:
    email_id = email_of(token)
    if email_id is None:
        return None
    letters = Email.objects.select_related("recipient").filter(kind__in=LETTERS)
    email = letters.filter(pk=email_id).first()
    if email is None:
        return None
    who = email.recipient
    epoch = who.auth_epoch if purpose is Purpose.ANSWER else 0
    is_ours = is_genuine(purpose, token, email.pk, who.pk, epoch)
    return email if is_ours and who.is_active and not who.is_frozen else None


def _notices(email: Email, answered: Collection[UUID]) -> list[dict[str, Any]]:
    """The letter's notices; those that were put off belong to a later letter by now."""
    own = Q(email=email) & ~Q(state=NoticeState.WITHDRAWN)
    return read_lines(Notice.objects.filter(own | Q(pk__in=list(answered))))


def _line(
    line: dict[str, Any],
    reader: User,
    labels: dict[UUID, str],
    answer: LinkAnswer | None,
    now: datetime,
) -> LinkedLine:
    due, subject = line["due_at"], subject_of(line)
    is_own = line["task__assignee_id"] == reader.pk and line["task__state"] == TaskState.ACCEPTED
    verbs = verbs_for(line["kind"], is_own_task=is_own, due_at=due, now=now)
    again_on = None
    if answer and answer.answer == LinkVerb.AGAIN:
        again_on = local_date(again_at(reader, answer.answered_at), reader.time_zone)
    return LinkedLine(
        notice_id=line["id"],
        kind=line["kind"],
        task_id=line["task_id"],
        label=labels.get(subject, "") if subject else "",
        words=what_to_do(SAYS[line["kind"]], reader.language),
        due=due_on(local_date(due, reader.time_zone), reader.language) if due else "",
        verbs=verbs if line["holds"] and not answer else (),
        answer=answer.answer if answer else "",
        again_on=again_on,
        is_over=not line["holds"] and not answer,
    )


def again_at(reader: User, answered_at: datetime) -> datetime:
    """When a reader who said *ask me again* is asked again."""
    return asked_again_at(answered_at, zone_name=reader.time_zone, hour=reader.digest_hour)
