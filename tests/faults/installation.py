"""One installation under test: its own database, its processes, its mail server, and a count of
what was done to it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import environ
from django.db import OperationalError, connection, connections
from django.db.models import Count
from django.db.models.functions import Now
from django.db.utils import ConnectionHandler
from django.utils import timezone

from casetracker.models import Clock, Email, Notice, User
from casetracker.services.leases import LEASE
from tests.faults.forked import step
from tests.faults.journal import Journal
from tests.faults.servers import Cluster, RedisServer, end_group, start_child, wait_until
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]
#: The command lines of `docs/operate.md`, with a beat that ticks every second.
CELERY = (sys.executable, "-m", "celery", "--app=tests.faults.celery_app")
MANAGE = (sys.executable, "manage.py")
#: A deploy gives a process so long to end by itself.
GRACE = 10.0


@dataclass
class Tally:
    """What was done in a whole run of the suite, and what came of it."""

    kills: int = 0
    restarts: int = 0
    deliveries: int = 0
    lost: int = 0
    recorded_twice: int = 0
    repeats: int = 0
    repeats_allowed: int = 0


TALLY = Tally()


@contextmanager
def connected_to(url: str) -> Iterator[None]:
    """Django's default connection leads to `url` meanwhile, whatever the settings say."""
    place = environ.Env.db_url_config(url) | {"OPTIONS": {"options": "-c jit=off"}}
    before = connections["default"]
    connections["default"] = ConnectionHandler({"default": place})["default"]
    try:
        yield
    finally:
        connection.close()
        connections["default"] = before


class Installation:
    def __init__(
        self, cluster: Cluster, redis: RedisServer, journal: Journal, name: str, folder: Path
    ) -> None:
        self.cluster, self.redis, self.journal = cluster, redis, journal
        self.database, self.folder = name, folder
        self.started: list[subprocess.Popen[str]] = []
        #: Kills that may have fallen between acceptance and the commit of the record, and stalls
        #: beyond a lease: as many letters may have been repeated.
        self.repeats_allowed = 0
        #: How many times shorter than in production leases and limits of SMTP are.
        self.pace = 1.0
        self.broker_url = redis.url
        #: While a test waits for rest, a letter that was refused waits no minutes for its retry.
        self.let_pauses_run_out = False

    # ── processes ───────────────────────────────────────────────────────────────────────────────
    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "DATABASE_URL": self.cluster.url(self.database),
            "REDIS_URL": self.broker_url,
            "EMAIL_URL": self.journal.url,
            "CASETRACKER_INSTANCE": "test",
            "CASETRACKER_VAR": str(self.folder),
            "MAIL_HOURLY_CAP": "100000",
            "LOG_LEVEL": "WARNING",
            "FAULTS_PACE": str(self.pace),
        }

    @property
    def log(self) -> Path:
        return self.folder / "processes.log"

    def start(self, *command: str, **environment: str) -> subprocess.Popen[str]:
        process = start_child(
            [*command], log=self.log, cwd=ROOT, env=self.environment | environment
        )
        self.started.append(process)
        return process

    def worker(self, *, children: int = 2) -> subprocess.Popen[str]:
        words = ["worker", f"--concurrency={children}", "--loglevel=WARNING"]
        words += ["--without-gossip", "--without-mingle", f"--hostname={uuid.uuid4().hex[:8]}@here"]
        return self.start(*CELERY, *words)

    def beat(self) -> subprocess.Popen[str]:
        name = uuid.uuid4().hex
        schedule, pid = self.folder / name, self.folder / f"{name}.pid"
        words = ["beat", "--loglevel=WARNING", f"--schedule={schedule}", f"--pidfile={pid}"]
        return self.start(*CELERY, *words)

    def loop(self, *, every: float = 1.0) -> subprocess.Popen[str]:
        return self.start(*MANAGE, "dispatch", "--loop", "--every", str(every))

    def dispatch(self, at: datetime) -> None:
        """One round of `manage.py dispatch --once --now`; it must end well."""
        assert step("dispatch", at).wait() == 0

    def kill(self, process: subprocess.Popen[str], *, letters_at_stake: int = 1) -> None:
        """`kill -9` of a process and its children."""
        end_group(process)
        TALLY.kills += 1
        self.repeats_allowed += letters_at_stake

    def deploy(self, process: subprocess.Popen[str], *, letters_at_stake: int = 1) -> bool:
        """SIGTERM, and SIGKILL where it has not ended after ten seconds; whether it had to be."""
        process.send_signal(signal.SIGTERM)
        TALLY.restarts += 1
        try:
            process.wait(timeout=GRACE)
        except subprocess.TimeoutExpired:
            self.kill(process, letters_at_stake=letters_at_stake)
            return True
        end_group(process)
        return False

    def said(self) -> str:
        return self.log.read_text()[-4000:]

    def end(self) -> None:
        for process in self.started:
            end_group(process)
        self.started.clear()

    # ── the database ────────────────────────────────────────────────────────────────────────────
    def crash_database(self, *, away: float = 0.0, letters_at_stake: int) -> None:
        connection.close()
        self.cluster.crash(away=away)
        TALLY.restarts += 1
        self.repeats_allowed += letters_at_stake

    def end_sessions(self, *, letters_at_stake: int) -> None:
        connection.close()
        if self.cluster.end_sessions(self.database):
            self.repeats_allowed += letters_at_stake

    def transactions_that_idle(self) -> int:
        sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND state LIKE 'idle in %%'"
        return int(self.cluster.run(sql, self.database)[0][0])

    def let_leases_run_out(self) -> None:
        """As if two minutes had passed on the database's clock."""
        leased = Email.objects.filter(lease_until__isnull=False)
        leased.update(lease_until=Now() - timedelta(seconds=1))

    @property
    def lease(self) -> timedelta:
        return LEASE / self.pace

    # ── what runs out ───────────────────────────────────────────────────────────────────────────
    def make_due(
        self, clocks: Any, *, at: datetime | None = None, over: float = 0.0
    ) -> set[tuple[str, uuid.UUID]]:
        """Let these clocks run out, at once or evenly over so many seconds from `at` on.

        Returns the keys and recipients of the notices that must come of it, one each.
        """
        start = at or timezone.now()
        rows = list(clocks.order_by("id"))
        for number, clock in enumerate(rows):
            clock.due_at = start + timedelta(seconds=over * number / max(1, len(rows)))
            clock.next_step_at, clock.step = clock.due_at, 0
            clock.started_at = clock.due_at - timedelta(days=60)
        Clock.objects.bulk_update(rows, ["due_at", "next_step_at", "step", "started_at"], 500)
        return {(f"clock:{clock.pk}:{clock.episode}:0", clock.owner_id) for clock in rows}

    def digests_at(self, at: datetime | None, people: Any = None) -> None:
        (User.objects.all() if people is None else people).update(next_digest_at=at)

    def settles_with_digests(
        self, expected: set[tuple[str, uuid.UUID]], people: Any, *, patience: float = PATIENCE
    ) -> None:
        """As `settles`; the digests of `people` are called once all has been swept."""
        keys = {key for key, _ in expected}
        swept = Notice.objects.filter(dedupe_key__in=keys)
        wait_until(lambda: self.look(swept.count) == len(keys), what="the sweep of all")
        self.digests_at(timezone.now(), people)
        self.settles(expected, patience=patience)

    def settles(self, expected: set[tuple[str, uuid.UUID]], *, patience: float = PATIENCE) -> None:
        """Wait until what was to be told is told and no letter waits."""

        def rests() -> bool:
            if self.let_pauses_run_out:
                refused = Email.objects.waiting().filter(attempts__gt=0, lease_until=None)
                refused.update(next_attempt_at=timezone.now())
            return self.is_at_rest(expected)

        try:
            wait_until(lambda: self.look(rests), what="rest", patience=patience)
        except AssertionError as error:
            raise AssertionError(f"{error}; {self.state(expected)}") from None

    def is_at_rest(self, expected: set[tuple[str, uuid.UUID]]) -> bool:
        keys = {key for key, _ in expected}
        told = Notice.objects.filter(dedupe_key__in=keys, state="told").count()
        return told >= len(expected) and not Email.objects.waiting().exists()

    def state(self, expected: set[tuple[str, uuid.UUID]]) -> str:
        """What a reader of a red run needs: who runs, how far it came, what was said last."""
        ends = [(process.args[-1], process.poll()) for process in self.started]  # type: ignore[index]
        keys = {key for key, _ in expected}
        states = self.look(
            lambda: [
                list(
                    Notice.objects.filter(dedupe_key__in=keys)
                    .values_list("state")
                    .annotate(Count("id"))
                ),
                list(Email.objects.values_list("state").annotate(Count("id"))),
            ]
        )
        return f"{len(expected)} expected, {states}, processes {ends}, said {self.said()}"

    def look(self, read: Callable[[], Any]) -> Any:
        """What `read` returns; None while the database does not answer."""
        try:
            return read()
        except OperationalError:
            connection.close()
            return None


def children_of(pid: int) -> list[int]:
    """The processes that a process has started, as the kernel lists them."""
    with contextlib.suppress(OSError):
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        return [int(word) for word in text.split()]
    return []


def pause(seconds: float) -> None:
    """Let the processes work."""
    time.sleep(seconds)
