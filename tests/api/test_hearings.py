from datetime import timedelta

import pytest

from casetracker.services.detentions import record_detention
from casetracker.services.hearings import schedule_hearing
from tests.api.conftest import assert_problem, ids
from tests.conftest import NOW

AHEAD = NOW + timedelta(days=3000)


@pytest.fixture
def detention(caseworker, case):
    return record_detention(actor=caseworker, case_id=case.pk, now=NOW)


@pytest.fixture
def hearing(caseworker, detention):
    return schedule_hearing(
        actor=caseworker, detention_id=detention.pk, scheduled_at=AHEAD, note="Room 4", now=NOW
    )


def test_a_hearing_is_scheduled_changed_and_called_off(call, caseworker, detention):
    caller = call(caseworker)
    body = {"detention": detention.pk, "scheduled_at": AHEAD.isoformat(), "court": "City court"}
    made = caller.post("hearings/", body)
    assert made.status_code == 201, made.content
    said = made.json()
    assert (said["court"], said["case"]) == ("City court", str(detention.case_id))
    (clock,) = caller.get("clocks/", {"hearing": said["id"]}).json()["results"]
    assert (clock["kind"], clock["hearing"]) == ("hearing", said["id"])
    path = f"hearings/{said['id']}/"
    edited = caller.patch(path, {"outcome": "adjourned"}, If_Match=made.headers["ETag"])
    assert edited.json()["outcome"] == "adjourned"
    assert_problem(caller.post(f"{path}cancel/"), 409)
    again = caller.post("hearings/", {**body, "scheduled_at": "2034-06-01T09:00:00+02:00"})
    called_off = caller.post(f"hearings/{again.json()['id']}/cancel/")
    assert called_off.json()["is_cancelled"] is True


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("scheduled_at", "2034-06-01T09:00:00"),
        ("scheduled_at", "9999-12-31T23:59:59Z"),
        ("scheduled_at", "2034-02-30T09:00:00Z"),
        ("scheduled_at", None),
        ("court", "x" * 201),
        ("detention", "01890000-0000-7000-8000-000000000000"),
        ("outcome", "guilty"),
    ],
)
def test_what_cannot_be_is_refused_by_name(call, caseworker, detention, field, value):
    body = {"detention": detention.pk, "scheduled_at": AHEAD.isoformat(), field: value}
    problem = assert_problem(call(caseworker).post("hearings/", body), 400)
    assert field in problem["errors"]


def test_other_peoples_hearings_are_nobodys_to_find(call, stranger, colleague, volunteer, hearing):
    for user in (stranger, colleague):
        caller = call(user)
        assert ids(caller.get("hearings/")) == []
        assert_problem(caller.post(f"hearings/{hearing.pk}/cancel/"), 404)
    assert_problem(call(volunteer).get("hearings/"), 403)


def test_hearings_are_found_by_case_time_and_state(
    call, caseworker, hearing, django_assert_max_num_queries
):
    caller = call(caseworker)
    before = (AHEAD - timedelta(days=1)).isoformat()
    for query in (
        {"case": hearing.detention.case_id},
        {"detention": hearing.detention_id},
        {"scheduled_at_after": before},
        {"is_cancelled": "false"},
    ):
        with django_assert_max_num_queries(4):
            assert ids(caller.get("hearings/", query)) == [str(hearing.pk)]
    assert ids(caller.get("hearings/", {"scheduled_at_before": before})) == []
