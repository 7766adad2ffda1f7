"""Procedures: opened, moved, decided, appealed, ended; and what reminds of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused, Stale
from casetracker.models import (
    Activity,
    AuditEvent,
    Clock,
    Notice,
    PersonStatus,
    Prisoner,
    ProcedureDecision,
    ProcedureSpan,
)
from casetracker.services.cases import assign_case, close_case, reopen_case
from casetracker.services.country_facts import edit_country_fact, record_country_fact
from casetracker.services.procedure_decisions import decide_procedure
from casetracker.services.procedures import (
    edit_procedure,
    end_procedure,
    move_procedure,
    open_procedure,
)
from casetracker.services.sweep import sweep

DAY = timedelta(days=1)


@pytest.fixture
def procedure(case, caseworker, now):
    return open_procedure(
        actor=caseworker, case_id=case.pk, kind="asylum", country="LT", stage="registered", now=now
    )


@pytest.fixture
def fortnight(coordinator, now):
    """Fourteen days to appeal in Lithuania, as a coordinator has looked it up."""
    return record_country_fact(
        actor=coordinator,
        country="LT",
        kind="asylum",
        topic="appeal_period",
        number=14,
        unit="days",
        source="Law on aliens",
        now=now,
    )


@pytest.fixture
def decide(procedure, caseworker, now):
    def make(outcome="refused", **facts):
        given = {"actor": caseworker, "now": now} | facts
        return decide_procedure(procedure_id=procedure.pk, outcome=outcome, **given)

    return make


def clock(procedure):
    return Clock.objects.filter(procedure=procedure, kind="procedure_deadline").first()


def morning(day):
    return datetime.fromisoformat(f"{day}T09:00:00+00:00")


def test_an_appeal_warns_seven_three_and_one_day_before_and_on_the_day(
    decide, fortnight, procedure, caseworker, coordinator, now
):
    decide(notified_on=date(2026, 2, 9))
    assert clock(procedure).due_at == morning("2026-02-23")
    told = {}
    for hours in range(0, 16 * 24, 12):
        sweep(now=now + timedelta(hours=hours))
        for who in (caseworker, coordinator):
            steps = Notice.objects.filter(recipient=who, clock__procedure=procedure).count()
            told.setdefault((who.pk, steps), (now + timedelta(hours=hours)).date().isoformat())
    days = [told[caseworker.pk, n] for n in (1, 2, 3, 4)]
    assert days == ["2026-02-16", "2026-02-20", "2026-02-22", "2026-02-23"]
    assert told[coordinator.pk, 1] == "2026-02-22"
    assert (coordinator.pk, 2) not in told


def test_a_decision_keeps_the_period_it_was_counted_with(
    decide, fortnight, procedure, coordinator, now
):
    decide("refused_security", notified_on=date(2026, 2, 6), decided_on=date(2026, 2, 3))
    decision = ProcedureDecision.objects.get()
    assert decision.appeal_until == date(2026, 2, 20)
    assert (decision.period_number, decision.period_unit) == (14, "days")
    assert decision.period_source == "Law on aliens"
    # The law changes later; the day that was counted stands.
    edit_country_fact(actor=coordinator, fact_id=fortnight.pk, changes={"number": 7}, now=now + DAY)
    decision.refresh_from_db()
    assert decision.appeal_until == date(2026, 2, 20)
    assert clock(procedure).due_at == morning("2026-02-20")


def test_a_refusal_in_a_country_whose_period_is_not_known_is_due_at_once_until_it_is(
    decide, procedure, coordinator, caseworker, now
):
    decided = decide(notified_on=date(2026, 2, 9))
    assert (decided.next_thing, decided.next_on) == ("appeal", None)
    assert clock(procedure).due_at == now
    sweep(now=now)
    assert Notice.objects.filter(recipient=caseworker, clock__procedure=procedure).exists()
    record_country_fact(
        actor=coordinator,
        country="LT",
        kind="asylum",
        topic="appeal_period",
        number=1,
        unit="months",
        source="Law on aliens",
        now=now + DAY,
    )
    procedure.refresh_from_db()
    assert procedure.next_on == date(2026, 3, 9)
    assert ProcedureDecision.objects.get().appeal_until == date(2026, 3, 9)
    assert clock(procedure).due_at == morning("2026-03-09")
    assert AuditEvent.objects.get(verb="count_appeal").object_id == procedure.pk


def test_the_period_upon_an_appeal_is_another_one(decide, fortnight, procedure, caseworker, now):
    decide()
    given = {"actor": caseworker, "procedure_id": procedure.pk, "now": now}
    move_procedure(**given, stage="appeal", next_thing="court", next_on=date(2026, 3, 2))
    assert clock(procedure).due_at == morning("2026-03-02")
    decided = decide("refused")
    # Fourteen days are those of the first decision; nobody has looked up the others.
    assert (decided.stage, decided.next_on) == ("decision", None)
    assert ProcedureDecision.objects.order_by("recorded_at", "pk").last().is_on_appeal


def test_a_day_given_by_hand_beats_the_period(decide, fortnight):
    assert decide(appeal_until=date(2026, 2, 16)).next_on == date(2026, 2, 16)
    assert ProcedureDecision.objects.get().period_number is None


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"notified_on": date(9999, 12, 31)}, "notified_on"),
        ({"notified_on": date(2026, 2, 20)}, "notified_on"),
        ({"appeal_until": date(9999, 12, 31)}, "appeal_until"),
        ({"appeal_until": date(2026, 2, 1)}, "appeal_until"),
        ({"decided_on": date(2026, 2, 9), "notified_on": date(2026, 2, 8)}, "notified_on"),
        ({"notified_on": date(2026, 2, 1)}, "notified_on"),
        ({"outcome": "granted"}, "outcome"),
        ({"outcome": "sent_back"}, "outcome"),
        ({"outcome": "refugee", "appeal_until": date(2026, 3, 1)}, "appeal_until"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(decide, procedure, facts, field):
    procedure.applied_on = date(2026, 2, 5)
    procedure.save()
    with pytest.raises(Refused) as refusal:
        decide(**facts)
    assert refusal.value.field == field
    assert not ProcedureDecision.objects.exists()


def test_a_way_through_every_stage(procedure, decide, fortnight, case, caseworker, now):
    given = {"actor": caseworker, "procedure_id": procedure.pk}
    interview = {"next_thing": "interview", "next_on": date(2026, 3, 2)}
    move_procedure(**given, stage="interview", **interview, now=now + DAY)
    assert clock(procedure).due_at == morning("2026-03-02")
    decide("subsidiary", now=now + 30 * DAY, notified_on=date(2026, 3, 11))
    move_procedure(**given, stage="appeal", now=now + 31 * DAY)
    assert clock(procedure).stopped_at is not None
    decide("sent_back", now=now + 60 * DAY)
    decide("refugee", now=now + 90 * DAY)
    move_procedure(**given, stage="residence", now=now + 91 * DAY)
    move_procedure(**given, stage="travel_document", now=now + 95 * DAY)
    end_procedure(**given, reason="completed", now=now + 100 * DAY)
    spans = list(ProcedureSpan.objects.filter(procedure=procedure).order_by("from_at", "pk"))
    assert [span.stage for span in spans] == [
        *("registered", "interview", "decision", "appeal", "registered", "decision"),
        *("residence", "travel_document", "ended"),
    ]
    assert ProcedureSpan.objects.at(now + 40 * DAY).get().stage == "appeal"
    assert [span.until_at for span in spans[:-1]] == [span.from_at for span in spans[1:]]
    held = PersonStatus.objects.filter(aspect="protection").newest_first()
    assert list(held.values_list("value", flat=True)) == ["refugee", "subsidiary"]
    assert Prisoner.objects.get(pk=case.prisoner_id).protection_status == "refugee"
    assert Activity.objects.filter(case=case, kind="fact_changed").count() == len(spans)


def test_while_an_appeal_can_be_filed_nothing_takes_the_place_of_its_last_day(
    decide, fortnight, procedure, caseworker, now
):
    decide()
    given = {"actor": caseworker, "procedure_id": procedure.pk, "now": now}
    for changes in ({"next_thing": "papers"}, {"next_on": None}):
        with pytest.raises(Conflict, match="last day to appeal"):
            edit_procedure(changes=changes, **given)
    edit_procedure(changes={"next_on": date(2026, 2, 20)}, **given)
    assert clock(procedure).due_at == morning("2026-02-20")
    with pytest.raises(Refused):
        edit_procedure(changes={"next_on": date(9999, 12, 31)}, **given)


def test_a_note_or_a_number_does_not_begin_the_warnings_anew(procedure, caseworker, now):
    given = {"actor": caseworker, "procedure_id": procedure.pk, "now": now}
    edit_procedure(changes={"next_on": date(2026, 2, 12)}, **given)
    episode = clock(procedure).episode
    edited = edit_procedure(changes={"office_number": " A-7 ", "note": "Bring both."}, **given)
    edited.refresh_from_db()
    assert (edited.office_number, edited.next_thing) == ("A-7", "other")
    assert clock(procedure).episode == episode


def test_two_people_act_on_the_same_stage_and_one_is_told(procedure, caseworker, now):
    given = {"actor": caseworker, "procedure_id": procedure.pk, "now": now}
    move_procedure(stage="interview", expected_stage="registered", **given)
    with pytest.raises(Conflict, match="meanwhile"):
        move_procedure(stage="intent", expected_stage="registered", **given)
    with pytest.raises(Stale):
        end_procedure(reason="withdrawn", version=1, **given)


def test_one_of_a_kind_runs_in_a_country_and_an_ended_one_is_taken_up_again(
    procedure, case, caseworker, now
):
    again = {"actor": caseworker, "case_id": case.pk, "kind": "asylum", "now": now}
    with pytest.raises(Conflict, match="already"):
        open_procedure(country="LT", **again)
    open_procedure(country="PL", **again)
    given = {"actor": caseworker, "procedure_id": procedure.pk, "now": now}
    end_procedure(reason="withdrawn", **given)
    with pytest.raises(Conflict, match="ended already"):
        end_procedure(reason="withdrawn", **given)
    other = open_procedure(country="LT", **again)
    with pytest.raises(Conflict, match="already"):
        move_procedure(stage="registered", **given)
    end_procedure(**given | {"procedure_id": other.pk}, reason="other")
    assert move_procedure(stage="registered", **given).ended_at is None


def test_only_who_has_the_file_opens_or_moves_a_procedure(
    procedure, case, make_user, team, other_team, volunteer, now
):
    colleague, stranger = make_user("caseworker", team), make_user("coordinator", other_team)
    opening = {"case_id": case.pk, "kind": "residence", "country": "LT", "now": now}
    with pytest.raises(Forbidden):
        open_procedure(actor=colleague, **opening)
    for actor in (stranger, volunteer, colleague):
        with pytest.raises(Missing):
            move_procedure(actor=actor, procedure_id=procedure.pk, stage="interview", now=now)
    with pytest.raises(Forbidden):
        record_country_fact(
            actor=colleague, country="LT", kind="asylum", topic="requires", source="x", now=now
        )


def test_a_closed_file_reminds_of_nothing_and_a_reopened_one_again(
    decide, fortnight, procedure, case, caseworker, coordinator, now
):
    decide()
    heir = coordinator
    assign_case(actor=coordinator, case_id=case.pk, caseworker_id=heir.pk, now=now)
    assert clock(procedure).owner_id == heir.pk
    close_case(actor=heir, case_id=case.pk, reason="other", now=now)
    assert clock(procedure).stopped_at is not None
    with pytest.raises(Conflict, match="closed"):
        open_procedure(actor=heir, case_id=case.pk, kind="residence", country="LT", now=now)
    given = {"stage": "reception", "reason": "back", "now": now + DAY}
    reopen_case(actor=heir, case_id=case.pk, **given)
    assert clock(procedure).stopped_at is None
    assert clock(procedure).due_at == morning("2026-02-23")


def test_a_fact_is_written_once_with_its_source(fortnight, coordinator, now):
    given = {"actor": coordinator, "country": "LT", "kind": "asylum", "now": now}
    with pytest.raises(Conflict, match="already"):
        record_country_fact(
            **given, topic="appeal_period", number=7, unit="days", source="Somebody"
        )
    with pytest.raises(Refused) as refusal:
        record_country_fact(**given, topic="leaving_ends", is_so=True, source=" ")
    assert refusal.value.field == "source"
    with pytest.raises(Refused) as refusal:
        record_country_fact(**given, topic="requires", stage="visa", text="x", source="y")
    assert refusal.value.field == "stage"
    later = edit_country_fact(
        actor=coordinator, fact_id=fortnight.pk, changes={"number": 10}, now=now + 5 * DAY
    )
    assert (later.number, later.checked_on) == (10, date(2026, 2, 14))


@pytest.mark.parametrize("kind", ["asylum", "temporary_protection"])
def test_nobody_asks_for_protection_in_reach_of_the_state_they_need_it_from(
    kind, case, caseworker, now
):
    given = {"actor": caseworker, "case_id": case.pk, "country": "BY", "now": now}
    with pytest.raises(Refused, match="Nobody is protected there") as refused:
        open_procedure(kind=kind, **given)
    assert (refused.value.field, refused.value.value) == ("country", "BY")
    assert not ProcedureSpan.objects.exists()
    # What is no protection may run anywhere: a file says what is so.
    assert open_procedure(kind="residence", **given).country == "BY"
