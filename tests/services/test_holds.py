"""A flood is held for a coordinator, who releases or discards it; nothing is dropped."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casetracker.domain.errors import Conflict, Missing
from casetracker.models import Clock, Email, Heartbeat, Hold, Notice
from casetracker.services import holds
from casetracker.services.activities import record_activity
from casetracker.services.cases import flag_case
from casetracker.services.holds import discard_hold, release_hold, release_overdue
from casetracker.services.sweep import sweep

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MANY = 45


@pytest.fixture
def flood(make_user, team, make_case, coordinator, now):
    """Forty-five caseworkers with one silent file each, due on the same day; 40 letters may go."""
    at = now + 31 * DAY
    for number in range(MANY):
        make_case(f"Прыклад {number}", worker=make_user("caseworker", team))
    Heartbeat.objects.create(name="sweep", at=at - HOUR)
    return at


def test_what_is_over_the_limit_is_held_and_the_coordinators_are_told_at_once(flood, coordinator):
    result = sweep(now=flood)
    assert (result.due, result.notices, result.held) == (MANY, 40, MANY - 40)
    hold = Hold.objects.get()
    assert (hold.reason, hold.letters, hold.clocks_held) == ("flood", 5, 5)
    assert hold.releases_at == flood + 12 * HOUR
    told = Notice.objects.get(recipient=coordinator)
    assert (told.kind, told.is_urgent) == ("hold_made", True)
    held = Clock.objects.filter(hold=hold)
    assert set(held.values_list("step", "episode")) == {(0, 1)}
    assert sweep(now=flood).due == 0


def test_a_released_flood_is_told_once(flood, coordinator):
    sweep(now=flood)
    release_hold(actor=coordinator, hold_id=Hold.objects.get().pk, now=flood + HOUR)
    told = Notice.objects.filter(kind="case_silent").values_list("recipient", flat=True)
    assert len(told) == len(set(told)) == MANY
    assert not Clock.objects.exclude(hold=None).exists()
    assert Hold.objects.get().decided_by == coordinator


def test_a_discarded_flood_tells_nobody_and_moves_to_the_next_step(flood, coordinator):
    sweep(now=flood)
    held = list(Hold.objects.get().clocks.values_list("pk", flat=True))
    discard_hold(actor=coordinator, hold_id=Hold.objects.get().pk, now=flood + HOUR)
    assert Notice.objects.filter(kind="case_silent").count() == 40
    assert set(Clock.objects.filter(pk__in=held).values_list("step", "hold")) == {(1, None)}


def test_of_two_who_decide_one_is_told_that_it_was_done(flood, coordinator):
    sweep(now=flood)
    hold = Hold.objects.get()
    release_hold(actor=coordinator, hold_id=hold.pk, now=flood)
    with pytest.raises(Conflict, match="released this already"):
        discard_hold(actor=coordinator, hold_id=hold.pk, now=flood)


def test_after_twelve_hours_a_hold_releases_itself(flood):
    sweep(now=flood)
    assert release_overdue(now=flood + 11 * HOUR) == 0
    assert release_overdue(now=flood + 13 * HOUR) == 1
    assert Notice.objects.filter(kind="case_silent").count() == MANY
    assert Hold.objects.get().decided_by is None


def test_after_a_jump_of_the_clock_only_a_person_releases(flood):
    Heartbeat.objects.update(at=flood - 365 * DAY)
    sweep(now=flood)
    hold = Hold.objects.get()
    assert (hold.reason, hold.releases_at) == ("clock_jumped", None)
    assert release_overdue(now=flood + 100 * DAY) == 0


def test_risk_to_life_is_never_held(flood, make_user, make_case, team, now):
    for number in range(10):
        worker = make_user("caseworker", team)
        case = make_case(f"Хворы {number}", worker=worker)
        flag_case(actor=worker, case_id=case.pk, flags={"hunger_strike": True}, now=now)
    sweep(now=flood)
    assert Notice.objects.filter(is_urgent=True, kind="case_silent").count() >= 10


def test_activity_takes_a_file_out_of_the_hold(flood, coordinator):
    sweep(now=flood)
    hold = Hold.objects.get()
    clock = hold.clocks.select_related("case").first()
    record_activity(
        actor=coordinator, case_id=clock.case_id, kind="visit", occurred_at=flood, now=flood
    )
    assert hold.clocks.count() == 4
    release_hold(actor=coordinator, hold_id=hold.pk, now=flood + HOUR)
    assert not Notice.objects.filter(clock=clock).exists()


def test_many_files_of_few_people_are_no_flood(make_case, caseworker, now):
    for number in range(60):
        make_case(f"Прыклад {number}")
    result = sweep(now=now + 31 * DAY)
    assert (result.notices, result.held) == (60, 0)


def test_a_large_register_may_tell_a_share_of_its_open_files(flood, monkeypatch):
    monkeypatch.setattr(holds, "SHARE", 1)
    assert sweep(now=flood).held == 0


def test_a_coordinator_of_another_team_does_not_see_the_hold(flood, make_user, other_team):
    sweep(now=flood)
    stranger = make_user("coordinator", other_team)
    with pytest.raises(Missing):
        release_hold(actor=stranger, hold_id=Hold.objects.get().pk, now=flood)
    assert not Email.objects.exists()


def test_who_has_not_been_asked_yet_need_not_decide_any_more(flood, coordinator):
    sweep(now=flood)
    assert Notice.objects.get(kind="hold_made").state == "open"
    release_hold(actor=coordinator, hold_id=Hold.objects.get().pk, now=flood)
    assert Notice.objects.get(kind="hold_made").state == "withdrawn"
