"""Stages of procedures, and the last day to appeal."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetracker.domain.calendars import is_working_day
from casetracker.domain.country_facts import FactTopic, check_fact, is_old
from casetracker.domain.documents import Aspect, check_value, status_after
from casetracker.domain.errors import Conflict, Refused
from casetracker.domain.procedures import (
    LONGEST_PERIOD,
    STAGES,
    DayUnit,
    Outcome,
    Period,
    ProcedureKind,
    ProcedureStage,
    check_move,
    last_day,
    legal_moves,
    outcomes_of,
)

COUNTRIES = ["LT", "PL", "DE", "UA"]
days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
periods = st.sampled_from(list(DayUnit)).flatmap(
    lambda unit: st.builds(Period, st.integers(1, LONGEST_PERIOD[unit] - 1), st.just(unit))
)


@pytest.mark.parametrize(
    ("notified", "number", "unit", "last"),
    [
        ("2026-02-09", 14, "days", "2026-02-23"),
        ("2026-02-09", 1, "days", "2026-02-10"),
        # Over a leap day, and not.
        ("2028-02-15", 14, "days", "2028-02-29"),
        ("2027-02-15", 14, "days", "2027-03-01"),
        # A month ends on the same number, or on the last day of a shorter month.
        ("2026-01-31", 1, "months", "2026-02-28"),
        ("2028-01-31", 1, "months", "2028-02-29"),
        ("2028-02-29", 12, "months", "2029-02-28"),
        ("2026-11-30", 3, "months", "2027-02-28"),
        ("2026-12-15", 1, "months", "2027-01-15"),
        # 16 February is a holiday in Lithuania, weekends are free.
        ("2026-02-11", 3, "working_days", "2026-02-17"),
        ("2026-02-13", 1, "working_days", "2026-02-17"),
    ],
)
def test_the_last_day_to_appeal_is_counted_from_the_day_of_notification(
    notified, number, unit, last
):
    period = Period(number, DayUnit(unit))
    assert last_day(date.fromisoformat(notified), period, "LT") == date.fromisoformat(last)


def test_working_days_are_those_of_the_country():
    notified, period = date(2026, 2, 13), Period(1, DayUnit.WORKING_DAYS)
    assert last_day(notified, period, "PL") == date(2026, 2, 16)
    assert last_day(notified, period, "LT") == date(2026, 2, 17)


@given(days, periods, st.sampled_from(COUNTRIES))
def test_a_period_ends_after_it_begins_and_no_later_for_a_day_less(notified, period, country):
    last = last_day(notified, period, country)
    longer = last_day(notified, Period(period.number + 1, period.unit), country)
    assert notified < last < longer
    assert last <= last_day(notified + timedelta(days=1), period, country)
    if period.unit is DayUnit.WORKING_DAYS:
        assert is_working_day(last, country)


@pytest.mark.parametrize("unit", ["days", "months", "working_days"])
def test_a_period_that_no_calendar_holds_is_refused(unit):
    with pytest.raises(Refused, match="No calendar") as refusal:
        last_day(date(9999, 12, 31), Period(1, DayUnit(unit)), "XX")
    assert refusal.value.field == "notified_on"
    assert refusal.value.value == "9999-12-31"


@pytest.mark.parametrize(("number", "unit"), [(0, "days"), (-1, "days"), (25, "months")])
def test_a_period_of_nothing_or_of_years_is_refused(number, unit):
    with pytest.raises(Refused) as refusal:
        last_day(date(2026, 2, 9), Period(number, DayUnit(unit)), "LT")
    assert refusal.value.field == "number"


@pytest.mark.parametrize("kind", list(ProcedureKind))
def test_every_kind_leads_from_intent_to_a_decision_and_an_appeal(kind):
    stages = STAGES[kind]
    assert stages[0] is ProcedureStage.INTENT
    assert {ProcedureStage.DECISION, ProcedureStage.APPEAL} <= set(stages)
    for stage in stages:
        for last in (None, *Outcome):
            moves = legal_moves(kind, stage, last)
            assert set(moves) <= set(stages) - {stage, ProcedureStage.DECISION}
    assert Outcome.REFUSED_SECURITY in outcomes_of(kind, ProcedureStage.REGISTERED)
    assert Outcome.SENT_BACK not in outcomes_of(kind, ProcedureStage.REGISTERED)
    assert Outcome.SENT_BACK in outcomes_of(kind, ProcedureStage.APPEAL)


def test_nobody_appeals_against_being_recognised_nor_moves_into_a_house_after_a_refusal():
    kind, decision = ProcedureKind.ASYLUM, ProcedureStage.DECISION
    check_move(kind, decision, ProcedureStage.APPEAL, Outcome.REFUSED_SECURITY)
    check_move(kind, decision, ProcedureStage.APPEAL, Outcome.SUBSIDIARY)
    check_move(kind, decision, ProcedureStage.RESIDENCE, Outcome.SUBSIDIARY)
    for new, last in (
        (ProcedureStage.APPEAL, Outcome.REFUGEE),
        (ProcedureStage.RESIDENCE, Outcome.REFUSED),
        (ProcedureStage.INTERVIEW, Outcome.REFUSED),
    ):
        with pytest.raises(Conflict, match="Legal moves") as refusal:
            check_move(kind, decision, new, last)
        assert refusal.value.allowed == legal_moves(kind, decision, last)


def test_a_fact_says_what_its_topic_is_said_in():
    nothing = {"number": None, "unit": "", "is_so": None, "text": ""}
    check_fact(FactTopic.APPEAL_PERIOD, **nothing | {"number": 14, "unit": "days"})
    check_fact(FactTopic.LEAVING_ENDS, **nothing | {"is_so": False, "text": "Article 3"})
    for topic, said, field in (
        (FactTopic.APPEAL_PERIOD, {"number": 14}, "unit"),
        (FactTopic.APPEAL_PERIOD, {"unit": "days"}, "number"),
        (FactTopic.APPEAL_PERIOD, {"number": 30, "unit": "months"}, "number"),
        (FactTopic.LEAVING_ENDS, {"text": "yes"}, "is_so"),
        (FactTopic.FORBIDS, {"is_so": True, "text": "work"}, "is_so"),
        (FactTopic.REQUIRES, {}, "text"),
    ):
        with pytest.raises(Refused) as refusal:
            check_fact(topic, **nothing | said)
        assert refusal.value.field == field


def test_a_fact_that_was_checked_half_a_year_ago_is_old():
    today = date(2026, 2, 9)
    assert not is_old(today - timedelta(days=183), today=today)
    assert is_old(today - timedelta(days=184), today=today)


def test_a_decision_gives_protection_or_settles_citizenship_and_a_visa_gives_neither():
    assert status_after(ProcedureKind.ASYLUM, Outcome.REFUGEE) == (Aspect.PROTECTION, "refugee")
    found = status_after(ProcedureKind.STATELESSNESS, Outcome.GRANTED)
    assert found == (Aspect.CITIZENSHIP, "stateless")
    assert status_after(ProcedureKind.NATIONAL_VISA, Outcome.GRANTED) is None
    assert status_after(ProcedureKind.ASYLUM, Outcome.OTHER_STATE) is None


def test_a_status_is_a_word_of_its_own_aspect():
    assert check_value(Aspect.DOCUMENTS, "taken") == "taken"
    with pytest.raises(Refused) as refusal:
        check_value(Aspect.CITIZENSHIP, "refugee")
    assert "stateless_in_fact" in refusal.value.allowed
