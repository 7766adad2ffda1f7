"""The very commands of docker-compose.yml, as plain processes on PostgreSQL and Redis."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import redis
import yaml

from tests.patience import PATIENCE

pytestmark = [pytest.mark.services, pytest.mark.xdist_group("services")]

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
RUNNING = ["web", "worker", "beat", "loop"]


class Machine:
    """Runs services of the compose file in one environment, and asks for their health."""

    def __init__(self, folder: Path, database_url: str, redis_url: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder = folder
        self.environment = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(folder),
            "HOSTNAME": "here",
            "SECRET_KEY": secrets.token_urlsafe(48),
            "CASETRACKER_KEYS": f"k1:{urlsafe_b64encode(secrets.token_bytes(32)).decode()}",
            "CASETRACKER_INSTANCE": "containers",
            # A `.env` that `make demo` wrote beside the code must not shine through.
            "CASETRACKER_ALLOW_TIME_TRAVEL": "0",
            "CASETRACKER_DEMO_PASSWORD": "",
            "CASETRACKER_VAR": str(folder / "var"),
            "STATIC_ROOT": str(folder / "static"),
            "BASE_URL": "https://cases.example",
            "ALLOWED_HOSTS": "cases.example",
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "HEALTHCHECK_URL": f"http://127.0.0.1:{self.port}/healthz",
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def words(self, command: list[str]) -> list[str]:
        """The command as it runs here: another port, another place for what /tmp would hold."""
        return [
            word.replace("0.0.0.0:8000", f"127.0.0.1:{self.port}")
            .replace("/tmp", str(self.folder))
            .replace("$$", "$")
            for word in command
        ]

    def run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.words(command),
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self, name: str) -> None:
        extra = COMPOSE[name].get("environment", {})
        remap = {key: value for key, value in extra.items() if key == "REMAP_SIGTERM"}
        command = self.words(COMPOSE[name]["command"])
        if command[0] == "celery" and "worker" in command:
            command.append("--hostname=celery@here")  # in a container: its own host name
        with (self.folder / f"{name}.log").open("wb") as log:
            self.processes[name] = subprocess.Popen(
                command, cwd=ROOT, env=self.environment | remap, stdout=log, stderr=log
            )

    def is_healthy(self, name: str) -> bool:
        kind, *check = COMPOSE[name]["healthcheck"]["test"]
        command = check if kind == "CMD" else ["sh", "-c", *check]
        return self.run(command).returncode == 0

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    def stop(self) -> None:
        for process in self.processes.values():
            if process.poll() is None:
                process.kill()
            process.wait()


@pytest.fixture(scope="module")
def machine(tmp_path_factory, postgres_url: str, redis_url: str) -> Iterator[Machine]:
    name = f"casetracker_containers_{secrets.token_hex(4)}"
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    database_url = urlunsplit(urlsplit(postgres_url)._replace(path=f"/{name}"))
    machine = Machine(tmp_path_factory.mktemp("machine"), database_url, redis_url)
    with redis.Redis.from_url(redis_url) as broker:
        broker.flushdb()
    try:
        yield machine
    finally:
        machine.stop()
        with redis.Redis.from_url(redis_url) as broker:
            broker.flushdb()
        with psycopg.connect(postgres_url, autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def wait_for(machine: Machine, names: list[str]) -> None:
    """Until each of them says that it is well; fails if one of them ends."""
    waiting = set(names)
    deadline = time.monotonic() + PATIENCE
    while waiting and time.monotonic() < deadline:
        assert {n: p.poll() for n, p in machine.processes.items() if p.poll() is not None} == {}
        waiting = {name for name in waiting if not machine.is_healthy(name)}
    assert waiting == set(), "\n".join(machine.log(name)[-2000:] for name in waiting)


def make_stale(machine: Machine, seed: int, count: int) -> None:
    """Made-up cases, `count` of which have gone quiet."""
    words = ["make_cases", "20", "--seed", str(seed), "--stale", str(count)]
    made = machine.run(["python", "manage.py", *words])
    assert made.returncode == 0, made.stderr


def wait_for_notices(machine: Machine, count: int) -> None:
    """Until so many notices have been noted, and no more."""
    deadline = time.monotonic() + PATIENCE
    with psycopg.connect(machine.environment["DATABASE_URL"], autocommit=True) as database:
        found = -1
        while found != count and time.monotonic() < deadline:
            time.sleep(0.5)
            found = database.execute("SELECT count(*) FROM casetracker_notice").fetchone()[0]
    assert found == count


def end(machine: Machine, names: list[str]) -> None:
    """SIGTERM, as a deploy sends it: each ends in time."""
    for name in names:
        machine.processes[name].send_signal(signal.SIGTERM)
    for name in names:
        assert machine.processes.pop(name).wait(PATIENCE) in {0, -signal.SIGTERM}, machine.log(
            name
        )[-2000:]


def test_the_commands_migrate_start_become_healthy_tell_what_is_due_and_stop_in_time(machine):
    collected = machine.run(["python", "manage.py", "collectstatic", "--noinput"])
    assert collected.returncode == 0, collected.stderr
    migrated = machine.run(COMPOSE["migrate"]["command"])
    assert migrated.returncode == 0, migrated.stderr
    named = machine.run(["python", "manage.py", "name_instance", "containers"])
    assert named.returncode == 0, named.stderr

    make_stale(machine, seed=1, count=5)
    for name in ("worker", "beat", "web"):
        machine.start(name)
    wait_for_notices(machine, 5)  # by Celery over Redis: no loop runs yet
    machine.start("loop")
    wait_for(machine, RUNNING)

    end(machine, ["worker", "beat", "loop"])
    make_stale(machine, seed=2, count=3)
    machine.start("loop")
    wait_for_notices(machine, 8)  # by the loop: no Celery runs any more
    end(machine, ["web", "loop"])
    assert "Traceback" not in machine.log("web") + machine.log("loop") + machine.log("beat")
