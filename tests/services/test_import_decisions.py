"""Rows that wait for a person: taken for the one they were held against, or made another."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.models import AuditEvent, Case, ImportRow, MatchDecision, NameForm, Prisoner
from casetracker.selectors.intake import changes_since, statements_of
from casetracker.services.activities import record_activity
from casetracker.services.duplicate_scans import scan_on, start_scan
from casetracker.services.import_decisions import decide_row, reopen_row
from casetracker.services.import_uploads import undo_list
from casetracker.services.import_work import work_on_lists
from casetracker.services.imports import import_list

HEAD = "id,name,birthday,prison\n"
NAMESAKES = "1,Каваленка Андрэй,1980-01-02,IK-4\n2,Kavalenka Andrei,1980-11-02,IK-9\n"


@pytest.fixture
def take(coordinator, team, now) -> Any:
    def take(text: str, source: str = "a list") -> list[str]:
        rows: list[str] = []
        import_list(
            actor=coordinator,
            source=source,
            data=(HEAD + text).encode(),
            team_id=team.pk,
            on_row=lambda row: rows.append(str(row.outcome)),
            now=now,
        )
        return rows

    return take


@pytest.fixture
def waiting(take) -> ImportRow:
    assert take(NAMESAKES) == ["create", "review"]
    return ImportRow.objects.get(outcome="review")


def test_a_refusal_makes_a_second_person_and_the_two_are_never_asked_about_again(
    waiting, take, coordinator, now
):
    first = waiting.prisoner_id
    row = decide_row(actor=coordinator, row_id=waiting.pk, answer="different", now=now)
    assert (row.outcome, row.prisoner_id != first) == ("create", True)
    assert Case.objects.get(prisoner=row.prisoner).stage == "intake"
    assert MatchDecision.objects.get().state == "different"
    # Not by the same list, not by a later edition of it, not by a look through the register.
    assert take(NAMESAKES) == ["duplicate", "duplicate"]
    assert take(NAMESAKES + ",Пятрова Марыя,1990-01-01,T-8\n") == ["duplicate"] * 2 + ["create"]
    start_scan(actor=coordinator, now=now)
    scan_on(now=now)
    assert MatchDecision.objects.get().state == "different"
    assert AuditEvent.objects.filter(verb="decide_row").count() == 1


def test_a_row_taken_for_the_person_adds_its_spelling_and_no_file(waiting, coordinator, now):
    row = decide_row(actor=coordinator, row_id=waiting.pk, answer="same", now=now)
    assert row.outcome == "duplicate"
    assert (Prisoner.objects.count(), Case.objects.count()) == (1, 1)
    assert NameForm.objects.filter(prisoner=row.prisoner, text="Kavalenka Andrei").exists()


def test_a_row_is_decided_once(waiting, coordinator, now):
    decide_row(actor=coordinator, row_id=waiting.pk, answer="same", now=now)
    with pytest.raises(Conflict, match="meanwhile"):
        decide_row(actor=coordinator, row_id=waiting.pk, answer="different", now=now)


def test_a_doubtful_row_that_is_like_nobody_can_only_be_a_person_of_its_own(take, coordinator, now):
    assert take(",Сідарук Я.,,\n") == ["review"]
    row = ImportRow.objects.get()
    with pytest.raises(Refused, match="of its own"):
        decide_row(actor=coordinator, row_id=row.pk, answer="same", now=now)
    assert decide_row(actor=coordinator, row_id=row.pk, answer="different", now=now).prisoner_id


def test_what_was_held_against_a_waiting_row_follows_it(take, coordinator, now):
    assert take(",Сідарук Я.,,\n,Сідарук Янка,,\n") == ["review", "review"]
    first, second = ImportRow.objects.order_by("number")
    with pytest.raises(Conflict, match="row 1"):
        decide_row(actor=coordinator, row_id=second.pk, answer="same", now=now)
    one = decide_row(actor=coordinator, row_id=first.pk, answer="different", now=now)
    two = decide_row(actor=coordinator, row_id=second.pk, answer="same", now=now)
    assert one.prisoner_id == two.prisoner_id


def test_only_whoever_may_write_the_list_decides(waiting, make_user, team, other_team, now):
    stranger, volunteer = make_user("coordinator", other_team), make_user("volunteer", team)
    for actor in (stranger, volunteer):
        with pytest.raises((Missing, Forbidden)):
            decide_row(actor=actor, row_id=waiting.pk, answer="different", now=now)
    with pytest.raises(Refused):
        decide_row(actor=None, row_id=waiting.pk, answer="perhaps", now=now)


def test_a_row_that_waits_says_nothing_of_the_person_it_is_held_against(waiting, take, coordinator):
    """It may be somebody else: neither its spelling nor its facts are that person's, however
    often the list comes in again."""
    person = waiting.prisoner
    spellings = set(NameForm.objects.filter(prisoner=person).values_list("text", flat=True))
    assert take(NAMESAKES + ",Пятрова Марыя,1990-01-01,T-8\n") == ["duplicate"] * 2 + ["create"]
    assert set(person.names.values_list("text", flat=True)) == spellings
    again = ImportRow.objects.filter(number=2).order_by("pk").last()
    assert (again.outcome, again.prisoner_id) == ("duplicate", None)
    assert again.reasons[:2] == ["same_row", "waits_for_review"]
    changes = changes_since(again.batch, coordinator)
    assert (changes.changed.count, changes.moved.count) == (0, 0)


def test_the_id_of_a_row_that_waits_does_not_make_it_the_person_it_is_held_against(waiting, take):
    newer = NAMESAKES.replace("1980-11-02,IK-9", "1980-11-02,IK-17")
    assert take(newer) == ["duplicate", "review"]
    assert Prisoner.objects.count() == 1
    assert waiting.prisoner.names.count() == 1


# ── a newer edition of a list whose people have no full birth dates ─────────────────────────────
FIRST = ",Каваленка Андрэй,1980,IK-4\n,Пятрова Марыя,1990,T-8\n"
NEXT = ",Каваленка Андрэй,1980,IK-9\n,Пятрова Марыя,1990,T-8\n"


@pytest.fixture
def moved(take) -> ImportRow:
    assert take(FIRST) == ["create", "create"]
    assert take(NEXT) == ["review", "duplicate"]
    return ImportRow.objects.get(outcome="review")


def test_who_may_be_a_row_that_waits_has_not_gone_from_the_list(moved, coordinator):
    changes = changes_since(moved.batch, coordinator)
    assert (changes.gone.count, changes.moved.count) == (0, 0)


def test_a_row_taken_for_the_person_brings_what_its_source_says_anew(moved, coordinator, now):
    row = decide_row(actor=coordinator, row_id=moved.pk, answer="same", now=now)
    assert row.outcome == "update"
    assert row.changes["facts"] == {"facility": ["IK-04", "IK-09"]}
    stays = Case.objects.get(pk=row.case_id).detentions.get().custodies
    assert stays.get(until_on=None).facility.code == "IK-09"
    changes = changes_since(row.batch, coordinator)
    assert (changes.gone.count, changes.moved.count) == (0, 1)
    row.batch.refresh_from_db()
    assert row.batch.counts == {"update": 1, "duplicate": 1, "review": 0}


def test_a_list_taken_back_takes_back_what_was_decided_about_its_rows(take, coordinator, now):
    take(FIRST)
    take(NEXT.replace("Каваленка Андрэй", "Kavalenka Andrei"))
    row = ImportRow.objects.get(outcome="review")
    decide_row(actor=coordinator, row_id=row.pk, answer="same", now=now + timedelta(hours=3))
    case = Case.objects.get(prisoner__names__text="Kavalenka Andrei")
    undo_list(actor=coordinator, batch_id=row.batch_id, now=now + timedelta(hours=4))
    work_on_lists(now=now + timedelta(hours=4))
    assert not NameForm.objects.filter(text="Kavalenka Andrei").exists()
    stay = case.detentions.get().custodies.get()
    assert (stay.facility.code, stay.until_on) == ("IK-04", None)


def test_of_two_namesakes_a_row_is_held_against_whom_less_speaks_against(take, coordinator, now):
    take(",Каваленка Андрэй,,IK-4\n,Каваленка Андрэй,1980,IK-4\n")
    waits = ImportRow.objects.get(outcome="review")
    second = decide_row(actor=coordinator, row_id=waits.pk, answer="different", now=now)
    assert take(",Каваленка Андрэй,1980,IK-9\n") == ["review"]
    assert ImportRow.objects.get(outcome="review").prisoner_id == second.prisoner_id


def test_what_names_nobody_is_left_out_and_stays_out_of_the_next_edition(take, coordinator, now):
    assert take(",N.N.,,\n") == ["review"]
    row = ImportRow.objects.get()
    row = decide_row(actor=coordinator, row_id=row.pk, answer="skip", now=now)
    assert (row.outcome, row.prisoner_id, row.reasons[0]) == ("skip", None, "decided_skip")
    row.batch.refresh_from_db()
    assert row.batch.counts == {"skip": 1, "review": 0}
    assert take(",N.N.,,\n5,Пятрова Марыя,1990-01-01,T-8\n") == ["skip", "create"]
    assert Prisoner.objects.count() == 1


def test_a_row_that_was_nobody_by_the_rules_of_then_is_read_anew(take):
    row = "1,Каваленка Андрэй,1980-01-02,IK-4\n"
    take(row)
    ImportRow.objects.update(outcome="skip", prisoner=None, case=None)
    Case.objects.all().delete()
    Prisoner.objects.all().delete()
    assert take(f"{row}2,Пятрова Марыя,1990-01-01,T-8\n") == ["create", "create"]


def test_an_old_row_decided_late_does_not_overrule_a_newer_edition(waiting, take, coordinator, now):
    assert take(NAMESAKES + "3,Пятрова Марыя,1990-01-01,T-8\n")[0] == "duplicate"
    row = decide_row(actor=coordinator, row_id=waiting.pk, answer="same", now=now)
    assert (row.outcome, row.changes.get("applied")) == ("duplicate", None)
    assert str(Prisoner.objects.get(pk=row.prisoner_id).born_on) == "1980-01-02"


TWICE = "1,Каваленка Андрэй,1980-01-02,IK-4\n2,Kavalenka Andrei,1980-01-02,IK-4\n"


def test_who_stands_twice_in_a_list_has_moved_though_one_row_still_says_the_old_place(
    take, coordinator
):
    take(TWICE)
    text = TWICE.replace("IK-4", "IK-9", 1)
    assert take(text) == ["update", "duplicate"]
    edition = ImportRow.objects.order_by("-pk")[0].batch
    changes = changes_since(edition, coordinator)
    assert (changes.moved.count, changes.gone.count) == (1, 0)
    assert changes.moved.named[0].facts == [("facility", "IK-04", "IK-09")]
    # Nor is what stands there already news to the edition after.
    assert set(take(text + "3,Пятрова Марыя,1990-01-01,T-8\n")) == {"duplicate", "create"}


def test_a_second_person_made_by_mistake_is_taken_back_and_asked_about_again(
    waiting, coordinator, now
):
    first = waiting.prisoner_id
    decide_row(actor=coordinator, row_id=waiting.pk, answer="different", now=now)
    row = reopen_row(actor=coordinator, row_id=waiting.pk, now=now)
    row.refresh_from_db()
    assert (row.outcome, row.prisoner_id, row.changes) == ("review", first, {})
    assert "decided_different" not in row.reasons
    assert (Prisoner.objects.count(), Case.objects.count()) == (1, 1)
    assert not MatchDecision.objects.exists()
    row.batch.refresh_from_db()
    assert row.batch.counts == {"create": 1, "review": 1}
    with pytest.raises(Conflict, match="Nobody has decided"):
        reopen_row(actor=coordinator, row_id=waiting.pk, now=now)
    assert AuditEvent.objects.filter(verb="reopen_row").count() == 1


def test_a_row_taken_for_the_wrong_person_takes_along_what_it_brought(moved, coordinator, now):
    case = Case.objects.get(pk=moved.case_id)
    entries = case.activities.count()
    decide_row(actor=coordinator, row_id=moved.pk, answer="same", now=now)
    row = reopen_row(actor=coordinator, row_id=moved.pk, now=now)
    assert (row.outcome, row.prisoner_id) == ("review", moved.prisoner_id)
    stay = case.detentions.get().custodies.get()
    assert (stay.facility.code, stay.until_on) == ("IK-04", None)
    assert case.activities.count() == entries
    assert decide_row(actor=coordinator, row_id=row.pk, answer="same", now=now).outcome == "update"


def test_a_spelling_goes_with_the_decision_that_brought_it(waiting, coordinator, now):
    decide_row(actor=coordinator, row_id=waiting.pk, answer="same", now=now)
    reopen_row(actor=coordinator, row_id=waiting.pk, now=now)
    assert not NameForm.objects.filter(text="Kavalenka Andrei").exists()
    assert NameForm.objects.filter(text="Каваленка Андрэй").exists()


def test_a_person_on_whom_somebody_has_built_stays(
    waiting, coordinator, other_team, make_user, now
):
    row = decide_row(actor=coordinator, row_id=waiting.pk, answer="different", now=now)
    record_activity(
        actor=coordinator, case_id=row.case_id, kind="note", text="seen", occurred_at=now, now=now
    )
    with pytest.raises(Conflict, match="begun to work"):
        reopen_row(actor=coordinator, row_id=row.pk, now=now)
    with pytest.raises(Missing):
        reopen_row(actor=make_user("coordinator", other_team), row_id=row.pk, now=now)
    assert Prisoner.objects.count() == 2


def test_two_rows_of_one_list_that_disagree_of_one_person_stand_side_by_side(
    waiting, coordinator, now
):
    row = decide_row(actor=coordinator, row_id=waiting.pk, answer="same", now=now)
    births, places = statements_of(Case.objects.get(pk=row.case_id))
    assert [one.value for one in births.said] == ["1980-01-02", "1980-11-02"]
    assert [one.value for one in places.said] == ["IK-04", "IK-09"]
    assert births.is_disputed
