"""Where people want to live, and what leaving a country ends."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casetracker.domain.errors import Conflict, Forbidden, Refused
from casetracker.models import AuditEvent, CountryChoice, Procedure, Release
from casetracker.selectors.country_choices import count_choices
from casetracker.services.cases import assign_cases
from casetracker.services.country_choices import choose_country
from casetracker.services.country_facts import record_country_fact
from casetracker.services.moves import move_case
from casetracker.services.procedures import open_procedure
from casetracker.services.redirects import redirect_people
from casetracker.services.waves import ReleasedPerson, record_wave

HOUR = timedelta(hours=1)


@pytest.fixture
def freed(make_case):
    return make_case(stage="reception", destination="LT")


@pytest.fixture
def choose(caseworker, now):
    def make(case, country, **facts):
        given = {"actor": caseworker, "now": now} | facts
        return choose_country(case_id=case.pk, country=country, **given)

    return make


@pytest.fixture
def apply_for_asylum(caseworker, now):
    def make(case, country="LT"):
        given = {"actor": caseworker, "kind": "asylum", "stage": "registered", "now": now}
        return open_procedure(case_id=case.pk, country=country, **given)

    return make


@pytest.fixture
def say(coordinator, now):
    """`say(True)`: whether leaving Lithuania ends an asylum procedure there."""

    def make(is_so, **facts):
        given = {"country": "LT", "kind": "asylum", "source": "Law on aliens"} | facts
        return record_country_fact(
            actor=coordinator, topic="leaving_ends", is_so=is_so, now=now, **given
        )

    return make


def test_every_choice_is_kept_and_counted_as_of_any_instant(choose, make_case, coordinator, now):
    cases = [make_case(name, stage="reception") for name in ("Ада Адна", "Яна Два", "Іна Тры")]
    for case in cases:
        choose(case, "LT")
    choose(cases[0], "PL", now=now + 2 * HOUR)
    choose(cases[0], "DE", now=now + 4 * HOUR, reason="A sister lives there.")
    choose(cases[1], "PL", now=now + 3 * HOUR)
    counted = [count_choices(coordinator, at=now + hours * HOUR) for hours in (-1, 0, 2, 3, 5)]
    assert counted == [
        {},
        {"LT": 3},
        {"LT": 2, "PL": 1},
        {"PL": 2, "LT": 1},
        {"DE": 1, "LT": 1, "PL": 1},
    ]
    kept = CountryChoice.objects.filter(case=cases[0]).order_by("from_at")
    assert [choice.country for choice in kept] == ["LT", "PL", "DE"]
    assert kept[2].reason == "A sister lives there."
    assert AuditEvent.objects.filter(verb="choose_country").count() == 6


def test_a_choice_is_dated_when_it_was_made_and_never_before_the_last_one(choose, freed, now):
    choose(freed, "LT", chosen_at=now - 48 * HOUR)
    with pytest.raises(Refused) as refusal:
        choose(freed, "PL", chosen_at=now - 49 * HOUR)
    assert refusal.value.field == "chosen_at"
    with pytest.raises(Refused):
        choose(freed, "PL", chosen_at=now + HOUR)
    choose(freed, "PL", chosen_at=now - HOUR)
    assert CountryChoice.objects.at(now - 2 * HOUR).get().country == "LT"


@pytest.mark.parametrize("country", ["", "XX", "BY", "lt"])
def test_a_country_that_nobody_can_choose_is_refused(choose, freed, country):
    with pytest.raises(Refused) as refusal:
        choose(freed, country)
    assert refusal.value.field == "country"


def test_the_same_country_twice_is_no_choice(choose, freed, make_user, team):
    choose(freed, "LT")
    with pytest.raises(Conflict, match="already"):
        choose(freed, "LT")
    with pytest.raises(Forbidden):
        choose(freed, "PL", actor=make_user("caseworker", team))


@pytest.mark.parametrize("is_known", [True, False])
def test_choosing_another_country_asks_whether_the_person_knows_what_leaving_ends(
    choose, freed, apply_for_asylum, say, is_known
):
    procedure = apply_for_asylum(freed)
    if is_known:
        say(True)
    choose(freed, "LT")
    with pytest.raises(Conflict, match=r"asylum in LT (ends|may end)") as refusal:
        choose(freed, "PL")
    assert refusal.value.field == "knows_leaving"
    assert choose(freed, "PL", knows_leaving=True).country == "PL"
    # They have chosen, and not left.
    procedure.refresh_from_db()
    assert procedure.ended_at is None


def test_where_leaving_ends_nothing_nobody_is_asked(choose, freed, apply_for_asylum, say):
    apply_for_asylum(freed)
    say(True)
    say(False, stage="registered")
    assert choose(freed, "PL").country == "PL"


@pytest.mark.parametrize(("is_so", "ends"), [(True, True), (None, False)])
def test_leaving_ends_what_the_law_ends_and_nothing_that_nobody_has_looked_up(
    freed, apply_for_asylum, say, caseworker, now, is_so, ends
):
    procedure, there = apply_for_asylum(freed), apply_for_asylum(freed, "PL")
    if is_so is not None:
        say(is_so)
    move = {"actor": caseworker, "case_id": freed.pk, "stage": "resettling", "now": now}
    with pytest.raises(Conflict) as refusal:
        move_case(destination="PL", **move)
    assert refusal.value.field == "knows_leaving"
    move_case(destination="PL", knows_leaving=True, **move)
    procedure.refresh_from_db()
    assert (procedure.end_reason == "left_country") is ends
    assert list(Procedure.objects.open().filter(country="PL")) == [there]


def test_moving_a_file_within_the_country_asks_nothing(freed, apply_for_asylum, caseworker, now):
    apply_for_asylum(freed)
    moved = move_case(
        actor=caseworker, case_id=freed.pk, stage="resettling", destination="LT", now=now
    )
    assert moved.stage == "resettling"


def test_a_wave_that_goes_elsewhere_names_whose_procedures_end(
    make_case, apply_for_asylum, say, coordinator, caseworker, now
):
    say(True)
    cases = [make_case(name) for name in ("Ада Адна", "Яна Два", "Іна Тры")]
    people = [ReleasedPerson(case_id=case.pk, destination="LT") for case in cases]
    record_wave(
        actor=coordinator,
        name="December",
        kind="deportation",
        happened_on=now.date(),
        people=people,
        now=now,
    )
    assign_cases(
        actor=coordinator, case_ids=[c.pk for c in cases], caseworker_id=caseworker.pk, now=now
    )
    procedures = [apply_for_asylum(case) for case in cases[:2]]
    turn = {
        "actor": coordinator,
        "release_ids": Release.objects.values_list("pk", flat=True),
        "destination": "PL",
        "now": now,
    }
    plan = redirect_people(**turn, is_preview=True)
    assert [(one.procedure.pk, one.ends) for one in plan.leaving] == [
        (row.pk, True) for row in sorted(procedures, key=lambda row: row.case_id)
    ]
    with pytest.raises(Conflict) as refusal:
        redirect_people(**turn, seen=plan.digest)
    assert all(case.reference in refusal.value.message for case in cases[:2])
    assert cases[2].reference not in refusal.value.message
    assert redirect_people(**turn, knows_leaving=True).moved == 3
    ended = Procedure.objects.filter(end_reason="left_country")
    assert {row.pk for row in ended} == {row.pk for row in procedures}
