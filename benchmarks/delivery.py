"""From due to delivered, beside smtplib that hands over ready bytes on one kept connection."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings

from benchmarks.due import Due
from benchmarks.fill import NOW
from benchmarks.measure import Rounds, Times, in_turns
from benchmarks.registers import Register
from casetracker.domain.words import NoticeState
from casetracker.mail.composer import Envelope, compose, make_message_id
from casetracker.mail.messages import Line, TaskMail
from casetracker.mail.transport import open_transport
from casetracker.mail.words import Says
from casetracker.models import Notice
from casetracker.services.emails import deliver_due
from casetracker.services.notices import pack
from casetracker.services.sweep import sweep

NOTICES, FEW = 1000, 100
MANY, READERS_OF_MANY = 10_000, 500
SENDER = "noreply@bench.example"


def ready_letters(count: int, lines: int) -> list[tuple[str, bytes]]:
    """What the product sends, as bytes that only need to be handed over."""
    made = (_letter(n, lines) for n in range(count))
    return [(letter.recipient, letter.as_bytes(eight_bit=True)) for letter in made]


def _letter(n: int, lines: int):
    said = tuple(
        Line(Says.CASE_SILENT, "amber lantern", date(2026, 3, 1) + timedelta(days=(n + k) % 30))
        for k in range(lines)
    )
    envelope = Envelope(
        SENDER, f"reader{n}@bench.example", make_message_id(UUID(int=n), "localhost"), NOW
    )
    return compose(TaskMail("en", said, "http://localhost:8000/"), envelope)


class Peer:
    """smtplib on one kept connection."""

    def __init__(self, port: int) -> None:
        self.smtp = smtplib.SMTP("127.0.0.1", port, local_hostname="bench")
        self.smtp.ehlo()

    def send(self, letters: list[tuple[str, bytes]]) -> None:
        for recipient, octets in letters:
            self.smtp.sendmail(SENDER, [recipient], octets)


def composing(port: int, rounds: Rounds) -> Times:
    """The composer and the transport alone: no database."""
    letters, peer = ready_letters(NOTICES, 1), Peer(port)
    with open_transport(f"smtp://127.0.0.1:{port}") as transport:

        def send() -> None:
            for n in range(NOTICES):
                transport.send(_letter(n, 1))

        return in_turns({"product": send, "smtplib": lambda: peer.send(letters)}, rounds)


def delivered(port: int, register: Register, people: int, rounds: Rounds) -> Times:
    """1,000 clocks that have run out become letters in the hands of the mail server; beside it
    smtplib hands over as many ready letters, and one for each of the 1,000 things told."""
    due, peer = Due(register, NOTICES, people), Peer(port)
    letters, apart = ready_letters(people, NOTICES // people), ready_letters(NOTICES, 1)
    times = in_turns(
        {
            "product": _deliver(port, people),
            "smtplib": lambda: peer.send(letters),
            "one each": lambda: peer.send(apart),
        },
        rounds,
        prepare={"product": due},
    )
    due.put_back()
    return times


def many(port: int, register: Register, rounds: Rounds) -> tuple[Times, int]:
    """10,000 clocks of 500 people run out at once; the times, and how many notices were lost."""
    due, peer = Due(register, MANY, READERS_OF_MANY), Peer(port)
    letters = ready_letters(READERS_OF_MANY, MANY // READERS_OF_MANY)
    runs = {"product": _deliver(port, READERS_OF_MANY), "smtplib": lambda: peer.send(letters)}
    told = 0

    def count() -> None:
        nonlocal told
        told = Notice.objects.filter(created_at=NOW, state=NoticeState.TOLD).count()

    few = Rounds(0, min(3, rounds.counted // 2))
    times = in_turns(runs, few, prepare={"product": due}, after=count)
    due.put_back()
    return times, MANY - told


def growth(port: int, small: Register, large: Register, rounds: Rounds) -> Times:
    """The same 1,000, in the small register and in the large one."""
    due = {"small": Due(small, NOTICES, FEW), "large": Due(large, NOTICES, FEW)}
    times = in_turns(dict.fromkeys(due, _deliver(port, FEW)), rounds, prepare=due)
    for one in due.values():
        one.put_back()
    return times


def _deliver(port: int, people: int) -> Callable[[], None]:
    settings.EMAIL_URL = f"smtp://127.0.0.1:{port}"

    def run() -> None:
        sweep(now=NOW)
        pack(now=NOW)
        assert deliver_due(now=NOW).sent == people

    return run
