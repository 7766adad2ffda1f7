"""W4: freed without a paper. Needs of asylum and of documents, stages with their deadlines, cash
instead of a bank; through pages and API."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from casetracker.models import IdentityDocument, Prisoner, Procedure
from tests.conftest import NOW
from tests.money import make_line
from tests.web.conftest import Reader

DAY = timedelta(days=1)


@pytest.fixture
def at(monkeypatch):
    """`at(time)`: it is that time at every door."""
    return lambda time: monkeypatch.setattr(timezone, "now", lambda: time)


def morning(text):
    return datetime.fromisoformat(text).replace(hour=9, minute=5, tzinfo=UTC)


@pytest.fixture
def letters(manage, at, mailbox):
    """`letters(user, "2026-02-23")`: what reaches somebody on the morning of a day."""

    def read(user, day):
        before = len(mailbox.to(user))
        at(morning(day))
        for hours in (0, 24):
            # What is found on a morning leaves with the next digest.
            manage("dispatch", "--once", now=morning(day) + timedelta(hours=hours))
        return "".join(mailbox.to(user)[before:])

    return read


def test_from_no_paper_at_all_to_a_travel_document(
    at, door, letters, make_case, caseworker, coordinator, team
):
    at(NOW)
    worker, lead = door(caseworker), door(coordinator)
    person = make_case("Вера Беспапераў", stage="reception", destination="LT")
    case, papers = str(person.pk), f"/cases/{person.reference}/papers/"

    def press(path, **fields):
        """Signed in anew: days pass between."""
        reader = Reader(caseworker)
        answer = reader.post(path, **fields)
        assert answer.where == papers, answer.text
        return reader.get(papers)

    # Nothing at hand: the status says so, and no bank is offered.
    press(papers + "status/", stands="documents:taken", source="the person")
    press(papers + "status/", stands="citizenship:stateless_in_fact")
    press(papers + "document/", kind="national_passport", state="taken", country="BY")
    for kind in ("asylum", "document"):
        worker.post("needs/", case=case, kind=kind)
    need = worker.post("needs/", case=case, kind="funds")["id"]
    line = str(make_line(coordinator, team).pk)
    wanted = {"need": need, "line": line, "amount": "200.00", "currency": "EUR", "reason": "food"}
    account = {"account": "LT121000011101001000", "payee": "Вера Беспапераў"}
    refused = worker.post("fund-requests/", 400, **wanted, method="bank", **account)
    assert refused["errors"]["method"][0]["allowed"] == ["cash", "voucher", "card"]
    worker.post("fund-requests/", **wanted, method="cash")

    # Intent, registration, and a certificate that says so for three months.
    press(
        papers + "procedure/",
        kind="asylum",
        country="LT",
        stage="intent",
        next_thing="submit",
        next_on="2026-02-16",
    )
    asylum = Procedure.objects.get()
    assert "the last day is near" in letters(caseworker, "2026-02-13")
    of_asylum = f"{papers}procedures/{asylum.pk}/"
    interview = {"next_thing": "interview", "next_on": "2026-04-20"}
    press(of_asylum + "move/", stage="registered", happened_on="2026-02-14", **interview)
    certificate = {"kind": "temporary_certificate", "country": "LT", "procedure": str(asylum.pk)}
    press(papers + "document/", **certificate, state="in_use", expires_on="2026-05-14")
    assert "something runs out soon" in letters(caseworker, "2026-04-14")
    (first,) = IdentityDocument.objects.filter(kind="temporary_certificate")
    press(f"{papers}documents/{first.pk}/renew/", expires_on="2026-08-14")
    assert "something runs out soon" not in letters(caseworker, "2026-05-14")

    # Refused for security: nobody has looked up how long one may appeal. Found out, counted.
    at(morning("2026-06-01"))
    page = press(of_asylum + "decide/", outcome="refused_security", notified_on="2026-05-29")
    assert "Nobody knows how long one may appeal: find it out now." in page
    assert "act before it has passed" in letters(caseworker, "2026-06-01")
    fact = {"country": "LT", "kind": "asylum", "topic": "appeal_period", "source": "a lawyer"}
    at(morning("2026-06-02"))
    lead.post("country-facts/", **fact, number=14, unit="days")
    assert worker.get(f"procedures/{asylum.pk}/")["next_on"] == "2026-06-12"
    assert "act before it has passed" in letters(caseworker, "2026-06-05")
    assert "act before it has passed" not in letters(coordinator, "2026-06-09")
    assert "act before it has passed" in letters(coordinator, "2026-06-11")

    # Appealed on the last day, sent back, recognised; then a travel document.
    at(morning("2026-06-12"))
    press(of_asylum + "move/", stage="appeal", next_thing="court", next_on="2026-09-01")
    assert "act before it has passed" not in letters(caseworker, "2026-06-14")
    at(morning("2026-09-02"))
    press(of_asylum + "decide/", outcome="sent_back", notified_on="2026-09-02")
    press(of_asylum + "decide/", outcome="refugee", notified_on="2026-09-02")
    travel = {"case": case, "kind": "geneva_travel_document", "country": "LT"}
    travelling = worker.post("procedures/", **travel, next_thing="collect", next_on="2026-09-21")
    worker.post("documents/", **travel, procedure=travelling["id"], expires_on="2028-09-20")
    worker.post(f"procedures/{travelling['id']}/decide/", 200, outcome="granted")
    worker.post(f"procedures/{travelling['id']}/end/", 200, reason="completed")
    worker.post(
        "statuses/", prisoner=str(person.prisoner_id), aspect="documents", value="travel_document"
    )

    stands = worker.get(f"prisoners/{person.prisoner_id}/")
    assert stands["citizenship_status"] == "stateless_in_fact"
    assert stands["document_status"] == "travel_document"
    assert stands["protection_status"] == "refugee"
    kept = worker.get("statuses/", prisoner=str(person.prisoner_id), aspect="documents")["results"]
    # The certificate of asylum seekers was a paper, too.
    assert [row["value"] for row in kept] == ["travel_document", "temporary", "taken"]
    protection = Prisoner.objects.get(pk=person.prisoner_id).statuses.filter(aspect="protection")
    assert [row.value for row in protection.newest_first()] == ["refugee", "refused"]
    assert protection.newest_first()[0].as_of == date(2026, 9, 2)
    page = Reader(caseworker).get(papers)
    assert "recognised as a refugee" in page
    assert "appeal won: to be decided again" in page
