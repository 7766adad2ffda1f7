"""D2: only the pool child, only the main process, or the whole of a Celery worker killed in
mid-delivery, over Redis and over the embedded broker."""

from __future__ import annotations

import os
import signal

import pytest

from casetracker.models import Clock
from tests.faults.installation import TALLY, children_of
from tests.faults.invariants import at_rest
from tests.faults.servers import wait_until
from tests.patience import PATIENCE

pytestmark = pytest.mark.servers
CHILDREN = 2


@pytest.fixture(params=["redis", "folder"])
def over(request, place):
    place.broker_url = place.redis.url if request.param == "redis" else ""
    place.pace = 15.0
    return place


def a_few_letters(place, more=3):
    goal = len(place.journal.taken) + more
    wait_until(lambda: len(place.journal.taken) >= goal, what=f"{more} letters\n{place.said()}")


def test_whatever_part_of_a_worker_is_killed_the_letters_leave_once(over, chance):
    due = over.make_due(Clock.objects.filter(case__stage="reception"))
    over.journal.pause = 0.15
    over.beat()
    worker = over.worker(children=CHILDREN)
    a_few_letters(over)
    # One of the pool: the main process starts another.
    pool = wait_until(lambda: children_of(worker.pid), what="the pool")
    victim = chance.choice(pool)
    os.kill(victim, signal.SIGKILL)
    wait_until(lambda: victim not in children_of(worker.pid), what="its end")
    a_few_letters(over)
    assert worker.poll() is None
    # The main process alone: its pool is left behind, and must end by itself.
    left_behind = children_of(worker.pid)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait(timeout=PATIENCE)
    next_one = over.worker(children=CHILDREN)
    a_few_letters(over)
    over.kill(next_one, letters_at_stake=CHILDREN)
    TALLY.kills += 2
    over.repeats_allowed += 1 + len(left_behind)
    over.worker(children=CHILDREN)
    over.settles(due)
    wait_until(lambda: not any(map(is_alive, left_behind)), what="the end of orphans")
    at_rest(over, due)


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
