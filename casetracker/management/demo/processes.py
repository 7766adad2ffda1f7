"""The processes of a small installation, started and ended together from this terminal."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic

from django.conf import settings

PYTHON = sys.executable
COMMANDS = {
    "worker": [PYTHON, "-m", "celery", "--app=config", "worker", "--beat", "--loglevel=INFO"],
    # The first rounds are left to Celery: the loop is there for the day on which Celery is not.
    "loop": [PYTHON, "manage.py", "dispatch", "--loop", "--after=120"],
    "web": [
        *(PYTHON, "-m", "gunicorn", "config.wsgi:application"),
        *("--workers=2", "--threads=2", "--no-control-socket"),
    ],
}
#: Seconds in which a process that was asked to end must have ended.
GRACE = 20.0


class Ended(Exception):
    """One of the processes ended by itself; the text says which, and how."""


class Processes:
    """What runs. Nothing outlives the `with` block of `running()`."""

    def __init__(self) -> None:
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, *words: str) -> None:
        """Start one of `COMMANDS`; what it says goes to its log file."""
        log = log_of(name)
        log.parent.mkdir(mode=0o700, exist_ok=True)
        with log.open("ab") as file:
            self.running[name] = subprocess.Popen(  # noqa: S603  our own words, no shell
                [*COMMANDS[name], *words],
                cwd=settings.BASE_DIR,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                # Ctrl-C in the terminal is for this process, which ends the others in order.
                start_new_session=True,
            )

    def check(self) -> None:
        """Raises `Ended` if one of them does not run any more."""
        for name, process in self.running.items():
            code = process.poll()
            if code is not None:
                raise Ended(f"The {name} ended with {code}; what it said: {log_of(name)}")

    def stop(self) -> None:
        """Ask all to end, wait, and end by force what has not ended by then."""
        for process in self.running.values():
            # Only the first process of each: a worker ends its own children when they are done.
            process.terminate()
        end = monotonic() + GRACE
        for process in self.running.values():
            try:
                process.wait(max(0.1, end - monotonic()))
            except subprocess.TimeoutExpired:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@contextmanager
def running(names: Iterable[str]) -> Iterator[Processes]:
    """Start the named processes and end them, whatever happens; SIGTERM ends them as Ctrl-C."""
    processes = Processes()
    before = {
        number: signal.signal(number, signal.default_int_handler)
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        for name in names:
            processes.start(name)
        yield processes
    finally:
        processes.stop()
        for number, handler in before.items():
            signal.signal(number, handler)


def log_of(name: str) -> Path:
    """Where what the process says is kept."""
    return Path(settings.VAR_DIR) / "log" / f"{name}.log"


def is_free(port: int) -> bool:
    """Whether this machine can listen on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
