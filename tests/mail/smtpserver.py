"""A mail server that says what a test tells it to say, byte for byte.

`server.says(MAIL=[b"421 bye\\r\\n"])` answers the first MAIL so and the later ones as usual. An
answer is bytes, an act (DROP, RESET, STALL, DRIP), or a list of them, done in turn.
"""

import contextlib
import socket
import ssl
import struct
import threading
from collections import defaultdict
from enum import Enum
from typing import Self


class Act(Enum):
    DROP = "close the connection"
    RESET = "close it with RST"
    STALL = "say nothing until the other side hangs up"
    DRIP = "say half a line, one byte now and then"


DROP, RESET, STALL, DRIP = Act
Answer = bytes | Act | list[bytes | Act]

_DEFAULTS: dict[str, bytes] = {
    "BANNER": b"220 mx.example.org ESMTP\r\n",
    "EHLO": b"250-mx.example.org\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n250 8BITMIME\r\n",
    "HELO": b"250 mx.example.org\r\n",
    "STARTTLS": b"220 2.0.0 ready\r\n",
    "AUTH": b"235 2.7.0 welcome\r\n",
    "MAIL": b"250 2.1.0 ok\r\n",
    "RCPT": b"250 2.1.5 ok\r\n",
    "DATA": b"354 go on\r\n",
    "LETTER": b"250 2.0.0 ok: queued as 4F3XY\r\n",
    "RSET": b"250 2.0.0 ok\r\n",
    "NOOP": b"250 2.0.0 ok\r\n",
    "QUIT": b"221 2.0.0 bye\r\n",
}


class _Gone(Exception):
    """The conversation is over."""


class SmtpServer:
    """Listens on 127.0.0.1 in a thread; one more thread per connection."""

    def __init__(self, tls: ssl.SSLContext | None = None, *, tls_at_once: bool = False) -> None:
        self.tls = tls
        self.tls_at_once = tls_at_once
        self.usual = dict(_DEFAULTS)
        self.scripted: dict[str, list[Answer]] = defaultdict(list)
        self.heard: list[str] = []  # every command line
        self.letters: list[bytes] = []  # every letter that came whole, dots unstuffed
        self.connections = 0
        self._closing = threading.Event()
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]

    def says(self, **answers: list[Answer]) -> Self:
        for verb, answer in answers.items():
            self.scripted[verb] += answer
        return self

    def usually_says(self, **answers: bytes) -> Self:
        self.usual.update(answers)
        return self

    def script_of(self, verb: str, recipient: str) -> list[Answer]:
        """The answers still to be given to `verb`; `recipient` is whom RCPT named last."""
        return self.scripted[verb]

    def before_answer(self, recipient: str, letter: bytes, answer: Answer) -> None:
        """Called when a letter came whole, before `answer` is given to it."""

    def verbs(self) -> list[str]:
        return [line.split(maxsplit=1)[0].upper() for line in self.heard]

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for connected in self._sockets:
            with contextlib.suppress(OSError):
                connected.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)

    def _start(self, target: object, *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connected, _ = self._listening.accept()
            except OSError:
                return
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            self._sockets.append(connected)
            self._start(self._converse, connected)

    def _converse(self, connected: socket.socket) -> None:
        conversation = _Conversation(self, connected)
        with contextlib.suppress(_Gone, OSError):
            conversation.run()
        conversation.socket.close()


class _Conversation:
    def __init__(self, server: SmtpServer, connected: socket.socket) -> None:
        self.server = server
        self.socket = connected
        self.unread = b""
        self.recipient = ""

    def run(self) -> None:
        if self.server.tls_at_once:
            self._encrypt()
        self._answer("BANNER")
        while True:
            line = self._line()
            self.server.heard.append(line.decode("ascii", "replace"))
            verb = (line.split() or [b""])[0].decode("ascii", "replace").upper()
            if verb == "RCPT":
                self.recipient = line[9:-1].decode("ascii", "replace")
            said = self._answer(verb)
            if verb == "STARTTLS" and said.startswith(b"220"):
                self._encrypt()
            if verb == "DATA" and said.startswith(b"354"):
                self._letter()
            if verb == "QUIT":
                raise _Gone

    def _letter(self) -> None:
        lines = []
        while (line := self._line()) != b".":
            lines.append(line.removeprefix(b"."))
        # Before the answer: the sender may look as soon as it has heard.
        letter = b"\r\n".join(lines) + b"\r\n"
        self.server.letters.append(letter)
        answer = self._choose("LETTER")
        self.server.before_answer(self.recipient, letter, answer)
        self._give(answer)

    def _line(self) -> bytes:
        while b"\r\n" not in self.unread:
            received = self.socket.recv(65536)
            if not received:
                raise _Gone
            self.unread += received
        line, _, self.unread = self.unread.partition(b"\r\n")
        return line

    def _answer(self, verb: str) -> bytes:
        return self._give(self._choose(verb))

    def _choose(self, verb: str) -> Answer:
        scripted = self.server.script_of(verb, self.recipient)
        return scripted.pop(0) if scripted else self.server.usual.get(verb, b"502 what?\r\n")

    def _give(self, answer: Answer) -> bytes:
        said = b""
        for part in answer if isinstance(answer, list) else [answer]:
            if isinstance(part, bytes):
                said += part
                self.socket.sendall(part)
            else:
                self._act(part)
        return said

    def _act(self, act: Act) -> None:
        if act is RESET:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif act is STALL:
            while self.socket.recv(65536):
                pass
        elif act is DRIP:
            for _ in range(2000):
                self.socket.sendall(b"2")
                if self.server._closing.wait(0.02):
                    break
        raise _Gone

    def _encrypt(self) -> None:
        assert self.server.tls is not None
        self.socket = self.server.tls.wrap_socket(self.socket, server_side=True)
        self.unread = b""
