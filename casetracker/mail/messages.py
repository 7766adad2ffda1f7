"""Every letter the system can send: one frozen dataclass each, primitives only.

What is not a field here cannot be in a mail, and a field cannot hold more than its shape lets
through: a label is two plain words, a link is one URL. `.subject()` is constant per language;
`.text()` is plain text, lines ended by "\\n".
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from django.utils.formats import date_format
from django.utils.translation import gettext_noop, override

from casetracker.domain.labels import SHAPE
from casetracker.mail.words import Says, how_many_more, say, what_to_do, works_once

MAX_LINK = 900  # one line of a mail holds at most 998 octets (RFC 5322)

_LINK = re.compile(r"https?://[!#-;=?-~]+")  # visible ASCII without " < >


class Message(Protocol):
    """What the composer needs to know of a letter."""

    def subject(self) -> str: ...

    def text(self) -> str: ...


class Stop(StrEnum):
    """How the reader stops these mails: what the last line says."""

    ASK_COORDINATOR = "ask_coordinator"
    ON_THE_PAGE = "on_the_page"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do. `due_on` is a day in the recipient's time zone.

    `escalated`: it was due before and somebody else was told first; `stands_in`: its reader is
    told as deputy of a colleague who is away.
    Raises ValueError for a label that is not two plain words.
    """

    says: Says
    label: str = ""
    due_on: date | None = None
    escalated: bool = False
    stands_in: bool = False
    count: int | None = None

    def __post_init__(self) -> None:
        if self.label and not (SHAPE.fullmatch(self.label) and self.label.islower()):
            raise ValueError("a label is two words of two to fourteen small letters")

    def text(self, language: str) -> str:
        parts = [self.label] if self.label else []
        parts.append(what_to_do(self.says, language, self.count))
        if self.due_on is not None:
            parts.append(due_on(self.due_on, language))
        text = " – ".join(parts)
        if self.stands_in:
            text += f" ({say(gettext_noop('you stand in for a colleague who is away'), language)})"
        elif self.escalated:
            text += f" ({say(gettext_noop('still open after a reminder'), language)})"
        return text


@dataclass(frozen=True, slots=True)
class TaskMail:
    """What its reader has to do: a digest, or one urgent matter.

    `more` counts what is on the list beyond `lines`. No lines: the weekly sign that mails arrive.
    Raises ValueError for a link that is not one URL of at most 900 characters.
    """

    language: str
    lines: tuple[Line, ...]
    link: str
    more: int = 0
    urgent: bool = False
    stop: Stop = Stop.ASK_COORDINATOR

    def __post_init__(self) -> None:
        _check_link(self.link)

    def subject(self) -> str:
        return say(gettext_noop("You have tasks"), self.language)

    def text(self) -> str:
        lines = [f"• {line.text(self.language)}" for line in self.lines]
        if self.more > 0:
            lines += ["", how_many_more(self.more, self.language)]
        opening = _opening(self.language, empty=not lines, urgent=self.urgent)
        body = "\n".join(lines) + "\n\n" if lines else ""
        return f"{opening}{body}{_open_list(self.language)}{self.link}\n\n" + _stop(
            self.language, self.stop
        )


@dataclass(frozen=True, slots=True)
class PasswordReset:
    """A link to choose a new password; it works once, for `valid_hours`."""

    language: str
    link: str
    valid_hours: int

    def __post_init__(self) -> None:
        _check_link(self.link)

    def subject(self) -> str:
        return _account(self.language)

    def text(self) -> str:
        return _link_letter(
            self.language,
            gettext_noop("With this link you choose a new password:"),
            self.link,
            self.valid_hours,
            gettext_noop("If you did not ask for it, do nothing: your password stays as it is."),
        )


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link to set up an account; it works once, for `valid_hours`."""

    language: str
    link: str
    valid_hours: int

    def __post_init__(self) -> None:
        _check_link(self.link)

    def subject(self) -> str:
        return _account(self.language)

    def text(self) -> str:
        return _link_letter(
            self.language,
            gettext_noop("You are invited to work with us. Set up your account with this link:"),
            self.link,
            self.valid_hours,
            gettext_noop("If you did not expect it, do nothing."),
        )


@dataclass(frozen=True, slots=True)
class AccountChanged:
    """Tells the owner of an account that how one signs in to it was changed. Holds no link: the
    reader who did not do it must not press one."""

    language: str

    def subject(self) -> str:
        return _account(self.language)

    def text(self) -> str:
        return _paragraphs(
            say(gettext_noop("Hello!"), self.language),
            say(
                gettext_noop(
                    "How you sign in has changed: something that you show beside your password"
                    " was added, removed or reset."
                ),
                self.language,
            ),
            say(
                gettext_noop(
                    "If that was not you, and you did not ask a colleague for it, tell your"
                    " coordinator at once."
                ),
                self.language,
            ),
        )


@dataclass(frozen=True, slots=True)
class TrialMail:
    """Tells an operator that mail arrives."""

    language: str

    def subject(self) -> str:
        return say(gettext_noop("A test"), self.language)

    def text(self) -> str:
        return _paragraphs(
            say(gettext_noop("Hello!"), self.language),
            say(
                gettext_noop(
                    "This is a test. If you can read it, mails arrive. There is nothing to do."
                ),
                self.language,
            ),
        )


def _check_link(link: str) -> None:
    if len(link) > MAX_LINK or not _LINK.fullmatch(link):
        raise ValueError(f"a link is one http(s) URL of at most {MAX_LINK} characters")


def _account(language: str) -> str:
    return say(gettext_noop("Your account"), language)


def _link_letter(language: str, opening: str, link: str, hours: int, closing: str) -> str:
    return _paragraphs(
        say(gettext_noop("Hello!"), language),
        f"{say(opening, language)}\n{link}",
        f"{works_once(hours, language)}\n{say(closing, language)}",
    )


def _paragraphs(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs) + "\n"


@lru_cache(maxsize=64)
def _opening(language: str, *, empty: bool, urgent: bool) -> str:
    if empty:
        words = gettext_noop(
            "There is nothing for you just now. This mail only shows that reminders arrive."
        )
    elif urgent:
        words = gettext_noop("This is urgent:")
    else:
        words = gettext_noop("Here is what is on your list:")
    return f"{say(gettext_noop('Hello!'), language)}\n\n{say(words, language)}\n\n"


@lru_cache(maxsize=64)
def _open_list(language: str) -> str:
    return say(gettext_noop("Open your list:"), language) + "\n"


@lru_cache(maxsize=64)
def _stop(language: str, stop: Stop) -> str:
    if stop is Stop.ON_THE_PAGE:
        words = gettext_noop(
            "If you would rather not get these mails, press “%(button)s” on that page."
        )
        button = say(gettext_noop("Stop mails"), language)
        return say(words, language) % {"button": button} + "\n"
    words = gettext_noop("If you would rather not get these mails, tell your coordinator.")
    return say(words, language) + "\n"


@lru_cache(maxsize=4096)
def due_on(day: date, language: str) -> str:
    """Say on which day something is due."""
    with override(language):
        weekday = date_format(day, "l")
        if language != "en":  # English alone writes its weekdays with a capital
            weekday = weekday.lower()
        return say(gettext_noop("due %(day)s"), language) % {
            "day": f"{weekday}, {date_format(day, 'j E')}"
        }
