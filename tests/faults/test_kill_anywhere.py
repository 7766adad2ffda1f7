"""D1: `kill -9` before and after every SQL statement of sweep, pack and deliver.

The scenario is set up anew for n = 1, 2, … and a process is killed at its n-th statement, until
one survives. Commits count as statements. Then a healthy process goes on. Whatever n was:
accepted by SMTP at least once, recorded as sent exactly once, a repeat only where the kill fell
between acceptance and commit.
"""

from __future__ import annotations

import signal

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from casetracker.models import Clock, Email, Notice, User
from casetracker.services.emails import deliver_due
from casetracker.services.notices import pack
from casetracker.services.sweep import sweep
from tests.faults.forked import Forked, Interruption
from tests.faults.installation import TALLY
from tests.faults.invariants import at_rest

# The mail server is a thread of the process that forks; the child never enters it.
pytestmark = [pytest.mark.servers, pytest.mark.filterwarnings("ignore:.*multi-threaded")]
PEOPLE = 2
MOST = 400


@pytest.fixture
def silent_files(place):
    """Two people with two silent files and one at risk each."""
    people = User.objects.filter(email__startswith="person").order_by("email")[:PEOPLE]
    ids = list(people.values_list("pk", flat=True))
    return place.make_due(Clock.objects.filter(owner__in=ids))


def start_again(place, expected):
    Notice.objects.all().delete()
    Email.objects.all().delete()
    clocks = {key.split(":")[1] for key, _ in expected}
    Clock.objects.filter(pk__in=clocks).update(step=0, next_step_at=F("due_at"))
    place.digests_at(timezone.now(), User.objects.filter(pk__in={who for _, who in expected}))
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE faults_recorded")
    place.journal.forget()
    place.repeats_allowed = 0


def run_in_a_process(killer=None):
    """Sweep, pack, deliver in a forked process; whether it survived."""
    now = timezone.now()

    def work():
        if killer:
            killer.lie_in_wait()
        sweep(now=now)
        pack(now=now)
        deliver_due(now=now)

    status = Forked(work).wait()
    assert status in {0, -signal.SIGKILL}, "the process failed instead of being killed"
    return status == 0


@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
def test_killed_at_any_statement_nothing_is_lost_and_nothing_recorded_twice(
    place, silent_files, is_after
):
    repeats = survived = 0
    for number in range(1, MOST):
        start_again(place, silent_files)
        if run_in_a_process(Interruption(number, signal.SIGKILL, is_after=is_after)):
            survived = number
            break
        TALLY.kills += 1
        place.repeats_allowed = 1
        place.let_leases_run_out()
        assert run_in_a_process()
        repeats += at_rest(place, silent_files).repeats
    assert survived > 20, "too few statements were tried"
    assert survived < MOST, "no run survived"
    # Between the server's yes and the commit of the record lie few statements per letter.
    assert repeats <= PEOPLE * 2 * 3
