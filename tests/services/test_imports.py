"""Lists taken in: each person once, doubt to a person, the same list twice without effect."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casetracker.domain.doubts import Entry
from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.words import RowOutcome
from casetracker.models import (
    Activity,
    AuditEvent,
    Case,
    Clock,
    Custody,
    Detention,
    Facility,
    ImportBatch,
    ImportRow,
    NameForm,
    Prisoner,
    StageSpan,
)
from casetracker.services import import_plan, imports
from casetracker.services.import_plan import Planned
from tests.lists import NAMES, expected_of, file_of, never_merge

HEAD = "id,name,status,gender,birthday,arrested,articles,prison,decision,release_date,died\n"
TABLES = (Prisoner, NameForm, Case, StageSpan, Activity, Detention, Custody, Clock, ImportRow)


@pytest.fixture
def take(coordinator, team, now) -> Any:
    """`take("A")` or `take(text)`: the rows of a list, taken in, and what became of each."""

    def take(which: str, **options: Any) -> list[Planned]:
        rows: list[Planned] = []
        data = file_of(which) if which in NAMES else (HEAD + which).encode()
        options.setdefault("source", which if which in NAMES else "a list")
        options.setdefault("actor", coordinator)
        options.setdefault("team_id", team.pk)
        imports.import_list(data=data, on_row=rows.append, now=now, **options)
        return rows

    return take


def outcomes(rows: list[Planned]) -> list[str]:
    return [str(row.outcome) for row in rows]


def counts() -> dict[str, int]:
    return {table.__name__: table.objects.count() for table in TABLES}


# ── the two lists, row by row ────────────────────────────────────────────────────────────────
def test_every_row_of_lists_a_b_and_d_in_turn_is_answered_as_expected(take):
    known: set[str] = set()
    wrong = []
    for name in NAMES:
        rows = take(name)
        assert [row.row.number for row in rows] == list(range(1, 201))
        for row, want in zip(rows, expected_of(name), strict=True):
            if not want.allows(row.outcome, is_known=want.person in known):
                wrong.append((name, want.row, want.action, str(row.outcome), row.reasons))
        known |= {want.person for want in expected_of(name)} - {""}
    assert wrong == []
    assert Case.objects.count() >= 250


@pytest.mark.parametrize("name", NAMES)
def test_every_fact_of_a_list_is_read_right(take, name):
    wrong = []
    for row, want in zip(take(name, dry_run=True), expected_of(name), strict=True):
        listed = row.listed
        read = {
            "birth_date": listed.birth.render(),
            "birth_precision": str(listed.birth.precision) if listed.birth else "",
            "arrest_date": listed.arrest.render(),
            "arrest_precision": str(listed.arrest.precision) if listed.arrest else "",
            "sentence_months": str(listed.months or ""),
            "articles": listed.articles,
            "status": listed.status,
            "facility": f"SYN-{listed.facility.code}" if listed.facility else "",
        }
        if want.person:
            wrong += [
                (want.row, k, v, want.facts[k]) for k, v in read.items() if v != want.facts[k]
            ]
    assert wrong == []


def test_nobody_is_merged_with_somebody_else_and_nobody_is_lost(take):
    people_of = defaultdict(set)
    for name in NAMES:
        for row, want in zip(take(name), expected_of(name), strict=True):
            if row.outcome in (RowOutcome.CREATE, RowOutcome.DUPLICATE):
                people_of[row.prisoner_id].add(want.person)
            if want.person:
                assert row.outcome not in (RowOutcome.SKIP, RowOutcome.REJECT)
    assert all(len(people) == 1 for people in people_of.values())
    created = {person for people in people_of.values() for person in people}
    for name in NAMES:
        for one, other in never_merge(name):
            assert {one, other} <= created
    waiting = ImportRow.objects.filter(outcome=RowOutcome.REVIEW)
    assert all(row.raw for row in waiting)


def test_a_repeat_names_the_first_row_of_its_person(take):
    for name in NAMES:
        rows = take(name, source=name)
        for row, want in zip(rows, expected_of(name), strict=True):
            if name == "A" and want.duplicate_of:
                assert row.duplicate_of == want.duplicate_of, (want.row, row.reasons)


@pytest.mark.parametrize(("name", "how_many"), [("B", 25), ("D", 10)])
def test_people_of_list_a_are_found_again_in_another(take, name, how_many):
    first = {want.person for want in expected_of("A")} - {""}
    take("A")
    again = [
        row for row, want in zip(take(name), expected_of(name), strict=True) if want.person in first
    ]
    assert len({row.prisoner_id for row in again}) >= how_many
    assert RowOutcome.CREATE not in {row.outcome for row in again}
    assert all(row.reference for row in again)


# ── once, whatever happens ───────────────────────────────────────────────────────────────────
def test_the_same_list_twice_changes_nothing(take):
    take("A")
    before = counts(), AuditEvent.objects.count()
    assert set(outcomes(take("A"))) == {"duplicate", "skip", "reject"}
    assert (counts(), AuditEvent.objects.count()) == before
    assert ImportBatch.objects.get().finished_at is not None


def test_a_run_that_was_killed_goes_on_where_it_stopped(take, monkeypatch):
    whole = outcomes(take("A", dry_run=True))
    monkeypatch.setattr(imports, "ROWS_AT_ONCE", 30)
    write = imports.write_rows

    def dies(rows: Any, writing: Any) -> None:
        write(rows, writing)
        if rows[-1].row.number >= 90:
            raise KeyboardInterrupt

    monkeypatch.setattr(imports, "write_rows", dies)
    with pytest.raises(KeyboardInterrupt):
        take("A")
    assert ImportRow.objects.count() == 60
    assert Case.objects.count() == ImportRow.objects.filter(outcome="create").count()
    monkeypatch.setattr(imports, "write_rows", write)
    looked_for: list[Entry] = []
    find = import_plan.find_known

    def finds(entries: Any, **more: Any) -> Any:
        looked_for.extend(entries)
        return find(entries, **more)

    monkeypatch.setattr(import_plan, "find_known", finds)
    take("A")
    assert len(looked_for) <= 140  # nobody of the sixty rows that were written
    assert [str(r.outcome) for r in ImportRow.objects.order_by("number")] == whole
    assert Case.objects.count() == whole.count("create")
    assert ImportBatch.objects.get().counts == Counter(whole)


def test_the_size_of_a_transaction_does_not_change_what_rows_become(take, monkeypatch):
    monkeypatch.setattr(imports, "ROWS_AT_ONCE", 7)
    small = [(str(r.outcome), r.duplicate_of, r.reasons) for r in take("A")]
    dry = [(str(r.outcome), r.duplicate_of, r.reasons) for r in take("D", dry_run=True)]
    assert small == [
        (r.outcome, r.duplicate_of, tuple(r.reasons)) for r in ImportRow.objects.order_by("number")
    ]
    assert dry == [(str(r.outcome), r.duplicate_of, r.reasons) for r in take("D")]


def test_a_dry_run_decides_alike_and_writes_nothing(take):
    before = counts()
    dry = [(str(r.outcome), r.duplicate_of, r.reasons, r.score) for r in take("A", dry_run=True)]
    assert counts() == before
    assert not ImportBatch.objects.exists()
    assert dry == [(str(r.outcome), r.duplicate_of, r.reasons, r.score) for r in take("A")]


def test_a_row_of_another_edition_of_the_list_is_known(take):
    row = "7,Зязюлькин Пётр,active,male,1999-03-07,2020-10-09,293,ИК-4,18 лет,,\n"
    take(row)
    again = take(row + "8,Новый Иван,active,male,1990-01-01,,,,,,\n")
    assert outcomes(again) == ["duplicate", "create"]
    assert again[0].reasons[0] == "same_row"
    assert again[0].reference == Case.objects.order_by("pk").first().reference


def test_a_changed_row_with_the_id_of_a_known_one_never_makes_a_second_person(take):
    take("7,Зязюлькин Пётр,active,male,1999-03-07,,,,,,\n")
    changed = take("7,Зузюлькевич Павел,active,male,1989-05-01,,,,,,\n")
    assert outcomes(changed) == ["review"]
    assert changed[0].reasons[0] == "source_id_known"
    assert Prisoner.objects.count() == 1


def test_the_very_row_twice_in_one_list_is_a_repeat_only_with_a_date(take):
    dated = "1,Иванов Иван,np,,1980-01-01,,,,,,\n"
    undated = "2,Петров Пётр,np,,,,,,,,\n"
    rows = take(dated + undated + dated + undated)
    assert outcomes(rows) == ["create", "create", "duplicate", "review"]
    assert [row.duplicate_of for row in rows] == [None, None, 1, 2]


def test_placeholders_never_match_each_other(take):
    row = ",Гражданин К.,np,male,,2025-01-01,342,,,,\n"
    assert outcomes(take(row + row)) == ["review", "review"]
    found = ImportRow.objects.order_by("number")
    assert [r.duplicate_of for r in found] == [None, None]
    assert len({r.fingerprint for r in found}) == 2


def test_a_third_spelling_is_held_against_a_row_that_waits(take):
    rows = take(
        "1,Удильщиков Игорь,active,male,,2021-11-07,342,,,,\n"
        "2,Ihar Vudzilshchykau,np,male,1964-01-05,2021-11-07,342,,,,\n"
        "3,Ihar Vudzilshchykau,np,male,1964-01-05,,,,,,\n"
    )
    assert outcomes(rows) == ["create", "review", "review"]
    assert [row.duplicate_of for row in rows] == [None, 1, 1]


# ── what is written ──────────────────────────────────────────────────────────────────────────
def test_a_created_person_has_spellings_file_detention_and_clocks(take, team, now):
    take(
        "7,Зязюлькина Дарья Петровна (Засценкаўская),active,female,1999-03-07,ліпень 2020,"
        '"ст. 342 ч.1\nст. 369","ИК №4, Гомель\n246000, ул. Новая 1",2 лет 6 мес.,2030-01-05,\n'
    )
    case = Case.objects.get()
    person = case.prisoner
    assert (person.sex, person.born_on.isoformat(), person.born_precision) == (
        "f",
        "1999-03-07",
        "day",
    )
    forms = person.names.order_by("kind")
    assert [(f.text, f.kind) for f in forms] == [
        ("Засценкаўская Дарья Петровна", "maiden"),
        ("Зязюлькина Дарья Петровна", "press"),
    ]
    assert person.names.get(is_preferred=True).source == "a list"
    assert (case.stage, case.team_id) == ("inside", team.pk)
    assert StageSpan.objects.get(case=case).stage == "inside"
    assert Activity.objects.get(case=case).kind == "imported"
    detention = case.detentions.get()
    assert (str(detention.arrested_on), detention.arrested_precision) == ("2020-07-01", "month")
    assert (detention.sentence_months, detention.source) == (30, "a list")
    assert sorted(detention.charges.values_list("article", "part")) == [("342", "1"), ("369", "")]
    facility = detention.custodies.get().facility
    assert (facility.code, facility.name, facility.city) == ("IK-04", "ИК №4, Гомель", "Гомель")
    kinds = set(Clock.objects.values_list("kind", flat=True))
    assert kinds == {"case_silent", "life_silent", "release_expected"}


def test_a_freed_person_has_left_the_facility(take):
    take("7,Зязюлькин Пётр,former,male,1999-03-07,2020-10-09,293,ИК-4,2 года,2022-10-08,\n")
    case = Case.objects.get()
    detention = case.detentions.get()
    assert case.stage == "freed_in_country"
    assert detention.released_on.isoformat() == "2022-10-08"
    assert detention.custodies.get().until_on == detention.released_on


def test_the_spellings_of_a_facility_meet_and_two_cities_stay_two(take):
    take(
        '1,Иванов Иван,np,,1980-01-01,,,"ПК-4, Гомель",,,\n'
        '2,Петров Пётр,np,,1981-01-01,,,"ИК №4, Homel",,,\n'
        '3,Сидоров Сидор,np,,1982-01-01,,,"ИК-4, Тула",,,\n'
        '4,Андреев Андрей,np,,1983-01-01,,,"ИК-4 Тула",,,\n'
    )
    assert Facility.objects.count() == 2
    assert Facility.objects.get(code="IK-04").custodies.count() == 2


def test_a_repeat_adds_its_spelling_to_the_person(take):
    take(
        "1,Гарбузняк Дзяніс,np,,1980-04-24,,,,,,\n"
        "2,Гарбузняк Дзяніс Міхайлавіч,np,,24.04.1980,,,,,,\n"
    )
    person = Prisoner.objects.get()
    assert sorted(person.names.values_list("text", flat=True)) == [
        "Гарбузняк Дзяніс",
        "Гарбузняк Дзяніс Міхайлавіч",
    ]
    assert AuditEvent.objects.filter(verb="import_name", object_id=person.pk).count() == 1


def test_rows_are_kept_sealed_as_they_came(take):
    take("1,Гарбузняк Дзяніс,np,,1980-04-24,,,,,,\n")
    row = ImportRow.objects.get()
    assert "Гарбузняк" in row.raw
    with connection.cursor() as cursor:
        cursor.execute("SELECT raw FROM casetracker_importrow")
        stored = bytes(cursor.fetchone()[0])
    assert "Гарбузняк".encode() not in stored


def test_every_new_file_leaves_one_audit_event(take):
    take("A")
    events = AuditEvent.objects.filter(verb="import_case")
    assert events.count() == Case.objects.count()
    assert AuditEvent.objects.filter(verb="import_list").count() == 1


def test_clocks_of_a_list_come_due_spread_over_the_threshold(take, now):
    take("A")
    inside = Clock.objects.filter(kind="case_silent", case__stage="inside")
    due = sorted((due - now) / timedelta(days=1) for due in inside.values_list("due_at", flat=True))
    assert 0 < due[0] < 2
    assert 28 < due[-1] <= 30.01
    assert max(b - a for a, b in pairwise(due)) < 3


def test_new_files_are_given_to_caseworkers_in_turn(take, caseworker, coordinator):
    families = ("Багнович", "Гарбузняк", "Тетерук", "Журавлюк", "Ольхович", "Зубрилович")
    rows = "".join(f",{family} Иван,np,,1980,,,,,,\n" for family in families)
    take(rows, caseworker_ids=[caseworker.pk, coordinator.pk])
    assert Case.objects.filter(caseworker=caseworker).count() == 3
    assert set(Clock.objects.values_list("owner", flat=True)) == {caseworker.pk, coordinator.pk}


def test_a_batch_of_rows_costs_as_many_statements_in_a_full_register_as_in_an_empty_one(take):
    def statements(text: str) -> int:
        with CaptureQueriesContext(connection) as found:
            take(text)
        return len(found)

    def rows(year: int) -> str:
        return "".join(
            f"{year}{n},Иванов{n} Иван,np,,{year}-01-{n + 1},2020,342,ИК-{n + 1},2 года,,\n"
            for n in range(20)
        )

    first = statements(rows(1980))
    take("A")
    take("D")
    # In an empty register there is nobody to load and compare with: six statements.
    assert statements(rows(1985)) <= first + 6
    assert first <= 50


# ── who may, and what is refused ─────────────────────────────────────────────────────────────
def test_a_volunteer_takes_in_no_list(take, volunteer):
    with pytest.raises(Forbidden):
        take("A", actor=volunteer)


def test_a_list_for_another_team_is_refused(take, other_team):
    with pytest.raises(Missing, match="no team"):
        take("A", team_id=other_team.pk)
    assert not ImportBatch.objects.exists()


def test_the_reference_of_another_team_s_file_is_not_told(take, make_user, other_team):
    row = "1,Гарбузняк Дзяніс,np,,1980-04-24,,,,,,\n"
    take(row)
    other = make_user("coordinator", other_team)
    again = take(row, actor=other, team_id=other_team.pk, source="another list")
    assert outcomes(again) == ["duplicate"]
    assert again[0].reference == ""


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"PK\x03\x04", b"a,b\n1,2\n", HEAD.encode()])
def test_what_is_no_list_is_refused_and_changes_nothing(data, coordinator, team, now):
    with pytest.raises(Refused):
        imports.import_list(actor=coordinator, source="x", data=data, team_id=team.pk, now=now)
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("source", ["", "  ", "x" * 121, "a\x00b"])
def test_a_list_without_a_source_is_refused(take, source):
    with pytest.raises(Refused, match="source"):
        take("A", source=source)


def test_a_caseworker_of_another_team_is_refused(take, make_user, other_team):
    stranger = make_user("caseworker", other_team)
    with pytest.raises(Refused, match="caseworker"):
        take("A", caseworker_ids=[stranger.pk])
