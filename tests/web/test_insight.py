"""Counts of people on a page: at any past moment, as a file, beside what others count."""

from datetime import timedelta

import pytest

from casetracker.models import Observation
from casetracker.services.observations import record_observation
from tests.conftest import NOW

INSIGHT = "/insight/"
FIELDS = {
    "counted": "freed",
    "country": "LT",
    "exactness": "exactly",
    "number": "9",
    "counted_on": NOW.date().isoformat(),
    "source": "=Viasna, 14 December",
}


@pytest.fixture
def freed(make_case):
    return make_case(stage="reception", destination="LT")


@pytest.mark.usefixtures("freed")
def test_the_page_counts_now_and_at_a_past_moment(read, coordinator):
    page = read(coordinator).get(INSIGHT)
    assert "1 freed, being received" in page
    assert "Lithuania 1 1 0" in page
    before = read(coordinator).get(INSIGHT, {"at": "2026-02-09T11:59"})
    assert "0 freed, being received" in before
    assert "Nobody was free at that moment." in before


def test_a_moment_ahead_is_refused_beside_the_field(read, auditor):
    for at in ("2026-02-09T12:01", "9999-12-31T23:59", "soon"):
        page = read(auditor).get(INSIGHT, {"at": at})
        assert page.status == 400
        assert "Link to these numbers" not in page
    assert read(auditor).get("/insight/counts.csv", {"at": "2026-02-09T12:01"}).status == 302


@pytest.mark.usefixtures("freed")
def test_what_a_source_says_is_recorded_and_stands_beside_ours(read, coordinator, auditor):
    page = read(coordinator).press("/insight/observations/", **FIELDS)
    assert "exactly 9 1 -8 =Viasna, 14 December" in page
    row = Observation.objects.get()
    again = read(coordinator).post("/insight/observations/", **FIELDS)
    assert (again.status, "recorded already" in again) == (400, True)
    withdraw = f"/insight/observations/{row.pk}/withdraw/"
    assert "Withdraw" not in read(auditor).get(INSIGHT)
    assert read(auditor).post(withdraw).status == 403
    assert "withdrawn" in read(coordinator).press(withdraw)


@pytest.mark.usefixtures("freed")
def test_the_file_holds_the_same_numbers_and_no_formula(read, coordinator, auditor):
    fields = FIELDS | {"number": 9, "counted_on": NOW.date()}
    record_observation(actor=coordinator, now=NOW, **fields)
    answer = read(auditor).get("/insight/counts.csv", {"at": NOW.isoformat()})
    lines = answer.html.splitlines()
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert "reception,LT,2026-02-09T12:00:00+00:00,1,exactly,casetracker,,," in lines
    assert "freed,LT,2026-02-09,9,exactly,\"'=Viasna, 14 December\",1,'-8," in lines


def test_a_count_that_is_not_visible_is_none(read, coordinator):
    missing = "/insight/observations/01890000-0000-7000-8000-000000000000/withdraw/"
    assert read(coordinator).post(missing).status == 404


def test_the_page_speaks_belarusian_and_counts_by_the_readers_clock(read, coordinator, make_case):
    coordinator.language, coordinator.time_zone = "be", "Europe/Vilnius"
    coordinator.save()
    make_case(at=NOW - timedelta(hours=1))
    page = read(coordinator).get(INSIGHT, {"at": "2026-02-09T12:59"})
    assert "0 у зняволенні" in page
    assert "1 у зняволенні" in read(coordinator).get(INSIGHT, {"at": "2026-02-09T13:00"})


def test_who_reads_the_figures_for_donors_finds_them_here(read, coordinator, caseworker, auditor):
    for reader in (coordinator, auditor):
        assert "/funds/figures/" in read(reader).get("/insight/").html
    assert "/funds/figures/" not in read(caseworker).get("/insight/").html
