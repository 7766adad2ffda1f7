"""An export whose builder is killed before each of its statements, by a real signal to a real
process: nothing half built can be fetched, nothing is there or told twice, the next one finishes.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

from tests.faults.exporting import FILES
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]
PARTS = FILES // 2 + 1
EVENTS = "auditevent WHERE verb = 'export_in_clear'"


def count(database: Path, table: str) -> int:
    with sqlite3.connect(database) as connection:
        return connection.execute(f"SELECT count(*) FROM casetracker_{table}").fetchone()[0]


def export_in(database: Path) -> tuple[str, int]:
    with sqlite3.connect(database) as connection:
        sql = "SELECT state, done_count FROM casetracker_export"
        return connection.execute(sql).fetchone()


def run(database: Path, kill_at: int) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"sqlite:///{database}",
    }
    words = [sys.executable, "-m", "tests.faults.exporting", str(kill_at)]
    return subprocess.run(
        words,
        cwd=ROOT,
        env=environment,
        check=False,
        timeout=PATIENCE,
        capture_output=True,
        text=True,
    )


def is_whole(database: Path) -> None:
    """Every part that is there holds whole files, each once, and is accounted for; only what is
    ready can be fetched, and only of that somebody is told."""
    state, done = export_in(database)
    parts = -(-done // 2)
    assert count(database, "exportpart WHERE \"table\" = 'cases'") == parts
    assert count(database, "exportpart WHERE \"table\" = 'contacts'") == parts
    assert count(database, EVENTS) == done
    is_ready = state == "ready"
    assert is_ready == (done == FILES)
    assert count(database, "auditevent WHERE verb = 'finish_export'") == is_ready
    assert count(database, "notice WHERE kind = 'export_ready'") == is_ready


def test_killed_anywhere_nothing_half_built_is_served_and_the_next_one_finishes(
    empty_file, tmp_path, chance
):
    fresh, calm = empty_file, tmp_path / "calm.sqlite3"
    assert run(fresh, 0).returncode == 0
    assert export_in(fresh) == ("building", 0)
    shutil.copy(fresh, calm)
    statements = int(run(calm, 0).stdout)
    assert export_in(calm) == ("ready", FILES)
    is_whole(calm)
    # A chain of deaths, each somewhere in a part, then one that lives.
    database = tmp_path / "killed.sqlite3"
    shutil.copy(fresh, database)
    step = statements // PARTS
    for kill_at in (chance.randint(2, step), step + 1, step + chance.randint(2, step)):
        assert run(database, kill_at).returncode == -signal.SIGKILL
        is_whole(database)
        assert export_in(database)[0] == "building"
    assert run(database, 0).returncode == 0
    assert export_in(database) == ("ready", FILES)
    is_whole(database)
    # Nobody builds, or tells of, what is there already.
    assert run(database, 0).returncode == 0
    is_whole(database)
    # At the very last statement; in another file, for a killed SQLite leaves its journal beside it.
    database = tmp_path / "last.sqlite3"
    shutil.copy(fresh, database)
    assert run(database, statements).returncode == -signal.SIGKILL
    is_whole(database)
    assert run(database, 0).returncode == 0
    is_whole(database)
