"""Detentions: facts that fit together, the clock of the release, facilities."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused, Stale
from casetracker.models import (
    Activity,
    AuditEvent,
    Charge,
    Clock,
    Custody,
    Detention,
    Facility,
    Notice,
)
from casetracker.services.cases import close_case
from casetracker.services.detentions import (
    add_charge,
    edit_detention,
    move_to_facility,
    record_detention,
)
from casetracker.services.facilities import record_facility
from casetracker.services.sweep import sweep


@pytest.fixture
def detain(case, caseworker, now):
    def make(**facts):
        facts.setdefault("actor", caseworker)
        return record_detention(case_id=case.pk, now=now, **facts)

    return make


@pytest.fixture
def colony(caseworker, now):
    return record_facility(actor=caseworker, name="ИК №4, Гомель", now=now)


def clock(detention):
    return Clock.objects.get(detention=detention, kind="release_expected")


def test_a_detention_has_facts_charges_and_a_place(detain, case, colony, now):
    detention = detain(
        arrested_on=date(2024, 3, 5),
        arrest_place=" Mahilioŭ ",
        warrant_shown=False,
        sentence_months=30,
        charges=[{"article": "342", "part": "1"}, {"article": "369"}],
        facility_id=colony.pk,
        source="court",
    )
    detention.refresh_from_db()
    assert (detention.arrested_precision, detention.released_precision) == ("day", "unknown")
    assert (detention.arrest_place, detention.warrant_shown) == ("Mahilioŭ", False)
    charges = Charge.objects.order_by("article").values_list("article", "part")
    assert list(charges) == [("342", "1"), ("369", "")]
    assert Custody.objects.get(until_on=None).facility == colony
    assert AuditEvent.objects.get(verb="record_detention").case_id == case.pk
    facts = Activity.objects.get(kind="fact_changed").facts
    assert facts["detention"] == str(detention.pk)
    assert "arrested_on" in facts["fields"]


def test_a_changed_fact_is_care_for_the_case(detain, case, caseworker, now):
    detention = detain()
    later = now + timedelta(days=2)
    edit_detention(
        actor=caseworker, detention_id=detention.pk, changes={"regime": "strict"}, now=later
    )
    assert Clock.objects.get(case=case, kind="case_silent").started_at == later


def test_a_second_detention_that_has_not_ended_is_refused(detain, case, caseworker, now):
    first = detain(arrested_on=date(2024, 3, 5))
    with pytest.raises(Conflict) as refusal:
        detain(arrested_on=date(2025, 3, 5))
    assert (refusal.value.field, refusal.value.value) == ("case", case.pk)
    detain(arrested_on=date(2020, 8, 9), released_on=date(2020, 8, 24))
    changes = {"released_on": date(2024, 9, 1)}
    edit_detention(actor=caseworker, detention_id=first.pk, changes=changes, now=now)
    assert detain(arrested_on=date(2025, 3, 5)).released_on is None


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"arrested_on": date(2024, 3, 5), "released_on": date(2024, 3, 4)}, "released_on"),
        ({"arrested_on": date(2026, 3, 5)}, "arrested_on"),
        ({"released_on": date(1899, 3, 5)}, "released_on"),
        ({"arrested_precision": "month"}, "arrested_precision"),
        ({"arrested_on": date(2024, 3, 5), "arrested_precision": "unknown"}, "arrested_precision"),
        ({"arrested_on": "2024-02-30"}, "arrested_on"),
        ({"sentence_months": -1}, "sentence_months"),
        ({"sentence_months": 1201}, "sentence_months"),
        ({"regime": "x" * 121}, "regime"),
        ({"agency": "\x00"}, "agency"),
        ({"verdict": "guilty"}, "verdict"),
        ({"charges": [{"part": "1"}]}, "article"),
        ({"charges": [{"article": "342", "judge": "x"}]}, "charges"),
        ({"charges": [{"article": str(n)} for n in range(51)]}, "charges"),
        ({"facility_id": uuid4()}, "facility"),
    ],
)
def test_facts_that_cannot_be_are_refused_by_name(detain, facts, field):
    with pytest.raises(Refused) as refusal:
        detain(**facts)
    assert refusal.value.field == field
    assert not Detention.objects.exists()


def test_a_release_of_which_only_the_month_is_known_may_be_that_of_the_arrest(detain):
    detention = detain(
        arrested_on=date(2024, 3, 5), released_on=date(2024, 3, 1), released_precision="month"
    )
    assert (detention.released_on, detention.released_precision) == (date(2024, 3, 5), "month")


def test_the_expected_release_is_announced_to_the_caseworker(detain, caseworker, now):
    detention = detain(expected_release_on=date(2026, 3, 2))
    assert clock(detention).due_at == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert clock(detention).owner == caseworker
    sweep(now=datetime(2026, 2, 23, 9, tzinfo=UTC))
    assert Notice.objects.get(kind="release_expected").recipient == caseworker


def test_a_new_date_moves_the_clock_and_takes_back_what_it_has_not_told(detain, caseworker, now):
    detention = detain(expected_release_on=date(2026, 2, 12))
    sweep(now=now)
    changes = {"expected_release_on": date(2027, 2, 12)}
    edit_detention(actor=caseworker, detention_id=detention.pk, changes=changes, version=1, now=now)
    assert clock(detention).due_at == datetime(2027, 2, 12, 9, tzinfo=UTC)
    assert [n.state for n in Notice.objects.filter(kind="release_expected")] in ([], ["withdrawn"])


def test_a_release_ends_clock_and_stay(detain, colony, caseworker, now):
    detention = detain(expected_release_on=date(2026, 3, 2), facility_id=colony.pk)
    changes = {"released_on": date(2026, 2, 8)}
    edited = edit_detention(actor=caseworker, detention_id=detention.pk, changes=changes, now=now)
    assert edited.released_precision == "day"
    assert clock(detention).stopped_at == now
    assert Custody.objects.get().until_on == date(2026, 2, 8)
    event = AuditEvent.objects.get(verb="edit_detention")
    assert set(event.changes) == {"released_on", "released_precision"}
    with pytest.raises(Conflict):
        move_to_facility(
            actor=caseworker, detention_id=detention.pk, facility_id=colony.pk, now=now
        )


def test_a_closed_case_waits_for_no_release(detain, case, caseworker, now):
    close_case(actor=caseworker, case_id=case.pk, reason="out_of_scope", now=now)
    detention = detain(expected_release_on=date(2026, 3, 2))
    assert not Clock.objects.running().filter(detention=detention).exists()


def test_a_transfer_ends_the_stay_before(detain, colony, caseworker, now):
    detention = detain(facility_id=colony.pk)
    prison = record_facility(actor=caseworker, name="Тюрьма №8", now=now)
    move = {"actor": caseworker, "detention_id": detention.pk, "now": now}
    move_to_facility(facility_id=prison.pk, from_on=date(2026, 2, 1), **move)
    stays = Custody.objects.order_by("id").values_list("facility", "from_on", "until_on")
    assert list(stays) == [
        (colony.pk, None, date(2026, 2, 1)),
        (prison.pk, date(2026, 2, 1), None),
    ]
    with pytest.raises(Conflict):
        move_to_facility(facility_id=prison.pk, **move)
    for day in (date(2026, 1, 1), date(2026, 2, 11)):
        with pytest.raises(Refused) as refusal:
            move_to_facility(facility_id=colony.pk, from_on=day, **move)
        assert refusal.value.field == "from_on"


def test_a_charge_is_added_once(detain, caseworker, now):
    detention = detain()
    given = {"actor": caseworker, "detention_id": detention.pk, "article": "361-4", "now": now}
    charge = add_charge(part="1", **given)
    assert (charge.article, charge.part) == ("361-4", "1")
    with pytest.raises(Conflict) as refusal:
        add_charge(part="1", **given)
    assert refusal.value.field == "article"
    add_charge(part="2", **given)


def test_only_who_answers_for_the_case_writes_its_detentions(
    detain, make_user, team, volunteer, caseworker, now
):
    detention = detain()
    for person in (volunteer, make_user("caseworker", team)):
        with pytest.raises(Missing):
            edit_detention(actor=person, detention_id=detention.pk, changes={}, now=now)
        with pytest.raises(Missing):
            add_charge(actor=person, detention_id=detention.pk, article="1", now=now)
    with pytest.raises(Forbidden):
        detain(actor=make_user("caseworker", team))
    with pytest.raises(Stale):
        edit_detention(actor=caseworker, detention_id=detention.pk, changes={}, version=5, now=now)


def test_a_facility_is_known_by_what_its_spellings_share(colony, caseworker, volunteer, now):
    assert (colony.code, colony.city, colony.country) == ("IK-04", "Гомель", "BY")
    with pytest.raises(Conflict) as refusal:
        record_facility(actor=caseworker, name="Папраўчая калонія № 4", now=now)
    assert (refusal.value.field, refusal.value.value) == ("code", "IK-04")
    record_facility(actor=caseworker, name="IK-4", code="IK-04 X", country="RU", now=now)
    for name in ("", "?", "неизвестно"):
        with pytest.raises(Refused) as refusal:
            record_facility(actor=caseworker, name=name, now=now)
        assert refusal.value.field == "name"
    with pytest.raises(Forbidden):
        record_facility(actor=volunteer, name="T-1", now=now)
    assert Facility.objects.count() == 2
