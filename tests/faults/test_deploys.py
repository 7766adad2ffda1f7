"""D12: deploys under load: SIGTERM, and SIGKILL for what has not ended after ten seconds."""

from __future__ import annotations

import pytest

from casetracker.models import Clock, User
from tests.faults.installation import pause
from tests.faults.invariants import at_rest

pytestmark = pytest.mark.servers
CHILDREN = 2


def test_deploys_under_load_lose_nothing_and_tell_nobody_twice(place, is_long, chance):
    """Worker, beat and loop are replaced one after the other while letters leave."""
    deploys = 30 if is_long else 4
    some = User.objects.filter(email__lt="person12", email__startswith="person")
    clocks = Clock.objects.filter(case__stage="reception") | Clock.objects.filter(owner__in=some)
    place.pace, place.journal.pause = 15.0, 0.15
    running = {"worker": place.worker(), "beat": place.beat(), "loop": place.loop()}
    start = {"worker": place.worker, "beat": place.beat, "loop": place.loop}
    at_stake = {"worker": CHILDREN, "beat": 0, "loop": 1}
    due = place.make_due(clocks, over=4.0 * deploys)
    for number in range(deploys):
        pause(chance.uniform(0.5, 3.0))
        name = ("worker", "loop", "worker", "beat")[number % 4]
        place.deploy(running[name], letters_at_stake=at_stake[name])
        running[name] = start[name]()
    place.settles_with_digests(due, some)
    assert [process.poll() for process in running.values()] == [None] * 3, place.said()
    at_rest(place, due)
