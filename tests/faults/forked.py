"""Steps of the pipeline in processes of their own: forked, so that many may begin at once."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import time
import traceback
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, connections

from casetracker.mail.receipts import Receipts
from casetracker.management.commands.dispatch import dispatch
from casetracker.services.emails import deliver_due
from casetracker.services.notices import pack
from casetracker.services.sweep import sweep
from tests.faults.switches import set_pace
from tests.patience import PATIENCE

STEPS: dict[str, Callable[..., Any]] = {
    "sweep": sweep,
    "pack": pack,
    "deliver": deliver_due,
    "dispatch": dispatch,
}
_PR_SET_PDEATHSIG = 1
PRODUCT = (Path(__file__).parents[2] / "config" / "settings.py").read_text()


class Interruption:
    """A signal to its own process before or after the n-th step that leaves something behind: a
    statement, a commit, a receipt written to the disk, the end of their file."""

    def __init__(self, number: int, signal_number: signal.Signals, *, is_after: bool) -> None:
        self.left = number
        self.signal = signal_number
        self.is_after = is_after

    def lie_in_wait(self) -> None:
        for of, name in (
            (psycopg.Cursor, "execute"),
            (psycopg.Connection, "commit"),
            (Receipts, "write"),
            (Receipts, "close"),
        ):
            setattr(of, name, self._around(getattr(of, name)))

    def _around(self, send: Any) -> Any:
        def sent(*args: Any, **kwargs: Any) -> Any:
            self.left -= 1
            is_last = self.left == 0
            if is_last and not self.is_after:
                os.kill(os.getpid(), self.signal)
            result = send(*args, **kwargs)
            if is_last and self.is_after:
                os.kill(os.getpid(), self.signal)
            return result

        return sent


class Forked:
    """`work` in a child of this process, which ends without any clean-up of the parent's."""

    def __init__(self, work: Callable[[], Any]) -> None:
        connections.close_all()
        place = connections["default"]
        self.pid = os.fork()
        if self.pid == 0:
            status = 1
            try:
                # Where a browser test left an event loop running, Django keeps connections by
                # its context, which a child does not have: it would fall back to the settings.
                connections["default"] = place
                ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
                work()
                status = 0
            finally:
                if status:
                    traceback.print_exc()
                os._exit(status)
        self._status: int | None = None

    def send(self, number: signal.Signals) -> None:
        if self.status is None:
            os.kill(self.pid, number)

    @property
    def is_stopped(self) -> bool:
        stat = Path(f"/proc/{self.pid}/stat").read_text()
        return stat.rsplit(")", 1)[1].split()[0] == "T"

    @property
    def status(self) -> int | None:
        """None while it runs, 0 after it has ended well, below 0 where a signal ended it."""
        if self._status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self._status = os.waitstatus_to_exitcode(status) if pid else None
        return self._status

    def wait(self) -> int:
        deadline = time.monotonic() + PATIENCE
        while (status := self.status) is None:
            if time.monotonic() > deadline:
                self.end()
                raise AssertionError("a step did not end")
            time.sleep(0.005)
        return status

    def end(self) -> None:
        self.send(signal.SIGCONT)
        self.send(signal.SIGKILL)
        self.wait()


def step(
    name: str, now: datetime, *, pace: float = 1.0, at: float = 0.0, stop_at: int = 0
) -> Forked:
    """One step at the time `now`; it begins at `at` on this machine's monotonic clock, and stops
    (SIGSTOP) after the statement `stop_at`."""

    def work() -> None:
        set_pace(pace)
        lose_patience(pace)
        if stop_at:
            Interruption(stop_at, signal.SIGSTOP, is_after=True).lie_in_wait()
        time.sleep(max(0.0, at - time.monotonic()))
        STEPS[name](now=now)

    return Forked(work)


def lose_patience(pace: float) -> None:
    """What the product's settings ask of PostgreSQL for stalled transactions, at this pace."""
    found = re.search(r"session_timeout=(\d+)s", PRODUCT)
    assert found, "the product asks for nothing"
    stall = f" -c idle_in_transaction_session_timeout={1000 * int(found[1]) / pace:.0f}ms"
    connection.settings_dict["OPTIONS"]["options"] += stall


def together(names: Sequence[str], now: datetime) -> None:
    """Steps that begin at the same moment; each must end well."""
    at = time.monotonic() + 0.05 * len(names)
    running = [step(name, now, at=at) for name in names]
    try:
        assert [one.wait() for one in running] == [0] * len(names)
    finally:
        for one in running:
            one.end()
