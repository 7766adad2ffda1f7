"""D7: five beats and the loop at once create nothing extra."""

from __future__ import annotations

import pytest

from casetracker.models import Clock, Heartbeat, User
from tests.faults.installation import pause
from tests.faults.invariants import at_rest
from tests.faults.servers import wait_until

pytestmark = pytest.mark.servers
BEATS = 5


def test_five_beats_a_worker_and_two_loops_tell_everybody_once(place, is_long):
    some = User.objects.filter(email__lt="person12", email__startswith="person")
    urgent = Clock.objects.filter(case__stage="reception")
    running = [place.worker(), place.loop(), place.loop(), *(place.beat() for _ in range(BEATS))]
    wait_until(lambda: len(list(place.folder.glob("*.pid"))) == BEATS, what="the start of all")
    due = place.make_due(urgent | Clock.objects.filter(owner__in=some), over=60 if is_long else 4)
    place.settles_with_digests(due, some)
    # A few more rounds of everything have nothing to do.
    pause(3)
    assert [process.poll() for process in running] == [None] * len(running), place.said()
    assert Heartbeat.objects.filter(name="sweep").exists()
    assert at_rest(place, due).repeats == 0
