"""How long a job waits in the embedded broker before a running worker takes it."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from django.conf import settings

from benchmarks.measure import Figure
from config.celery import app

LIMIT = 100  # milliseconds
TIMES = 30
PATIENCE = 60  # seconds


@app.task(name="benchmarks.wakeup.answer")
def answer(path: str) -> None:
    """Say when the job was taken: the time as the name of a file that is there at once."""
    Path(path).symlink_to(str(time.monotonic_ns()))


def wake_up(times: int = TIMES) -> list[Figure]:
    """Milliseconds from publishing a job that does nothing to its first line."""
    with _worker():
        _waited()  # the first one starts the pool
        waits = []
        for _ in range(times):
            time.sleep(random.uniform(0.05, 0.25))  # at any moment of the worker's round
            waits.append(_waited())
    return [Figure("job: embedded broker wakes a worker", median(waits), "ms", LIMIT)]


@contextmanager
def _worker() -> Any:
    words = ("-m", "celery", "--quiet", "-A", "benchmarks.wakeup", "worker", "-l", "ERROR")
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    process = subprocess.Popen([sys.executable, *words], env=environment, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _waited() -> float:
    path = settings.VAR_DIR / f"answer-{time.monotonic_ns()}"
    published = time.monotonic_ns()
    answer.delay(str(path))
    until = time.monotonic() + PATIENCE
    while not path.is_symlink():
        assert time.monotonic() < until, "no worker answers"
        time.sleep(0.005)
    taken = int(str(path.readlink()))
    path.unlink()
    return (taken - published) / 1e6
