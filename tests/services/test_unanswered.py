"""An offer that nobody answers goes to the next volunteer, and then to staff."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casetracker.models import Clock, Notice, Task, TaskOffer
from casetracker.services.offers import accept_task
from casetracker.services.sweep import sweep
from casetracker.services.unanswered import pass_on_offers
from casetracker.services.waves import ReleasedPerson, record_wave

HOUR = timedelta(hours=1)


@pytest.fixture
def offered(case, coordinator, make_user, team, now):
    """The day-0 tasks of one released person, offered to the first of two volunteers by load."""
    people = [make_user("volunteer", team) for _ in range(2)]
    record_wave(
        actor=coordinator,
        name="Wave",
        kind="deportation",
        happened_on=now.date(),
        people=[ReleasedPerson(case.pk, "LT")],
        now=now,
    )
    return people


def asked(task):
    offers = TaskOffer.objects.filter(task=task).order_by("offered_at", "pk")
    return [(offer.volunteer_id, offer.answer) for offer in offers]


def test_before_two_hours_nothing_is_passed_on(offered, now):
    assert pass_on_offers(now=now + 1.9 * HOUR) == 0


def test_after_two_hours_the_next_volunteer_is_asked(offered, now):
    task = Task.objects.first()
    first = TaskOffer.objects.get(task=task).volunteer_id
    assert pass_on_offers(now=now + 2 * HOUR) == 3
    (old, new) = asked(task)
    assert old == (first, "timed_out")
    assert new[0] != first
    assert new[1] == "pending"
    clock = Clock.objects.get(task=task, kind="offer_open")
    assert clock.due_at == now + 4 * HOUR
    assert Notice.objects.filter(recipient=new[0], task=task, kind="offer_made").exists()


def test_when_nobody_is_left_the_task_is_open_and_staff_are_told(offered, caseworker, now):
    pass_on_offers(now=now + 2 * HOUR)
    assert pass_on_offers(now=now + 4 * HOUR) == 3
    assert set(Task.objects.values_list("state", flat=True)) == {"open"}
    assert not TaskOffer.objects.standing().exists()
    sweep(now=now + 4 * HOUR)
    told = Notice.objects.filter(recipient=caseworker, kind="offer_open")
    assert told.count() == 3


def test_a_task_that_was_taken_stays_where_it_is(offered, now):
    task = Task.objects.first()
    volunteer = TaskOffer.objects.get(task=task).volunteer
    accept_task(actor=volunteer, task_id=task.pk, now=now + HOUR)
    assert pass_on_offers(now=now + 2 * HOUR) == 2
    assert asked(task) == [(volunteer.pk, "accepted")]


def test_passing_on_again_at_the_same_moment_changes_nothing(offered, now):
    pass_on_offers(now=now + 2 * HOUR)
    assert pass_on_offers(now=now + 2 * HOUR) == 0
