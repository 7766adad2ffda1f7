"""From a message to the bytes of one RFC 5322 letter, without Django's mail classes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from casetracker.mail.messages import Message


class BadHeader(ValueError):
    """A header value that could end its line or is not what the header holds."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sends to whom, when, under which stored Message-ID.

    `sent_at` is aware, written in UTC; `unsubscribe_url` is left out unless it is https.
    """

    sender: str
    recipient: str
    message_id: str
    sent_at: datetime
    unsubscribe_url: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A composed letter; the transport asks for its bytes once it knows the server."""

    sender: str
    recipient: str
    message_id: str

    def as_bytes(self, *, eight_bit: bool) -> bytes: ...


def make_message_id(email_id: UUID, domain: str) -> str:
    """Return "<…@domain>" for the e-mail row `email_id`: made once, then stored."""
    ...


def compose(message: Message, envelope: Envelope) -> Letter:
    """Return the letter. Raises BadAddress or BadHeader."""
    ...
