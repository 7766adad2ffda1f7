"""Many sweepers, packers and deliverers at once; deliverers killed, stalled, with wrong clocks."""

from __future__ import annotations

import signal
import threading
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from casetracker.models import Clock, Email, Notice, User
from casetracker.services.notices import pack
from casetracker.services.sweep import sweep
from tests.faults.forked import step, together
from tests.faults.installation import TALLY
from tests.faults.invariants import at_rest
from tests.faults.servers import wait_until

pytestmark = [pytest.mark.servers, pytest.mark.filterwarnings("ignore:.*multi-threaded")]
HOUR = timedelta(hours=1)


def a_dozen():
    return User.objects.filter(email__startswith="person", email__lt="person12")


@pytest.fixture
def due(place):
    """Everybody's file in reception, and three more of a dozen people."""
    some = a_dozen()
    place.digests_at(timezone.now(), some)
    urgent = Clock.objects.filter(case__stage="reception")
    return place.make_due(urgent | Clock.objects.filter(owner__in=some))


@pytest.fixture
def one_letter(place):
    """One urgent letter to one person, packed and waiting; their key and address."""
    clocks = Clock.objects.filter(case__stage="reception").order_by("owner__email")
    key = place.make_due(Clock.objects.filter(pk=clocks[0].pk))
    sweep(now=timezone.now())
    pack(now=timezone.now())
    return key, clocks[0].owner.email


def test_ten_sweepers_three_packers_and_five_deliverers_make_one_of_each(place, due):
    everybody = ["sweep"] * 10 + ["pack"] * 3 + ["deliver"] * 5
    # Three times: what one round has swept the next one packs. A digest takes what has been swept
    # by then, the rest comes with the next day's: here it is called after all has been.
    place.digests_at(None)
    together(everybody, timezone.now())
    place.digests_at(timezone.now(), a_dozen())
    for _ in range(2):
        together(everybody, timezone.now())
    rest = at_rest(place, due)
    assert rest.repeats == 0
    assert rest.letters == 40 + 12
    assert set(Email.objects.values_list("attempts", flat=True)) == {1}
    assert max(place.journal.recipients().values()) == 2


def test_deliverers_killed_in_mid_delivery_lose_nothing_and_record_nothing_twice(
    place, due, chance
):
    sweep(now=timezone.now())
    pack(now=timezone.now())
    place.journal.pause = 0.01
    kills = 0
    while Email.objects.waiting().exists():
        goal = len(place.journal.taken) + chance.randint(2, 9)
        running = step("deliver", timezone.now())
        wait_until(
            lambda it=running, goal=goal: len(place.journal.taken) >= goal or it.status is not None,
            what="a few letters",
        )
        if running.status is None:
            running.end()
            kills += 1
        place.let_leases_run_out()
    TALLY.kills += kills
    place.repeats_allowed = kills
    assert kills >= 4
    at_rest(place, due)


def test_a_deliverer_that_stalls_beyond_its_lease_repeats_one_letter_and_records_nothing_twice(
    place, one_letter
):
    key, address = one_letter
    place.journal.stalled[address] = goes_on = threading.Event()
    first = step("deliver", timezone.now())
    try:
        wait_until(lambda: place.journal.taken, what="the letter")
        first.send(signal.SIGSTOP)
        goes_on.set()
        place.let_leases_run_out()
        assert step("deliver", timezone.now()).wait() == 0
        assert [letter.recipient for letter in place.journal.taken] == [address] * 2
        first.send(signal.SIGCONT)
        assert first.wait() == 0
    finally:
        goes_on.set()
        first.end()
    place.repeats_allowed = 1
    assert at_rest(place, key).repeats == 1


@pytest.mark.parametrize("tried_for", [0, 49], ids=["a retry", "the last attempt"])
def test_a_deliverer_that_lost_its_lease_does_not_decide_what_became_of_the_letter(
    place, one_letter, tried_for
):
    """The first hears 451 after its lease ran out, while the second is handing the letter over."""
    key, address = one_letter
    Email.objects.update(first_attempt_at=timezone.now() - tried_for * HOUR)
    refusals = place.journal.refuse_later(address, b"451 4.3.0 not now\r\n")
    first = step("deliver", timezone.now())
    second = None
    try:
        wait_until(lambda: place.journal.letters, what="the letter")
        place.let_leases_run_out()
        place.journal.stalled[address] = goes_on = threading.Event()
        second = step("deliver", timezone.now())
        wait_until(lambda: place.journal.taken, what="its repeat")
        refusals.set()
        assert first.wait() == 0
        goes_on.set()
        assert second.wait() == 0
    finally:
        refusals.set()
        for running in (first, second):
            if running:
                running.end()
    # Whoever comes when a retry would be due finds nothing to do.
    assert step("deliver", timezone.now() + HOUR).wait() == 0
    assert at_rest(place, key).repeats == 0
    assert not Notice.objects.filter(kind="address_failed").exists()


@pytest.mark.parametrize("hours", [-1, 1], ids=["slow", "fast"])
def test_a_worker_whose_clock_is_an_hour_wrong_takes_nobody_elses_letter(place, due, hours):
    now = timezone.now()
    sweep(now=now)
    pack(now=now)
    place.journal.pause = 0.02
    right = step("deliver", now)
    try:
        wait_until(lambda: len(place.journal.taken) >= 3, what="a few letters")
        assert Email.objects.filter(lease_until__gt=Now()).count() > 30
        assert step("deliver", now + hours * HOUR).wait() == 0
        assert right.wait() == 0
    finally:
        right.end()
    assert at_rest(place, due).repeats == 0


def test_a_worker_whose_clock_is_slow_delivers_all_the_same(place, one_letter):
    key, _ = one_letter
    Email.objects.update(next_attempt_at=timezone.now() - 2 * HOUR)
    assert step("deliver", timezone.now() - HOUR).wait() == 0
    at_rest(place, key)


@pytest.mark.parametrize("stalled", ["sweep", "deliver"])
def test_who_stalls_in_the_middle_of_a_transaction_keeps_nobody_waiting_for_long(
    place, due, stalled
):
    """As a machine that is suspended: it holds its rows, and the count of the hour's cap."""
    if stalled == "deliver":
        sweep(now=timezone.now())
        pack(now=timezone.now())
    running = step(stalled, timezone.now(), pace=60, stop_at=5)
    try:
        wait_until(lambda: running.is_stopped, what="the stall")
        assert place.transactions_that_idle() == 1
        wait_until(lambda: not place.transactions_that_idle(), what="the end of its patience")
        for name in ("sweep", "pack", "deliver"):
            assert step(name, timezone.now()).wait() == 0
    finally:
        running.end()
    at_rest(place, due)
