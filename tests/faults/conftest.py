"""Real processes against servers of the tests' own, and a mail server that keeps a journal.

The long part (`make faults`) sets FAULTS=long: more of everything, and the tests marked `long`.
FAULTS_SEED repeats a run; FAULTS_MUTANT makes one mistake on purpose, and the suite must see it.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

from casetracker.domain.words import ClockKind
from casetracker.models import Case, Clock, LadderStep, Membership, Team, User
from casetracker.services.cases import open_case
from casetracker.services.clocks import restart_silence
from casetracker.services.instance import name_instance
from casetracker.services.prisoners import record_prisoner
from tests.faults import mutants
from tests.faults.installation import TALLY, Installation, connected_to
from tests.faults.invariants import RECORDER
from tests.faults.journal import Journal
from tests.faults.servers import Cluster, RedisServer
from tests.faults.switches import MUTANT, apply_switches

IS_LONG = os.environ.get("FAULTS") == "long"
SEED = int(os.environ.get("FAULTS_SEED") or (random.randrange(10**6) if IS_LONG else 1))
#: A run inside a run (`test_mutants.py`) uses the servers of the outer one.
SHARED = "FAULTS_SERVERS"
PEOPLE = 40
TEMPLATE = "casetracker_template"


def pytest_report_header() -> str:
    return f"faults: {'long' if IS_LONG else 'smoke'}, FAULTS_SEED={SEED}"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here not in item.path.parents:
            continue
        item.add_marker(pytest.mark.xdist_group("faults"))
        if item.get_closest_marker("long") and not IS_LONG:
            item.add_marker(pytest.mark.skip(reason="the long part: `make faults`"))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if not TALLY.deliveries:
        return
    write = terminalreporter.write_line
    write("")
    write(f"faults, FAULTS_SEED={SEED}")
    write(f"  kills {TALLY.kills}, restarts {TALLY.restarts}, deliveries {TALLY.deliveries}")
    write(f"  lost {TALLY.lost}, recorded twice {TALLY.recorded_twice}")
    write(f"  repeats {TALLY.repeats}, allowed at most {TALLY.repeats_allowed}")
    for name, seen in mutants.SEEN.items():
        write(f"  mutant {name}: {seen}")


@pytest.fixture(scope="session")
def seed() -> int:
    return SEED


@pytest.fixture
def chance(seed: int, request: pytest.FixtureRequest) -> random.Random:
    """Chance that the printed seed repeats, of its own for each test."""
    return random.Random(f"{seed} {request.node.nodeid}")


@pytest.fixture(scope="session")
def is_long() -> bool:
    return IS_LONG


@pytest.fixture(scope="session")
def servers_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="casetracker-faults-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def cluster(servers_folder: Path, django_db_blocker: Any) -> Iterator[Cluster]:
    """PostgreSQL with one database ready to be copied: all tables, and a crowd of people."""
    folder = servers_folder / "postgres"
    folder.mkdir()
    servers_folder.chmod(0o711)
    own = Cluster(folder)
    if shared := os.environ.get(SHARED):
        own.port = json.loads(shared)["postgres"]
        yield own
        return
    own.make()
    own.start()
    try:
        own.run(f"CREATE DATABASE {TEMPLATE}")
        with django_db_blocker.unblock(), connected_to(own.url(TEMPLATE)):
            call_command("migrate", verbosity=0)
            settle_the_crowd()
        yield own
    finally:
        own.stop()


@pytest.fixture(scope="session")
def redis_server(servers_folder: Path) -> Iterator[RedisServer]:
    folder = servers_folder / "redis"
    folder.mkdir()
    own = RedisServer(folder)
    own.start()
    yield own
    own.stop()


@pytest.fixture
def running_redis(redis_server: RedisServer) -> RedisServer:
    """Redis, empty, whatever the last test did to it."""
    if not redis_server.answers():
        redis_server.start()
    redis_server.flush()
    return redis_server


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "journal") as kept:
        yield kept


@pytest.fixture
def place(
    cluster: Cluster,
    running_redis: RedisServer,
    journal: Journal,
    tmp_path: Path,
    django_db_blocker: Any,
    settings: Any,
) -> Iterator[Installation]:
    """A fresh installation with the crowd, named, sending to the journal; nothing is due."""
    name = f"faults_{os.getpid()}_{tmp_path.name.replace('-', '_')}"[:63].lower()
    cluster.run(f'CREATE DATABASE "{name}" TEMPLATE {TEMPLATE}')
    settings.EMAIL_URL, settings.INSTANCE = journal.url, "test"
    own = Installation(cluster, running_redis, journal, name, tmp_path)
    with django_db_blocker.unblock(), connected_to(cluster.url(name)):
        try:
            mutants.prepare_database(os.environ.get(MUTANT))
            name_instance(name="test", now=timezone.now())
            yield own
        finally:
            own.end()
            connections.close_all()
    if cluster.process is None and not os.environ.get(SHARED):
        cluster.start()
    cluster.run(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def empty_file(db: None, tmp_path: Path) -> Path:
    """A SQLite file with all tables, for processes of its own; in the pass on SQLite only."""
    if connection.vendor != "sqlite":
        pytest.skip("runs in the pass on SQLite")
    path = tmp_path / "empty.sqlite3"
    source = sqlite3.connect(connection.settings_dict["NAME"])
    with closing(source), closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
    return path


@pytest.fixture(scope="session", autouse=True)
def mutant_here_too() -> None:
    """Steps that a test takes in its own process, or forks, make the mistake as well."""
    apply_switches()


def settle_the_crowd() -> None:
    """People with two files inside and one in reception each, silent, and none of it due yet."""
    long_ago = timezone.now() - timedelta(days=70)
    far = timezone.now() + timedelta(days=700)
    # Whatever day the tests run on: the ladder of a silence steps by days, not working days.
    LadderStep.objects.update(unit="days")
    LadderStep.objects.filter(rule__is_urgent=True).update(unit="hours")
    team = Team.objects.create(name="Vilnius", country="LT", created_at=long_ago)
    lead = _person("lead@example.org", "coordinator", team, long_ago)
    assert lead.next_digest_at is None
    for number in range(PEOPLE):
        who = _person(f"person{number:02}@example.org", "caseworker", team, long_ago)
        for name in ("inside", "inside", "reception"):
            of = record_prisoner(actor=who, name=f"Прыклад {number} {name}", now=long_ago)
            case = open_case(actor=who, prisoner_id=of.pk, stage="inside", now=long_ago)
            Case.objects.filter(pk=case.pk).update(stage=name)
    restart_silence(Case.objects.all(), [ClockKind.CASE_SILENT], now=long_ago)
    Clock.objects.filter(kind="life_silent").delete()
    Clock.objects.update(due_at=far, next_step_at=far, started_at=long_ago, step=0)
    with connection.cursor() as cursor:
        cursor.execute(RECORDER)


def _person(email: str, role: str, team: Team, at: Any) -> User:
    user = User(email=email, name=email.split("@")[0], created_at=at)
    user.set_unusable_password()
    user.save()
    Membership.objects.create(user=user, team=team, role=role, created_at=at)
    return user
