"""Whom a row is compared with: asked for by name and date at once, in a register of namesakes."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest

from casetracker.domain.dates import UNKNOWN, PartialDate, partial
from casetracker.domain.doubts import Entry, Verdict, judge
from casetracker.domain.likeness import rough_key
from casetracker.domain.names import join_name, name_key, parse_name
from casetracker.domain.words import Precision
from casetracker.models import NameForm, Prisoner
from casetracker.selectors import candidates
from casetracker.selectors.known_people import Known, KnownPeople, find_known
from casetracker.services.detentions import edit_detention, record_detention
from casetracker.services.merges import merge_prisoners, unmerge_prisoners
from casetracker.services.prisoners import add_name, edit_prisoner, record_prisoner
from tests.conftest import NOW

BORN = date(1984, 5, 12)


def asked(name: str, birth: PartialDate = UNKNOWN, arrest: PartialDate = UNKNOWN) -> Entry:
    return Entry(name=parse_name(name), birth=birth, arrest=arrest)


def found(*entries: Entry) -> set[Any]:
    return candidates.alike(entries, candidates.near_names(entries)).people


def sides(said: str) -> PartialDate:
    """`said` as a date to its precision: 1984-05-12, 1984-05, 1984, or nothing."""
    return partial(*(int(part) for part in said.split("-"))) if said else UNKNOWN


def day(on: date) -> PartialDate:
    return PartialDate(on, Precision.DAY)


@pytest.fixture
def person(db: None) -> Any:
    def person(name: str, born_on: date | None = None) -> Any:
        return record_prisoner(actor=None, name=name, born_on=born_on, now=NOW).pk

    return person


@pytest.fixture
def born(make_case: Any, coordinator: Any) -> Any:
    """`born("Ада Прыклад", on=…)`: a case of somebody whose birth date is known."""

    def born(name: str, on: date) -> Any:
        case = make_case(name)
        changes = {"born_on": on}
        edit_prisoner(actor=coordinator, prisoner_id=case.prisoner_id, changes=changes, now=NOW)
        return case

    return born


@pytest.mark.parametrize(
    ("known", "is_asked"),
    [
        (BORN, True),
        (BORN.replace(month=11, day=3), True),  # of the same year
        (BORN.replace(year=1948), True),  # the year written the other way round
        (None, True),
        (date(1971, 2, 3), False),
    ],
)
def test_a_namesake_is_looked_at_unless_the_birth_dates_are_apart(person, known, is_asked):
    namesake = person("Каваленка Андрэй", known)
    assert found(asked("Kavalenka Andrei", day(BORN))) == ({namesake} if is_asked else set())


def test_of_one_year_whoever_may_have_the_same_father_is_looked_at(person):
    other_day = BORN.replace(month=11, day=3)
    same = person("Каваленка Андрэй Уладзіміравіч", other_day)
    nobody_said = person("Каваленка Андрэй", other_day)
    person("Каваленка Андрэй Пятровіч", other_day)
    on_the_day = person("Каваленка Андрэй Паўлавіч", BORN)
    new = asked("Коваленко Андрей Владимирович", day(BORN))
    assert found(new) == {same, nobody_said, on_the_day}


def test_who_was_born_on_the_same_day_is_looked_at_if_the_names_are_alike(person):
    slip = person("Кавалёнак Андрэй", BORN)
    person("Шчарбакоў Андрэй", BORN)
    person("Каваленка Віктар", BORN)
    assert found(asked("Каваленка Андрэй", day(BORN))) == {slip}


@pytest.mark.parametrize("words", [("Каваленка", "Андрэй"), ("Кара", "Мурза", "Андрэй")])
def test_the_very_words_are_looked_at_however_they_were_read(db, words):
    """Which of the words are the family name, and in which order they stand."""
    ways = [
        join_name(" ".join(order[:n]), " ".join(order[n:]))
        for order in permutations(words)
        for n in range(1, len(words))
    ]
    people = [Prisoner(born_on=BORN, born_precision="day", created_at=NOW) for _ in ways]
    Prisoner.objects.bulk_create(people)
    NameForm.objects.bulk_create(
        NameForm(
            prisoner=person,
            text=name.text,
            family=name.family,
            given=name.given,
            key=name_key(name),
            rough=rough_key(name),
            born=BORN.isoformat(),
            created_at=NOW,
        )
        for person, name in zip(people, ways, strict=True)
    )
    for name in ways:
        assert found(Entry(name=name, birth=day(BORN))) == {person.pk for person in people}


def test_another_name_is_looked_at_where_both_birth_and_arrest_are_of_the_same_days(
    born, coordinator
):
    case = born("Шчарбакоў Віктар", BORN)
    record_detention(actor=coordinator, case_id=case.pk, arrested_on=date(2024, 3, 1), now=NOW)
    other = asked("Каваленка Андрэй", day(BORN), day(date(2024, 3, 1)))
    assert found(other) == {case.prisoner_id}
    assert found(asked("Каваленка Андрэй", day(BORN), day(date(2024, 3, 2)))) == set()


def test_the_very_name_with_the_same_arrest_is_looked_at_whatever_the_birth_date(born, coordinator):
    case = born("Каваленка Андрэй", date(1971, 2, 3))
    record_detention(actor=coordinator, case_id=case.pk, arrested_on=date(2024, 3, 1), now=NOW)
    entry = asked("Каваленка Андрэй", day(BORN), day(date(2024, 3, 1)))
    assert found(entry) == {case.prisoner_id}


def test_of_many_bearers_of_one_name_who_shares_the_patronymic_is_looked_at(person, monkeypatch):
    monkeypatch.setattr(candidates, "MOST_BEARERS", 3)
    for year in range(1960, 1970):
        person("Каваленка Андрэй", date(year, 1, 1))
    son = person("Каваленка Андрэй Пятровіч", date(1999, 1, 1))
    some = found(asked("Каваленка Андрэй Пятровіч"))
    assert son in some
    assert len(some) == 3


def test_of_whom_only_the_year_of_birth_is_known_those_of_other_years_are_not_asked_for(person):
    near = person("Каваленка Андрэй", date(1985, 1, 1))
    person("Каваленка Андрэй", date(1970, 1, 1))
    assert found(asked("Каваленка Андрэй", partial(1984))) == {near}


def test_the_dates_beside_a_spelling_follow_the_person(born, make_case, coordinator):
    def dates(prisoner_id: Any) -> set[tuple[str, str]]:
        forms = NameForm.objects.filter(prisoner=prisoner_id)
        return set(forms.values_list("born", "arrested"))

    case, twin = born("Каваленка Андрэй", BORN), make_case("Kavalenka Andrei")
    one, other = case.prisoner_id, twin.prisoner_id
    add_name(actor=coordinator, prisoner_id=one, text="Коваленко Андрей", now=NOW)
    assert dates(one) == {("1984-05-12", "")}

    arrest = date(2024, 3, 1)
    detention = record_detention(
        actor=coordinator, case_id=case.pk, arrested_on=arrest, released_on=arrest, now=NOW
    )
    assert dates(one) == {("1984-05-12", "2024-03-01")}
    changes = {"arrested_on": arrest.replace(day=1), "arrested_precision": "month"}
    edit_detention(actor=coordinator, detention_id=detention.pk, changes=changes, now=NOW)
    assert dates(one) == {("1984-05-12", "")}

    edit_prisoner(actor=coordinator, prisoner_id=one, changes={"born_on": None}, now=NOW)
    edit_prisoner(actor=coordinator, prisoner_id=other, changes={"born_on": BORN}, now=NOW)
    record_detention(actor=coordinator, case_id=twin.pk, arrested_on=arrest, now=NOW)
    merge = merge_prisoners(actor=coordinator, kept_id=one, lost_id=other, now=NOW)
    assert dates(one) == {("1984-05-12", "2024-03-01")}
    unmerge_prisoners(actor=coordinator, merge_id=merge.pk, now=NOW + timedelta(hours=1))
    assert dates(one) == {("", "")}
    assert dates(other) == {("1984-05-12", "2024-03-01")}


#: Birth dates as two lists may state them of one person, or of two.
BIRTHS = ("", "1984", "1984-05", "1984-05-12", "1984-11-03", "1948-05-12", "1985", "1971-02-03")
ARRESTS = ("", "2024-03-01", "2020-08-09")
NAMED = ("Каваленка Андрэй", "Kavalenka Andrei", "Kovalenko Andrey Petrovich", "Кавалюк Андрэй")


def test_among_the_known_everybody_is_found_about_whom_the_verdict_would_ask():
    entries = [
        asked(name, sides(birth), sides(arrest))
        for name in NAMED
        for birth in BIRTHS
        for arrest in ARRESTS
    ]
    dropped = []
    for known in entries:
        people = KnownPeople()
        people.add(Known(entries=(known,)))
        for new in entries:
            wanted = judge(new, known).verdict is not Verdict.DIFFERENT
            if wanted != bool(people.doubles_of(new)):
                dropped.append((new, known))
    assert dropped == []


def test_the_same_name_in_another_spelling_of_the_same_year_is_asked_about(db):
    """Another day and another month, as one of two lists has them wrong."""
    record_prisoner(actor=None, name="Каваленка Андрэй", born_on=BORN, now=NOW)
    new = asked("Kavalenka Andrei", day(BORN.replace(month=11, day=3)))
    ((judgement, _),) = find_known([new], today=NOW.date()).doubles_of(new)
    assert judgement.verdict is Verdict.REVIEW
