"""A wave whose commit is killed in the middle, by a real signal to a real process: all or
nothing."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]


@pytest.fixture
def place(tmp_path):
    """The address of a database that another process can open, and a count of all its rows."""
    if connection.vendor == "postgresql":
        found = {**settings.DATABASES["default"], **connection.settings_dict}
        who = f"{found['USER']}:{found['PASSWORD']}".rstrip(":")
        where = f"postgres://{who}@{found['HOST']}:{found['PORT']}/{found['NAME']}"
        return where, lambda: counts(lambda sql: connection.cursor().execute(sql).fetchone()[0])
    path = tmp_path / "killed.sqlite3"
    copy = sqlite3.connect(path)
    connection.ensure_connection()
    connection.connection.backup(copy)
    return f"sqlite:///{path}", lambda: counts(lambda sql: copy.execute(sql).fetchone()[0])


def counts(ask):
    tables = [model._meta.db_table for model in apps.get_app_config("casetracker").get_models()]
    return {table: ask(f'SELECT count(*) FROM "{table}"') for table in tables}


@pytest.mark.django_db(transaction=True)
def test_killed_in_mid_commit_nobody_is_free_and_again_everybody_is(
    request, make_case, coordinator, volunteer
):
    for name in ("Ада Прыклад", "Вера Узорная", "Зоя Прыкладная"):
        make_case(name)
    address, count = request.getfixturevalue("place")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": address,
    }

    def release(part):
        words = [sys.executable, "-m", "tests.faults.releasing", str(part)]
        return subprocess.run(
            words, cwd=ROOT, env=environment, check=False, timeout=PATIENCE
        ).returncode

    before = count()
    for part in (0.6, 0.9):
        assert release(part) == -signal.SIGKILL
        assert count() == before
    assert release(2) == 0
    after = count()
    grown = {table.removeprefix("casetracker_"): after[table] - before[table] for table in before}
    assert (grown["wave"], grown["release"], grown["need"]) == (1, 3, 9)
    assert (grown["task"], grown["taskoffer"], grown["importrow"]) == (9, 9, 1)
    assert grown["auditevent"] == grown["auditpending"]
