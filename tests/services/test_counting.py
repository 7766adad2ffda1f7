"""Counts of people as of any past instant, and what other sources count."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casetracker.domain.counting import Counted
from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.domain.stages import MOVES
from casetracker.domain.words import Stage
from casetracker.models import AuditEvent, Observation
from casetracker.selectors.counting import compared, counts_at
from casetracker.services.cases import move_case, reopen_case
from casetracker.services.observations import record_observation, withdraw_observation
from casetracker.services.person_statuses import record_status
from casetracker.services.procedure_decisions import decide_procedure
from casetracker.services.procedures import move_procedure, open_procedure
from casetracker.services.waves import ReleasedPerson, record_wave
from tests.conftest import NOW

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
DESTINATIONS = ("", "LT", "UA")
#: (which file, which of its legal moves, where to, how many hours later)
STEP = st.tuples(*(st.integers(0, most) for most in (2, 9, 2, 30)))


@pytest.fixture
def auditor(make_user):
    return make_user("auditor")


def moved(case, which, where, at, actor):
    """Take one of the legal moves of the file."""
    case.refresh_from_db()
    legal = MOVES[Stage(case.stage)]
    if not legal:
        return
    stage = legal[which % len(legal)]
    if case.stage == Stage.CLOSED:
        reopen_case(actor=actor, case_id=case.pk, stage=stage, reason="news", now=at)
        return
    ended = {"closing_reason": "settled"} if stage == Stage.CLOSED else {}
    move_case(actor=actor, case_id=case.pk, stage=stage, destination=where, now=at, **ended)


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, min_size=3, max_size=9))
def test_counts_at_every_instant_equal_a_replay_of_the_moves(
    steps, make_case, coordinator, auditor
):
    before = counts_at(auditor, at=NOW, now=NOW).people
    cases = [make_case(f"Ада {n} Прыклад", at=NOW + HOUR) for n in range(3)]
    at, journal = NOW + HOUR, [(NOW + HOUR, case.pk, "inside", "") for case in cases]
    for file, which, where, hours in steps:
        at += hours * HOUR
        moved(cases[file], which, DESTINATIONS[where], at, coordinator)
        cases[file].refresh_from_db()
        journal.append((at, cases[file].pk, cases[file].stage, cases[file].destination))
    last = at + DAY
    for instant in {NOW, *(when for when, *_ in journal), *(w - HOUR / 2 for w, *_ in journal)}:
        stood = {}
        for when, case_id, stage, where in journal:
            if when <= instant:
                stood[case_id] = (stage, where)
        replayed = Counter(stood.values()) + Counter(before)
        assert Counter(counts_at(auditor, at=instant, now=last).people) == replayed
    for case in cases:  # the next example begins as this one did
        case.spans.all().delete()


def test_a_choice_of_country_is_counted_from_the_moment_it_was_made(
    make_case, coordinator, auditor
):
    cases = [make_case(f"Ада {n} Прыклад") for n in range(3)]
    for case in cases:
        at = {"actor": coordinator, "case_id": case.pk, "now": NOW + HOUR}
        move_case(stage="reception", destination="LT", **at)
    move_case(
        actor=coordinator,
        case_id=cases[0].pk,
        stage="resettling",
        destination="PL",
        now=NOW + 2 * HOUR,
    )
    last = NOW + DAY

    def where(at):
        counts = counts_at(auditor, at=at, now=last)
        return {code: counts.in_country(Counted.FREED, code) for code in counts.countries()}

    assert where(NOW + HOUR - timedelta(microseconds=1)) == {}
    assert where(NOW + HOUR) == {"LT": 3}
    assert where(NOW + 2 * HOUR) == {"LT": 2, "PL": 1}


def test_everybody_counts_the_people_they_answer_for(
    make_case, make_user, coordinator, caseworker, auditor, other_team
):
    make_case()
    theirs = make_user("caseworker", other_team)
    make_case("Ян Прыклад", worker=theirs, team_id=other_team.pk)
    administrator = make_user("administrator")

    def inside(user):
        return counts_at(user, at=NOW, now=NOW).of(Counted.INSIDE)

    assert [inside(user) for user in (coordinator, caseworker, theirs)] == [1, 1, 1]
    assert [inside(user) for user in (auditor, administrator)] == [2, 2]
    assert inside(make_user("volunteer", other_team)) == 0


def test_whoever_is_staff_of_every_team_with_files_counts_without_a_look_at_the_cases(
    make_case, coordinator, make_user, other_team
):
    make_case()

    def statements():
        coordinator.roles()
        with CaptureQueriesContext(connection) as captured:
            counts_at(coordinator, at=NOW, now=NOW)
        return [query["sql"] for query in captured.captured_queries]

    assert len(statements()) == 5
    assert '"casetracker_case"' not in statements()[1]
    make_case("Ян Прыклад", worker=make_user("caseworker", other_team), team_id=other_team.pk)
    assert '"casetracker_case"' in statements()[1]


@pytest.mark.parametrize("ahead", [timedelta(microseconds=1), 9000 * DAY])
def test_nobody_is_counted_in_the_future(auditor, ahead):
    with pytest.raises(Refused) as refusal:
        counts_at(auditor, at=NOW + ahead, now=NOW)
    assert refusal.value.field == "at"


def test_people_without_any_document_are_counted_from_their_release_on(
    make_case, coordinator, auditor
):
    bare, given_some, unknown = (make_case(f"Ада {n} Прыклад") for n in range(3))
    people = [
        ReleasedPerson(bare.pk, "LT", papers="none"),
        ReleasedPerson(given_some.pk, "LT", papers="some"),
        ReleasedPerson(unknown.pk, "LT"),
    ]
    record_wave(
        actor=coordinator,
        name="Wave",
        kind="deportation",
        happened_on=NOW.date(),
        people=people,
        now=NOW + HOUR,
    )

    def without(at):
        return counts_at(auditor, at=at, now=NOW + DAY).of(Counted.WITHOUT_PAPERS)

    assert (without(NOW), without(NOW + HOUR)) == (0, 1)
    move_case(actor=coordinator, case_id=bare.pk, stage="inside", now=NOW + 2 * HOUR)
    assert (without(NOW + HOUR), without(NOW + 2 * HOUR)) == (1, 0)


def test_what_was_recorded_of_papers_counts_more_than_the_release(
    make_case, make_user, coordinator, auditor
):
    bare, dressed = (make_case(f"Ада {n} Прыклад") for n in range(2))
    people = [ReleasedPerson(bare.pk, "LT", papers="none"), ReleasedPerson(dressed.pk, "LT")]
    given = {"actor": coordinator, "kind": "deportation", "happened_on": NOW.date()}
    record_wave(name="Wave", people=people, now=NOW, **given)

    def status(case, value, hours):
        day = {"as_of": NOW.date(), "now": NOW + hours * HOUR}
        record_status(
            actor=coordinator,
            prisoner_id=case.prisoner_id,
            aspect="documents",
            value=value,
            **day,
        )

    status(dressed, "taken", 1)
    status(bare, "temporary", 2)
    status(bare, "unknown", 3)
    found = [
        counts_at(auditor, at=NOW + n * HOUR, now=NOW + DAY).of(Counted.WITHOUT_PAPERS)
        for n in range(4)
    ]
    assert found == [1, 2, 1, 2]


def test_asylum_is_counted_from_the_application_to_residence(make_case, coordinator, auditor):
    case = make_case(stage="reception")
    given = {"actor": coordinator, "case_id": case.pk, "country": "LT"}
    asylum = open_procedure(kind="asylum", now=NOW + HOUR, **given)
    open_procedure(kind="residence", now=NOW + HOUR, **given)
    decide = {"outcome": "refugee", "notified_on": NOW.date(), "now": NOW + 2 * HOUR}
    decide_procedure(actor=coordinator, procedure_id=asylum.pk, **decide)
    moved = {"procedure_id": asylum.pk, "stage": "residence", "now": NOW + 3 * HOUR}
    move_procedure(actor=coordinator, **moved)

    def people(hours):
        at = NOW + hours * HOUR
        return counts_at(auditor, at=at, now=NOW + DAY).of(Counted.OPEN_ASYLUM)

    assert [people(n) for n in range(4)] == [0, 1, 1, 0]


def observe(actor, number=1, now=NOW, **more):
    given = {"counted": "inside", "counted_on": now.date(), "source": "Viasna"}
    return record_observation(actor=actor, number=number, now=now, **given | more)


def test_each_count_of_others_stands_beside_ours_of_its_own_day(make_case, coordinator, auditor):
    make_case(at=NOW - 2 * DAY)
    freed = make_case("Ян Прыклад", at=NOW - 2 * DAY)
    move_case(
        actor=coordinator, case_id=freed.pk, stage="reception", destination="LT", now=NOW - HOUR
    )
    observe(coordinator, 5, counted_on=(NOW - DAY).date())
    observe(coordinator, 1, exactness="at_least")
    observe(coordinator, 3, counted="freed", country="LT")
    gone = observe(coordinator, 9, source="A slip")
    withdraw_observation(actor=coordinator, observation_id=gone.pk, now=NOW)
    found = compared(auditor, at=NOW, now=NOW)
    said = {(one.observation.number, one.ours, one.difference) for one in found}
    assert said == {(5, 2, -3), (1, 1, 0), (3, 1, -2), (9, None, None)}
    earlier = compared(auditor, at=NOW - DAY, now=NOW)
    assert [one.observation.number for one in earlier] == [5]


def test_a_day_that_has_begun_where_the_reader_is_shows_at_once(coordinator):
    late = NOW.replace(hour=23)
    observe(coordinator, counted_on=(NOW + DAY).date(), now=late)
    assert compared(coordinator, at=late, now=late) == []
    coordinator.time_zone = "Asia/Tbilisi"
    (found,) = compared(coordinator, at=late, now=late)
    assert found.ours == 0


def test_the_comparison_takes_the_same_statements_for_any_number_of_days(coordinator, auditor):
    def statements():
        auditor.roles()
        with CaptureQueriesContext(connection) as captured:
            compared(auditor, at=NOW, now=NOW)
        return len(captured)

    observe(coordinator)
    few = statements()
    for n in range(1, 8):
        observe(coordinator, counted_on=(NOW - n * DAY).date())
    assert statements() == few == 2


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"number": -1}, "number"),
        ({"number": True}, "number"),
        ({"number": 10**9}, "number"),
        ({"counted": "everybody"}, "counted"),
        ({"exactness": "about"}, "exactness"),
        ({"country": "Lithuania", "counted": "freed"}, "country"),
        ({"country": "LT"}, "country"),
        ({"counted_on": (NOW + 2 * DAY).date()}, "counted_on"),
        ({"source": " "}, "source"),
    ],
)
def test_a_count_that_is_none_is_refused_by_name(coordinator, bad, field):
    with pytest.raises(Refused) as refusal:
        observe(coordinator, **bad)
    assert refusal.value.field == field
    assert not Observation.objects.exists()


def test_a_source_says_one_thing_of_a_day_until_it_is_withdrawn(coordinator):
    first = observe(coordinator, 1471)
    with pytest.raises(Conflict):
        observe(coordinator, 1300)
    withdraw_observation(actor=coordinator, observation_id=first.pk, now=NOW)
    observe(coordinator, 1300)
    with pytest.raises(Conflict):
        withdraw_observation(actor=coordinator, observation_id=first.pk, now=NOW)
    verbs = AuditEvent.objects.filter(object_type="observation").order_by("at", "id")
    assert sorted(verbs.values_list("verb", flat=True)) == [
        "record_observation",
        "record_observation",
        "withdraw_observation",
    ]


def test_only_coordinators_record_and_withdraw(coordinator, caseworker, volunteer):
    row = observe(coordinator)
    with pytest.raises(Forbidden):
        observe(caseworker)
    with pytest.raises(Forbidden):
        withdraw_observation(actor=caseworker, observation_id=row.pk, now=NOW)
    with pytest.raises(Missing):
        withdraw_observation(actor=volunteer, observation_id=row.pk, now=NOW)
