"""Lines of the hostile list of `access.md` under API that no other test holds."""

import pytest

from casetracker.models import Activity
from tests.api.conftest import assert_problem


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_no_object_is_blanked_or_deleted_by_its_address(call, caseworker, case, method):
    answer = call(caseworker).send(method, f"cases/{case.pk}/", {}, If_Match="*")
    assert_problem(answer, 405)
    case.refresh_from_db()
    assert (case.stage, case.version) == ("inside", 1)


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


@pytest.mark.parametrize("name", ["null", "-1", "{{7*7}}", "Robert'); DROP TABLE casetracker_case"])
def test_a_name_stays_a_name_whatever_it_looks_like(call, caseworker, name):
    made = call(caseworker).post("prisoners/", {"name": name})
    assert made.status_code == 201, made.content
    # Capitals are those of a name; nothing is read into it, and nothing is missing.
    assert made.json()["name"].casefold() == name.casefold()
