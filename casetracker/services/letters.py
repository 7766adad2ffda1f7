"""From notices to what a letter says: labels, days, links. Names nobody."""

from __future__ import annotations

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
    AccountChanged,
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
from casetracker.selectors.letters import (
    LONGEST,
    SAYS,
    LetterFacts,
    is_counted,
    lines_one_by_one,
    subject_of,
)
from casetracker.selectors.links import link_tokens
from casetracker.services.labels import labels_of
from casetracker.vault.links import Purpose, make_token


def write(facts: Sequence[LetterFacts], *, now: datetime) -> dict[UUID, Message]:
    """E-mail id → what it says, in its recipient's language and zone."""
    wanted = {
        (letter.recipient.pk, subject): letter.recipient.language
        for letter in facts
        for line in letter.lines
        if letter.email["kind"] != EmailKind.ACCOUNT and (subject := subject_of(line))
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
        link=answer_link(letter.email["id"], who),
        urgent=letter.email["kind"] == EmailKind.URGENT,
        stop=Stop.ON_THE_PAGE,
    )


def answer_link(email_id: UUID, who: User) -> str:
    """The link of a letter: its token stands in the fragment, which no server ever sees."""
    token = make_token(Purpose.ANSWER, email_id, who.pk, who.auth_epoch)
    return f"{settings.BASE_URL}/m/#{token}"


def unsubscribe_url(letter: LetterFacts) -> str | None:
    """Where a mail program asks that no more mails come (RFC 8058); None for a letter about an
    account, and where pages are not served by https."""
    if letter.email["kind"] == EmailKind.ACCOUNT or not settings.BASE_URL.startswith("https://"):
        return None
    token = make_token(Purpose.UNSUBSCRIBE, letter.email["id"], letter.recipient.pk)
    return f"{settings.BASE_URL}/m/stop/{token}/"


def _account_message(kind: str, who: User) -> Message:
    if kind == EventKind.TEST_MAIL:
        return TrialMail(language=who.language)
    if kind == EventKind.ACCOUNT_CHANGED:
        return AccountChanged(language=who.language)
    hours = settings.PASSWORD_RESET_TIMEOUT // 3600
    letter = Invitation if kind == EventKind.INVITATION else PasswordReset
    return letter(language=who.language, link=account_link(who), valid_hours=hours)


def _lines(letter: LetterFacts, labels: dict[tuple[UUID, UUID], str]) -> list[Line]:
    """Weekly repeats become one line per caseworker with a count, files at risk excepted; the
    rest stands line by line, what ran out first at the top, each subject once per thing to do."""
    who = letter.recipient
    repeats: dict[UUID | None, set[UUID]] = {}
    for line in filter(is_counted, letter.lines):
        repeats.setdefault(line["clock__owner_id"], set()).add(line["case_id"] or line["clock_id"])
    lines = [
        Line(
            says=Says.COUNT_FOR_COORDINATOR,
            label=labels.get((who.pk, owner), "") if owner else "",
            count=len(files),
        )
        for owner, files in repeats.items()
    ]
    return lines + [_line(line, who, labels) for line in lines_one_by_one(letter.lines)]


def _line(line: dict[str, Any], who: User, labels: dict[tuple[UUID, UUID], str]) -> Line:
    due = line["due_at"]
    subject = subject_of(line)
    return Line(
        says=SAYS[line["kind"]],
        label=labels.get((who.pk, subject), "") if subject else "",
        due_on=local_date(due, who.time_zone) if due else None,
        escalated=line["is_escalated"],
        stands_in=line["stands_in"],
    )
