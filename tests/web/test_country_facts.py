"""What countries say, schemes and countries of choice, on the pages of whoever keeps them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casetracker.models import Clock, CountryFact, Procedure, Scheme
from casetracker.services.country_choices import choose_country
from casetracker.services.documents import record_document
from casetracker.services.procedure_decisions import decide_procedure
from casetracker.services.procedures import open_procedure
from casetracker.services.schemes import record_scheme
from tests.conftest import NOW

PERIOD = {
    "country": "LT",
    "kind": "asylum",
    "topic": "appeal_period",
    "number": "14",
    "unit": "days",
    "source": "Law on aliens, article 138",
}


@pytest.fixture
def scheme(coordinator):
    return record_scheme(
        actor=coordinator,
        name="Passports that ran out",
        country="LT",
        ends_on=date(2026, 3, 31),
        source="Order 7",
        now=NOW,
    )


@pytest.fixture
def refused(case, caseworker):
    given = {"kind": "asylum", "country": "LT", "now": NOW}
    row = open_procedure(actor=caseworker, case_id=case.pk, **given)
    decide_procedure(actor=caseworker, procedure_id=row.pk, outcome="refused", now=NOW)
    return row


def test_what_is_missing_stands_first_and_is_gone_when_it_is_written_down(
    read, coordinator, refused
):
    reader = read(coordinator)
    page = reader.get("/countries/")
    assert "Nothing is written down yet." in page
    assert "Lithuania, asylum: time to appeal 1 procedure runs" in page
    page = reader.press("/countries/facts/", **PERIOD)
    assert "Open appeals that waited for it have their last day now." in page
    assert "Lithuania, asylum: time to appeal" not in page
    assert "14 days" in page
    assert Procedure.objects.get().next_on == date(2026, 2, 23)


def test_a_fact_is_corrected_and_said_to_be_checked(read, coordinator, monkeypatch):
    reader = read(coordinator)
    reader.press("/countries/facts/", **PERIOD)
    fact = CountryFact.objects.get()
    CountryFact.objects.update(checked_on=NOW.date() - timedelta(days=200))
    assert "check it again" in reader.get("/countries/")
    page = reader.get(f"/countries/facts/{fact.pk}/")
    assert "Law on aliens, article 138" in page.html
    said = {"number": "7", "unit": "days", "source": "Law on aliens, new wording"}
    page = reader.press(f"/countries/facts/{fact.pk}/", **said)
    assert "7 days" in page
    assert "check it again" not in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"number": ""}, "“How long” is needed for appeal period."),
        ({"source": ""}, "required"),
        ({"number": "400"}, "less than or equal to"),
        ({"checked_on": "9999-12-31"}, "Look at the year"),
        ({"checked_on": "2027-01-01"}, "between 1900 and today"),
        ({"is_so": "true"}, "says nothing about appeal period"),
    ],
)
def test_a_fact_that_says_nothing_is_refused_beside_its_field(read, coordinator, changed, said):
    answer = read(coordinator).post("/countries/facts/", **PERIOD | changed)
    assert answer.status == 400
    assert said in answer
    assert not CountryFact.objects.exists()


def test_a_caseworker_reads_and_does_not_write(read, caseworker, coordinator, scheme):
    read(coordinator).press("/countries/facts/", **PERIOD)
    reader, fact = read(caseworker), CountryFact.objects.get()
    assert "14 days" in reader.get("/countries/")
    assert "Write something down" not in reader.get("/countries/")
    assert "Passports that ran out" in reader.get("/countries/schemes/")
    for path in ("/countries/facts/", f"/countries/facts/{fact.pk}/", "/countries/schemes/"):
        assert reader.post(path).status == 403
    assert reader.get(f"/countries/schemes/{scheme.pk}/").status == 403


def test_a_scheme_is_looked_at_before_it_moves_what_counts_by_it(
    read, coordinator, caseworker, make_case, scheme
):
    for name in ("Ада Адна", "Яна Другая"):
        case = make_case(name)
        for kind in ("national_passport", "identity_card"):
            record_document(
                actor=caseworker, case_id=case.pk, kind=kind, scheme_id=scheme.pk, now=NOW
            )
    reader = read(coordinator)
    assert "Passports that ran out Lithuania 31 March 2026 in 50 days 4 2" in reader.get(
        "/countries/schemes/"
    )
    page = reader.get(f"/countries/schemes/{scheme.pk}/", {"ends_on": "2027-03-31"})
    assert "The reminders of 4 documents move: 31 March 2026 → 31 March 2027" in page
    assert "2 people, 2 files, of every team" in page
    assert Scheme.objects.get().ends_on == date(2026, 3, 31)
    reader.press(f"/countries/schemes/{scheme.pk}/", ends_on="2027-03-31", version=1)
    moved = Clock.objects.filter(kind="scheme_expiry", due_at__date=date(2027, 3, 31))
    assert moved.count() == 4
    answer = reader.post(f"/countries/schemes/{scheme.pk}/", ends_on="2028-03-31", version=1)
    assert answer.status == 412


def test_choices_are_counted_as_of_a_moment(read, coordinator, caseworker, make_case):
    for number, country in enumerate(("LT", "LT", "PL")):
        case = make_case(f"Ада Н{'абв'[number]}")
        given = {"actor": caseworker, "case_id": case.pk, "now": NOW}
        choose_country(country=country, chosen_at=NOW - timedelta(hours=number), **given)
    reader = read(coordinator)
    assert "Lithuania 2 Poland 1 all 3" in reader.get("/countries/choices/")
    earlier = (NOW - timedelta(minutes=90)).strftime("%Y-%m-%dT%H:%M")
    assert "Poland 1 all 1" in reader.get("/countries/choices/", {"at": earlier})
    assert reader.get("/countries/choices/", {"at": "soon"}).status == 400
