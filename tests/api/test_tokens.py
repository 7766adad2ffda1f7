from datetime import timedelta

import pytest
from django.utils import timezone

from casetracker.domain.errors import Conflict, Refused
from casetracker.domain.permissions import RIGHTS
from casetracker.domain.scopes import SCOPES, check_scopes, scopes_allow
from casetracker.models import ApiToken, Membership, Team
from casetracker.services.tokens import rotate_token
from tests.api.conftest import assert_problem, ids
from tests.conftest import NOW


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


def test_token_owner_and_roles_are_one_query_and_a_page_the_second(
    token, caseworker, make_user, team, case, django_assert_num_queries
):
    of_two_teams = make_user("coordinator", team)
    elsewhere = Team.objects.create(name="Elsewhere", country="PL", created_at=NOW)
    Membership.objects.create(user=of_two_teams, team=elsewhere, role="coordinator", created_at=NOW)
    for who in (caseworker, of_two_teams):
        reader = token(who)
        with django_assert_num_queries(2):
            assert ids(reader.get("cases/")) == [str(case.pk)]


def test_the_token_of_somebody_without_a_role_is_theirs_and_sees_nothing(token, caseworker, case):
    reader = token(caseworker)
    caseworker.memberships.all().delete()
    assert reader.get("cases/").status_code == 403


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


def test_a_token_changes_nobody_its_owner_included(token, call, coordinator, make_user, volunteer):
    administrator = make_user("administrator")
    path, taken = f"users/{coordinator.pk}/change-address/", {"email": "taken@example.org"}
    assert_problem(token(administrator, "all").post(path, taken), 403)
    path = f"users/{volunteer.pk}/edit-volunteer/"
    assert_problem(token(coordinator, "all").post(path, {"capacity": 9}), 403)
    assert_problem(token(coordinator, "all").patch("users/me/", {"digest_hour": 3}), 403)
    assert_problem(token(coordinator, "all").post("users/me/stop-mails/"), 403)
    assert_problem(token(administrator, "all", "users:read").get("users/"), 403)
    assert token(coordinator, "all").get("users/me/").status_code == 200
    assert call(coordinator).post(path, {"capacity": 9}).status_code == 200


def test_no_token_reads_of_health_or_when_somebody_is_reminded(token, call, coordinator):
    for noun in ("rules", "simulations", "health-reports"):
        assert call(coordinator).get(f"{noun}/").status_code == 200
        answer = token(coordinator, "all").get(f"{noun}/")
        assert_problem(answer, 403)
        with pytest.raises(Refused):
            check_scopes([f"{noun}:read"])


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


def test_a_token_rotates_itself_and_the_old_one_is_dead(token, call, caseworker, case):
    old = token(caseworker, "cases:read", days=30)
    made = old.post("users/me/rotate-token/")
    assert made.status_code == 201
    body = made.json()
    assert body["scopes"] == ["cases:read"]
    assert_problem(old.get("cases/"), 401)
    new = call(Authorization=f"Token {body['token']}")
    assert ids(new.get("cases/")) == [str(case.pk)]
    fresh = ApiToken.objects.get()
    assert timedelta(days=29) < fresh.expiry - timezone.now() <= timedelta(days=30)
    assert_problem(old.post("users/me/rotate-token/"), 401)
    assert_problem(new.post("users/me/rotate-token/", {"scopes": ["all"]}), 400, "scopes")


def test_a_session_is_no_token_to_rotate(call, caseworker):
    assert_problem(call(caseworker).post("users/me/rotate-token/"), 403)


def test_of_two_rotations_of_one_token_one_wins(caseworker):
    ApiToken.objects.create(caseworker, expiry=timedelta(days=3), scopes=["all"])
    held = ApiToken.objects.get()
    rotate_token(actor=caseworker, token=held, now=timezone.now())
    held.pk = held.digest
    with pytest.raises(Conflict):
        rotate_token(actor=caseworker, token=held, now=timezone.now())
    assert ApiToken.objects.count() == 1
