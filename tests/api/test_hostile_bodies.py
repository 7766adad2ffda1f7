"""Lines of the hostile list of `access.md` under API that no other test holds."""

import pytest

from casetracker.api.urls import NOUNS
from casetracker.models import Action, Activity, Case, Release
from tests.api.conftest import assert_problem
from tests.conftest import NOW


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_no_object_is_blanked_or_deleted_by_its_address(call, caseworker, case, method):
    answer = call(caseworker).send(method, f"cases/{case.pk}/", {}, If_Match="*")
    assert_problem(answer, 405)
    case.refresh_from_db()
    assert (case.stage, case.version) == ("inside", 1)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize("view", NOUNS, ids=lambda view: view.noun)
def test_no_noun_takes_such_a_method_from_whoever_asks(call, coordinator, case, view, method):
    for path in (f"{view.noun}/", f"{view.noun}/{case.pk}/"):
        answer = call(coordinator).send(method, path, {}, If_Match="*")
        assert_problem(answer, 405)


def test_a_header_does_not_change_the_method(call, caseworker, case):
    headers = {"X_HTTP_Method_Override": "PATCH", "If_Match": "*"}
    answer = call(caseworker).post(f"cases/{case.pk}/", {"minor": True}, **headers)
    assert_problem(answer, 405)
    case.refresh_from_db()
    assert not case.is_minor


def test_one_foreign_id_among_fifty_changes_nothing(
    call, caseworker, stranger, make_case, other_team
):
    own = [make_case(f"Прыклад {number}").pk for number in range(49)]
    foreign = make_case("Чужы", worker=stranger, team_id=other_team.pk).pk
    answer = call(caseworker).post("cases/check-no-news/", {"cases": [*own, foreign]})
    assert_problem(answer, 400, "cases")
    assert not Activity.objects.filter(kind="checked_no_news").exists()


def test_one_foreign_case_among_fifty_is_not_hung_on_an_action_or_handed_over(
    call, coordinator, caseworker, stranger, make_case, other_team
):
    own = [make_case(f"Прыклад {number}").pk for number in range(49)]
    foreign = make_case("Чужы", worker=stranger, team_id=other_team.pk).pk
    all_fifty = [*own[:20], foreign, *own[20:]]
    caller = call(coordinator)
    action = caller.post("actions/", {"kind": "appeal", "cases": all_fifty})
    assert_problem(action, 400, "cases")
    handed = {"cases": all_fifty, "caseworker": coordinator.pk}
    assert_problem(caller.post("cases/assign-many/", handed), 400, "cases")
    people = [{"case": str(pk), "destination": "LT"} for pk in all_fifty]
    wave = {"name": "w", "kind": "pardon", "happened_on": NOW.date().isoformat()}
    assert caller.post("waves/", {**wave, "people": people}).status_code == 400
    assert not Action.objects.exists()
    assert not Release.objects.exists()
    assert set(Case.objects.filter(pk__in=own).values_list("caseworker", flat=True)) == {
        caseworker.pk
    }


@pytest.mark.parametrize("name", ["null", "-1", "{{7*7}}", "Robert'); DROP TABLE casetracker_case"])
def test_a_name_stays_a_name_whatever_it_looks_like(call, caseworker, name):
    made = call(caseworker).post("prisoners/", {"name": name})
    assert made.status_code == 201, made.content
    # Capitals are those of a name; nothing is read into it, and nothing is missing.
    assert made.json()["name"].casefold() == name.casefold()
