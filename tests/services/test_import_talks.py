"""A list as a conversation: uploaded, planned, taken in, taken back; killed at any point."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.domain.import_states import ImportState
from casetracker.models import (
    Activity,
    Case,
    Clock,
    ImportBatch,
    ImportPiece,
    ImportRow,
    ListSource,
    NameForm,
    Prisoner,
)
from casetracker.selectors.intake import changes_since, planned_rows, statements_of
from casetracker.services import import_uploads, import_work, imports
from casetracker.services.activities import record_activity
from casetracker.services.import_uploads import (
    commit_list,
    discard_list,
    map_columns,
    undo_list,
    upload_list,
)
from casetracker.services.import_work import work_on_lists
from casetracker.services.prisoners import edit_prisoner
from tests.lists import expected_of, file_of

HEAD = "id,name,status,birthday,arrested,prison\n"
TWO = HEAD + (
    "1,Іваноў Іван,active,1980-01-02,2021-03-04,IK-4\n"
    "2,Пятрова Марыя,active,1981-01-02,2021-03-05,T-8\n"
)


@pytest.fixture
def talk(coordinator, team, now) -> Any:
    """`talk(text)`: uploaded, its columns left as they were found, planned and taken in."""

    def talk(text: str | bytes, *, source: str = "a list", until: str = "done") -> ImportBatch:
        data = text if isinstance(text, bytes) else text.encode()
        batch = upload_list(actor=coordinator, source=source, data=data, team_id=team.pk, now=now)
        steps = [("planned", map_columns, {"columns": {}}), ("done", commit_list, {})]
        for state, step, given in steps:
            if batch.state == until:
                break
            step(actor=coordinator, batch_id=batch.pk, now=now, **given)
            work_on_lists(now=now)
            batch.refresh_from_db()
            assert batch.state == state, batch.refusal
        return batch

    return talk


def everything() -> dict[str, int]:
    tables = (Prisoner, NameForm, Case, Clock, Activity, ImportRow, ImportPiece)
    return {table.__name__: table.objects.count() for table in tables}


def test_an_upload_writes_nobody_and_stands_sealed(talk):
    batch = talk(TWO, until="draft")
    assert (batch.state, batch.row_count, batch.columns["name"]) == ("draft", 2, 1)
    assert not Prisoner.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT rows FROM casetracker_importpiece")
        assert "Іваноў".encode() not in bytes(cursor.fetchone()[0])


def test_a_plan_says_what_each_row_becomes_and_writes_nobody(talk):
    batch = talk(file_of("A"), until="planned")
    rows, more = planned_rows(batch, "", after=0, size=500)
    assert not more
    for row, want in zip(rows, expected_of("A"), strict=True):
        assert want.allows(row["outcome"])
    only, _ = planned_rows(batch, "review", after=0, size=500)
    assert {row["outcome"] for row in only} == {"review"}
    assert sum(batch.counts.values()) == 200
    assert not Case.objects.exists()


def test_what_was_planned_is_what_is_written(talk):
    planned = talk(file_of("A"), until="planned")
    counts = planned.counts
    done = talk(file_of("A"))
    assert done.pk == planned.pk
    assert done.counts == counts
    assert Case.objects.count() == counts["create"]
    assert not ImportPiece.objects.filter(rows__isnull=False).exists()


def test_a_column_that_a_person_has_named_is_remembered_for_the_next_edition(
    talk, coordinator, team, now
):
    text = "Чел,Born,Where\nІваноў Іван,1980-01-02,IK-4\n"
    with pytest.raises(Refused, match="which column holds the name"):
        talk(text)
    text = text.replace("Чел", "Name")
    batch = talk(text, until="draft")
    assert "facility" not in batch.columns
    map_columns(actor=coordinator, batch_id=batch.pk, columns={"Where": "facility"}, now=now)
    assert ListSource.objects.get().columns == {"where": "facility"}
    newer = talk(text + "Пятрова Марыя,1981-01-02,IK-8\n", until="draft")
    assert newer.columns["facility"] == 2
    done = talk(text + "Пятрова Марыя,1981-01-02,IK-8\n")
    assert Case.objects.filter(detentions__custodies__facility__code="IK-08").count() == 1
    assert done.is_mapped


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"name": "nonsense"}, "no field"),
        ({"nobody": "name"}, "no column"),
        ({"name": ""}, "which column holds the name"),
        ({"status": "name", "prison": "name"}, "Two columns"),
    ],
)
def test_columns_that_cannot_be_are_refused(talk, coordinator, now, columns, said):
    batch = talk(TWO, until="draft")
    with pytest.raises(Refused, match=said):
        map_columns(actor=coordinator, batch_id=batch.pk, columns=columns, now=now)
    batch.refresh_from_db()
    assert batch.state == "draft"
    assert not ListSource.objects.exists()


def test_the_same_file_again_is_the_same_list(talk):
    assert talk(TWO).pk == talk(TWO).pk
    assert Case.objects.count() == 2


def test_a_list_that_was_undone_leaves_nothing_and_can_come_again(talk, coordinator, now):
    talk(HEAD + "9,Сідараў Сідар,active,1970-01-02,2020-03-04,IK-1\n", source="first")
    before = everything()
    batch = talk(TWO + "3,Сідараў Сідар Пятровіч,active,1970-01-02,2020-03-04,IK-1\n")
    assert NameForm.objects.filter(text="Сідараў Сідар Пятровіч").exists()
    undo_list(actor=coordinator, batch_id=batch.pk, now=now)
    work_on_lists(now=now)
    batch.refresh_from_db()
    assert batch.state == ImportState.UNDONE
    assert everything() == before
    assert (
        talk(TWO + "3,Сідараў Сідар Пятровіч,active,1970-01-02,2020-03-04,IK-1\n").state == "done"
    )


def test_a_list_that_the_command_took_can_be_undone(coordinator, team, now):
    imports.import_list(actor=coordinator, source="x", data=TWO.encode(), team_id=team.pk, now=now)
    batch = ImportBatch.objects.get()
    undo_list(actor=coordinator, batch_id=batch.pk, now=now)
    work_on_lists(now=now)
    assert not Prisoner.objects.exists()


def test_what_somebody_has_built_on_is_not_undone(talk, coordinator, now):
    batch = talk(TWO)
    case = Case.objects.order_by("pk").first()
    record_activity(
        actor=coordinator, case_id=case.pk, kind="sign_of_life", occurred_at=now, now=now
    )
    with pytest.raises(Conflict, match=case.reference):
        undo_list(actor=coordinator, batch_id=batch.pk, now=now)
    assert Case.objects.count() == 2


def test_a_later_list_that_found_the_same_person_is_building_on_it(talk, coordinator, now):
    batch = talk(TWO)
    talk(HEAD + "77,Іваноў Іван,active,1980-01-02,2021-03-04,IK-4\n", source="another")
    with pytest.raises(Conflict, match="worked on since"):
        undo_list(actor=coordinator, batch_id=batch.pk, now=now)


def test_an_upload_can_be_thrown_away_until_it_is_written(talk, coordinator, now):
    batch = talk(TWO, until="planned")
    discard_list(actor=coordinator, batch_id=batch.pk, now=now)
    assert not ImportBatch.objects.exists()
    assert not ImportPiece.objects.exists()
    with pytest.raises(Conflict):
        discard_list(actor=coordinator, batch_id=talk(TWO).pk, now=now)


@pytest.mark.parametrize("until", ["draft", "planned"])
def test_a_worker_that_died_anywhere_is_followed_by_another(
    talk, coordinator, now, monkeypatch, until
):
    for room in (import_uploads, imports):
        monkeypatch.setattr(room, "ROWS_AT_ONCE", 30)
    batch = talk(file_of("A"), until=until)
    if until == "draft":
        map_columns(actor=coordinator, batch_id=batch.pk, columns={}, now=now)
    else:
        commit_list(actor=coordinator, batch_id=batch.pk, now=now)
    real, done = import_work._do_piece, []

    def dies(*args: Any) -> bool:
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(real(*args))
        return done[-1]

    monkeypatch.setattr(import_work, "_do_piece", dies)
    with pytest.raises(KeyboardInterrupt):
        work_on_lists(now=now)
    monkeypatch.setattr(import_work, "_do_piece", real)
    batch.refresh_from_db()
    assert batch.done_rows == 90
    assert work_on_lists(now=now) == 0  # the dead worker's claim holds for a while
    ImportBatch.objects.update(worked_at=None)
    work_on_lists(now=now)
    batch.refresh_from_db()
    assert batch.state == ("planned" if until == "draft" else "done")
    assert sum(batch.counts.values()) == 200
    if until == "planned":
        assert ImportRow.objects.count() == 200
        assert Case.objects.count() == batch.counts["create"]


# ── a register lives: the next edition of a list ─────────────────────────────────────────────
def test_the_next_edition_says_who_is_new_freed_moved_and_gone(talk, coordinator, now):
    first = talk(TWO + "3,Сідараў Сідар,active,1970-01-02,2020-03-04,IK-1\n")
    assert changes_since(first, coordinator) is None
    second = talk(
        HEAD + "1,Іваноў Іван,active,1980-01-02,2021-03-04,IK-17\n"
        "2,Пятрова Марыя,former,1981-01-02,2021-03-05,T-8\n"
        "4,Новік Алесь,active,1990-01-02,2024-03-05,T-8\n"
    )
    assert second.counts == {"update": 2, "create": 1}
    changes = changes_since(second, coordinator)
    found = {
        kind: getattr(changes, kind).count for kind in ("new", "freed", "moved", "changed", "gone")
    }
    assert found == {"new": 1, "freed": 1, "moved": 1, "changed": 0, "gone": 1}
    (news,) = changes.moved.named
    assert (news.name, news.facts) == ("Іваноў Іван", [("facility", "IK-04", "IK-17")])
    moved = Case.objects.get(prisoner__names__text="Іваноў Іван")
    stays = moved.detentions.get().custodies.order_by("from_on", "pk")
    assert {(s.facility.code, s.until_on is None) for s in stays} == {
        ("IK-04", False),
        ("IK-17", True),
    }
    freed = Case.objects.get(prisoner__names__text="Пятрова Марыя")
    assert freed.stage == "inside"  # a person decides


def test_a_source_that_corrects_itself_changes_the_file_unless_another_has_said_so(
    talk, coordinator, now
):
    talk(TWO)
    ours = Case.objects.get(prisoner__names__text="Пятрова Марыя").prisoner
    edit_prisoner(
        actor=coordinator, prisoner_id=ours.pk, changes={"born_on": "1982-02-02"}, now=now
    )
    text = TWO.replace("1980-01-02", "1980-02-01").replace("1981-01-02", "1981-02-01")
    batch = talk(text)
    assert batch.counts == {"update": 1, "review": 1}
    theirs = Prisoner.objects.get(names__text="Іваноў Іван")
    assert str(theirs.born_on) == "1980-02-01"
    ours.refresh_from_db()
    assert str(ours.born_on) == "1982-02-02"
    row = ImportRow.objects.get(batch=batch, outcome="update")
    assert row.changes["facts"] == {"birth": ["1980-01-02", "1980-02-01"]}
    undo_list(actor=coordinator, batch_id=batch.pk, now=now)
    work_on_lists(now=now)
    theirs.refresh_from_db()
    assert str(theirs.born_on) == "1980-01-02"
    assert not Activity.objects.filter(kind="fact_changed").exists()


@pytest.mark.parametrize(
    "text",
    [
        "Чел,Сядзіць,Заўвага\nІваноў Іван,IK-4,x\nПятрова Марыя,T-8,\n",
        "Наш спіс\n\nЧел;Сядзіць;Заўвага\nІваноў Іван;IK-4;x\nПятрова Марыя;T-8;y\n",
        "Чел\tСядзіць\tЗаўвага\nІваноў Іван\tIK-4\tx\nПятрова Марыя\tT-8\ty\n",
    ],
)
def test_a_list_whose_headers_nobody_knows_is_asked_about_and_remembered(
    talk, coordinator, team, now, text
):
    draft = talk(text, until="draft")
    assert (draft.headers[:2], draft.columns) == (["Чел", "Сядзіць"], {"notes": 2})
    columns = {"Чел": "name", "Сядзіць": "facility"}
    map_columns(actor=coordinator, batch_id=draft.pk, columns=columns, now=now)
    work_on_lists(now=now)
    draft.refresh_from_db()
    assert draft.counts == {"create": 2}
    again = talk(text.replace("Марыя", "Вера"), until="draft")
    assert (again.columns["name"], again.columns["facility"]) == (0, 1)


@pytest.mark.parametrize(
    "text",
    [
        "Іваноў Іван,01.02.1980,IK-4\nПятроў Пётр,02.03.1981,IK-15\n",
        "Учора ў Мінску, як паведамляюць, быў суд.\nМы патрабуем свабоды.\n",
        "адно слова\n",
        "a,b\n",
    ],
)
def test_what_has_no_header_at_all_is_no_list(talk, text):
    with pytest.raises(Refused):
        talk(text, until="draft")


def test_facts_of_a_list_are_of_the_day_that_its_title_names(talk):
    title = "Спіс станам на 01.02.2025,,,,,\n"
    batch = talk(title + TWO)
    assert batch.as_of == "2025-02-01"
    case = Case.objects.get(prisoner__names__text="Іваноў Іван")
    said = {one.name: one.said[0] for one in statements_of(case)}
    assert str(said["facility"].observed_on) == "2025-02-01"
    assert str(case.detentions.get().observed_on) == "2025-02-01"


def test_a_list_that_moved_people_is_taken_back(talk, coordinator, now):
    talk(TWO)
    batch = talk(TWO.replace("IK-4", "IK-17"))
    assert batch.counts["update"] >= 1
    undo_list(actor=coordinator, batch_id=batch.pk, now=now)
    work_on_lists(now=now)
    batch.refresh_from_db()
    assert batch.state == "undone"
    case = Case.objects.get(prisoner__names__text="Іваноў Іван")
    stay = case.detentions.get().custodies.get()
    assert (stay.facility.code, stay.until_on) == ("IK-04", None)


def test_a_known_person_under_a_new_birth_date_without_the_source_s_id_is_asked_about(talk):
    talk(TWO)
    batch = talk(HEAD + ",Іваноў Іван,active,1980-02-01,2021-03-04,IK-4\n")
    assert batch.counts == {"review": 1}


def test_two_sources_that_disagree_stand_side_by_side(talk):
    talk(TWO, source="one")
    talk(HEAD + "x,Іваноў Іван,active,1980-01-02,,IK-17\n", source="two")
    case = Case.objects.get(prisoner__names__text="Іваноў Іван")
    said = {one.name: one for one in statements_of(case)}
    assert [(s.value, s.source) for s in said["facility"].said] == [
        ("IK-17", "two"),
        ("IK-04", "one"),
    ]
    assert said["facility"].is_disputed
    assert not said["birth"].is_disputed


# ── who may ──────────────────────────────────────────────────────────────────────────────────
def test_only_who_may_see_a_list_takes_its_next_step(talk, make_user, team, other_team, now):
    batch = talk(TWO, until="draft")
    colleague, stranger = make_user("caseworker", team), make_user("coordinator", other_team)
    for user in (colleague, stranger):
        with pytest.raises(Missing):
            map_columns(actor=user, batch_id=batch.pk, columns={}, now=now)


def test_a_volunteer_uploads_nothing(volunteer, team, now):
    with pytest.raises(Forbidden):
        upload_list(actor=volunteer, source="x", data=TWO.encode(), team_id=team.pk, now=now)
