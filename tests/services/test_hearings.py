"""Hearings: scheduled, moved, called off, decided; and what reminds of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.models import Activity, AuditEvent, Clock, Hearing, Notice
from casetracker.services.cases import assign_case, close_case, reopen_case
from casetracker.services.detentions import edit_detention, record_detention
from casetracker.services.hearings import cancel_hearing, edit_hearing, schedule_hearing
from casetracker.services.needs import open_need
from casetracker.services.sweep import sweep

DAY = timedelta(days=1)


@pytest.fixture
def detention(case, caseworker, now):
    arrested = {"arrested_on": date(2025, 6, 1), "arrested_precision": "day"}
    return record_detention(actor=caseworker, case_id=case.pk, now=now, **arrested)


@pytest.fixture
def schedule(detention, caseworker, now):
    def make(days=10, **facts):
        facts.setdefault("actor", caseworker)
        return schedule_hearing(
            detention_id=detention.pk, scheduled_at=now + days * DAY, now=now, **facts
        )

    return make


def clock(hearing):
    return Clock.objects.get(hearing=hearing, kind="hearing")


def told(user, hearing):
    return list(
        Notice.objects.filter(recipient=user, clock__hearing=hearing)
        .order_by("step")
        .values_list("step", flat=True)
    )


def test_a_hearing_warns_seven_three_and_one_day_before_and_on_the_day(
    schedule, caseworker, coordinator, now
):
    hearing = schedule(10)
    counted = []
    for hours in range(0, 11 * 24, 12):
        sweep(now=now + timedelta(hours=hours))
        steps = len(told(caseworker, hearing))
        if steps != len(counted):
            counted += [hours // 24] * (steps - len(counted))
    assert counted == [3, 7, 9, 10]
    # The coordinators too, the day before.
    assert told(coordinator, hearing) == [3]


def test_a_hearing_is_entered_late_and_still_told(schedule, caseworker, now):
    hearing = schedule(2)
    assert clock(hearing).next_step_at == now + DAY


def test_scheduling_is_care_for_the_file_and_leaves_an_event(schedule, case, now):
    hearing = schedule(court="Court of the Centre", note="Bring the papers.")
    hearing.refresh_from_db()
    assert (hearing.court, hearing.note) == ("Court of the Centre", "Bring the papers.")
    assert Activity.objects.filter(case=case, kind="fact_changed").count() == 2
    assert AuditEvent.objects.get(verb="schedule_hearing").object_id == hearing.pk


def test_a_moved_hearing_begins_to_warn_anew(schedule, caseworker, now):
    hearing = schedule(8)
    sweep(now=now + 2 * DAY)
    changes = {"scheduled_at": now + 30 * DAY}
    edit_hearing(actor=caseworker, hearing_id=hearing.pk, changes=changes, now=now + 2 * DAY)
    assert (clock(hearing).episode, clock(hearing).due_at) == (2, now + 30 * DAY)
    assert set(Notice.objects.filter(clock__hearing=hearing).values_list("state", flat=True)) == {
        "withdrawn"
    }


def test_an_outcome_ends_the_warnings(schedule, caseworker, now):
    hearing = schedule(8)
    edit_hearing(actor=caseworker, hearing_id=hearing.pk, changes={"outcome": "adjourned"}, now=now)
    assert clock(hearing).stopped_at == now


def test_one_that_is_called_off_warns_nobody_and_can_be_put_back(schedule, caseworker, now):
    hearing = schedule(8)
    cancel_hearing(actor=caseworker, hearing_id=hearing.pk, now=now)
    assert clock(hearing).stopped_at == now
    with pytest.raises(Conflict, match="called off"):
        edit_hearing(actor=caseworker, hearing_id=hearing.pk, changes={"court": "x"}, now=now)
    with pytest.raises(Conflict):
        cancel_hearing(actor=caseworker, hearing_id=hearing.pk, now=now)
    assert schedule(8).pk == hearing.pk
    assert clock(hearing).stopped_at is None


def test_a_hearing_that_has_been_is_noted_without_a_reminder(schedule, now):
    assert not Clock.objects.filter(hearing=schedule(-3)).exists()


@pytest.mark.parametrize("days", [-400, 60 * 366])
def test_a_time_outside_the_detention_or_out_of_reach_is_refused(schedule, days):
    with pytest.raises(Refused) as refusal:
        schedule(days)
    assert refusal.value.field == "scheduled_at"
    assert refusal.value.allowed


def test_the_same_time_twice_is_a_conflict(schedule):
    schedule(8)
    with pytest.raises(Conflict, match="at that time"):
        schedule(8)


def test_a_hearing_is_its_own_caseworkers_to_change(schedule, make_user, team, volunteer, now):
    colleague = make_user("caseworker", team)
    for stranger in (colleague, volunteer):
        with pytest.raises((Missing, Forbidden)):
            schedule(8, actor=stranger)
    hearing = schedule(8)
    with pytest.raises((Missing, Forbidden)):
        cancel_hearing(actor=colleague, hearing_id=hearing.pk, now=now)
    assert Hearing.objects.get().is_cancelled is False


def test_with_the_file_its_hearings_change_hands(schedule, case, coordinator, make_user, team, now):
    heir = make_user("caseworker", team)
    hearing = schedule(8)
    assign_case(actor=coordinator, case_id=case.pk, caseworker_id=heir.pk, now=now)
    assert clock(hearing).owner == heir


def test_a_release_ends_the_warnings_of_hearings(schedule, detention, caseworker, now):
    hearing = schedule(8)
    released = {"released_on": now.date(), "released_precision": "day"}
    edit_detention(actor=caseworker, detention_id=detention.pk, changes=released, now=now)
    assert clock(hearing).stopped_at == now


def test_reopening_a_file_restarts_the_clocks_of_its_dates(
    schedule, detention, case, caseworker, coordinator, now
):
    expected = {"expected_release_on": (now + 90 * DAY).date()}
    edit_detention(actor=caseworker, detention_id=detention.pk, changes=expected, now=now)
    need = open_need(
        actor=caseworker, case_id=case.pk, kind="legal", due_at=now + 20 * DAY, now=now
    )
    ahead, over = schedule(40), schedule(12)
    close_case(actor=caseworker, case_id=case.pk, reason="settled", now=now)
    assert not Clock.objects.running().exists()
    later = now + 15 * DAY
    reopen_case(actor=coordinator, case_id=case.pk, stage="inside", reason="again", now=later)
    running = Clock.objects.running()
    assert {clock.kind for clock in running} == {
        *("case_silent", "life_silent", "need_deadline", "release_expected", "hearing")
    }
    assert running.get(need=need).due_at == now + 20 * DAY
    assert running.get(hearing=ahead).owner == caseworker
    assert not running.filter(hearing=over).exists()
