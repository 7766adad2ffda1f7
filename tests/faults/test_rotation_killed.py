"""A rotation of keys that is killed again and again, by a real signal to a real process."""

from __future__ import annotations

import base64
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]
OLD, NEW = (
    f"{name}:{base64.urlsafe_b64encode(bytes([number]) * 32).decode()}"
    for number, name in enumerate(("old", "new"))
)


def test_killed_in_any_batch_every_text_opens_and_the_next_run_goes_on(empty_file):
    database = empty_file

    def run(kill_at: int, ring: str) -> int:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": f"sqlite:///{database}",
            "CASETRACKER_KEYS": ring,
        }
        words = [sys.executable, "-m", "tests.faults.rotating", str(kill_at)]
        return subprocess.run(
            words, cwd=ROOT, env=environment, check=False, timeout=PATIENCE
        ).returncode

    def left() -> int:
        with sqlite3.connect(database) as connection:
            sql = "SELECT count(*) FROM casetracker_activity WHERE substr(text, 3, 3) = x'6f6c64'"
            return connection.execute(sql).fetchone()[0]

    assert run(0, OLD) == 0
    assert left() == 40
    seen = []
    for kill_at in (3, 6, 9):
        assert run(kill_at, f"{NEW},{OLD}") == -signal.SIGKILL
        seen.append(left())
        assert left() % 7 == 40 % 7
    assert seen == sorted(seen, reverse=True)
    assert seen[-1] < 40
    assert run(0, f"{NEW},{OLD}") == 0
    assert left() == 0
    assert run(0, NEW) == 0
