"""Tasks edited: other terms, other people."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casetracker.domain.errors import Conflict, Missing, Refused
from casetracker.models import AuditEvent, Clock, Notice
from casetracker.services.tasks import (
    accept_task,
    edit_task,
    finish_task,
    offer_task,
    open_task,
)


@pytest.fixture
def open_one(case, caseworker, now):
    def make(**values):
        values.setdefault("title", "Fetch from the station")
        values.setdefault("due_at", now + timedelta(days=3))
        values.setdefault("actor", caseworker)
        values.setdefault("case_id", case.pk)
        return open_task(now=now, **values)

    return make


def clock(task, kind="task_due"):
    return Clock.objects.get(task=task, kind=kind)


def told(user):
    return list(
        Notice.objects.filter(recipient=user, state="open")
        .order_by("id")
        .values_list("kind", flat=True)
    )


def test_a_new_due_time_moves_the_clock_and_takes_back_what_it_has_not_told(
    open_one, caseworker, now
):
    task = open_one()
    due_at = now + timedelta(days=9)
    edited = edit_task(
        actor=caseworker, task_id=task.pk, changes={"due_at": due_at}, version=1, now=now
    )
    assert (edited.due_at, edited.version) == (due_at, 2)
    assert (clock(task).due_at, clock(task).episode) == (due_at, 2)
    event = AuditEvent.objects.get(verb="edit_task")
    assert list(event.changes) == ["due_at"]


def test_handed_to_another_the_clock_goes_along_and_the_former_one_is_told(
    open_one, volunteer, make_user, team, caseworker, now
):
    task = open_one(assignee_id=volunteer.pk)
    Notice.objects.update(state="told")
    colleague = make_user("caseworker", team)
    changes = {"assignee": colleague.pk, "title": "Fetch by car"}
    edit_task(actor=caseworker, task_id=task.pk, changes=changes, now=now)
    task.refresh_from_db()
    assert (task.state, task.assignee, task.title) == ("accepted", colleague, "Fetch by car")
    assert clock(task).owner == colleague
    assert (told(volunteer), told(colleague)) == (["task_cancelled"], ["task_handed_over"])
    with pytest.raises(Missing):
        finish_task(actor=volunteer, task_id=task.pk, now=now)


def test_handed_back_and_forth_each_is_told_again(open_one, make_user, team, caseworker, now):
    first, second = make_user("caseworker", team), make_user("caseworker", team)
    task = open_one(assignee_id=first.pk)
    for person in (second, first):
        Notice.objects.update(state="told")
        changes = {"assignee": person.pk}
        edit_task(actor=caseworker, task_id=task.pk, changes=changes, now=now)
        assert told(person) == ["task_handed_over"]


def test_taken_from_somebody_a_task_is_open_again(open_one, volunteer, caseworker, now):
    task = open_one(assignee_id=volunteer.pk)
    edit_task(actor=caseworker, task_id=task.pk, changes={"assignee": None}, now=now)
    task.refresh_from_db()
    assert (task.state, task.assignee) == ("open", None)
    assert clock(task).owner == caseworker


def test_what_was_reported_can_be_given_back_as_not_done(open_one, volunteer, caseworker, now):
    task = open_one(assignee_id=volunteer.pk)
    finish_task(actor=volunteer, task_id=task.pk, now=now)
    Notice.objects.update(state="told")
    changes = {"assignee": volunteer.pk}
    edited = edit_task(actor=caseworker, task_id=task.pk, changes=changes, now=now)
    assert (edited.state, edited.assignee) == ("accepted", volunteer)
    assert told(volunteer) == ["task_handed_over"]
    assert (clock(task).stopped_at, clock(task).owner) == (None, volunteer)
    assert list(AuditEvent.objects.get(verb="edit_task").changes) == ["state"]
    version = edited.version
    assert edit_task(actor=caseworker, task_id=task.pk, changes=changes, now=now).version == version


def test_handing_over_an_offered_task_takes_the_offer_back(open_one, volunteer, caseworker, now):
    task = open_one(kind="bed")
    offer_task(actor=caseworker, task_id=task.pk, volunteer_id=volunteer.pk, now=now)
    Notice.objects.update(state="told")
    changes = {"assignee": caseworker.pk}
    edit_task(actor=caseworker, task_id=task.pk, changes=changes, now=now)
    assert told(volunteer) == ["offer_cancelled"]
    assert clock(task, "offer_open").stopped_at == now
    with pytest.raises(Conflict):
        accept_task(actor=volunteer, task_id=task.pk, now=now)


def test_what_cannot_be_edited_is_named_with_what_can(open_one, caseworker, now):
    task = open_one()
    with pytest.raises(Refused) as refusal:
        edit_task(actor=caseworker, task_id=task.pk, changes={"state": "done"}, now=now)
    assert refusal.value.field == "state"
    assert "title" in refusal.value.allowed


def test_an_edit_that_changes_nothing_leaves_no_trace(open_one, caseworker, now):
    task = open_one()
    changes = {"title": task.title, "due_at": task.due_at}
    edit_task(actor=caseworker, task_id=task.pk, changes=changes, now=now)
    task.refresh_from_db()
    assert task.version == 1
    assert not AuditEvent.objects.filter(verb="edit_task").exists()
