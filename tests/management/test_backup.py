"""`backup` and `restore`, as real processes on databases of their own."""

import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from casetracker.models import Case

pytestmark = [
    pytest.mark.xdist_group("backups"),
    pytest.mark.skipif(
        os.environ["DATABASE_URL"].startswith("postgres"),
        reason="runs in the pass on SQLite, with PostgreSQL where it is found",
    ),
]
ROOT = Path(__file__).parents[2]
TEXT = "Ліст ад маці"


class Installation:
    """`manage.py` in an environment of its own."""

    def __init__(self, folder: Path, database_url: str = "") -> None:
        folder.mkdir()
        self.folder = folder
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "CASETRACKER_VAR": str(folder),
            "EMAIL_URL": f"filemail:///{str(folder / 'mail').lstrip('/')}",
            "DATABASE_URL": database_url or f"sqlite:///{folder / 'casetracker.sqlite3'}",
        }

    def run(self, *words: str, code: int = 0) -> str:
        """What the command said: its answer, or with `code` its sentence on stderr."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stderr
        return done.stderr if code else done.stdout

    def fill(self) -> None:
        """One user with a case, a sealed note and an audit record, named and swept."""
        self.run("migrate", "--verbosity=0", "--skip-checks")
        self.run("shell", "-v0", "-c", FILLING)


FILLING = f"""
from django.utils import timezone
from casetracker.models import Membership, Team, User
from casetracker.services import audit, instance, sweep
from casetracker.services.activities import record_activity
from casetracker.services.cases import open_case
from casetracker.services.prisoners import record_prisoner
now = timezone.now()
instance.name_instance(name="original", now=now)
team = Team.objects.create(name="Vilnius", country="LT", created_at=now)
user = User.objects.create(email="ada@example.org", name="Ada", created_at=now)
Membership.objects.create(user=user, team=team, role="caseworker", created_at=now)
someone = record_prisoner(actor=user, name="Ада Прыклад", now=now)
case = open_case(actor=user, prisoner_id=someone.pk, stage="inside", now=now)
record_activity(actor=user, case_id=case.pk, kind="note", occurred_at=now, text="{TEXT}", now=now)
audit.seal(now=now)
sweep.sweep(now=now)
"""


@pytest.fixture(scope="module")
def original(tmp_path_factory) -> Installation:
    """On SQLite, filled; nobody changes it."""
    original = Installation(tmp_path_factory.mktemp("backups") / "original")
    original.fill()
    return original


@pytest.fixture(scope="module")
def folder(original) -> Path:
    """Its backup."""
    original.run("backup", str(original.folder.parent / "backup"))
    return original.folder.parent / "backup"


@pytest.fixture
def postgres_pair(tmp_path, postgres_url) -> Iterator[tuple[Installation, Installation]]:
    if shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is not installed")
    names = [f"casetracker_backup_{secrets.token_hex(4)}" for _ in range(2)]
    urls = [urlunsplit(urlsplit(postgres_url)._replace(path=f"/{name}")) for name in names]
    with psycopg.connect(postgres_url, autocommit=True) as server:
        for name in names:
            server.execute(f"CREATE DATABASE {name}")
    yield tuple(Installation(tmp_path / name, url) for name, url in zip(names, urls, strict=True))
    with psycopg.connect(postgres_url, autocommit=True) as server:
        for name in names:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def check_restored(copy: Installation, folder: Path) -> None:
    """The copy is whole and readable, and silent until it is named."""
    made = json.loads((folder / "manifest.json").read_text())
    back = json.loads(copy.run("restore", str(folder), "--json").splitlines()[-1])
    assert back["rows"] == made["rows"] > 10
    assert back["instance"] == made["instance"] == "original"
    assert back["sealed"] == made["audit"]["position"] > 0
    assert (back["opened"], back["migrate"]) == (1, False)
    said = copy.run("send_test_mail", "ada@example.org", code=1)
    assert "copy of the database of the instance 'original'" in said
    assert "It may send mail." in copy.run("name_instance", "copy")


def test_a_restored_copy_is_whole_readable_and_silent_until_it_is_named(folder, tmp_path):
    check_restored(Installation(tmp_path / "copy"), folder)


@pytest.mark.services
def test_the_same_on_postgresql(postgres_pair, tmp_path):
    original, copy = postgres_pair
    original.fill()
    original.run("backup", str(tmp_path / "backup"))
    check_restored(copy, tmp_path / "backup")


@pytest.mark.services
def test_yesterdays_dump_loaded_by_hand_into_the_live_database_is_silent(postgres_pair, tmp_path):
    """By `pg_restore`, past our own `restore`: the same server, the same database, its tables as
    they were before letters left that it does not know of."""
    live, _ = postgres_pair
    live.fill()
    url, dump = live.environment["DATABASE_URL"], str(tmp_path / "dump")
    subprocess.run(["pg_dump", "-Fc", "-f", dump, "-d", url], check=True)
    assert "sent" in live.run("send_test_mail", "ada@example.org")
    subprocess.run(["pg_restore", "--clean", "--if-exists", "-d", url, dump], check=True)
    said = live.run("send_test_mail", "ada@example.org", code=1)
    assert "copy of the database of the instance 'original'" in said
    live.run("name_instance", "original")
    assert "sent" in live.run("send_test_mail", "ada@example.org")


def test_the_files_are_their_owners_alone_and_hold_no_key_and_no_sealed_text(original, folder):
    assert {path.name for path in folder.iterdir()} == {"database.sqlite3", "manifest.json"}
    assert [path.stat().st_mode & 0o077 for path in (folder, *folder.iterdir())] == [0, 0, 0]
    everything = b"".join(path.read_bytes() for path in folder.iterdir())
    assert os.environ["CASETRACKER_KEYS"].partition(":")[2].encode() not in everything
    assert TEXT.encode() not in everything
    assert json.loads((folder / "manifest.json").read_text())["keys"] == ["test"]
    with sqlite3.connect(folder / "database.sqlite3") as copy:
        assert copy.execute("PRAGMA journal_mode").fetchone()[0] == "delete"


def test_even_beside_the_nonce_of_the_original_a_restored_database_is_silent(
    original, folder, tmp_path
):
    copy = Installation(tmp_path / "copy")
    shutil.copy(original.folder / "instance-nonce", copy.folder)
    said = copy.run("restore", str(folder))
    assert "Nothing is sent until you run manage.py name_instance NAME." in said
    assert "is a copy" in copy.run("send_test_mail", "ada@example.org", code=1)


def test_a_database_with_tables_is_never_overwritten(refusal, folder, case):
    assert "a backup is restored into an empty one" in refusal("restore", str(folder))
    assert Case.objects.get() == case


def test_a_backup_that_needs_another_key_is_refused(folder, tmp_path):
    copy = Installation(tmp_path / "copy")
    copy.environment["CASETRACKER_KEYS"] = "new:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    assert "[keys: test; allowed: test]" in copy.run("restore", str(folder), code=1)


def test_a_backup_that_was_changed_is_refused(folder, tmp_path):
    changed = shutil.copytree(folder, tmp_path / "changed")
    with (changed / "database.sqlite3").open("r+b") as file:
        file.seek(5000)
        file.write(b"x")
    copy = Installation(tmp_path / "copy")
    assert "The backup is not whole." in copy.run("restore", str(changed), code=1)


def test_a_folder_without_a_backup_is_refused(refusal, tmp_path, db):
    assert "no backup that can be read" in refusal("restore", str(tmp_path))


def test_a_folder_that_holds_something_is_not_written_into(refusal, tmp_path, db):
    (tmp_path / "file").touch()
    assert "into an empty folder" in refusal("backup", str(tmp_path))
