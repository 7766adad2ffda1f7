"""What became of one letter, and how a server's reply decides it.

Rule (design: reminders.md, "Deliver"): a permanent refusal of the recipient, 5.1.x at RCPT, is
final; everything else that is not an acceptance is tried again.
"""

import re
import socket
import ssl
from dataclasses import dataclass

_ENHANCED = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})(?:\s|$)")
# 5.1.7 and 5.1.8 speak of the sender's address, 5.1.9 of a relay (RFC 3463, RFC 5248): they say
# nothing about the recipient.
_NOT_THE_RECIPIENT = frozenset({"5.1.7", "5.1.8", "5.1.9"})
_MAX_REPLY = 100


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
    """Not delivered, as far as we know; try again. `code` is 0 where there was no reply.

    `reason` is safe to log. `uncertain`: the whole letter was handed over and the answer was
    lost. `server`: the trouble is the server's, not this letter's.
    """

    code: int
    reason: str
    uncertain: bool = False
    server: bool = False

    @property
    def is_goodbye(self) -> bool:
        """Whether the connection was closed on us, by 421 or without a word."""
        return self.code == 421 or (self.code == 0 and not self.server)


class Garbled(Exception):
    """What came is not an SMTP reply, or came unasked: the connection is of no more use."""


Answer = Accepted | RecipientRefused | RetryLater


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply of a server: its code and its text, lines joined by spaces."""

    code: int
    text: str

    @property
    def is_yes(self) -> bool:
        return 200 <= self.code < 300

    @property
    def status(self) -> str:
        """The enhanced status code (RFC 3463), or ''."""
        found = _ENHANCED.match(self.text)
        return found.group().strip() if found else ""


def refuse_recipient(reply: Reply) -> RecipientRefused | RetryLater:
    """Return what a reply to RCPT that is not a yes means."""
    status = reply.status
    if 500 <= reply.code < 600 and status.startswith("5.1.") and status not in _NOT_THE_RECIPIENT:
        return RecipientRefused(reply.code, status)
    return retry_after("RCPT", reply)


def retry_after(said: str, reply: Reply) -> RetryLater:
    """Return the answer for a reply to `said` that is neither acceptance nor final.

    The text of the reply stays out: servers like to repeat the address in it.
    """
    reason = " ".join(word for word in (said, str(reply.code), reply.status) if word)
    return RetryLater(reply.code, reason, server=reply.code == 421)


def accept(reply: Reply, recipient: str) -> Accepted:
    """Return the acceptance, with what the server said (its queue id) but no address."""
    local_part = recipient.partition("@")[0].casefold()
    words = [
        "…" if "@" in word or local_part in word.casefold() else word for word in reply.text.split()
    ]
    text = "".join(letter if letter.isprintable() else "?" for letter in " ".join(words))
    return Accepted(reply.code, text[:_MAX_REPLY])


def no_reply(said: str, error: Exception, *, uncertain: bool = False) -> RetryLater:
    """Return the answer where no reply to `said` came."""
    return RetryLater(
        0,
        f"no answer to {said}: {why(error)}",
        uncertain=uncertain,
        server=isinstance(error, TimeoutError),
    )


def why(error: Exception) -> str:
    """Name the failure without its text: that may hold an address or a server's words."""
    if isinstance(error, TimeoutError):
        return "timed out"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate not trusted: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return "TLS failed"
    if isinstance(error, socket.gaierror):
        return "unknown host"
    if isinstance(error, ConnectionRefusedError):
        return "refused"
    if isinstance(error, OSError):
        return "connection lost"
    return "not an SMTP reply"
