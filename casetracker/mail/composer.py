"""From a message to the bytes of one RFC 5322 letter, without Django's mail classes.

Measured: those classes are the ceiling of delivery, not SMTP (design: speed.md).
"""

import base64
import binascii
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.header import Header
from email.utils import format_datetime
from functools import lru_cache
from uuid import UUID

from casetracker.mail.addresses import BadAddress, clean_address, clean_domain, clean_sender
from casetracker.mail.messages import Message

MAX_LINE = 998  # octets without CRLF (RFC 5322, 2.1.1)
MAX_MESSAGE_ID = 250

_MESSAGE_ID = re.compile(r"<[A-Za-z0-9._+=$-]+@[A-Za-z0-9.-]+>")
_UNSUBSCRIBE_URL = re.compile(r"https://[!#-;=?-~]{1,900}")  # visible ASCII without " < >
_LINE_ENDS = re.compile(r"\r\n|\r")
_LONG_LINE = re.compile(rb"[^\n]{%d}" % MAX_LINE)


class BadHeader(ValueError):
    """A header value that could end its line or is not what the header holds.

    The text names the header, never the value.
    """


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sends to whom, when, under which stored Message-ID.

    `sender` is "a@b" or "Name <a@b>". `sent_at` is aware and written in UTC, so that no header
    tells where the reader lives. `unsubscribe_url` is left out unless it is https (RFC 8058).
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
    head: bytes = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def is_ascii(self) -> bool:
        return self.body.isascii()

    def as_bytes(self, *, eight_bit: bool) -> bytes:
        """Return the whole letter with CRLF line ends, dots not yet stuffed.

        `eight_bit`: the way out carries octets above 127 (8BITMIME, or a file).
        """
        encoding, body = _encode(self.body, eight_bit=eight_bit)
        return b"%bContent-Transfer-Encoding: %b\r\n\r\n%b" % (self.head, encoding, body)


def make_message_id(email_id: UUID, domain: str) -> str:
    """Return "<…@domain>" for the e-mail row `email_id`: made once, then stored.

    Raises BadAddress for a domain that is no host name.
    """
    return f"<{email_id.hex}@{clean_domain(domain)}>"


def compose(message: Message, envelope: Envelope) -> Letter:
    """Return the letter that says `message`.

    Raises BadAddress for a recipient that SMTP cannot carry, BadHeader for any other value that
    its header cannot hold: a wrong sender must never make a recipient's address look dead.
    """
    written_by, sender = _from(envelope.sender)
    recipient = clean_address(envelope.recipient)
    message_id = envelope.message_id
    if len(message_id) > MAX_MESSAGE_ID or not _MESSAGE_ID.fullmatch(message_id):
        raise BadHeader("Message-ID: <letters.and.digits@host>, at most 250 characters")
    if envelope.sent_at.tzinfo is None:
        raise BadHeader("Date: needs a time with its offset")
    head = (
        f"Message-ID: {message_id}\r\n"
        f"Date: {_date(envelope.sent_at)}\r\n"
        f"From: {written_by}\r\n"
        f"To: {recipient}\r\n"
        f"Subject: {_subject(message.subject())}\r\n"
        "Auto-Submitted: auto-generated\r\n"
        f"{_unsubscribe(envelope.unsubscribe_url)}"
        "MIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
    )
    return Letter(sender, recipient, message_id, head.encode("ascii"), _body(message.text()))


def _from(sender: str) -> tuple[str, str]:
    try:
        return clean_sender(sender)
    except BadAddress:
        raise BadHeader("From: one address, a@b or Name <a@b>") from None


@lru_cache(maxsize=64)
def _date(sent_at: datetime) -> str:
    return format_datetime(sent_at.astimezone(UTC))


@lru_cache(maxsize=64)
def _subject(text: str) -> str:
    if not text.isprintable():
        raise BadHeader("Subject: one line of visible characters")
    charset = "ascii" if text.isascii() else "utf-8"
    return Header(text, charset, maxlinelen=76, header_name="Subject").encode(linesep="\r\n")


def _unsubscribe(url: str | None) -> str:
    if url is None or url.startswith("http://"):
        return ""
    if not _UNSUBSCRIBE_URL.fullmatch(url):
        raise BadHeader("List-Unsubscribe: one https URL of at most 900 characters")
    return f"List-Unsubscribe: <{url}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"


def _body(text: str) -> bytes:
    """Return `text` as UTF-8 with CRLF line ends and one at the very end."""
    if "\0" in text:
        raise BadHeader("body: text without NUL")
    if "\r" in text:
        text = _LINE_ENDS.sub("\n", text)
    if not text.endswith("\n"):
        text += "\n"
    try:
        return text.replace("\n", "\r\n").encode()
    except UnicodeEncodeError:
        raise BadHeader("body: text without lone surrogates") from None


def _encode(body: bytes, *, eight_bit: bool) -> tuple[bytes, bytes]:
    if not _LONG_LINE.search(body):
        if body.isascii():
            return b"7bit", body
        if eight_bit:
            return b"8bit", body
    # Whichever is shorter: quoted-printable keeps English readable, but triples Cyrillic.
    quoted = binascii.b2a_qp(body, istext=True)
    if len(quoted) * 3 < len(body) * 4:
        return b"quoted-printable", quoted
    return b"base64", base64.encodebytes(body).replace(b"\n", b"\r\n")
