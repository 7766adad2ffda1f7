"""Quarantine over HTTP: taken away with a reason, listed for coordinators, lifted."""

from datetime import timedelta

import pytest

from casetracker.models import ApiToken, Quarantine
from casetracker.services.needs import open_need
from tests.api.conftest import assert_problem, ids
from tests.conftest import NOW


@pytest.fixture
def need(case):
    return open_need(actor=None, case_id=case.pk, kind="phone", now=NOW)


def test_a_file_is_taken_away_and_lifted(call, coordinator, caseworker, case, need):
    lead, worker = call(coordinator), call(caseworker)
    path = f"cases/{case.pk}/"
    assert_problem(lead.post(f"{path}quarantine/"), 400, "reason")
    assert lead.post(f"{path}quarantine/", {"reason": "by mistake"}).status_code == 204
    for reader in (lead, worker):
        for address in (path, f"needs/{need.pk}/", f"prisoners/{case.prisoner_id}/"):
            assert_problem(reader.get(address), 404)
        for noun in ("cases", "needs", "prisoners", "clocks", "activities", "notices"):
            assert ids(reader.get(f"{noun}/")) == [], noun
        assert sum(reader.get("cases/count/").json().values()) == 0
        assert ids(reader.get("cases/", {"search": "Прыклад"})) == []
        assert ids(reader.get("prisoners/", {"search": "Прыклад"})) == []
    (row,) = lead.get("quarantines/").json()["results"]
    assert (row["object_type"], row["object_id"], row["case"]) == ("case", *[str(case.pk)] * 2)
    assert (row["reason"], row["placed_by"]) == ("by mistake", str(coordinator.pk))
    assert_problem(worker.get("quarantines/"), 403)
    lifted = lead.post(f"quarantines/{row['id']}/lift/")
    assert lifted.status_code == 200, lifted.content
    assert lifted.json()["lifted_by"] == str(coordinator.pk)
    assert_problem(lead.post(f"quarantines/{row['id']}/lift/"), 409, "lifted_at")
    assert worker.get(path).status_code == 200
    assert ids(lead.get("quarantines/", {"is_lifted": "false"})) == []
    assert ids(lead.get("quarantines/", {"is_lifted": "true"})) == [row["id"]]


def test_who_may_not_is_told_and_who_sees_nothing_finds_nothing(
    call, caseworker, colleague, make_user, other_team, case
):
    path, said = f"cases/{case.pk}/quarantine/", {"reason": "by mistake"}
    for who, status in (
        (caseworker, 403),
        (colleague, 403),
        (make_user("coordinator", other_team), 404),
        (make_user("volunteer", other_team), 403),
    ):
        assert_problem(call(who).post(path, said), status)
    assert not Quarantine.objects.exists()


def test_what_was_changed_meanwhile_is_not_taken_away(call, coordinator, need):
    path, said = f"needs/{need.pk}/quarantine/", {"reason": "by mistake"}
    assert_problem(call(coordinator).post(path, said, If_Match='"9"'), 412)
    assert call(coordinator).post(path, said, If_Match='"1"').status_code == 204


def test_the_same_key_takes_away_once(call, coordinator, need):
    path, said = f"needs/{need.pk}/quarantine/", {"reason": "by mistake"}
    answers = [call(coordinator).post(path, said, Idempotency_Key="k1") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [204, 204]
    assert Quarantine.objects.count() == 1


@pytest.mark.parametrize("scopes", [["all"], ["cases:write", "cases:read"]])
def test_no_token_takes_anything_away(call, coordinator, case, scopes):
    _, text = ApiToken.objects.create(coordinator, expiry=timedelta(days=1), scopes=scopes)
    caller = call(Authorization=f"Token {text}")
    answer = caller.post(f"cases/{case.pk}/quarantine/", {"reason": "by mistake"})
    assert_problem(answer, 403)
    assert_problem(caller.get("quarantines/"), 403)
