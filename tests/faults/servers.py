"""A PostgreSQL cluster and a Redis of the tests' own, to be killed, stopped and emptied.

Both listen on free ports of the loopback, live in a temporary folder, and die with the process
that started them, whatever becomes of it.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import redis

from tests import backends
from tests.patience import PATIENCE


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_until(holds: Callable[[], Any], *, what: str = "it", patience: float = PATIENCE) -> Any:
    """What `holds` returns once that is true; AssertionError after `patience` seconds."""
    deadline = time.monotonic() + patience
    while not (found := holds()):
        assert time.monotonic() < deadline, f"waited {patience:.0f} s and {what} has not come"
        time.sleep(0.03)
    return found


def start_child(
    command: list[str], *, log: Path, signal_at_death: str = "KILL", **options: Any
) -> subprocess.Popen[str]:
    """A process in a group of its own that ends when this one does; what it says goes to `log`."""
    leash = ["setpriv", "--pdeathsig", signal_at_death]
    if user := options.pop("run_as", None):
        leash += ["--reuid", user, "--regid", user, "--init-groups"]
    with log.open("ab") as said:
        return subprocess.Popen(
            [*leash, "--", *command],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            text=True,
            start_new_session=True,
            **options,
        )


def end_group(process: subprocess.Popen[Any]) -> None:
    """`kill -9` of a process that we started and of all that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=10)


class Cluster:
    """PostgreSQL. Without fsync: a killed server loses nothing by that, a power cut would."""

    def __init__(self, folder: Path) -> None:
        self.bin = backends.postgres_binaries()
        self.user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        self.run_as = "postgres" if os.geteuid() == 0 else None
        self.folder = folder
        self.data = folder / "data"
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None

    def make(self) -> None:
        if self.run_as:
            shutil.chown(self.folder, self.run_as, self.run_as)
        words = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        initdb = [str(self.bin / "initdb"), f"--pgdata={self.data}", f"--username={self.user}"]
        made = start_child([*initdb, *words], log=self.folder / "initdb.log", run_as=self.run_as)
        assert made.wait(timeout=PATIENCE) == 0, (self.folder / "initdb.log").read_text()

    def start(self) -> None:
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": self.folder,
            "max_connections": 100,
            "fsync": "off",
            "autovacuum": "off",
        }
        command = [str(self.bin / "postgres"), "-D", str(self.data), "-p", str(self.port)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        self.process = start_child(
            command,
            log=self.folder / "postgres.log",
            signal_at_death="QUIT",
            run_as=self.run_as,
            cwd=self.folder,
        )
        wait_until(self.answers, what="PostgreSQL")

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def url(self, database: str) -> str:
        return f"postgres://{self.user}@127.0.0.1:{self.port}/{database}"

    def run(self, sql: str, *values: Any, database: str = "postgres") -> list[Any]:
        with psycopg.connect(self.url(database), autocommit=True) as connected:
            done = connected.execute(sql, values)  # type: ignore[arg-type]
            return done.fetchall() if done.description else []

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """SIGQUIT is "immediate": as if the server had crashed. SIGINT ends sessions in order."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(timeout=PATIENCE)
            self.process = None

    def crash(self, *, away: float = 0.0) -> None:
        """Stop at once, refuse for `away` seconds, start again."""
        self.stop()
        time.sleep(away)
        self.start()

    def end_sessions(self, database: str) -> int:
        """Terminate every session on the database; returns how many."""
        sql = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND pid <> pg_backend_pid()"
        )
        return len(self.run(sql, database))


class RedisServer:
    """Redis without persistence: what it held is gone when it stops."""

    def __init__(self, folder: Path) -> None:
        self.binary = backends.redis_binary()
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.url, socket_connect_timeout=5, socket_timeout=5)

    def start(self) -> None:
        options = f"--bind 127.0.0.1 --port {self.port} --appendonly no".split()
        self.process = start_child(
            [self.binary, *options, "--save", ""], log=self.folder / "redis.log", cwd=self.folder
        )
        wait_until(self.answers, what="Redis")

    def answers(self) -> bool:
        try:
            with self.client() as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def flush(self) -> None:
        with self.client() as client:
            client.flushall()

    def fill_up(self) -> None:
        """From now on every write is refused for want of memory."""
        with self.client() as client:
            client.config_set("maxmemory-policy", "noeviction")
            client.config_set("maxmemory", "1")

    def make_room(self) -> None:
        with self.client() as client:
            client.config_set("maxmemory", "0")

    def kill_clients(self) -> None:
        with self.client() as client:
            client.execute_command("CLIENT", "KILL", "TYPE", "NORMAL", "SKIPME", "YES")
            client.execute_command("CLIENT", "KILL", "TYPE", "PUBSUB", "SKIPME", "YES")

    def stop(self) -> None:
        if self.process is not None:
            end_group(self.process)
            self.process = None
