"""Real processes against a real database, and a mail server that keeps a journal."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import connection

ROOT = Path(__file__).parents[2]


class Journal:
    """Takes every letter, after `pause` seconds, and writes down which and for whom."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []
        self.pause = 0.0
        self.url = ""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        await asyncio.sleep(self.pause)
        letter = message_from_bytes(envelope.content)
        self.taken.append((letter["Message-ID"], envelope.rcpt_tos[0]))
        return "250 2.0.0 taken"

    def copies(self) -> Counter[str]:
        return Counter(message_id for message_id, _ in self.taken)


class Processes:
    """Starts steps and workers on the test's own database; ends what is left of them."""

    def __init__(self, folder: Path, email_url: str) -> None:
        self.folder = folder
        self.started: list[subprocess.Popen[str]] = []
        named = connection.settings_dict
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": (
                f"postgres://{named['USER']}:{named['PASSWORD']}@{named['HOST'] or 'localhost'}"
                f":{named['PORT'] or 5432}/{named['NAME']}"
            ),
            "EMAIL_URL": email_url,
            "CASETRACKER_INSTANCE": "test",
            "CASETRACKER_VAR": str(folder),
        }

    def start(self, *command: str, **environment: str) -> subprocess.Popen[str]:
        with (self.folder / "stderr.log").open("ab") as errors:
            process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env=self.environment | environment,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def together(self, steps: list[str], now: datetime) -> None:
        """Run the steps at the same moment and wait for all of them."""
        go = self.folder / f"go-{len(self.started)}"
        running = [
            self.start("tests.faults.steps", step, now.isoformat(), str(go)) for step in steps
        ]
        for process in running:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        go.touch()
        for process in running:
            assert process.wait(timeout=60) == 0

    @staticmethod
    def kill(process: subprocess.Popen[str]) -> None:
        """`kill -9` of the process and its children."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)

    def end(self) -> None:
        for process in self.started:
            if process.poll() is None:
                self.kill(process)
            if process.stdout is not None:
                process.stdout.close()


@pytest.fixture
def journal() -> Iterator[Journal]:
    kept = Journal()
    with _serving(kept) as controller:
        kept.url = f"smtp://127.0.0.1:{controller.port}"
        yield kept


@pytest.fixture
def processes(transactional_db: None, journal: Any, tmp_path: Path) -> Iterator[Processes]:
    started = Processes(tmp_path, journal.url)
    yield started
    started.end()


@contextmanager
def _serving(handler: Journal) -> Iterator[Controller]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield controller
    finally:
        controller.stop()
