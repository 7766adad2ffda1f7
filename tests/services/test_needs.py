"""Needs: opened with an owner, moved, met, edited."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from casetracker.domain.errors import Conflict, Missing, Refused, Stale
from casetracker.models import Activity, AuditEvent, Case, Clock, Need, Notice, Task
from casetracker.services.cases import close_case
from casetracker.services.needs import edit_need, meet_need, move_need, open_need
from casetracker.services.sweep import sweep
from casetracker.services.tasks import accept_task, offer_task, open_task


@pytest.fixture
def open_one(case, caseworker, now):
    def make(**values):
        values.setdefault("actor", caseworker)
        values.setdefault("kind", "asylum")
        values.setdefault("case_id", case.pk)
        return open_need(now=now, **values)

    return make


def clock(need):
    return Clock.objects.get(need=need, kind="need_deadline")


def test_the_smallest_need_has_the_cases_team_and_caseworker(open_one, case, caseworker, now):
    need = open_one()
    need.refresh_from_db()
    assert (need.state, need.team, need.owner) == ("open", case.team, caseworker)
    assert not Clock.objects.filter(need=need).exists()
    assert Activity.objects.get(kind="need_moved").facts["to"] == "open"
    assert AuditEvent.objects.filter(verb="open_need", object_id=need.pk, case_id=case.pk).exists()


def test_a_need_with_a_date_has_a_clock_of_its_owners(open_one, caseworker, now):
    due_at = now + timedelta(days=10)
    need = open_one(due_at=due_at, phase="week_1", provider="Desk", wishes="No compatriots.")
    need.refresh_from_db()
    assert (need.phase, need.provider, need.wishes) == ("week_1", "Desk", "No compatriots.")
    assert (clock(need).owner, clock(need).due_at) == (caseworker, due_at)
    sweep(now=now + timedelta(days=9))
    assert Notice.objects.get(kind="need_deadline").recipient == caseworker


def test_opening_and_moving_a_need_is_care_for_the_case(open_one, case, caseworker, now):
    need = open_one()
    later = now + timedelta(days=3)
    move_need(actor=caseworker, need_id=need.pk, state="in_progress", now=later)
    case.refresh_from_db()
    assert case.last_activity_at == later
    assert Clock.objects.get(case=case, kind="case_silent").started_at == later


def test_without_a_caseworker_the_need_is_its_openers(open_one, case, coordinator, now):
    Case.objects.update(caseworker=None)
    assert open_one(actor=coordinator).owner == coordinator
    with pytest.raises(Refused) as refusal:
        open_one(actor=None)
    assert refusal.value.field == "owner"


def test_a_frozen_caseworker_is_given_no_new_need(open_one, caseworker, coordinator, now):
    type(caseworker).objects.filter(pk=caseworker.pk).update(frozen_at=now)
    assert open_one(actor=coordinator).owner == coordinator


def test_a_volunteer_or_a_stranger_never_owns_a_need(
    open_one, volunteer, make_user, other_team, team, now
):
    frozen = make_user("caseworker", team, frozen_at=now)
    for person in (volunteer.pk, make_user("caseworker", other_team).pk, frozen.pk, uuid4()):
        with pytest.raises(Refused) as refusal:
            open_one(owner_id=person)
        assert (refusal.value.field, refusal.value.value) == ("owner", person)
        assert refusal.value.allowed
    assert not Need.objects.exists()


def test_the_team_at_the_destination_may_meet_a_need(open_one, case, make_user, other_team, now):
    there = make_user("caseworker", other_team)
    with pytest.raises(Missing) as refusal:
        open_one(team_id=other_team.pk)
    assert refusal.value.field == "team"
    other_team.countries.create(country="PL")
    Case.objects.update(destination="PL")
    need = open_one(team_id=other_team.pk, owner_id=there.pk)
    assert (need.team, need.owner) == (other_team, there)
    assert meet_need(actor=there, need_id=need.pk, now=now).state == "met"


def test_words_and_dates_are_checked_by_name(open_one, now):
    for field, values in {
        "kind": {"kind": "money"},
        "phase": {"phase": "year_1"},
        "due_at": {"due_at": now.replace(tzinfo=None)},
        "provider": {"provider": "x" * 121},
        "wishes": {"wishes": "\ud800"},
    }.items():
        with pytest.raises(Refused) as refusal:
            open_one(**values)
        assert refusal.value.field == field
        assert refusal.value.allowed


def test_a_closed_case_takes_no_need(open_one, case, caseworker, now):
    close_case(actor=caseworker, case_id=case.pk, reason="settled", now=now)
    with pytest.raises(Conflict):
        open_one()


def test_met_its_clock_stops_and_reopened_it_runs_again(open_one, caseworker, now):
    need = open_one(due_at=now + timedelta(days=10))
    later = now + timedelta(days=1)
    met = meet_need(actor=caseworker, need_id=need.pk, now=later)
    assert (met.met_at, clock(need).stopped_at) == (later, later)
    again = move_need(actor=caseworker, need_id=need.pk, state="open", now=later)
    assert (again.met_at, clock(need).stopped_at) == (None, None)
    assert clock(need).episode == 2


def test_illegal_moves_are_refused_with_the_legal_ones(open_one, caseworker, now):
    need = open_one()
    meet_need(actor=caseworker, need_id=need.pk, now=now)
    with pytest.raises(Conflict) as refusal:
        move_need(actor=caseworker, need_id=need.pk, state="declined", now=now)
    assert refusal.value.allowed == ["open"]
    with pytest.raises(Refused) as refusal:
        move_need(actor=caseworker, need_id=need.pk, state="gone", now=now)
    assert "not_needed" in refusal.value.allowed


def test_of_two_who_act_on_the_same_old_state_one_wins(open_one, caseworker, coordinator, now):
    need = open_one()
    move = {"need_id": need.pk, "expected_state": "open", "now": now}
    move_need(actor=caseworker, state="in_progress", **move)
    with pytest.raises(Conflict) as refusal:
        move_need(actor=coordinator, state="declined", **move)
    assert (refusal.value.field, refusal.value.allowed) == ("expected_state", "in_progress")
    with pytest.raises(Stale):
        meet_need(actor=coordinator, need_id=need.pk, version=1, now=now)


def test_strangers_and_volunteers_see_no_need(open_one, volunteer, make_user, team, now):
    need = open_one()
    for person in (volunteer, make_user("caseworker", team)):
        with pytest.raises(Missing):
            meet_need(actor=person, need_id=need.pk, now=now)
        with pytest.raises(Missing):
            open_one(actor=person, case_id=uuid4())


@pytest.fixture
def tasks_of(caseworker, volunteer, now):
    """An open, an offered and an accepted task of a need."""

    def make(need):
        kinds = ["transport", "bed", "clothes"]
        made = [
            open_task(
                actor=caseworker,
                case_id=need.case_id,
                need_id=need.pk,
                kind=kind,
                title="Help",
                due_at=now + timedelta(days=2),
                now=now,
            )
            for kind in kinds
        ]
        for task in made[1:]:
            offer_task(actor=caseworker, task_id=task.pk, volunteer_id=volunteer.pk, now=now)
        accept_task(actor=volunteer, task_id=made[2].pk, now=now)
        Notice.objects.update(state="told")
        return made

    return make


@pytest.mark.parametrize(
    ("state", "states", "told"),
    [
        ("met", ["cancelled", "cancelled", "accepted"], ["offer_cancelled"]),
        ("not_needed", ["cancelled"] * 3, ["offer_cancelled", "task_cancelled"]),
    ],
)
def test_tasks_that_are_in_vain_end_with_their_need(
    open_one, tasks_of, volunteer, caseworker, now, state, states, told
):
    need = open_one()
    tasks_of(need)
    move_need(actor=caseworker, need_id=need.pk, state=state, now=now)
    assert list(Task.objects.order_by("id").values_list("state", flat=True)) == states
    open_notices = Notice.objects.filter(recipient=volunteer, state="open").order_by("kind")
    assert list(open_notices.values_list("kind", flat=True)) == told


def test_a_new_owner_has_the_clocks_of_the_need_and_of_its_open_tasks(
    open_one, tasks_of, coordinator, caseworker, volunteer, now
):
    need = open_one(due_at=now + timedelta(days=4))
    waiting, offered, accepted = tasks_of(need)
    edited = edit_need(
        actor=caseworker, need_id=need.pk, changes={"owner": coordinator.pk}, version=1, now=now
    )
    assert (edited.owner, edited.version, clock(need).owner) == (coordinator, 2, coordinator)
    owners = Clock.objects.filter(kind="task_due").values_list("task", "owner")
    assert dict(owners) == {
        waiting.pk: coordinator.pk,
        offered.pk: coordinator.pk,
        accepted.pk: volunteer.pk,
    }
    assert Clock.objects.get(task=offered, kind="offer_open").owner == coordinator
    assert list(AuditEvent.objects.get(verb="edit_need").changes) == ["owner"]


def test_a_changed_date_moves_the_clock_and_none_stops_it(open_one, caseworker, now):
    need = open_one()
    later = now + timedelta(days=20)
    edit_need(actor=caseworker, need_id=need.pk, changes={"due_at": later}, now=now)
    assert clock(need).due_at == later
    edit_need(actor=caseworker, need_id=need.pk, changes={"due_at": None}, now=now)
    assert clock(need).stopped_at == now


def test_a_team_that_its_owner_does_not_belong_to_needs_a_new_owner(
    open_one, case, caseworker, make_user, other_team, now
):
    other_team.countries.create(country="PL")
    Case.objects.update(destination="PL")
    there = make_user("coordinator", other_team)
    need = open_one()
    changes = {"owner": there.pk, "team": other_team.pk}
    edited = edit_need(actor=caseworker, need_id=need.pk, changes=changes, now=now)
    assert (edited.team, edited.owner) == (other_team, there)
    with pytest.raises(Refused) as refusal:
        edit_need(actor=there, need_id=need.pk, changes={"team": case.team_id}, now=now)
    assert refusal.value.field == "owner"


def test_what_cannot_be_edited_is_named_with_what_can(open_one, caseworker, now):
    need = open_one()
    with pytest.raises(Refused) as refusal:
        edit_need(actor=caseworker, need_id=need.pk, changes={"state": "met"}, now=now)
    assert (refusal.value.field, "due_at" in refusal.value.allowed) == ("state", True)
    edit_need(actor=caseworker, need_id=need.pk, changes={"provider": ""}, now=now)
    assert not AuditEvent.objects.filter(verb="edit_need").exists()
