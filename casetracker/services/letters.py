"""From notices to what a letter says: labels, days, links. Names nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from casetracker.domain.calendars import local_date
from casetracker.domain.words import EmailKind, EventKind
from casetracker.mail.messages import (
    Invitation,
    Line,
    Message,
    PasswordReset,
    Stop,
    TaskMail,
    TrialMail,
)
from casetracker.mail.words import Says
from casetracker.models import User
from casetracker.selectors.letters import LetterFacts
from casetracker.selectors.links import link_tokens
from casetracker.services.labels import labels_of

#: A letter lists this many things; the rest is counted and waits on the page.
LONGEST = 25
_SAYS = {str(says): says for says in Says} | {
    str(EventKind.CASE_HANDED_OVER): Says.TASK_HANDED_OVER
}


def write(facts: Sequence[LetterFacts], *, now: datetime) -> dict[UUID, Message]:
    """E-mail id → what it says, in its recipient's language and zone."""
    wanted = {
        (letter.recipient.pk, subject)
        for letter in facts
        for line in letter.lines
        if letter.email["kind"] != EmailKind.ACCOUNT and (subject := _subject(line))
    }
    labels = labels_of(wanted)
    return {letter.email["id"]: _message(letter, labels) for letter in facts}


def account_link(user: User) -> str:
    """A link to choose a password: works once, dies with a change of password or a sign-in."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    token = link_tokens.make_token(user)
    return f"{settings.BASE_URL}/accounts/set-password/{uid}/{token}/"


def _message(letter: LetterFacts, labels: dict[tuple[UUID, UUID], str]) -> Message:
    who, language = letter.recipient, letter.recipient.language
    if letter.email["kind"] == EmailKind.ACCOUNT:
        return _account_message(letter.lines[0]["kind"], who)
    lines = _lines(letter, labels)
    return TaskMail(
        language=language,
        lines=tuple(lines[:LONGEST]),
        more=max(0, len(lines) - LONGEST),
        link=f"{settings.BASE_URL}/",
        urgent=letter.email["kind"] == EmailKind.URGENT,
        stop=Stop.ASK_COORDINATOR,
    )


def _account_message(kind: str, who: User) -> Message:
    if kind == EventKind.TEST_MAIL:
        return TrialMail(language=who.language)
    hours = settings.PASSWORD_RESET_TIMEOUT // 3600
    letter = Invitation if kind == EventKind.INVITATION else PasswordReset
    return letter(language=who.language, link=account_link(who), valid_hours=hours)


def _lines(letter: LetterFacts, labels: dict[tuple[UUID, UUID], str]) -> list[Line]:
    """Weekly repeats become one line per caseworker with a count; the rest stands line by line,
    what ran out first at the top, each subject once per thing to do."""
    who = letter.recipient
    repeats = Counter(line["clock__owner_id"] for line in letter.lines if _is_counted(line))
    lines = [
        Line(
            says=Says.COUNT_FOR_COORDINATOR,
            label=labels.get((who.pk, owner), "") if owner else "",
            count=count,
        )
        for owner, count in repeats.items()
    ]
    said = set()
    for line in sorted(letter.lines, key=lambda line: line["due_at"] or line["created_at"]):
        key = (line["kind"], _subject(line))
        if _is_counted(line) or key in said:
            continue
        said.add(key)
        lines.append(_line(line, who, labels))
    return lines


def _line(line: dict[str, Any], who: User, labels: dict[tuple[UUID, UUID], str]) -> Line:
    due = line["due_at"]
    subject = _subject(line)
    return Line(
        says=_SAYS[line["kind"]],
        label=labels.get((who.pk, subject), "") if subject else "",
        due_on=local_date(due, who.time_zone) if due else None,
        escalated=line["is_escalated"],
    )


def _is_counted(line: dict[str, Any]) -> bool:
    return bool(line["is_repeat"] and not line["is_urgent"])


def _subject(line: dict[str, Any]) -> UUID | None:
    """What the label stands for: a weekly count speaks of its caseworker."""
    if _is_counted(line):
        return line["clock__owner_id"]
    return line["task_id"] or line["case_id"] or line["clock__action_id"]
