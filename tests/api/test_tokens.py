from datetime import timedelta

import pytest
from django.utils import timezone

from casetracker.domain.errors import Refused
from casetracker.domain.permissions import RIGHTS, SCOPES, check_scopes, scopes_allow
from casetracker.models import ApiToken
from tests.api.conftest import assert_problem, ids


@pytest.fixture
def token(call):
    """`token(user, *scopes)`: a caller with a token of that user."""

    def make(user, *scopes, days=1):
        _, text = ApiToken.objects.create(
            user, expiry=timedelta(days=days), scopes=list(scopes or ["all"])
        )
        return call(Authorization=f"Token {text}")

    return make


def test_a_token_reads_what_its_owner_sees(token, caseworker, case):
    assert ids(token(caseworker).get("cases/")) == [str(case.pk)]


def test_a_token_writes_without_csrf(token, caseworker):
    answer = token(caseworker).post("prisoners/", {"name": "Ада Прыклад"})
    assert answer.status_code == 201


def test_a_scope_that_is_missing_is_named(token, caseworker, case):
    reader = token(caseworker, "cases:read")
    assert ids(reader.get("cases/")) == [str(case.pk)]
    for answer in (
        reader.get("activities/"),
        reader.post(f"cases/{case.pk}/move/", {"stage": "reception"}),
        reader.post("prisoners/", {"name": "Ада Прыклад"}),
    ):
        assert "scopes" in assert_problem(answer, 403)["detail"]


def test_a_scope_gives_no_more_than_the_owners_role(token, volunteer, case):
    assert_problem(token(volunteer, "cases:read", "cases:write").get("cases/"), 403)


@pytest.mark.parametrize(
    "header",
    ["Token", "Token ", "Token a b", "Token nothing", "Token \xff", "Token " + "a" * 10_000],
)
def test_a_header_that_is_no_token_is_refused(call, header):
    assert_problem(call(Authorization=header).get("cases/"), 401)


def test_an_expired_token_is_refused_like_an_unknown_one(token, call, caseworker):
    unknown = call(Authorization="Token nothing").get("cases/")
    expired = token(caseworker, days=-1).get("cases/")
    assert_problem(expired, 401)
    assert expired.content == unknown.content


@pytest.mark.parametrize("change", [{"frozen_at": timezone.now()}, {"is_active": False}])
def test_a_token_dies_with_its_owners_account_between_two_requests(token, caseworker, change):
    caller = token(caseworker)
    assert caller.get("cases/").status_code == 200
    type(caseworker).objects.filter(pk=caseworker.pk).update(**change)
    assert_problem(caller.get("cases/"), 401)


def test_a_session_dies_with_a_freeze_between_two_requests(call, caseworker):
    caller = call(caseworker)
    assert caller.get("cases/").status_code == 200
    type(caseworker).objects.filter(pk=caseworker.pk).update(frozen_at=timezone.now())
    assert_problem(caller.get("cases/"), 401)


def test_scopes_are_named_after_nouns_and_unknown_ones_refused():
    assert check_scopes(["tasks:write", "cases:read", "cases:read"]) == [
        "cases:read",
        "tasks:write",
    ]
    for bad in (["cases:delete"], ["needs:write"], ["audit-events:read"], []):
        with pytest.raises(Refused):
            check_scopes(bad)
    assert {scope.split(":")[0] for scope in SCOPES} <= {"all", *RIGHTS}


def test_all_gives_what_the_role_may_do():
    assert scopes_allow(["all"], "needs", "create")
    assert not scopes_allow(["needs:read"], "needs", "create")
    assert not scopes_allow([], "cases", "read")
