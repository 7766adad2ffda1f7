"""Counts at a past instant, and those of other sources, for programs."""

from datetime import timedelta

from casetracker.services.observations import record_observation
from tests.api.conftest import assert_problem
from tests.conftest import NOW

BODY = {"counted": "inside", "number": 1471, "counted_on": "2026-02-08", "source": "Viasna"}


def test_people_are_counted_at_the_instant_asked_for(call, auditor, make_case):
    make_case(stage="reception", destination="LT")
    said = call(auditor).get("cases/counts/", {"at": NOW.isoformat()}).json()
    assert said["at"] == NOW.isoformat()
    assert said["counts"]["freed"] == said["stages"]["reception"] == 1
    assert said["destinations"] == [{"country": "LT", "freed": 1, "reception": 1, "resettling": 0}]
    before = {"at": (NOW - timedelta(seconds=1)).isoformat()}
    assert call(auditor).get("cases/counts/", before).json()["counts"]["freed"] == 0
    assert call(auditor).get("cases/counts/").status_code == 200


def test_an_instant_that_cannot_be_counted_is_refused_by_name(call, auditor):
    for at in ("9999-12-31T23:59:59Z", "2026-02-30T00:00:00Z", "yesterday", ""):
        assert_problem(call(auditor).get("cases/counts/", {"at": at}), 400, "at")
    assert_problem(call(auditor).get("cases/counts/", {"team": "x"}), 400, "team")


def test_a_volunteer_counts_nobody(call, volunteer):
    assert_problem(call(volunteer).get("cases/counts/"), 403)
    assert_problem(call(volunteer).get("observations/"), 403)


def test_a_count_of_another_source_is_recorded_read_and_withdrawn(call, coordinator, caseworker):
    made = call(coordinator).post("observations/", BODY)
    assert made.status_code == 201
    address = f"observations/{made.json()['id']}/"
    assert call(caseworker).get(address).json() == made.json()
    assert_problem(call(caseworker).post(f"{address}withdraw/"), 403)
    gone = call(coordinator).post(f"{address}withdraw/").json()
    assert gone["withdrawn_at"] is not None
    standing = call(caseworker).get("observations/", {"is_withdrawn": "false"}).json()
    assert standing["results"] == []


def test_what_is_wrong_with_a_count_is_named(call, coordinator):
    for field, value in (("number", -1), ("number", 1.5), ("counted_on", "2026-02-30")):
        assert_problem(call(coordinator).post("observations/", BODY | {field: value}), 400, field)
    record_observation(
        actor=coordinator,
        counted="inside",
        number=1,
        counted_on=(NOW - timedelta(days=1)).date(),
        source="Viasna",
        now=NOW,
    )
    assert_problem(call(coordinator).post("observations/", BODY), 409, "source")
