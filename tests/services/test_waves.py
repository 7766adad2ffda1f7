"""A mass release: moves, needs, tasks, offers, and what everybody is told."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.models import (
    AuditEvent,
    Case,
    Clock,
    Custody,
    Detention,
    Facility,
    Need,
    Notice,
    Release,
    StageSpan,
    Task,
    TaskOffer,
    Wave,
)
from casetracker.models.team import Team, TeamCountry
from casetracker.selectors.waves import with_counts
from casetracker.services.moves import reverse_release
from casetracker.services.waves import ReleasedPerson, record_wave


@pytest.fixture
def kyiv(db, now):
    team = Team.objects.create(name="Kyiv", country="UA", created_at=now)
    TeamCountry.objects.create(team=team, country="UA")
    return team


@pytest.fixture
def vilnius(team):
    """The cases' own team, which receives people in Lithuania only."""
    TeamCountry.objects.filter(team=team, country="UA").delete()
    return team


@pytest.fixture
def record(coordinator, now):
    def call(people, **values):
        values.setdefault("actor", coordinator)
        values.setdefault("name", "Wave")
        values.setdefault("kind", "deportation")
        values.setdefault("happened_on", now.date())
        return record_wave(people=people, now=now, **values)

    return call


@pytest.fixture
def people(make_case):
    def make(count, destination="LT", **facts):
        cases = [make_case(f"Прыклад {destination} {n}") for n in range(count)]
        return [ReleasedPerson(case.pk, destination, **facts) for case in cases]

    return make


def test_everybody_moves_and_gets_the_first_days_package_with_a_staff_owner(
    record, people, caseworker, volunteer, now
):
    left = people(3)
    result = record(left)
    assert (result.released, result.needs, result.tasks) == (3, 9, 9)
    assert set(Case.objects.values_list("stage", "destination")) == {("reception", "LT")}
    assert set(Need.objects.values_list("owner", "phase")) == {(caseworker.pk, "day_0")}
    assert Counter(Need.objects.values_list("kind", flat=True)) == {
        "reception": 3,
        "transport": 3,
        "phone": 3,
    }
    assert Release.objects.filter(wave=result.wave, state="announced").count() == 3
    running = StageSpan.objects.filter(until_at=None)
    assert set(running.values_list("stage", "from_at")) == {("reception", now)}
    silence = Clock.objects.running().filter(case__isnull=False)
    assert set(silence.values_list("kind", "due_at")) == {("case_silent", now + timedelta(days=1))}
    assert AuditEvent.objects.filter(verb="record_wave").count() == 4


def test_tasks_go_to_the_team_that_serves_the_destination_shared_out_evenly(
    record, people, make_user, vilnius, kyiv, coordinator, now
):
    local = [make_user("volunteer", vilnius) for _ in range(2)]
    far = [make_user("volunteer", kyiv) for _ in range(3)]
    owner = make_user("caseworker", kyiv)
    record([*people(2, "LT"), *people(12, "UA")])
    asked = Counter(TaskOffer.objects.values_list("volunteer", flat=True))
    assert [asked[who.pk] for who in local] == [3, 3]
    assert [asked[who.pk] for who in far] == [12, 12, 12]
    assert set(Task.objects.values_list("state", flat=True)) == {"offered"}
    in_kyiv = Need.objects.filter(team=kyiv)
    assert set(in_kyiv.values_list("owner", flat=True)) == {owner.pk}
    assert in_kyiv.count() == 36


def test_a_volunteer_who_is_not_vetted_or_locked_out_is_not_asked(
    record, people, make_user, team, coordinator, now
):
    unvetted = make_user("volunteer", team)
    unvetted.memberships.update(vetted_at=None)
    make_user("volunteer", team, frozen_at=now)
    record(people(2))
    assert not TaskOffer.objects.exists()
    assert set(Task.objects.values_list("state", flat=True)) == {"open"}
    offers = Clock.objects.filter(kind="offer_open")
    assert set(offers.values_list("due_at", flat=True)) == {now + timedelta(hours=2)}


def test_each_volunteer_gets_one_letter_that_names_nobody(
    record, people, volunteer, coordinator, mailbox, remind, now
):
    record(people(4))
    remind(now)
    (text,) = mailbox.to(volunteer)
    assert text.count("•") == 12
    assert "Прыклад" not in text
    assert Notice.objects.filter(recipient=volunteer, state="told").count() == 12


def test_freed_inside_the_country_opens_nothing_that_would_touch_the_person(
    record, people, volunteer
):
    result = record(people(5, "BY"))
    assert (result.released, result.needs, result.tasks) == (5, 0, 0)
    assert set(Case.objects.values_list("stage", flat=True)) == {"freed_in_country"}


def test_the_same_wave_again_changes_nothing(record, people, volunteer):
    left = people(3)
    record(left)
    before = (Release.objects.count(), Need.objects.count(), Notice.objects.count())
    again = record(left)
    assert (again.released, again.needs, again.tasks) == (0, 0, 0)
    assert (Release.objects.count(), Need.objects.count(), Notice.objects.count()) == before
    more = record([*left, *people(1, "UA")])
    assert more.released == 1
    assert Wave.objects.count() == 1


def test_papers_are_a_need_of_those_who_were_given_none(record, people):
    record(people(1, "LT", papers="none"))
    assert Need.objects.filter(kind="document").count() == 1


def test_the_running_detention_ends_on_the_day(record, people, caseworker, now):
    (person,) = people(1)
    detention = Detention.objects.create(
        case_id=person.case_id,
        arrested_on=now.date() - timedelta(days=400),
        arrested_precision="day",
        created_at=now,
    )
    place = Facility.objects.create(code="IK", name="words", country="BY", created_at=now)
    Custody.objects.create(detention=detention, facility=place, created_at=now)
    record([person])
    detention.refresh_from_db()
    assert (detention.released_on, detention.released_precision) == (now.date(), "day")
    assert Custody.objects.get().until_on == now.date()


def test_home_is_where_the_prison_lies_else_what_the_settings_say(record, people, now, settings):
    settings.HOME_COUNTRY = "GE"
    left = people(3, destination="TR")
    for person, country in zip(left[:2], ("TR", "AZ"), strict=True):
        detention = Detention.objects.create(case_id=person.case_id, created_at=now)
        place = Facility.objects.create(code=country, name=country, country=country, created_at=now)
        Custody.objects.create(detention=detention, facility=place, created_at=now)
    home = ReleasedPerson(people(1)[0].case_id, "GE")
    record([*left, home])
    stages = {case.pk: case.stage for case in Case.objects.all()}
    assert [stages[one.case_id] for one in (*left, home)] == [
        "freed_in_country",
        "reception",
        "reception",
        "freed_in_country",
    ]


def test_a_release_before_the_arrest_is_refused_and_nothing_is_half_done(record, people, now):
    left = people(3)
    Detention.objects.create(
        case_id=left[2].case_id,
        arrested_on=now.date() + timedelta(days=1),
        arrested_precision="day",
        created_at=now,
    )
    with pytest.raises(Refused, match="arrest is recorded after"):
        record(left)
    assert not Release.objects.exists()
    assert not Wave.objects.exists()
    assert set(Case.objects.values_list("stage", flat=True)) == {"inside"}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"kind": "miracle"}, "kind"),
        ({"destination": "Lithuania"}, "destination"),
        ({"place": "moon"}, "place"),
        ({"papers": "many"}, "papers"),
    ],
)
def test_a_refusal_names_the_field_the_value_and_what_is_allowed(record, case, values, field):
    person = {"case_id": case.pk, "destination": "LT"}
    person |= {k: v for k, v in values.items() if k in {"destination", "place", "papers"}}
    wave = {k: v for k, v in values.items() if k in {"name", "kind"}}
    with pytest.raises(Refused) as refusal:
        record([ReleasedPerson(**person)], **wave)
    assert refusal.value.field == field
    assert refusal.value.value is not None


def test_a_wave_of_tomorrow_and_a_person_twice_are_refused(record, case, now):
    person = ReleasedPerson(case.pk, "LT")
    with pytest.raises(Refused, match="once it has happened"):
        record([person], happened_on=now.date() + timedelta(days=1))
    with pytest.raises(Refused, match="twice"):
        record([person, person])


def test_who_is_free_by_another_wave_does_not_leave_again_until_they_were_inside(
    record, people, coordinator, now
):
    left = people(1)
    record(left)
    with pytest.raises(Conflict, match="is free still"):
        record(left, name="Again")
    assert Release.objects.count() == 1
    reverse_release(
        actor=coordinator, release_id=Release.objects.get().pk, how="refused", reason="", now=now
    )
    assert record(left, name="Again").released == 1
    assert Release.objects.count() == 2


def test_who_was_freed_inside_the_country_can_be_put_out_of_it_later(record, people):
    (one,) = people(1, "BY")
    record([one])
    with pytest.raises(Conflict, match="is free still"):
        record([one], name="Again")
    assert record([ReleasedPerson(one.case_id, "LT")], name="Deported").released == 1
    assert Case.objects.get().stage == "reception"


def test_another_teams_case_is_missing_and_a_caseworker_records_no_wave(
    record, case, make_user, other_team, caseworker
):
    stranger = make_user("coordinator", other_team)
    with pytest.raises(Missing):
        record([ReleasedPerson(case.pk, "LT")], actor=stranger)
    with pytest.raises(Forbidden):
        record([ReleasedPerson(case.pk, "LT")], actor=caseworker)


def test_a_wave_without_any_staff_to_own_its_needs_is_refused(
    people, make_user, team, caseworker, now
):
    left = people(1)
    caseworker.memberships.all().delete()
    with pytest.raises(Conflict, match="member of staff as owner"):
        record_wave(
            actor=None,
            name="Wave",
            kind="deportation",
            happened_on=now.date(),
            people=left,
            team_id=team.pk,
            now=now,
        )


@pytest.mark.postgres
@pytest.mark.parametrize("count", [3, 60])
def test_a_wave_takes_at_most_twenty_statements_whatever_its_size(
    record, people, volunteer, kyiv, vilnius, make_user, now, count
):
    make_user("coordinator", kyiv)
    make_user("volunteer", kyiv)
    left = [*people(count, "LT"), *people(count, "UA")]
    Detention.objects.bulk_create(Detention(case_id=one.case_id, created_at=now) for one in left)
    with CaptureQueriesContext(connection) as statements:
        record(left)
    assert len(statements) <= 20, "\n".join(q["sql"][:90] for q in statements)


def test_each_sort_of_clock_that_ends_with_a_wave_is_looked_up_in_its_own_index(
    record, people, now
):
    left = people(2)
    Detention.objects.bulk_create(Detention(case_id=one.case_id, created_at=now) for one in left)
    with CaptureQueriesContext(connection) as captured:
        record(left)
    said = [one["sql"] for one in captured.captured_queries]
    (stopped,) = [sql for sql in said if sql.startswith('UPDATE "casetracker_clock"')]
    # With OR PostgreSQL reads every clock there is: 350 ms at a million files.
    assert " OR " not in stopped
    assert stopped.count("UNION ALL") == 2


def test_a_wave_asks_for_the_volunteers_of_the_teams_that_have_work_and_no_others(
    record, people, kyiv, vilnius, make_user
):
    for team in (kyiv, vilnius):
        make_user("coordinator", team)
    idle = make_user("volunteer", vilnius)
    busy = make_user("volunteer", kyiv)
    with CaptureQueriesContext(connection) as captured:
        record(people(2, "UA"))
    (asked,) = [one["sql"] for one in captured.captured_queries if "speaks" in one["sql"]]
    assert asked.count(kyiv.pk.hex) + asked.count(str(kyiv.pk)) == 1
    assert vilnius.pk.hex not in asked
    assert str(vilnius.pk) not in asked
    assert not TaskOffer.objects.filter(volunteer=idle).exists()
    assert TaskOffer.objects.filter(volunteer=busy).exists()


def test_a_list_of_waves_looks_at_each_wave_once_however_many_left(record, people, coordinator):
    record(people(3))
    with CaptureQueriesContext(connection) as captured:
        (wave,) = with_counts(Wave.objects.visible_to(coordinator), coordinator)
    assert (wave.released, wave.needs, wave.tasks) == (3, 9, 9)
    (query,) = [one["sql"] for one in captured.captured_queries if "casetracker_wave" in one["sql"]]
    # A join would count all of it again for each of the people who left.
    assert "SELECT DISTINCT" not in query
    assert 'FROM "casetracker_wave" WHERE' in query
