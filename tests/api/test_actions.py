from datetime import timedelta

import pytest

from casetracker.models import Activity
from casetracker.services.actions import record_action
from tests.api.conftest import assert_problem, ids
from tests.conftest import NOW


@pytest.fixture
def action(caseworker, case):
    return record_action(
        actor=caseworker, kind="appeal", case_ids=[case.pk], note="quietly", now=NOW
    )


def test_an_action_is_recorded_with_the_smallest_body(call, caseworker, case):
    answer = call(caseworker).post("actions/", {"kind": "appeal", "cases": [case.pk]})
    assert answer.status_code == 201, answer.content
    said = answer.json()
    assert said["cases"] == [str(case.pk)]
    assert said["owner"] == str(caseworker.pk)


def test_an_answer_is_recorded_and_the_action_edited(call, caseworker, action):
    caller = call(caseworker)
    answer = caller.post(f"actions/{action.pk}/answer/", {"response_kind": "refused", "effect": -1})
    assert answer.json()["response_kind"] == "refused"
    edited = caller.patch(f"actions/{action.pk}/", {"effect": 2}, If_Match=answer.headers["ETag"])
    assert edited.json()["effect"] == 2


@pytest.mark.parametrize("effect", [3, -3, 1.5, "1", True])
def test_an_effect_out_of_range_names_the_range(call, caseworker, action, effect):
    body = {"response_kind": "refused", "effect": effect}
    answer = call(caseworker).post(f"actions/{action.pk}/answer/", body)
    assert assert_problem(answer, 400)["errors"]["effect"][0]["allowed"] == [-2, 2]


def test_one_foreign_case_among_many_is_named_and_nothing_recorded(
    call, caseworker, stranger, other_team, make_case
):
    own = [make_case(f"Ада Прыклад{letter}").pk for letter in "абвгд"]
    foreign = make_case("Бэла Прыклад", worker=stranger, team_id=other_team.pk).pk
    body = {"kind": "appeal", "cases": [*own[:3], foreign, *own[3:]]}
    answer = call(caseworker).post("actions/", body)
    assert str(foreign) in assert_problem(answer, 400, "cases")["errors"]["cases"][0]["detail"]
    assert not Activity.objects.filter(kind="action").exists()


def test_a_colleagues_case_is_visible_but_not_to_be_acted_for(
    call, caseworker, colleague, make_case
):
    case = make_case("Бэла Прыклад", worker=colleague)
    answer = call(caseworker).post("actions/", {"kind": "appeal", "cases": [case.pk]})
    assert_problem(answer, 403, "cases")


def test_who_shares_an_action_reads_it_with_their_own_cases_only(
    call, coordinator, colleague, make_case, case
):
    theirs = make_case("Бэла Прыклад", worker=colleague)
    action = record_action(
        actor=coordinator, kind="statement", case_ids=[case.pk, theirs.pk], now=NOW
    )
    caller = call(colleague)
    assert caller.get(f"actions/{action.pk}/").json()["cases"] == [str(theirs.pk)]
    assert_problem(caller.post(f"actions/{action.pk}/answer/", {"response_kind": "silence"}), 403)


def test_another_teams_action_is_nobodys_to_find(call, stranger, volunteer, action, case):
    caller = call(stranger)
    assert ids(caller.get("actions/")) == []
    assert ids(caller.get("actions/", {"case": case.pk})) == []
    assert_problem(caller.get(f"actions/{action.pk}/"), 404)
    assert_problem(call(volunteer).get("actions/"), 403)


def test_a_list_of_actions_costs_the_same_however_many_there_are(
    call, caseworker, make_case, django_assert_max_num_queries
):
    caller = call(caseworker)
    cases = [make_case(f"Ада Прыклад{letter}").pk for letter in "абвгд"]
    for days in range(6):
        record_action(
            actor=caseworker, kind="appeal", case_ids=cases, now=NOW + timedelta(days=days)
        )
    # Session, user, memberships; actions, links.
    with django_assert_max_num_queries(5):
        assert len(ids(caller.get("actions/"))) == 6


def test_an_institution_is_entered_once_and_edited(call, caseworker):
    caller = call(caseworker)
    body = {"name": "Working Group on Arbitrary Detention", "kind": "un"}
    made = caller.post("bodies/", body)
    assert made.status_code == 201, made.content
    assert_problem(caller.post("bodies/", body), 409, "name")
    path = f"bodies/{made.json()['id']}/"
    edited = caller.patch(path, {"country": "CH"}, If_Match=made.headers["ETag"])
    assert edited.json()["country"] == "CH"
    assert_problem(caller.patch(path, {"country": "ch"}, If_Match='"2"'), 400, "country")
    target = {"kind": "un_filing", "cases": [], "target": made.json()["id"]}
    assert_problem(caller.post("actions/", target), 400, "cases")
