"""A list whose taking-in is killed again and again, by a real signal to a real process."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

from tests.lists import expected_of, path_of
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]
ONE_EACH = ("case", "prisoner", "detention", "stagespan", "activity")


def count(database: Path, table: str, where: str = "1") -> int:
    with sqlite3.connect(database) as connection:
        sql = f"SELECT count(*) FROM casetracker_{table} WHERE {where}"
        return connection.execute(sql).fetchone()[0]


def test_killed_before_any_statement_no_half_batch_stays_and_nobody_comes_twice(empty_file):
    database = empty_file
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"sqlite:///{database}",
    }

    def take(kill_at: int) -> int:
        words = [sys.executable, "-m", "tests.faults.importing", str(path_of("A")), str(kill_at)]
        return subprocess.run(
            words, cwd=ROOT, env=environment, check=False, timeout=PATIENCE
        ).returncode

    for kill_at in (5, 43, 75):
        assert take(kill_at) == -signal.SIGKILL
        created = count(database, "importrow", "outcome = 'create'")
        assert {count(database, table) for table in ONE_EACH} == {created}
        assert count(database, "importrow") % 40 == 0
    assert take(0) == 0
    assert count(database, "importrow") == 200
    wanted = sum(row.action == "create" for row in expected_of("A"))
    assert count(database, "case") == wanted
    assert count(database, "importbatch", "finished_at IS NOT NULL") == 1
