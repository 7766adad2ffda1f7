"""When a clock runs out, and whom its next step tells."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetracker.domain.calendars import add_working_days
from casetracker.domain.clocks import (
    WEEK,
    choose_rule,
    due_after,
    first_step,
    spread,
    step_at,
    take_step,
)
from casetracker.domain.ladders import DEFAULT_RULES
from casetracker.domain.words import Audience, ClockKind, Risk, Stage

NOON = datetime(2026, 2, 9, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
times = st.datetimes(
    min_value=datetime(2000, 1, 1), max_value=datetime(2090, 1, 1), timezones=st.just(UTC)
)
silences = st.sampled_from([rule for rule in DEFAULT_RULES if rule.threshold])


def rule(kind: ClockKind, **facts):
    found = choose_rule(DEFAULT_RULES, kind, **facts)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("stage", "risks", "threshold"),
    [
        (Stage.INTAKE, [], 3 * DAY),
        (Stage.INSIDE, [], 30 * DAY),
        (Stage.INSIDE, [Risk.INCOMMUNICADO], 14 * DAY),
        (Stage.INSIDE, [Risk.INCOMMUNICADO, Risk.MINOR], 7 * DAY),
        (Stage.INSIDE, [Risk.MINOR, Risk.HUNGER_STRIKE], DAY),
        (Stage.RESETTLING, [Risk.CRITICAL_HEALTH], DAY),
        (Stage.FREED_IN_COUNTRY, [], 30 * DAY),
        (Stage.FREED_IN_COUNTRY, [Risk.REDETENTION], 7 * DAY),
        (Stage.RECEPTION, [], DAY),
        (Stage.RESETTLING, [], 14 * DAY),
    ],
)
def test_the_shortest_silence_that_applies_holds(stage, risks, threshold):
    assert rule(ClockKind.CASE_SILENT, stage=stage, risks=risks).threshold == threshold


def test_signs_of_life_are_awaited_only_of_people_inside():
    assert rule(ClockKind.LIFE_SILENT, stage=Stage.INSIDE).threshold == 45 * DAY
    assert choose_rule(DEFAULT_RULES, ClockKind.LIFE_SILENT, stage=Stage.RECEPTION) is None


def test_an_offer_after_a_release_times_out_in_two_hours_others_in_two_working_days():
    urgent = rule(ClockKind.OFFER_OPEN, is_after_release=True)
    assert due_after(urgent, NOON, country="LT") == NOON + timedelta(hours=2)
    friday = datetime(2026, 2, 13, 15, 0, tzinfo=UTC)
    # Monday 16 February is Lithuania's day of the restoration of the state: a holiday.
    calm = rule(ClockKind.OFFER_OPEN)
    assert due_after(calm, friday, country="LT") == datetime(2026, 2, 18, 15, 0, tzinfo=UTC)
    assert due_after(calm, friday, country="PL") == datetime(2026, 2, 17, 15, 0, tzinfo=UTC)


def test_a_ladder_climbs_by_working_days_and_repeats_weekly():
    inside = rule(ClockKind.CASE_SILENT, stage=Stage.INSIDE)
    friday = datetime(2026, 2, 13, 9, 0, tzinfo=UTC)
    at = [step_at(inside, n, friday, country="PL") for n in range(5)]
    assert at[0] == friday
    assert at[1] == datetime(2026, 2, 17, 9, 0, tzinfo=UTC)
    assert at[2] == datetime(2026, 2, 19, 9, 0, tzinfo=UTC)
    assert at[3] == at[2] + WEEK
    assert at[4] == at[3] + WEEK


def test_the_next_step_follows_from_the_due_time_not_from_the_sweep():
    inside = rule(ClockKind.CASE_SILENT, stage=Stage.INSIDE)
    late = NOON + timedelta(hours=7)
    taken = take_step(inside, 0, NOON, now=late, country="PL")
    assert taken is not None
    assert taken.audience is Audience.OWNER
    assert taken.next_at == add_working_days(NOON, 2, "PL")


def test_of_weekly_repeats_missed_in_a_year_only_the_latest_is_made_up_for():
    inside = rule(ClockKind.CASE_SILENT, stage=Stage.INSIDE)
    now = NOON + 365 * DAY
    ordinal, steps = 0, 0
    while True:
        taken = take_step(inside, ordinal, NOON, now=now, country="PL")
        assert taken is not None
        ordinal, steps = taken.next_ordinal, steps + 1
        if taken.next_at is None or taken.next_at > now:
            break
    assert steps <= len(inside.steps) + 2
    assert taken.is_repeat


def test_a_near_deadline_skips_the_warnings_that_have_passed():
    release = rule(ClockKind.RELEASE_EXPECTED)
    ordinal, at = first_step(release, NOON + 3 * DAY, started_at=NOON, country="PL")
    assert (ordinal, at) == (1, NOON + 2 * DAY)
    ordinal, at = first_step(release, NOON + 30 * DAY, started_at=NOON, country="PL")
    assert (ordinal, at) == (0, NOON + 23 * DAY)


def test_a_date_that_has_passed_already_is_still_told_once():
    need = rule(ClockKind.NEED_DEADLINE)
    ordinal, at = first_step(need, NOON - 5 * DAY, started_at=NOON, country="PL")
    assert (ordinal, at) == (1, NOON - 5 * DAY)


@given(silences, times, st.integers(0, 8), st.sampled_from(["BY", "LT", "PL", "UA", "ZZ"]))
def test_steps_of_a_silence_never_go_back(rule, due_at, ordinal, country):
    this = step_at(rule, ordinal, due_at, country=country)
    following = step_at(rule, ordinal + 1, due_at, country=country)
    assert this is None or this >= due_at
    assert this is None or following is None or following > this


@given(silences, times, st.integers(0, 6), st.timedeltas(timedelta(), timedelta(days=3000)))
def test_a_late_sweep_never_takes_more_steps_than_the_ladder_and_two(rule, due_at, start, late):
    now, ordinal, steps = due_at + late, start, 0
    at = step_at(rule, ordinal, due_at, country="LT")
    while at is not None and at <= now:
        taken = take_step(rule, ordinal, due_at, now=now, country="LT")
        assert taken is not None
        assert taken.next_ordinal > ordinal
        ordinal, at, steps = taken.next_ordinal, taken.next_at, steps + 1
    assert steps <= len(rule.steps) + 2


@given(st.integers(1, 500))
def test_files_imported_together_come_due_evenly(count):
    dues = [spread(count, number, 30 * DAY) for number in range(count)]
    assert dues == sorted(dues)
    assert dues[0] > timedelta()
    assert dues[-1] == 30 * DAY
    assert len(set(dues)) == count


@pytest.mark.parametrize(
    "kind", [ClockKind.CASE_SILENT, ClockKind.HEARING, ClockKind.REPLY_AWAITED]
)
@pytest.mark.parametrize("year", [9989, 9999])
def test_a_date_at_the_end_of_the_calendar_overflows_nowhere(kind, year):
    last = datetime(year, 12, 31, 23, 59, tzinfo=UTC)
    found = rule(kind, stage=Stage.INSIDE)
    for country in ("LT", "ZZ"):
        times = [step_at(found, step, last, country=country) for step in range(6)]
        assert all(at is None or at.tzinfo for at in times)
        assert take_step(found, 0, last, now=NOON, country=country) is not None
        assert first_step(found, last, started_at=NOON, country=country)[1] is not None


def test_a_leap_day_is_a_day_like_any_other():
    leap = datetime(2028, 2, 29, 12, 0, tzinfo=UTC)
    yearly = rule(ClockKind.CASE_SILENT, stage=Stage.INSIDE)
    assert due_after(yearly, leap, country="PL") == leap + 30 * DAY
    assert step_at(yearly, 1, leap, country="PL") == datetime(2028, 3, 2, 12, 0, tzinfo=UTC)
