"""The page of a file on the papers of its person."""

from __future__ import annotations

import pytest

from casetracker.models import (
    Clock,
    CountryChoice,
    IdentityDocument,
    PersonStatus,
    Procedure,
    ProcedureDecision,
)
from casetracker.services.country_facts import record_country_fact
from casetracker.services.documents import record_document
from casetracker.services.procedures import open_procedure
from tests.conftest import NOW


def at(case, *parts):
    return "/".join(["/cases", case.reference, "papers", *map(str, parts), ""])


@pytest.fixture
def procedure(case, caseworker):
    given = {"kind": "asylum", "country": "LT", "stage": "registered", "now": NOW}
    return open_procedure(actor=caseworker, case_id=case.pk, **given)


@pytest.fixture
def fact(coordinator):
    def make(topic, **said):
        given = {"country": "LT", "kind": "asylum", "source": "Law on aliens", "now": NOW}
        return record_country_fact(actor=coordinator, topic=topic, **given | said)

    return make


def test_a_page_without_papers_says_what_to_begin_with(read, caseworker, case):
    page = read(caseworker).get(at(case))
    assert "the intent counts, too" in page
    assert "Record also what was taken away or lost" in page
    assert "The person has not chosen yet." in page


def test_statuses_choices_procedures_and_documents_are_recorded_from_the_page(
    read, caseworker, case
):
    reader = read(caseworker)
    page = reader.press(at(case, "status"), stands="documents:taken", source="the person")
    assert "taken away" in page
    page = reader.press(at(case, "status"), stands="documents:temporary", as_of="2026-02-09")
    assert "Before" in page
    assert PersonStatus.objects.count() == 2
    page = reader.press(at(case, "choice"), country="PL", reason="Friends live there.")
    assert CountryChoice.objects.get().country == "PL"
    page = reader.press(
        at(case, "procedure"),
        kind="asylum",
        country="PL",
        stage="intent",
        next_thing="submit",
        next_on="2026-02-16",
    )
    assert "submit the application" in page
    assert "in 7 days" in page
    procedure = Procedure.objects.get()
    page = reader.press(
        at(case, "document"),
        kind="temporary_certificate",
        state="in_use",
        expires_on="2026-05-09",
        number="A 17",
        procedure=str(procedure.pk),
    )
    assert "A 17" in page
    kinds = Clock.objects.running().exclude(kind__endswith="silent").values_list("kind", flat=True)
    assert sorted(kinds) == ["document_expiry", "procedure_deadline"]
    page = reader.get(f"/cases/{case.reference}/")
    assert "submit the application" in page
    assert "country chosen: Poland" in page
    assert "the next step of a procedure" in page


def test_a_procedure_is_moved_decided_and_ended_from_the_page(
    read, caseworker, case, procedure, fact
):
    fact("appeal_period", number=14, unit="days")
    reader = read(caseworker)
    where = ("procedures", procedure.pk)
    page = reader.press(
        at(case, *where, "move"), stage="interview", expected_stage="registered", version=1
    )
    assert "The procedure has moved" in page
    page = reader.press(at(case, *where, "decide"), outcome="refused", notified_on="2026-02-09")
    assert "You are reminded of the last day to appeal." in page
    assert "14 days, Law on aliens" in page
    page = reader.press(at(case, *where, "edit"), next_on="2026-02-20", note="Ask the lawyer.")
    assert "20 February 2026" in page
    assert "Ask the lawyer." in page
    page = reader.press(at(case, *where, "move"), stage="appeal")
    page = reader.press(at(case, *where, "end"), reason="withdrawn")
    assert "Take it up again" in page
    assert not Clock.objects.running().filter(procedure=procedure).exists()
    assert "asylum: registered → interview" in reader.get(f"/cases/{case.reference}/")


def test_what_nobody_has_looked_up_is_said_where_it_is_needed(
    read, caseworker, case, procedure, fact
):
    fact("forbids", stage="registered", text="Work in the first six months.")
    page = read(caseworker).get(at(case))
    assert "what it forbids : Work in the first six months. (Law on aliens" in page
    assert "time to appeal : not known" in page
    page = read(caseworker).press(
        at(case, "procedures", procedure.pk, "decide"), outcome="refused", notified_on="2026-02-09"
    )
    assert "Nobody knows how long one may appeal" in page
    assert "nobody knows the last day" in page


def test_a_choice_of_another_country_warns_of_what_leaving_ends(
    read, caseworker, case, procedure, fact
):
    fact("leaving_ends", is_so=True)
    reader = read(caseworker)
    assert "asylum, Lithuania: leaving the country ends it" in reader.get(at(case))
    answer = reader.post(at(case, "choice"), country="PL", reason="Friends.")
    assert answer.status == 409
    assert "Leaving: asylum in LT ends." in answer
    assert "Friends." in answer.html
    reader.press(at(case, "choice"), country="PL", knows_leaving="on")
    assert CountryChoice.objects.get().country == "PL"


def test_moving_the_file_abroad_asks_the_same(read, make_case, caseworker, fact):
    case = make_case("Яна Прыклад", stage="reception", destination="LT")
    given = {"kind": "asylum", "country": "LT", "now": NOW}
    open_procedure(actor=caseworker, case_id=case.pk, **given)
    reader = read(caseworker)
    move = {"stage": "resettling", "destination": "PL", "expected_stage": "reception"}
    assert "knows_leaving" not in reader.get(f"/cases/{case.reference}/").html
    answer = reader.post(f"/cases/{case.reference}/move/", **move)
    assert answer.status == 409
    assert 'name="knows_leaving"' in answer.html
    page = reader.press(f"/cases/{case.reference}/move/", **move, knows_leaving="on")
    assert "Moved from reception to resettling." in page


def test_a_document_is_renewed_and_marked_lost_from_the_page(read, caseworker, case):
    given = {"kind": "visa", "expires_on": NOW.date().replace(month=4), "now": NOW}
    visa = record_document(actor=caseworker, case_id=case.pk, **given)
    reader = read(caseworker)
    answer = reader.post(at(case, "documents", visa.pk, "renew"), expires_on="2026-01-01")
    assert answer.status == 400
    assert "valid for longer than before" in answer
    page = reader.press(at(case, "documents", visa.pk, "renew"), expires_on="2026-10-01")
    assert "the old one is kept as replaced" in page
    new = IdentityDocument.objects.get(replaces=visa)
    page = reader.press(
        at(case, "documents", new.pk, "edit"), state="lost", expires_on="2026-10-01", version=1
    )
    assert "lost" in page
    assert not Clock.objects.running().filter(kind="document_expiry").exists()


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"outcome": "refused", "notified_on": "9999-12-31"}, "Look at the year"),
        ({"outcome": "refused", "notified_on": "2027-01-01"}, "between 1900 and today"),
        ({"outcome": "refused", "notified_on": ""}, "required"),
        (
            {"outcome": "refused", "notified_on": "2026-02-09", "appeal_until": "9999-12-31"},
            "Look at the year",
        ),
        (
            {"outcome": "refused", "notified_on": "2026-02-09", "appeal_until": "2026-02-01"},
            "follows the day of notification",
        ),
    ],
)
def test_a_refusal_keeps_what_was_typed_and_changes_nothing(
    read, caseworker, case, procedure, facts, said
):
    answer = read(caseworker).post(at(case, "procedures", procedure.pk, "decide"), **facts)
    assert answer.status == 400
    assert said in answer
    assert "Nothing was changed." in answer
    assert not ProcedureDecision.objects.exists()


def test_the_page_is_for_who_reads_the_inside_of_the_file(
    read, colleague, stranger, volunteer, auditor, case, procedure, make_case, caseworker
):
    statuses = {who: read(who).get(at(case)).status for who in (colleague, volunteer, auditor)}
    assert set(statuses.values()) == {403}
    assert read(stranger).get(at(case)).status == 404
    other = make_case("Яна Іншая")
    address = at(other, "procedures", procedure.pk, "end")
    assert read(caseworker).post(address, reason="other").status == 404
