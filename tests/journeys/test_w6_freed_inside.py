"""W6: freed inside the country, where contact itself is a risk; through pages and API."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from casetracker.models import (
    Activity,
    AuditEvent,
    Clock,
    Consent,
    Notice,
    Release,
    Task,
)
from casetracker.services.consents import record_consent
from casetracker.services.tasks import offer_task, open_task
from tests.conftest import NOW
from tests.web.conftest import Reader


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
    assert set(letters.offers.values_list("answer", flat=True)) == {"withdrawn"}
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


@pytest.fixture
def clock_stands_still(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def freed_on_a_page(clock_stands_still, door, coordinator, caseworker, case, letters):
    """A mother inside and a brother abroad are on file; then the desk releases the person."""
    worker, person = door(caseworker), str(case.prisoner_id)
    for name, relation, country in (("Маці", "mother", "BY"), ("Брат", "sibling", "PL")):
        worker.post("contacts/", prisoner=person, name=name, relation=relation, country=country)
    lead = Reader(coordinator)
    facts = {
        "wave": "Pardoned",
        "kind": "pardon",
        "happened_on": NOW.date().isoformat(),
        "destination": "BY",
        "names": "Ада Прыклад",
    }
    seen = re.search(
        r'name="seen" value="(\w+)"', lead.post("/waves/new/", **facts, preview="").html
    )
    return lead.press("/waves/new/", **facts, seen=seen[1], commit="")


def test_on_pages_every_attempt_is_blocked_explained_and_logged(
    freed_on_a_page, case, letters, coordinator, caseworker, volunteer
):
    assert "freed, in the country" in freed_on_a_page
    case.refresh_from_db()
    assert (case.stage, case.destination) == ("freed_in_country", "BY")
    worker, page = Reader(caseworker), f"/cases/{case.reference}/"

    # Who was to write is told on their page; nobody can take it any more.
    theirs = Reader(volunteer)
    assert "freed in the country: contact is a risk" in worker.get(f"/tasks/{letters.pk}/")
    assert theirs.post(f"/tasks/{letters.pk}/", answer="accept").status in (400, 403, 404)

    # A letter, a call, and every kind of work that meets the person.
    tries = [
        ("activity/", {"kind": "letter_sent", "occurred_at": "2026-02-09T10:00", "text": ""}),
        ("activity/", {"kind": "contact_made", "occurred_at": "2026-02-09T10:00", "text": ""}),
    ]
    due = {"title": "Call the mother", "due_at": "2026-02-12T10:00"}
    kinds = ("letters", "bed", "clothes", "transport", "language")
    tries += [("task/", {**due, "kind": kind}) for kind in kinds]
    before = Activity.objects.count(), Task.objects.count()
    for verb, fields in tries:
        refused = worker.post(page + verb, **fields)
        assert refused.status == 409, fields
        assert "contact itself is a risk" in refused
    assert (Activity.objects.count(), Task.objects.count()) == before
    logged = AuditEvent.objects.filter(verb="contact_blocked", case_id=case.pk)
    assert {event.actor_id for event in logged} == {caseworker.pk}
    assert logged.count() == len(tries)
    assert "contact blocked as unsafe" in Reader(coordinator).get("/audit/")

    # Relatives inside may not be reached either; who is abroad may, and what came in is kept.
    people = worker.get(page + "people/")
    mother, brother = people.text.split("brother or sister", 1)
    assert mother.count("do not –") == 5
    assert "freed inside the country" in mother
    assert brother.count("may be used") == 5
    came_in = {"kind": "letter_received", "occurred_at": "2026-02-09T10:00", "text": "Home."}
    assert worker.post(page + "activity/", **came_in).status == 302

    # The file is not forgotten: somebody looks from afar, without contact.
    silence = Clock.objects.running().get(case=case, kind="case_silent")
    assert silence.due_at == NOW + timedelta(days=30)
