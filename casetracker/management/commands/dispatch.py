"""`dispatch`: sweep, pack and deliver without Celery, once or every minute."""

from __future__ import annotations

import logging
import signal
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Event
from time import monotonic
from typing import Any

from django.db import close_old_connections
from django.utils import timezone

from casetracker.management.command import Operation, Refused
from casetracker.services import audit, emails, holds, notices, sweep, unanswered

logger = logging.getLogger(__name__)
PERIOD = 60.0  # seconds from the start of one round to the start of the next


class Command(Operation):
    help = (
        "Find what has run out, pack it into letters and deliver them. --loop does so every "
        "minute, beside Celery: Redis may vanish and reminders still leave."
    )
    travels_in_time = True

    def arguments(self, parser: ArgumentParser) -> None:
        how = parser.add_mutually_exclusive_group(required=True)
        how.add_argument("--once", action="store_true", help="one round, then end")
        how.add_argument("--loop", action="store_true", help="a round a minute until SIGTERM")
        parser.add_argument(
            "--after",
            type=float,
            default=0.0,
            metavar="SECONDS",
            help="with --loop: leave the first round to Celery and wait this long",
        )

    def operate(
        self, *, now: datetime, loop: bool, after: float = 0.0, **options: Any
    ) -> Mapping[str, Any]:
        if not loop:
            return dispatch(now)
        if self.has_travelled:
            raise Refused("--now goes with --once: a loop reads the clock each time.")
        run_loop(stop=stopped_by_signals(), after=after)
        return {}

    def say(self, answer: Mapping[str, Any]) -> None:
        if answer:
            self.stdout.write(", ".join(f"{name} {value}" for name, value in answer.items()))

    def answer(self, answer: Mapping[str, Any], *, as_json: bool) -> None:
        if answer:
            super().answer(answer, as_json=as_json)


def dispatch(now: datetime) -> dict[str, int]:
    """One round at `now`; how many of what."""
    holds.release_overdue(now=now)
    unanswered.pass_on_offers(now=now)
    swept = sweep.sweep(now=now)
    packed = notices.pack(now=now)
    delivered = emails.deliver_due(now=now)
    audit.seal(now=now)
    return {
        "due": swept.due,
        "held": swept.held,
        "notices": swept.notices,
        "packed": packed,
        "sent": delivered.sent,
        "retry": delivered.retry,
        "failed": delivered.failed,
    }


#: Each stands alone: letters that are packed leave even where the sweep cannot run.
STEPS: tuple[Callable[..., Any], ...] = (
    holds.release_overdue,
    unanswered.pass_on_offers,
    sweep.sweep,
    notices.pack,
    emails.deliver_due,
    audit.seal,
)


def run_loop(*, stop: Event, after: float = 0.0, period: float = PERIOD) -> None:
    """A round every `period` seconds until `stop` is set; the first one after `after` seconds.

    Whatever fails (the database is gone, the disk is full) is logged, and tried again next time.
    """
    wait = after
    while not stop.wait(wait):
        started = monotonic()
        run_round(stop)
        wait = max(0.0, period - (monotonic() - started))


def run_round(stop: Event) -> None:
    """The steps of one round, each on a connection that is known to work."""
    for step in STEPS:
        if stop.is_set():
            return
        close_old_connections()
        try:
            step(now=timezone.now())
        except Exception:
            logger.exception("%s failed; the next round tries again", step.__qualname__)


def stopped_by_signals() -> Event:
    """An event that SIGTERM and SIGINT set; what is under way is finished first."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
