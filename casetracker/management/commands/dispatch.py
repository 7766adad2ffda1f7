"""`dispatch`: sweep, pack and deliver without Celery, once or every minute."""

from __future__ import annotations

import logging
import signal
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Event
from time import monotonic
from typing import Any

from django.db import close_old_connections
from django.utils import timezone

from casetracker.management.command import Operation, Refused
from casetracker.services import (
    audit,
    audit_checks,
    decisions,
    duplicate_scans,
    emails,
    export_work,
    holds,
    import_work,
    notices,
    phases,
    simulations,
    sweep,
    unanswered,
)

logger = logging.getLogger(__name__)
STEPS_A_ROUND = 5  # of trying rules out: 15,000 clocks; of an export: 10,000 files
PERIOD = 60.0  # seconds from the start of one round to the start of the next
SHORTEST, LONGEST = 1.0, 300.0


class Command(Operation):
    help = (
        "Find what has run out, pack it into letters and deliver them. --loop does so again and "
        "again, beside Celery: Redis may vanish and reminders still leave."
    )
    travels_in_time = True

    def arguments(self, parser: ArgumentParser) -> None:
        how = parser.add_mutually_exclusive_group(required=True)
        how.add_argument("--once", action="store_true", help="one round, then end")
        how.add_argument("--loop", action="store_true", help="round after round until SIGTERM")
        parser.add_argument(
            "--every",
            type=period,
            default=PERIOD,
            metavar="SECONDS",
            help="with --loop: from the start of one round to that of the next, 1 to 300 "
            "(by default 60); a reminder is late by two of them at most",
        )
        parser.add_argument(
            "--after",
            type=float,
            default=0.0,
            metavar="SECONDS",
            help="with --loop: leave the first round to Celery and wait this long",
        )

    def operate(
        self,
        *,
        now: datetime,
        loop: bool,
        after: float = 0.0,
        every: float = PERIOD,
        **options: Any,
    ) -> Mapping[str, Any]:
        if not loop:
            return dispatch(now)
        if self.has_travelled:
            raise Refused("--now goes with --once: a loop reads the clock each time.")
        run_loop(stop=stopped_by_signals(), after=after, period=every)
        return {}

    def say(self, answer: Mapping[str, Any]) -> None:
        if answer:
            self.stdout.write(", ".join(f"{name} {value}" for name, value in answer.items()))

    def answer(self, answer: Mapping[str, Any], *, as_json: bool) -> None:
        if answer:
            super().answer(answer, as_json=as_json)


def period(text: str) -> float:
    """The seconds of `--every`."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not SHORTEST <= seconds <= LONGEST:
        raise ArgumentTypeError(f"{text!r}: allowed are {SHORTEST:.0f} to {LONGEST:.0f} seconds")
    return seconds


def dispatch(now: datetime) -> dict[str, int]:
    """One round at `now`; how many of what."""
    holds.release_overdue(now=now)
    unanswered.pass_on_offers(now=now)
    phases.open_phases(now=now)
    decisions.expire_overdue(now=now)
    swept = sweep.sweep(now=now)
    packed = notices.pack(now=now)
    delivered = emails.deliver_due(now=now)
    import_work.work_on_lists(now=now)
    duplicate_scans.scan_on(now=now)
    audit.seal(now=now)
    audit_checks.check_on(now=now)
    build_exports(now=now)
    try_out(now=now)
    return {
        "due": swept.due,
        "held": swept.held,
        "notices": swept.notices,
        "packed": packed,
        "sent": delivered.sent,
        "retry": delivered.retry,
        "failed": delivered.failed,
    }


def try_out(*, now: datetime) -> int:
    """Go on with the trials of rules, no further than reminders can wait."""
    return simulations.run_simulations(now=now, most_steps=STEPS_A_ROUND)


def build_exports(*, now: datetime) -> int:
    """Go on with the exports that were agreed to, no further than reminders can wait."""
    return export_work.work_on_exports(now=now, most_parts=STEPS_A_ROUND)


#: Each stands alone: letters that are packed leave even where the sweep cannot run.
STEPS: tuple[Callable[..., Any], ...] = (
    holds.release_overdue,
    unanswered.pass_on_offers,
    phases.open_phases,
    decisions.expire_overdue,
    sweep.sweep,
    notices.pack,
    emails.deliver_due,
    import_work.work_on_lists,
    duplicate_scans.scan_on,
    audit.seal,
    audit_checks.check_on,
    build_exports,
    try_out,
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
