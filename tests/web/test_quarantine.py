"""A coordinator takes away on the row's page, and takes back on one page of all that is away."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casetracker.domain.quarantine import Quarantined
from casetracker.models import Quarantine
from casetracker.services.cases import new_reference
from casetracker.services.documents import record_document
from casetracker.services.needs import open_need
from casetracker.services.procedures import open_procedure
from casetracker.services.quarantine import place_in_quarantine
from casetracker.services.tasks import open_task
from tests.conftest import NOW

LIST = "/quarantine/"


@pytest.fixture
def away(case):
    return f"{LIST}case/{case.pk}/"


def test_a_file_is_taken_away_from_its_page_with_a_reason_and_taken_back(
    read, coordinator, caseworker, case, away
):
    lead, worker = read(coordinator), read(caseworker)
    page = f"/cases/{case.reference}/"
    assert away in lead.get(page).html
    asked = lead.get(away)
    assert "It is gone for everybody" in asked
    assert case.reference in asked
    assert lead.post(away, reason=" ").status == 400
    done = lead.press(away, reason="entered by mistake")
    for words in ("Taken away.", "entered by mistake", coordinator.name, "Ада Прыклад"):
        assert words in done
    for reader in (lead, worker):
        assert reader.get(page).status == 404
        for where in ("/cases/", "/my/cases/", f"/cases/?q={case.reference}", "/cases/?q=Прыклад"):
            assert f'/cases/{case.reference}/"' not in reader.get(where).html
    placed = Quarantine.objects.get()
    back = lead.press(f"{LIST}{placed.pk}/back/")
    assert "Taken back" in back
    assert "Nothing stands in quarantine." in back
    assert "entered by mistake" in lead.get(LIST, {"state": "lifted"})
    assert worker.get(page).status == 200
    assert "It was taken back already." in lead.press(f"{LIST}{placed.pk}/back/")


def test_who_does_not_coordinate_the_team_is_offered_nothing(
    read, caseworker, stranger, make_user, other_team, case, away
):
    worker = read(caseworker)
    assert "quarantine" not in worker.get(f"/cases/{case.reference}/").html
    assert [worker.get(path).status for path in (LIST, away)] == [403, 403]
    assert worker.post(away, reason="why not").status == 403
    abroad = read(make_user("coordinator", other_team))
    assert abroad.get(away).status == 404
    assert abroad.post(away, reason="why not").status == 404
    assert read(stranger).get(away).status == 403
    assert not Quarantine.objects.exists()


def test_every_kind_of_row_is_offered_on_its_page(read, coordinator, case):
    given = {"actor": None, "case_id": case.pk, "now": NOW}
    need = open_need(kind="phone", **given)
    task = open_task(title="coat", kind="clothes", due_at=NOW + timedelta(days=1), **given)
    procedure = open_procedure(kind="asylum", country="LT", **given)
    document = record_document(kind="visa", **given)
    papers = f"/cases/{case.reference}/papers/"
    reader = read(coordinator)
    for kind, row, where in (
        ("need", need, f"/needs/{need.pk}/"),
        ("task", task, f"/tasks/{task.pk}/"),
        ("procedure", procedure, papers),
        ("document", document, papers),
        ("prisoner", case.prisoner, f"{LIST}case/{case.pk}/"),
    ):
        address = f"{LIST}{kind}/{row.pk}/"
        assert address in reader.get(where).html, kind
        assert "Yes, take it away" in reader.get(address)
    assert "Taken away" in reader.press(f"{LIST}document/{document.pk}/", reason="a copy")
    assert "Document" in reader.get(LIST)
    assert f"{LIST}document/{document.pk}/" not in reader.get(papers).html


@pytest.mark.parametrize("kind", ["wave", "user", "contact"])
def test_what_has_no_quarantine_has_no_such_page(read, coordinator, case, kind):
    assert read(coordinator).get(f"{LIST}{kind}/{case.pk}/").status == 404


def test_papers_of_many_rows_take_the_same_statements(read, coordinator, case):
    reader, counts = read(coordinator), []
    for kind in ("visa", "national_passport", "birth_certificate"):
        record_document(actor=None, case_id=case.pk, kind=kind, now=NOW)
        with CaptureQueriesContext(connection) as taken:
            reader.get(f"/cases/{case.reference}/papers/")
        counts.append(len(taken))
    assert counts[1] == counts[2]


def test_many_stand_on_several_pages(read, coordinator, make_case, monkeypatch):
    monkeypatch.setattr("casetracker.web.quarantine.SIZE", 2)
    for number in range(3):
        case = make_case(f"Асоба {number}")
        place_in_quarantine(
            actor=coordinator,
            object_type=Quarantined.CASE,
            object_id=case.pk,
            reason=f"reason {number}",
            now=NOW + timedelta(minutes=number),
        )
    reader = read(coordinator)
    first = reader.get(LIST)
    assert "reason 2" in first
    assert "reason 0" not in first
    after = first.html.partition('rel="next"')[0].rpartition('href="')[2].split('"')[0]
    second = reader.get(f"{LIST}{after.replace('&amp;', '&')}")
    assert "reason 0" in second
    assert "reason 2" not in second


def test_a_code_that_never_was_and_one_that_is_away_answer_alike(read, coordinator, case, away):
    reader = read(coordinator)
    reader.press(away, reason="entered by mistake")
    gone, never = (reader.get(f"/cases/{code}/") for code in (case.reference, new_reference()))
    assert gone.status == never.status == 404
    assert gone.text.replace(case.reference, "") == never.text.replace(case.reference, "")
