"""D5: PostgreSQL restarted as after a crash, its sessions terminated, refusing for a while."""

from __future__ import annotations

import pytest

from casetracker.models import Clock
from tests.faults.installation import pause
from tests.faults.invariants import at_rest
from tests.faults.servers import wait_until

pytestmark = pytest.mark.servers
#: Two children of the worker, and the loop; each may have one letter taken and not written down.
DELIVERERS = 3


def test_whatever_becomes_of_postgresql_all_processes_go_on_and_nothing_is_lost(place, is_long):
    place.pace = 15.0
    place.journal.pause = 0.1
    running = [place.worker(), place.beat(), place.loop()]
    due = set()

    def crash():
        place.crash_database(letters_at_stake=DELIVERERS)

    def end_sessions():
        place.end_sessions(letters_at_stake=DELIVERERS)

    def refuse():
        away = 30.0 if is_long else 3.0
        place.crash_database(away=away, letters_at_stake=DELIVERERS)

    for part, happens in enumerate((crash, end_sessions, refuse)):
        clocks = Clock.objects.filter(case__stage="reception").order_by("owner__email")
        some = list(clocks.values_list("pk", flat=True))[part::3]
        due |= place.make_due(Clock.objects.filter(pk__in=some), over=3)
        goal = len(place.journal.copies()) + 2
        wait_until(lambda goal=goal: len(place.journal.copies()) >= goal, what="letters under way")
        happens()
        # Sessions that are ended again and again, not only once.
        if happens is end_sessions:
            for _ in range(5):
                pause(0.3)
                end_sessions()
        place.settles(due)
    assert [process.poll() for process in running] == [None] * 3, place.said()
    at_rest(place, due)
