"""W6: freed inside the country, where contact itself is a risk."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casetracker.models import Clock, Consent, Notice, Release, Task, TaskOffer
from casetracker.services.consents import record_consent
from casetracker.services.tasks import offer_task, open_task


@pytest.fixture
def letters(case, caseworker, volunteer, now):
    """A letter to the person, which a volunteer is asked to write."""
    due = now + timedelta(days=3)
    task = open_task(
        actor=caseworker, case_id=case.pk, title="Write", kind="letters", due_at=due, now=now
    )
    return offer_task(actor=caseworker, task_id=task.pk, volunteer_id=volunteer.pk, now=now)


def freed(door, coordinator, case, destination, now):
    person = {"case": str(case.pk), "destination": destination}
    body = {"name": "Inside", "kind": "pardon", "happened_on": now.date().isoformat()}
    return door(coordinator).post("waves/", **body, people=[person])


def test_what_would_reach_them_is_cancelled_with_the_reason_and_told_once(
    door, coordinator, case, letters, volunteer, mailbox, remind, now
):
    remind(now + timedelta(hours=22))
    assert len(mailbox.to(volunteer)) == 1
    freed(door, coordinator, case, "BY", now)
    freed(door, coordinator, case, "BY", now)
    letters.refresh_from_db()
    assert letters.state == "cancelled"
    assert letters.cancel_reason == "freed in the country: contact is a risk"
    assert set(TaskOffer.objects.values_list("answer", flat=True)) == {"withdrawn"}
    assert not Clock.objects.running().filter(task=letters).exists()
    told = Notice.objects.filter(recipient=volunteer).values_list("kind", "state")
    assert sorted(told) == [("offer_cancelled", "open"), ("offer_made", "told")]
    caller = {"case": str(case.pk), "kind": "letters", "title": "Again"}
    due = (now + timedelta(days=1)).isoformat()
    refusal = door(coordinator).post("tasks/", status=409, **caller, due_at=due)
    assert "risk" in str(refusal)
    assert Task.objects.count() == 1


def test_other_work_and_whoever_left_the_country_keep_their_tasks(
    door, coordinator, case, letters, now
):
    freed(door, coordinator, case, "LT", now)
    letters.refresh_from_db()
    assert letters.state == "offered"


def test_moved_by_hand_it_is_the_same(door, coordinator, case, letters):
    door(coordinator).post(f"cases/{case.pk}/move/", status=200, stage="freed_in_country")
    letters.refresh_from_db()
    assert letters.state == "cancelled"


def test_what_others_agreed_to_waits_for_the_freed_person(door, coordinator, caseworker, case, now):
    for by in ("relative", "person"):
        record_consent(
            actor=caseworker,
            prisoner_id=case.prisoner_id,
            purpose="publish",
            audience="public",
            given_by=by,
            now=now,
        )
    freed(door, coordinator, case, "LT", now)
    waiting = Consent.objects.filter(suspended_at__isnull=False)
    assert [consent.given_by for consent in waiting] == ["relative"]


def test_a_destination_that_is_no_country_is_refused_and_nobody_moves(door, coordinator, case, now):
    person = {"case": str(case.pk), "destination": "QQ"}
    body = {"name": "W", "kind": "pardon", "happened_on": now.date().isoformat()}
    door(coordinator).post("waves/", status=400, **body, people=[person])
    assert not Release.objects.exists()
