"""Every letter the system can send: one frozen dataclass each, primitives only.

What is not a field here cannot be in a mail. `.subject()` is constant per language;
`.text()` is plain text, lines ended by "\\n".
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from casetracker.mail.words import Says, what_to_do


class Message(Protocol):
    """What the composer needs to know of a letter."""

    @property
    def language(self) -> str: ...

    def subject(self) -> str: ...

    def text(self) -> str: ...


class Stop(StrEnum):
    """How the reader stops these mails: what the last line says."""

    ASK_COORDINATOR = "ask_coordinator"
    ON_THE_PAGE = "on_the_page"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do. `due_on` is a day in the recipient's time zone."""

    says: Says
    label: str = ""
    due_on: date | None = None
    escalated: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class TaskMail:
    """What its reader has to do: a digest, or one urgent matter.

    `more` counts what is on the list beyond `lines`. No lines: the weekly sign that all is well.
    """

    language: str
    lines: tuple[Line, ...]
    link: str
    more: int = 0
    urgent: bool = False
    stop: Stop = Stop.ASK_COORDINATOR

    def subject(self) -> str: ...

    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class PasswordReset:
    """A link to choose a new password; it works once, for `valid_hours`."""

    language: str
    link: str
    valid_hours: int

    def subject(self) -> str: ...

    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link to set up an account; it works once, for `valid_hours`."""

    language: str
    link: str
    valid_hours: int

    def subject(self) -> str: ...

    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class TrialMail:
    """Tells an operator that mail arrives."""

    language: str

    def subject(self) -> str: ...

    def text(self) -> str: ...
