from django.db import connection
from django.test.utils import CaptureQueriesContext

from casetracker.models import Heartbeat
from casetracker.models.triggers import remove_triggers
from casetracker.services.cases import move_case
from tests.conftest import NOW


def test_an_auditor_reads_who_did_what_without_values(read, auditor, caseworker, case):
    move_case(actor=caseworker, case_id=case.pk, stage="reception", now=NOW)
    page = read(auditor).get("/")
    assert f"{caseworker.name} move_case case {case.reference} stage" in page
    assert "reception" not in page
    assert "Прыклад" not in page


def test_events_are_found_by_case_and_verb(read, auditor, make_case):
    one, two = make_case("Ада Прыклад"), make_case("Янка Іншы")
    page = read(auditor).get("/audit/", {"case": one.reference, "verb": "open_case"})
    assert one.reference in page
    assert two.reference not in page
    assert "No event fits." in read(auditor).get("/audit/", {"case": "nothing"})


def test_a_coordinator_reads_events_of_the_own_team_only(
    read, coordinator, stranger, make_case, other_team
):
    mine, theirs = make_case(), make_case("Чужая", worker=stranger, team_id=other_team.pk)
    page = read(coordinator).get("/audit/")
    assert mine.reference in page
    assert theirs.reference not in page


def test_the_record_takes_the_same_queries_however_long(read, auditor, make_case):
    reader = read(auditor)
    make_case("Асоба Нумар 0")
    with CaptureQueriesContext(connection) as few:
        reader.get("/audit/")
    for n in range(1, 6):
        make_case(f"Асоба Нумар {n}")
    with CaptureQueriesContext(connection) as many:
        reader.get("/audit/")
    assert len(many) == len(few) <= 8


def test_an_administrator_sees_counts_and_no_file(read, administrator, make_case):
    cases = [make_case(f"Асоба Нумар {n}") for n in range(3)]
    page = read(administrator).get("/")
    assert "inside 3" in page
    for case in cases:
        assert case.reference not in page
    assert "Асоба" not in page


def test_an_administrator_sees_what_is_wrong(read, administrator):
    assert "No sweep has completed yet" in read(administrator).get("/system/")
    Heartbeat.objects.create(name="sweep", at=NOW)
    assert "Database, audit record and reminders" not in read(administrator).get("/system/")
    remove_triggers()
    assert "Audit triggers are missing" in read(administrator).get("/system/")
