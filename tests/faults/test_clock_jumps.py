"""D8: the machine's clock a year ahead, an hour behind, and back: nothing twice, a flood held."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from casetracker.models import Clock, Email, Heartbeat, Hold, Notice, User
from casetracker.services.holds import release_hold
from casetracker.services.sweep import sweep
from tests.faults.invariants import at_rest
from tests.faults.test_redis import urgent

pytestmark = [pytest.mark.servers, pytest.mark.filterwarnings("ignore:.*multi-threaded")]
HOUR, DAY, YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=366)


def test_an_hour_back_and_forth_tells_nobody_twice(place):
    now = timezone.now()
    place.dispatch(now)
    some = User.objects.filter(email__lt="person06", email__startswith="person")
    due = place.make_due(urgent() | Clock.objects.filter(owner__in=some), at=now - 2 * HOUR)
    place.digests_at(now, some)
    for at in (now, now - HOUR, now, now + HOUR, now - HOUR, now + 2 * HOUR):
        place.dispatch(at)
    assert at_rest(place, due).repeats == 0


def test_a_step_that_is_taken_again_after_its_clock_went_back_tells_nobody_twice(place):
    """As where clocks were restored from yesterday: the notice's key is what holds."""
    now = timezone.now()
    due = place.make_due(urgent(), at=now - HOUR)
    place.dispatch(now)
    ids = [key.split(":")[1] for key, _ in due]
    Clock.objects.filter(pk__in=ids).update(step=0, next_step_at=F("due_at"))
    assert sweep(now=now).notices == 0
    place.dispatch(now)
    assert at_rest(place, due).repeats == 0


def test_a_year_ahead_the_flood_is_held_until_a_person_decides(place):
    now = timezone.now()
    everything = place.make_due(Clock.objects.filter(case__stage="inside"), at=now + 5 * DAY)
    place.dispatch(now)
    place.dispatch(now + YEAR)
    hold = Hold.objects.get()
    assert (hold.reason, hold.releases_at) == ("clock_jumped", None)
    assert Clock.objects.filter(hold=hold).count() == len(everything)
    assert Notice.objects.get(kind="hold_made").state == "told"
    # Back again; once it is released nothing is due, and nobody has been told but by the first.
    place.dispatch(now + HOUR)
    told = Notice.objects.filter(clock__isnull=False).count()
    release_hold(actor=None, hold_id=hold.pk, now=now + 2 * HOUR)
    assert Notice.objects.filter(clock__isnull=False).count() == told
    assert not Clock.objects.due(now=now + 4 * DAY).filter(case__stage="inside").exists()


def test_a_year_ahead_and_back_nobody_is_told_twice_and_nobody_is_forgotten(place):
    now = timezone.now()
    due_at = now + 5 * DAY
    some = User.objects.filter(email__lt="person06", email__startswith="person")
    clocks = Clock.objects.filter(case__stage="inside", owner__in=some)
    place.make_due(clocks, at=due_at)
    place.digests_at(now + HOUR, some)
    place.dispatch(now)
    place.dispatch(now + YEAR)
    assert not Hold.objects.exists()
    assert set(clocks.filter(next_step_at__gt=now + 300 * DAY)) == set(clocks)
    before = place.journal.copies()
    assert len(before) >= some.count()
    # Back again: nothing leaves a second time, and nothing waits for next year.
    place.dispatch(now + 2 * HOUR)
    assert Heartbeat.objects.get(name="sweep").at == now + 2 * HOUR
    assert place.journal.copies() == before
    assert not User.objects.filter(next_digest_at__gt=now + 3 * DAY).exists()
    assert not Email.objects.waiting().exists()
    assert set(clocks.values_list("next_step_at", flat=True)) == {due_at}
    # What the owners were told too early the coordinators hear of when it lasts.
    ahead = Notice.objects.filter(clock__in=clocks).count()
    sweep(now=due_at + 20 * DAY)
    again = Notice.objects.filter(clock__in=clocks, created_at__lt=now + 100 * DAY)
    assert set(again.values_list("clock", flat=True)) == {clock.pk for clock in clocks}
    assert set(again.values_list("is_repeat", "recipient__email")) == {(True, "lead@example.org")}
    assert Notice.objects.filter(clock__in=clocks).count() == ahead + clocks.count()


def test_letters_that_were_to_be_tried_again_next_year_are_tried_now(place):
    now = timezone.now()
    due = place.make_due(urgent(), at=now + YEAR)
    place.journal.usually_says(LETTER=b"451 4.3.0 not now\r\n")
    place.dispatch(now + YEAR)
    assert Email.objects.waiting().filter(next_attempt_at__gt=now + YEAR).count() == len(due)
    place.journal.usually_says(LETTER=b"250 2.0.0 ok\r\n")
    place.dispatch(now)
    assert at_rest(place, due).repeats == 0
