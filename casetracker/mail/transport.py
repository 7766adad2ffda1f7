"""The only caller of a mail server.

smtplib speaks the protocol; this module adds what it lacks: a time limit for the whole of an
exchange (smtplib's holds per read, so a server that drips bytes could hold a worker for hours),
a look at the lease before DATA, made while the server thinks about the recipient, and one answer
for everything a server can do.
"""

import contextlib
import smtplib
import socket
import ssl
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Protocol, Self

from casetracker.mail.answers import (
    Accepted,
    Answer,
    Garbled,
    RecipientRefused,
    Reply,
    RetryLater,
    accept,
    no_reply,
    refuse_recipient,
    retry_after,
    why,
)
from casetracker.mail.composer import Letter
from casetracker.mail.folder import FolderTransport
from casetracker.mail.places import Server, dial, read_email_url

__all__ = [
    "Accepted",
    "Answer",
    "Limits",
    "RecipientRefused",
    "RetryLater",
    "Transport",
    "open_transport",
]

MAX_REPLY = 65_536  # octets of one reply, all lines together
_EHLO_NAME = "[127.0.0.1]"  # never this machine's own name


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


class Limits:
    """Seconds. A lease lasts 120: `prepare` plus `step` must stay below it. From the look at the
    lease to the answer two steps may pass."""

    step = 30.0  # to connect and sign in; to name sender and recipient; from DATA to the answer
    prepare = 60.0  # everything before DATA, a reconnection included
    parting = 3.0  # RSET after an abort, QUIT


def open_transport(url: str, *, tls: ssl.SSLContext | None = None) -> Transport:
    """Return the way out that EMAIL_URL names; nothing is contacted yet.

    `tls` replaces the system's trusted certificates. Raises ValueError naming the variable and
    what is allowed, never the password.
    """
    place = read_email_url(url)
    if isinstance(place, Path):
        return FolderTransport(place)
    return SmtpTransport(place, tls)


@lru_cache(maxsize=1)
def _trusted() -> ssl.SSLContext:
    """The system's certificates: reading them takes longer than fifty letters."""
    return ssl.create_default_context()


class _Unusable(Exception):
    """The server cannot be used at all; the text is safe to log."""

    def __init__(self, reason: str, code: int = 0) -> None:
        super().__init__(reason)
        self.answer = RetryLater(code, reason, server=True)


# What a dead or mad connection raises. Timeouts, TLS and smtplib's own errors are OSErrors;
# ValueError and UnicodeError come from smtplib reading a malformed EHLO or AUTH reply.
_BROKEN = (OSError, Garbled, ValueError)


class _Connection(smtplib.SMTP):
    """smtplib's client with a deadline over whole replies and its own reading of them."""

    def __init__(self, connected: socket.socket, until: float) -> None:
        super().__init__(local_hostname=_EHLO_NAME)
        self.sock: socket.socket = connected
        self.until = until
        self._unread = bytearray()

    def getreply(self) -> tuple[int, bytes]:
        """Read one reply before `until`; ConnectionError, TimeoutError or Garbled."""
        texts: list[bytes] = []
        size = 0
        while True:
            line = self._read_line()
            size += len(line)
            code, mark = line[:3], line[3:4]
            if size > MAX_REPLY or not (len(code) == 3 and code.isdigit()):
                raise Garbled
            if mark not in (b" ", b"-", b""):
                raise Garbled
            texts.append(line[4:].strip())
            if mark != b"-":
                return int(code), b"\n".join(texts)

    def _read_line(self) -> bytes:
        while (end := self._unread.find(b"\n")) < 0:
            if len(self._unread) > MAX_REPLY:
                raise Garbled
            self.wait_at_most()
            received = self.sock.recv(4096)
            if not received:
                raise ConnectionError
            self._unread += received
        line = bytes(self._unread[:end])
        del self._unread[: end + 1]
        return line.rstrip(b"\r")

    def wait_at_most(self) -> None:
        """Let the next socket call end by `until`, or a tenth of the time left later: setting a
        socket's limit anew for every call costs as much as the call."""
        left = self.until - monotonic()
        if left <= 0:
            raise TimeoutError
        limit = self.sock.gettimeout()
        if limit is None or not left * 0.9 <= limit <= left * 1.1:
            self.sock.settimeout(left)

    def say(self, octets: bytes) -> None:
        """Write; what came unasked would be taken for the answer, so it is refused."""
        if self._unread:
            raise Garbled
        self.wait_at_most()
        self.sock.sendall(octets)

    def start_tls(self, tls: ssl.SSLContext, host: str) -> None:
        """Encrypt from here on, and forget what was said in clear."""
        if self._unread:  # slipped in by somebody on the way, to be taken for encrypted words
            raise Garbled
        self.wait_at_most()
        self.sock = tls.wrap_socket(self.sock, server_hostname=host)
        self.helo_resp = self.ehlo_resp = None
        self.esmtp_features = {}
        self.does_esmtp = False

    def reply(self) -> Reply:
        code, text = self.getreply()
        return Reply(code, text.decode("ascii", "replace").replace("\n", " "))


class SmtpTransport:
    """One kept connection to one mail server, opened at the first letter, renewed when it dies."""

    def __init__(self, place: Server, tls: ssl.SSLContext | None = None) -> None:
        self.place = place
        self.tls = tls
        self._connection: _Connection | None = None

    def send(self, letter: Letter, before_data: Callable[[], None] | None = None) -> Answer:
        """Hand over one letter; see the package's docstring for what comes back, and when."""
        until = monotonic() + Limits.prepare
        was_kept = self._connection is not None
        refused = self._name_both(letter, before_data, until)
        # A kept connection may have died since the last letter, or be dismissed with 421 now.
        # Nothing was handed over yet, so a new one is tried, once.
        if was_kept and isinstance(refused, RetryLater) and refused.is_goodbye:
            refused = self._name_both(letter, before_data, until)
        return refused or self._hand_over(letter)

    def close(self) -> None:
        """Say goodbye; how the server takes it does not matter."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        with contextlib.suppress(*_BROKEN):
            connection.until = monotonic() + Limits.parting
            connection.say(b"QUIT\r\n")
            connection.getreply()
        connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # ── before DATA ─────────────────────────────────────────────────────────────────────────────
    def _name_both(
        self, letter: Letter, before_data: Callable[[], None] | None, until: float
    ) -> Answer | None:
        """Name sender and recipient; None where the server said yes to both."""
        answer = self._talk(lambda: self._say_both(letter, until))
        if answer is not None:
            return answer
        if before_data is not None:
            try:
                before_data()
            except BaseException:  # the answers still to come belong to nobody
                self._drop()
                raise
        return self._talk(lambda: self._hear_both(until))

    def _talk(self, part: Callable[[], Answer | None]) -> Answer | None:
        try:
            answer = part()
        except _Unusable as unusable:
            return unusable.answer
        except _BROKEN as error:
            self._drop()
            return no_reply("MAIL or RCPT", error)
        except BaseException:  # interrupted: as above
            self._drop()
            raise
        if isinstance(answer, RetryLater) and answer.code == 421:
            self._drop()
        elif answer is not None:
            self._take_back()
        return answer

    def _say_both(self, letter: Letter, until: float) -> Answer | None:
        """Say MAIL and RCPT; an answer only if MAIL was refused before RCPT was said."""
        connection = self._connection or self._connect(min(until, monotonic() + Limits.step))
        connection.until = min(until, monotonic() + Limits.step)
        is_plain = letter.is_ascii or not connection.has_extn("8bitmime")
        body = b"" if is_plain else b" BODY=8BITMIME"
        mail = b"MAIL FROM:<%b>%b\r\n" % (letter.sender.encode("ascii"), body)
        rcpt = b"RCPT TO:<%b>\r\n" % letter.recipient.encode("ascii")
        if connection.has_extn("pipelining"):
            connection.say(mail + rcpt)
            return None
        connection.say(mail)
        reply = connection.reply()
        if not reply.is_yes:
            return retry_after("MAIL", reply)
        connection.say(rcpt)
        return None

    def _hear_both(self, until: float) -> Answer | None:
        connection = self._connection
        assert connection is not None
        connection.until = min(until, monotonic() + Limits.step)
        if connection.has_extn("pipelining"):
            reply = connection.reply()
            if not reply.is_yes:
                if reply.code != 421:
                    connection.reply()  # RCPT is refused too, for want of a sender
                return retry_after("MAIL", reply)
        reply = connection.reply()
        return None if reply.is_yes else refuse_recipient(reply)

    def _connect(self, until: float) -> _Connection:
        try:
            connection = _Connection(dial(self.place, until), until)
        except _BROKEN as error:
            raise _Unusable(f"cannot connect: {why(error)}") from None
        try:
            self._greet(connection)
            self._sign_in(connection)
        except _Unusable:
            connection.close()
            raise
        except _BROKEN as error:
            connection.close()
            raise _Unusable(f"no conversation: {why(error)}") from None
        self._connection = connection
        return connection

    def _greet(self, connection: _Connection) -> None:
        if self.place.scheme == "smtps":
            connection.start_tls(self.tls or _trusted(), self.place.host)
        _expect(220, "banner", connection.reply())
        _say_hello(connection)
        if self.place.scheme == "smtp+tls":
            if not connection.has_extn("starttls"):
                raise _Unusable("STARTTLS is not offered, and mail never leaves in clear")
            connection.say(b"STARTTLS\r\n")
            _expect(220, "STARTTLS", connection.reply())
            connection.start_tls(self.tls or _trusted(), self.place.host)
            _say_hello(connection)

    def _sign_in(self, connection: _Connection) -> None:
        if not self.place.user:
            return
        if not connection.has_extn("auth"):
            raise _Unusable("sign-in is not offered")
        try:
            connection.login(self.place.user, self.place.password)
        except smtplib.SMTPAuthenticationError as error:
            raise _Unusable(f"sign-in {error.smtp_code}", error.smtp_code) from None

    # ── from DATA on ────────────────────────────────────────────────────────────────────────────
    def _hand_over(self, letter: Letter) -> Answer:
        connection = self._connection
        assert connection is not None
        connection.until = monotonic() + Limits.step
        octets = _on_the_wire(letter, eight_bit=connection.has_extn("8bitmime"))
        said, handed_over = "DATA", False
        try:
            connection.say(b"DATA\r\n")
            reply = connection.reply()
            if reply.code == 354:
                said = "letter"
                connection.say(octets)
                handed_over = True
                reply = connection.reply()
                if reply.is_yes:
                    return accept(reply, letter.recipient)
            elif reply.code < 400:
                raise Garbled
        except _BROKEN as error:
            self._drop()
            return no_reply(said, error, uncertain=handed_over)
        except BaseException:
            self._drop()
            raise
        if reply.code == 421:
            self._drop()
        elif said == "DATA":
            self._take_back()
        return retry_after(said, reply)

    # ── endings ─────────────────────────────────────────────────────────────────────────────────
    def _take_back(self) -> None:
        """Forget the letter begun; a connection that cannot is dropped."""
        connection = self._connection
        if connection is None:
            return
        connection.until = monotonic() + Limits.parting
        try:
            connection.say(b"RSET\r\n")
            if not connection.reply().is_yes:
                self._drop()
        except _BROKEN:
            self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _expect(code: int, said: str, reply: Reply) -> None:
    if reply.code != code:
        raise _Unusable(f"{said} {reply.code}", reply.code)


def _say_hello(connection: _Connection) -> None:
    try:
        connection.ehlo_or_helo_if_needed()
    except smtplib.SMTPHeloError as error:
        raise _Unusable(f"EHLO {error.smtp_code}", error.smtp_code) from None


def _on_the_wire(letter: Letter, *, eight_bit: bool) -> bytes:
    # The letter has CRLF throughout and ends with one; it begins with a header, never a dot.
    return letter.as_bytes(eight_bit=eight_bit).replace(b"\r\n.", b"\r\n..") + b".\r\n"
