"""Exports on pages: asked for, agreed to, watched, fetched; each by whom it concerns."""

import pytest
from pysequoia import Tsk, decrypt

from casetracker.models import AuditEvent, Export
from casetracker.services.decisions import approve
from casetracker.services.export_work import work_on_exports
from casetracker.services.exports import ask_export
from tests.conftest import NOW

ADA = Tsk.generate("Ada")
KEY = str(ADA.extract_certificate())
NEW = "/exports/new/"


@pytest.fixture
def second(make_user, team):
    return make_user("coordinator", team, name="Second Coordinator")


@pytest.fixture
def export(caseworker, team, case, second):
    return ask_export(
        actor=caseworker,
        team_id=team.pk,
        recipient="Ada Recipient",
        key=KEY,
        reason="for the UN",
        now=NOW,
    )


def agree(export, who):
    approve(actor=who, approval_id=export.approval_id, now=NOW)


def file_of(export):
    return f"/exports/files/{export.parts.get(table='cases').pk}/"


def test_from_the_form_to_the_file(read, caseworker, second, team, case):
    terms = {"team": str(team.pk), "recipient": "Ada Recipient", "key": KEY, "reason": "UN"}
    page = read(caseworker).press(NEW, has_p3="on", **terms)
    assert "waits for a second person" in page
    export = Export.objects.get()
    proposal = read(second).get(f"/approvals/{export.approval_id}/")
    assert export.fingerprint in proposal
    assert "contacts, health, and who works on whom" in proposal
    assert "Ada Recipient" in proposal
    read(second).post(f"/approvals/{export.approval_id}/approve/", reason="")
    page = read(caseworker).get(f"/exports/{export.pk}/")
    assert "0 of 1 files" in page
    assert "0 of 1 files" in read(caseworker).get(f"/exports/{export.pk}/progress/")
    work_on_exports(now=NOW)
    assert read(caseworker).get(f"/exports/{export.pk}/progress/").status == 204
    assert "Fetch the files" in read(caseworker).get(f"/exports/{export.pk}/")
    response = read(caseworker).client.get(file_of(export))
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert "cases-001.csv.pgp" in response.headers["Content-Disposition"]
    text = decrypt(response.content, decryptor=ADA.decryptor()).bytes.decode()
    assert case.reference in text
    assert AuditEvent.objects.filter(verb="take_export").count() == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "This holds a secret key"), ("be", "Тут сакрэтны ключ"), ("ru", "Здесь секретный")],
)
def test_a_key_is_refused_in_the_readers_language(read, coordinator, team, case, language, words):
    coordinator.language = language
    coordinator.save()
    terms = {"team": "all", "recipient": "Ada", "key": str(ADA), "reason": "UN"}
    page = read(coordinator).post(NEW, **terms)
    assert page.status == 400
    assert words in page
    assert not Export.objects.exists()


def test_only_a_coordinator_asks_for_the_whole_register(read, caseworker, coordinator, case):
    terms = {"team": "all", "recipient": "Ada", "key": KEY, "reason": "UN"}
    assert read(caseworker).post(NEW, **terms).status == 400
    assert "the whole register" in read(coordinator).press(NEW, **terms)


def test_it_is_nobody_elses_business(read, export, coordinator, colleague, second, auditor):
    agree(export, second)
    work_on_exports(now=NOW)
    for who, status in ((coordinator, 404), (colleague, 404), (second, 200), (auditor, 403)):
        assert read(who).get(f"/exports/{export.pk}/").status == status
    # Whoever agreed sees that it is ready; the file is for whoever asked.
    assert "can fetch it" in read(second).get(f"/exports/{export.pk}/")
    for who in (coordinator, colleague, second):
        assert read(who).get(file_of(export)).status == 404


def test_an_auditor_sees_that_there_is_one_and_not_for_whom(read, export, auditor, caseworker):
    page = read(auditor).get("/exports/")
    assert caseworker.name in page
    assert "Ada Recipient" not in page
    assert "Ada Recipient" in read(caseworker).get("/exports/")


def test_it_is_cancelled_and_its_files_with_it(read, export, caseworker, second):
    agree(export, second)
    work_on_exports(now=NOW)
    file = file_of(export)
    page = read(caseworker).press(f"/exports/{export.pk}/cancel/")
    assert "nothing of it is left here" in page
    assert export.parts.count() == 0
    assert read(caseworker).get(file).status == 404
    assert "Nothing was changed" in read(caseworker).press(f"/exports/{export.pk}/cancel/")
