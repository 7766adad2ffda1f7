import pytest

from casetracker.services.needs import open_need
from tests.api.conftest import assert_problem, ids
from tests.conftest import NOW


@pytest.fixture
def need(caseworker, case):
    return open_need(actor=caseworker, case_id=case.pk, kind="phone", wishes="a small one", now=NOW)


def test_a_need_is_opened_with_the_smallest_body(call, caseworker, case):
    answer = call(caseworker).post("needs/", {"case": case.pk, "kind": "asylum"})
    assert answer.status_code == 201, answer.content
    said = answer.json()
    assert (said["state"], said["owner"]) == ("open", str(caseworker.pk))


def test_a_need_is_moved_met_and_edited(call, caseworker, need):
    caller = call(caseworker)
    path = f"needs/{need.pk}/"
    assert caller.post(f"{path}move/", {"state": "in_progress"}).json()["state"] == "in_progress"
    met = caller.post(f"{path}meet/")
    assert met.json()["state"] == "met"
    edited = caller.patch(path, {"wishes": "none"}, If_Match=met.headers["ETag"])
    assert edited.json()["wishes"] == "none"


def test_an_illegal_move_names_the_legal_ones(call, caseworker, need):
    caller = call(caseworker)
    caller.post(f"needs/{need.pk}/meet/")
    problem = assert_problem(
        caller.post(f"needs/{need.pk}/move/", {"state": "declined"}), 409, "state"
    )
    assert problem["errors"]["state"][0]["allowed"] == ["open"]


def test_a_volunteer_has_no_needs_to_read(call, volunteer, need):
    assert_problem(call(volunteer).get("needs/"), 403)


def test_another_teams_need_is_nobodys_to_find(call, stranger, colleague, need):
    for user in (stranger, colleague):
        assert ids(call(user).get("needs/")) == []
        assert_problem(call(user).get(f"needs/{need.pk}/"), 404)
        assert_problem(call(user).post(f"needs/{need.pk}/meet/"), 404)


def test_an_owner_who_cannot_be_one_is_refused_by_name(call, caseworker, volunteer, case):
    body = {"case": case.pk, "kind": "phone", "owner": volunteer.pk}
    assert_problem(call(caseworker).post("needs/", body), 400, "owner")


def test_a_team_that_cannot_meet_it_is_refused_by_name(call, caseworker, other_team, case):
    body = {"case": case.pk, "kind": "phone", "team": other_team.pk}
    assert_problem(call(caseworker).post("needs/", body), 400, "team")


def test_a_destination_team_sees_its_needs_and_no_case(call, make_user, make_case, team, need):
    lead = make_user("coordinator", need.team)
    assert ids(call(lead).get("needs/")) == [str(need.pk)]
