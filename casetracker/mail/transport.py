"""The only caller of a mail server or mail folder."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from casetracker.mail.composer import Letter


@dataclass(frozen=True, slots=True)
class Accepted:
    """The server has taken responsibility. `reply` is safe to log: no address in it."""

    code: int
    reply: str


@dataclass(frozen=True, slots=True)
class RecipientRefused:
    """Permanent refusal of this recipient at RCPT, enhanced `status` 5.1.x: final."""

    code: int
    status: str


@dataclass(frozen=True, slots=True)
class RetryLater:
    """Not delivered, as far as we know; try again. `code` is 0 where there was no reply."""

    code: int
    reason: str
    uncertain: bool = False
    server: bool = False


Answer = Accepted | RecipientRefused | RetryLater


class Transport(Protocol):
    """A kept way out. Use as a context manager; one per thread."""

    def send(self, letter: Letter, before_data: Callable[[], None] | None = None) -> Answer: ...

    def close(self) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


def open_transport(url: str, *, tls: ssl.SSLContext | None = None) -> Transport:
    """Return the way out that EMAIL_URL names; nothing is contacted yet.

    Raises ValueError naming the variable and what is allowed, never the password.
    """
    ...
