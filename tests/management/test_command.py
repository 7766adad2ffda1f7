"""What every command of an operator has in common."""

import os
import subprocess
import sys
from argparse import ArgumentTypeError
from datetime import UTC, datetime
from pathlib import Path

import pytest

from casetracker.domain import errors
from casetracker.management.command import instant, sentence

ROOT = Path(__file__).parents[2]


def manage(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_bad_usage_ends_with_2_and_a_refusal_with_1_and_one_sentence(tmp_path):
    database = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    usage = manage("name_instance", DATABASE_URL=database)
    assert usage.returncode == 2
    refused = manage("name_instance", "Not A Name", DATABASE_URL=database)
    assert refused.returncode == 1
    assert refused.stderr.splitlines() == [
        "Refused: An instance's name has 1 to 60 small letters, digits and hyphens. "
        "[name: Not A Name; allowed: [a-z0-9-], 1 to 60]"
    ]
    assert refused.stdout == ""


def test_a_database_without_tables_is_one_sentence_too(tmp_path):
    result = manage("verify_audit", DATABASE_URL=f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    assert result.returncode == 1
    assert result.stderr.startswith("Refused: The database did not do it: no such table")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-03-01T09:00:00+00:00", datetime(2026, 3, 1, 9, tzinfo=UTC)),
        ("2026-03-01T09:00:00Z", datetime(2026, 3, 1, 9, tzinfo=UTC)),
        ("2026-03-01T11:00:00+02:00", datetime(2026, 3, 1, 9, tzinfo=UTC)),
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
    ],
)
def test_a_time_is_iso_8601_and_utc_where_it_names_no_offset(text, read):
    assert instant(text) == read


@pytest.mark.parametrize("text", ["tomorrow", "2026-02-30", "24:00", ""])
def test_what_is_no_time_is_bad_usage(text):
    with pytest.raises(ArgumentTypeError):
        instant(text)


def test_a_refusal_names_the_field_the_value_and_what_is_allowed_on_one_line():
    refusal = errors.Refused("No such\nstage.", field="stage", value="out", allowed=["a", "b"])
    assert sentence(refusal) == "No such stage. [stage: out; allowed: a, b]"
