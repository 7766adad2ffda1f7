"""Tasks: opened, handed over, finished, cancelled, edited."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused, Stale
from casetracker.models import Activity, AuditEvent, Clock, Need, Notice, Task
from casetracker.services.cases import assign_case, close_case
from casetracker.services.tasks import (
    cancel_task,
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


def test_a_new_task_is_open_and_its_clock_is_the_caseworkers(open_one, case, caseworker, now):
    task = open_one(kind="transport", brief="Bring a phone.", language="be", country="LT")
    task.refresh_from_db()
    assert (task.state, task.assignee, task.team) == ("open", None, case.team)
    assert (task.title, task.brief) == ("Fetch from the station", "Bring a phone.")
    assert (clock(task).owner, clock(task).due_at) == (caseworker, now + timedelta(days=3))
    assert AuditEvent.objects.filter(verb="open_task", object_id=task.pk, case_id=case.pk).exists()
    moved = Activity.objects.get(case=case, kind="task_moved")
    assert moved.facts == {"task": str(task.pk), "from": "", "to": "open"}


def test_opening_a_task_is_no_care_for_the_case(open_one, case, now):
    before = Clock.objects.get(case=case, kind="case_silent").episode
    open_one()
    assert Clock.objects.get(case=case, kind="case_silent").episode == before


def test_a_task_with_an_assignee_is_theirs_from_the_start(open_one, make_user, team, caseworker):
    colleague = make_user("caseworker", team)
    task = open_one(assignee_id=colleague.pk)
    assert (task.state, clock(task).owner) == ("accepted", colleague)
    assert told(colleague) == ["task_handed_over"]
    mine = open_one(assignee_id=caseworker.pk)
    assert mine.state == "accepted"
    assert told(caseworker) == []


def test_a_vetted_volunteer_can_be_handed_what_meets_no_need(open_one, volunteer):
    task = open_one(assignee_id=volunteer.pk)
    assert (task.kind, task.state, told(volunteer)) == ("other", "accepted", ["task_handed_over"])


def test_a_volunteer_is_not_handed_other_work_for_a_need(
    open_one, volunteer, case, caseworker, team, now
):
    need = Need.objects.create(
        case=case, team=team, owner=caseworker, kind="asylum", created_at=now
    )
    with pytest.raises(Refused) as refusal:
        open_one(assignee_id=volunteer.pk, need_id=need.pk)
    assert refusal.value.field == "kind"
    assert "other" not in refusal.value.allowed
    assert open_one(assignee_id=volunteer.pk, need_id=need.pk, kind="transport").need == need


def test_strangers_unvetted_and_frozen_people_are_handed_nothing(
    open_one, volunteer, make_user, other_team, team, now
):
    stranger = make_user("caseworker", other_team)
    frozen = make_user("caseworker", team, frozen_at=now)
    volunteer.memberships.update(vetted_at=None)
    for person in (stranger, frozen, volunteer):
        with pytest.raises(Refused) as refusal:
            open_one(assignee_id=person.pk)
        assert refusal.value.field == "assignee"
    assert not Task.objects.exists()


def test_a_task_needs_a_title_a_due_time_and_known_words(open_one, now):
    for field, values in {
        "title": {"title": "  "},
        "due_at": {"due_at": now.replace(tzinfo=None)},
        "kind": {"kind": "money"},
        "language": {"language": "Belarusian"},
        "country": {"country": "lt"},
        "brief": {"brief": "x\x00"},
    }.items():
        with pytest.raises(Refused) as refusal:
            open_one(**values)
        assert refusal.value.field == field
        assert refusal.value.allowed


def test_a_closed_case_takes_no_task(open_one, case, caseworker, now):
    close_case(actor=caseworker, case_id=case.pk, reason="settled", now=now)
    with pytest.raises(Conflict):
        open_one()


def test_a_need_has_one_task_of_a_kind(open_one, case, caseworker, team, now):
    need = Need.objects.create(
        case=case, team=team, owner=caseworker, kind="transport", created_at=now
    )
    task = open_one(need_id=need.pk, kind="transport")
    with pytest.raises(Conflict) as refusal:
        open_one(need_id=need.pk, kind="transport")
    assert refusal.value.field == "need"
    cancel_task(actor=caseworker, task_id=task.pk, reason="by train", now=now)
    assert open_one(need_id=need.pk, kind="transport").state == "open"


def test_a_destination_team_opens_tasks_on_its_own_need_only(
    case, make_user, other_team, caseworker, open_one, now
):
    there = make_user("caseworker", other_team)
    need = Need.objects.create(
        case=case, team=other_team, owner=there, kind="reception", created_at=now
    )
    task = open_one(actor=there, need_id=need.pk, kind="bed")
    assert (task.team, clock(task).owner) == (other_team, there)
    with pytest.raises(Missing):
        open_one(actor=there)
    with pytest.raises(Missing):
        open_one(actor=make_user("caseworker", other_team), need_id=need.pk, kind="bed")


def test_a_volunteer_opens_no_task(open_one, volunteer):
    with pytest.raises(Missing):
        open_one(actor=volunteer)


def test_done_by_a_volunteer_is_reported_and_confirmed_by_staff(
    open_one, case, volunteer, caseworker, now
):
    task = open_one(assignee_id=volunteer.pk)
    later = now + timedelta(hours=1)
    finish_task(actor=volunteer, task_id=task.pk, comment="At the hostel.", now=later)
    task.refresh_from_db()
    assert (task.state, task.comment) == ("reported_done", "At the hostel.")
    assert told(caseworker) == ["task_reported_done"]
    assert clock(task).stopped_at == later
    assert not Activity.objects.filter(case=case, kind="task_done").exists()
    finish_task(actor=caseworker, task_id=task.pk, comment="Thanks.", now=later)
    task.refresh_from_db()
    assert (task.state, task.comment) == ("done", "At the hostel.\nThanks.")


def test_a_task_done_counts_as_care_for_the_case(open_one, case, caseworker, now):
    later = now + timedelta(days=2)
    task = open_one()
    finish_task(actor=caseworker, task_id=task.pk, now=later)
    case.refresh_from_db()
    assert case.last_activity_at == later
    assert Clock.objects.get(case=case, kind="case_silent").started_at == later
    assert Clock.objects.get(case=case, kind="life_silent").started_at == now
    assert Activity.objects.get(case=case, kind="task_done").facts["task"] == str(task.pk)


def test_staff_who_have_a_task_on_a_colleagues_case_finish_it_themselves(
    open_one, make_user, team, now
):
    colleague = make_user("caseworker", team)
    task = open_one(assignee_id=colleague.pk)
    assert finish_task(actor=colleague, task_id=task.pk, now=now).state == "done"


def test_of_a_double_click_one_wins_and_the_other_is_told_what_is_allowed(
    open_one, volunteer, caseworker, now
):
    task = open_one(assignee_id=volunteer.pk)
    finish_task(actor=volunteer, task_id=task.pk, now=now)
    with pytest.raises(Conflict) as refusal:
        finish_task(actor=volunteer, task_id=task.pk, now=now)
    assert refusal.value.allowed == ["assign", "confirm", "cancel", "edit"]
    finish_task(actor=caseworker, task_id=task.pk, now=now)
    with pytest.raises(Conflict):
        finish_task(actor=caseworker, task_id=task.pk, now=now)
    assert Activity.objects.filter(kind="task_done").count() == 1


def test_done_by_staff_the_volunteer_who_has_it_is_told_once(open_one, volunteer, caseworker, now):
    task = open_one(assignee_id=volunteer.pk)
    Notice.objects.filter(recipient=volunteer).update(state="told")
    finish_task(actor=caseworker, task_id=task.pk, now=now)
    assert told(volunteer) == ["task_cancelled"]


def test_without_a_caseworker_the_coordinators_confirm(open_one, case, volunteer, coordinator, now):
    type(case).objects.update(caseworker=None)
    task = open_one(actor=coordinator, assignee_id=volunteer.pk)
    finish_task(actor=volunteer, task_id=task.pk, now=now)
    assert told(coordinator) == ["task_reported_done"]


def test_somebody_elses_task_is_not_finished(open_one, make_user, team, volunteer, now):
    task = open_one(assignee_id=volunteer.pk)
    other = make_user("volunteer", team)
    with pytest.raises(Missing):
        finish_task(actor=other, task_id=task.pk, now=now)


def test_a_cancelled_task_is_told_to_whoever_had_it(open_one, volunteer, caseworker, now):
    task = open_one(assignee_id=volunteer.pk)
    Notice.objects.filter(recipient=volunteer).update(state="told")
    cancel_task(actor=caseworker, task_id=task.pk, reason="another way", now=now)
    task.refresh_from_db()
    assert (task.state, task.cancel_reason) == ("cancelled", "another way")
    assert told(volunteer) == ["task_cancelled"]
    assert clock(task).stopped_at == now
    with pytest.raises(Conflict) as refusal:
        cancel_task(actor=caseworker, task_id=task.pk, reason="again", now=now)
    assert refusal.value.allowed == []


def test_who_has_not_been_told_of_a_task_never_hears_of_its_end(
    open_one, volunteer, caseworker, now
):
    task = open_one(assignee_id=volunteer.pk)
    cancel_task(actor=caseworker, task_id=task.pk, reason="another way", now=now)
    assert told(volunteer) == []
    assert Notice.objects.get(recipient=volunteer).state == "withdrawn"


def test_cancelling_says_why_in_a_few_words(open_one, caseworker, now):
    task = open_one()
    for reason in ("", "x" * 61):
        with pytest.raises(Refused) as refusal:
            cancel_task(actor=caseworker, task_id=task.pk, reason=reason, now=now)
        assert (refusal.value.field, refusal.value.allowed) == ("reason", "1 to 60 characters")


def test_only_who_answers_for_the_case_changes_a_task(
    open_one, volunteer, make_user, team, caseworker, now
):
    task = open_one(assignee_id=volunteer.pk)
    for act in (
        lambda who: edit_task(actor=who, task_id=task.pk, changes={"title": "X"}, now=now),
        lambda who: cancel_task(actor=who, task_id=task.pk, reason="x", now=now),
        lambda who: offer_task(actor=who, task_id=task.pk, volunteer_id=who.pk, now=now),
    ):
        with pytest.raises(Forbidden):
            act(volunteer)
        with pytest.raises(Missing):
            act(make_user("caseworker", team))
    with pytest.raises(Stale) as refusal:
        cancel_task(actor=caseworker, task_id=task.pk, reason="x", version=9, now=now)
    assert refusal.value.allowed == 1


def test_tasks_end_with_their_case_and_whoever_has_one_is_told(
    open_one, volunteer, caseworker, case, now
):
    taken = open_one(assignee_id=volunteer.pk)
    asked = open_one(kind="bed")
    offer_task(actor=caseworker, task_id=asked.pk, volunteer_id=volunteer.pk, now=now)
    done = open_one()
    finish_task(actor=caseworker, task_id=done.pk, now=now)
    Notice.objects.update(state="told")
    close_case(actor=caseworker, case_id=case.pk, reason="settled", now=now)
    states = dict(Task.objects.values_list("pk", "state"))
    assert states == {taken.pk: "cancelled", asked.pk: "cancelled", done.pk: "done"}
    assert told(volunteer) == ["offer_cancelled", "task_cancelled"]
    assert not Clock.objects.running().exists()


def test_many_tasks_are_called_off_in_as_many_statements_as_one(
    make_case, caseworker, volunteer, now
):
    counts = []
    for size in (1, 150):
        case = make_case(f"Прыклад {size}")
        given = {"actor": None, "case_id": case.pk, "title": "Drive", "now": now}
        for _ in range(size):
            open_task(due_at=now, assignee_id=volunteer.pk, **given)
        with CaptureQueriesContext(connection) as queries:
            close_case(actor=caseworker, case_id=case.pk, reason="settled", now=now)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert set(Task.objects.values_list("state", flat=True)) == {"cancelled"}


def test_a_new_caseworker_has_the_clocks_of_the_tasks_that_nobody_has_taken(
    open_one, volunteer, caseworker, coordinator, make_user, team, case, now
):
    waiting, offered, taken = open_one(), open_one(kind="bed"), open_one(assignee_id=volunteer.pk)
    offer_task(actor=caseworker, task_id=offered.pk, volunteer_id=volunteer.pk, now=now)
    heir = make_user("caseworker", team)
    assign_case(actor=coordinator, case_id=case.pk, caseworker_id=heir.pk, now=now)
    assert (clock(waiting).owner, clock(offered).owner) == (heir, heir)
    assert clock(offered, "offer_open").owner == heir
    assert clock(taken).owner == volunteer
