"""A mail server that is told what to answer, and writes down, on the disk, what it has taken.

A letter is in the journal before the sender hears of it: whatever is killed meanwhile, what lies
there has been accepted. What was refused is not in it.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections import Counter
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from tests.mail.smtpserver import DROP, Answer, SmtpServer


@dataclass(frozen=True)
class Taken:
    """One letter that was accepted, at a time in seconds since the epoch."""

    message_id: str
    recipient: str
    at: float
    text: str


class Journal(SmtpServer):
    """`pause` seconds go by before each answer to a letter. `for_one` scripts by recipient."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.pause = 0.0
        #: Letters whose acceptance was to get lost on the way back, as scripted.
        self.replies_lost = 0
        self._lock = threading.Lock()
        self._file = path.open("ab")
        #: Recipient → an event: the first answer to a letter for them waits until it is set.
        self.stalled: dict[str, threading.Event] = {}
        self._slow_refusals: dict[str, threading.Event] = {}
        self._scripts: dict[tuple[str, str], list[Answer]] = {}
        self._taken: list[Taken] = []

    def for_one(self, recipient: str, **answers: list[Answer]) -> None:
        """As `says`, but only where this recipient is concerned: RCPT, DATA, LETTER."""
        for verb, script in answers.items():
            self._scripts.setdefault((recipient, verb), []).extend(script)

    def refuse_later(self, recipient: str, answer: bytes) -> threading.Event:
        """The next letter to this recipient is refused so, but only once the event is set."""
        self._slow_refusals[recipient] = told = threading.Event()
        self.for_one(recipient, LETTER=[answer])
        return told

    def script_of(self, verb: str, recipient: str) -> list[Answer]:
        return self._scripts.get((recipient, verb)) or super().script_of(verb, recipient)

    def before_answer(self, recipient: str, letter: bytes, answer: Answer) -> None:
        """Keep the letter if it is taken; `[DROP]` is a yes that gets lost on the way back."""
        time.sleep(self.pause)
        is_lost = answer == [DROP]
        if not is_lost and not (isinstance(answer, bytes) and answer.startswith(b"2")):
            _wait(self._slow_refusals.pop(recipient, None))
            return
        read = message_from_bytes(letter, policy=policy.default)
        message_id, text = str(read["Message-ID"]), read.get_content()
        with self._lock:
            self.replies_lost += is_lost
            row = {"message_id": message_id, "recipient": recipient, "text": text}
            self._file.write(json.dumps(row).encode() + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())
            self._taken.append(Taken(message_id, recipient, time.time(), text))
        _wait(self.stalled.pop(recipient, None))

    @property
    def taken(self) -> list[Taken]:
        with self._lock:
            return list(self._taken)

    def copies(self) -> Counter[str]:
        """How often each Message-ID was accepted, as the file on the disk says."""
        lines = self.path.read_bytes().splitlines()
        return Counter(str(json.loads(line)["message_id"]) for line in lines)

    def recipients(self) -> Counter[str]:
        return Counter(one.recipient for one in self.taken)

    def forget(self) -> None:
        """Begin anew, between two runs of one scenario."""
        with self._lock:
            self._file.truncate(0)
            self._taken.clear()
            self.replies_lost = 0
        self.letters.clear()
        self.heard.clear()

    def __exit__(self, *error: Any) -> None:
        super().__exit__(*error)
        self._file.close()


def _wait(told: threading.Event | None) -> None:
    """Bounded: a test that fails lets nobody go on."""
    if told is not None:
        told.wait(30)
