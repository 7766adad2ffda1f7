"""D1: `kill -9` before and after every SQL statement of sweep, pack and deliver.

The scenario is set up anew for n = 1, 2, … and a process is killed at its n-th statement, until
one survives. Then a healthy process goes on. Whatever n was: accepted by SMTP at least once,
recorded as sent exactly once, a repeat only where the kill fell between acceptance and commit.
"""

from __future__ import annotations

import os
import signal
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.db.models import F
from django.db.models.functions import Now

from casetracker.models import Clock, Email, Notice, User
from casetracker.services.emails import deliver_due
from casetracker.services.instance import name_instance
from casetracker.services.notices import pack
from casetracker.services.sweep import sweep

pytestmark = [pytest.mark.postgres, pytest.mark.services, pytest.mark.xdist_group("faults")]
DAY = timedelta(days=1)
PEOPLE = 2
MOST = 400


class Killer:
    """Kills its own process before or after the n-th statement."""

    def __init__(self, number: int, *, is_after: bool) -> None:
        self.left = number
        self.is_after = is_after

    def __call__(self, execute, sql, parameters, many, context):
        self.left -= 1
        if self.left == 0 and not self.is_after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = execute(sql, parameters, many, context)
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result


@pytest.fixture
def silent_files(make_user, team, make_case, journal, settings, now):
    """Two people with two silent files each; returns when those are due."""
    settings.EMAIL_URL = journal.url
    settings.INSTANCE = "test"
    name_instance(name="test", now=now)
    for _ in range(PEOPLE):
        who = make_user("caseworker", team)
        for number in range(2):
            make_case(f"Прыклад {number}", worker=who)
    return now + 31 * DAY


def start_again(journal, at):
    Notice.objects.all().delete()
    Email.objects.all().delete()
    Clock.objects.update(step=0, episode=1, next_step_at=F("due_at"))
    User.objects.update(next_digest_at=at)
    journal.taken.clear()


def run_in_a_process(at, killer=None):
    """Sweep, pack, deliver in a forked process; whether it survived."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            with connection.execute_wrapper(killer or Killer(0, is_after=False)):
                sweep(now=at)
                pack(now=at)
                deliver_due(now=at)
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    assert status in {0, signal.SIGKILL}, "the process failed instead of being killed"
    return status == 0


@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
def test_killed_at_any_statement_nothing_is_lost_and_nothing_recorded_twice(
    silent_files, journal, transactional_db, is_after
):
    at = silent_files
    repeats = survived = 0
    for number in range(1, MOST):
        start_again(journal, at)
        if run_in_a_process(at, Killer(number, is_after=is_after)):
            survived = number
            break
        Email.objects.filter(lease_until__isnull=False).update(lease_until=Now() - DAY)
        assert run_in_a_process(at)
        repeats += check_the_record(journal, number)
    assert survived > 20, "too few statements were tried"
    assert survived < MOST, "no run survived"
    # Between the server's yes and the commit of the mark lies one statement per letter.
    assert repeats <= PEOPLE * 2


def check_the_record(journal, number) -> int:
    """The invariants at rest; returns how many letters were repeated."""
    keys = list(Notice.objects.values_list("dedupe_key", "recipient"))
    assert len(keys) == len(set(keys)) == PEOPLE * 2, f"killed at {number}"
    states = set(Notice.objects.values_list("state", flat=True))
    assert states == {"told"}, f"killed at {number}"
    letters = dict(Email.objects.values_list("message_id", "state"))
    assert set(letters.values()) == {"sent"}, f"killed at {number}"
    copies = journal.copies()
    assert copies.keys() == letters.keys(), f"killed at {number}"
    assert len(letters) == PEOPLE
    repeated = sum(copies.values()) - len(copies)
    assert repeated <= 1, f"killed at {number}: {copies}"
    return repeated
