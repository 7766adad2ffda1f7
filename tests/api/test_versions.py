"""ETag and If-Match: nobody overwrites what they have not read."""

import pytest

from tests.api.conftest import assert_problem


@pytest.fixture
def path(case):
    return f"cases/{case.pk}/"


def test_an_edit_without_if_match_is_asked_for_it(call, caseworker, path):
    assert_problem(call(caseworker).patch(path, {"minor": True}), 428)


def test_an_edit_on_the_version_that_was_read_is_taken(call, caseworker, path):
    caller = call(caseworker)
    tag = caller.get(path).headers["ETag"]
    answer = caller.patch(path, {"critical_health": True}, If_Match=tag)
    assert answer.status_code == 200, answer.content
    assert answer.json()["critical_health"] is True
    assert answer.headers["ETag"] != tag
    assert answer.headers["ETag"] == caller.get(path).headers["ETag"]


@pytest.mark.parametrize("tag", ['"0"', '"999999999999"', '"x"', 'W/"1"', '""'])
def test_an_edit_on_another_version_is_stale(call, caseworker, path, tag):
    answer = call(caseworker).patch(path, {"minor": True}, If_Match=tag)
    assert_problem(answer, 412, "If-Match")


@pytest.mark.parametrize("tag", ["1", '"1", "2"', "nothing", '"1'])
def test_an_if_match_that_is_no_single_tag_is_refused(call, caseworker, path, tag):
    assert_problem(call(caseworker).patch(path, {"minor": True}, If_Match=tag), 400)


def test_of_two_who_edit_one_file_the_second_is_told(call, caseworker, coordinator, path):
    tag = call(caseworker).get(path).headers["ETag"]
    assert call(coordinator).patch(path, {"minor": True}, If_Match=tag).status_code == 200
    assert_problem(call(caseworker).patch(path, {"hunger_strike": True}, If_Match=tag), 412)
    assert call(caseworker).get(path).json()["hunger_strike"] is False


def test_a_verb_honours_if_match_when_it_is_given(call, caseworker, path):
    caller = call(caseworker)
    move = {"stage": "reception", "destination": "LT"}
    assert_problem(caller.post(f"{path}move/", move, If_Match='"99"'), 412)
    assert caller.get(path).json()["stage"] == "inside"
    assert caller.post(f"{path}move/", move).json()["stage"] == "reception"


def test_an_edit_that_changes_nothing_is_refused(call, caseworker, path):
    caller = call(caseworker)
    tag = caller.get(path).headers["ETag"]
    assert_problem(caller.patch(path, {}, If_Match=tag), 400)


@pytest.mark.parametrize(
    "field", ["version", "created_at", "caseworker", "team", "stage", "reference", "role", "owner"]
)
def test_what_is_not_to_be_edited_is_refused_by_name(call, caseworker, path, field):
    caller = call(caseworker)
    before = caller.get(path)
    body = {field: "x", "minor": True}
    answer = caller.patch(path, body, If_Match=before.headers["ETag"])
    assert "minor" in assert_problem(answer, 400, field)["errors"][field][0]["allowed"]
    assert caller.get(path).json() == before.json()


def test_put_is_not_taken_since_it_would_blank_what_it_does_not_name(call, caseworker, path):
    assert_problem(call(caseworker).send("PUT", path, {}), 405)
