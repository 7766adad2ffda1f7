import pytest

from casetracker.models import Membership
from tests.api.conftest import assert_problem, ids


def test_everybody_reads_themselves_with_roles_and_teams(
    call, caseworker, volunteer, auditor, administrator, team
):
    for user in (caseworker, volunteer, auditor, administrator):
        said = call(user).get("users/me/").json()
        assert said["id"] == str(user.pk)
        assert said["email"] == user.email
        assert [m["role"] for m in said["memberships"]] == [Membership.objects.get(user=user).role]
    assert call(volunteer).get("users/me/").json()["memberships"][0]["team_name"] == team.name


def test_a_profile_is_edited_on_the_version_that_was_read(call, volunteer):
    caller = call(volunteer)
    body = {"language": "be", "time_zone": "Europe/Vilnius", "digest_hour": 7, "speaks": ["be"]}
    assert_problem(caller.patch("users/me/", body), 428)
    tag = caller.get("users/me/").headers["ETag"]
    answer = caller.patch("users/me/", body, If_Match=tag)
    assert answer.status_code == 200, answer.content
    assert {name: answer.json()[name] for name in body} == body
    assert_problem(caller.patch("users/me/", body, If_Match=tag), 412)


@pytest.mark.parametrize(
    "field",
    ["role", "roles", "memberships", "email", "is_active", "frozen_at", "version", "created_at"],
)
def test_role_address_and_state_are_not_ones_own_to_change(call, caseworker, field):
    caller = call(caseworker)
    tag = caller.get("users/me/").headers["ETag"]
    answer = caller.patch("users/me/", {field: "administrator"}, If_Match=tag)
    assert_problem(answer, 400, field)
    assert [m.role for m in Membership.objects.filter(user=caseworker)] == ["caseworker"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Mars/Base"),
        ("digest_hour", 24),
        ("digest_hour", "7"),
        ("language", "xx"),
        ("speaks", "be"),
        ("deputy", "01890000-0000-7000-8000-000000000000"),
        ("name", ""),
    ],
)
def test_a_profile_that_cannot_be_is_refused_by_name(call, caseworker, field, value):
    caller = call(caseworker)
    tag = caller.get("users/me/").headers["ETag"]
    answer = caller.patch("users/me/", {field: value}, If_Match=tag)
    assert field in next(iter(assert_problem(answer, 400)["errors"]))


def test_who_lists_whom(call, caseworker, coordinator, volunteer, stranger, auditor, administrator):
    everybody = {
        str(user.pk)
        for user in (caseworker, coordinator, volunteer, stranger, auditor, administrator)
    }
    seen = {user: set(ids(call(user).get("users/"))) for user in (auditor, administrator)}
    assert seen == {auditor: everybody, administrator: everybody}
    team = {str(user.pk) for user in (caseworker, coordinator, volunteer)}
    assert set(ids(call(coordinator).get("users/"))) == team
    for user in (caseworker, volunteer, stranger):
        assert ids(call(user).get("users/")) == [str(user.pk)]


def test_an_auditor_lists_people_without_their_address(call, auditor, caseworker):
    for row in call(auditor).get("users/").json()["results"]:
        assert "email" not in row or row["id"] == str(auditor.pk)
        assert "time_zone" not in row or row["id"] == str(auditor.pk)


def test_a_user_of_another_team_is_nobodys_to_find(call, coordinator, stranger):
    assert_problem(call(coordinator).get(f"users/{stranger.pk}/"), 404)


def test_nobody_reads_how_somebody_elses_account_is_kept(call, administrator, caseworker):
    said = call(administrator).get(f"users/{caseworker.pk}/").json()
    assert not {"password", "auth_epoch", "digest_hour", "deputy", "last_login"} & set(said)


def test_one_stops_and_starts_ones_own_mails(call, volunteer):
    caller = call(volunteer)
    answer = caller.post("users/me/stop-mails/")
    assert answer.status_code == 200, answer.content
    assert answer.json()["mail_stopped_at"]
    assert caller.post("users/me/stop-mails/").json() == answer.json()
    assert caller.post("users/me/start-mails/").json()["mail_stopped_at"] is None
    assert_problem(caller.post("users/me/stop-mails/", {"who": "else"}), 400, "who")
    assert caller.get("users/me/").json()["mail_stopped_at"] is None


def test_an_administrator_enters_another_address_and_nobody_else_does(
    call, make_user, caseworker, coordinator
):
    path, body = f"users/{caseworker.pk}/change-address/", {"email": "new@example.org"}
    assert_problem(call(coordinator).post(path, body), 403)
    caller = call(make_user("administrator"))
    assert caller.post(path, body).json()["email"] == "new@example.org"
    assert_problem(caller.post(path, {"email": "a@b,c@d"}), 400, "email")
    assert_problem(caller.post(path, {"email": coordinator.email}), 409)


def test_a_coordinator_says_what_a_volunteer_does(call, coordinator, caseworker, volunteer):
    address = f"users/{volunteer.pk}/edit-volunteer/"
    body = {"skills": ["driving"], "works_in": ["LT"], "free_on": ["sunday"], "capacity": 2}
    said = call(coordinator).post(address, body).json()
    assert (said["skills"], said["works_in"], said["free_on"]) == (["driving"], ["LT"], ["sunday"])
    assert said["memberships"][0]["capacity"] == 2
    assert_problem(call(coordinator).post(address, {"skills": ["surgery"]}), 400, "skills.0")
    assert_problem(call(coordinator).post(address, body, If_Match='"1"'), 412)
    assert_problem(call(caseworker).post(address, body), 403)
