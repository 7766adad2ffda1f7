"""Every error is a problem, also where no view of ours was reached."""

import pytest
from django.db import IntegrityError
from django.test import Client

from casetracker.api import prisoners
from tests.api.conftest import assert_problem


def test_nobody_is_told_to_sign_in(call):
    answer = call().get("cases/")
    assert_problem(answer, 401)
    assert answer.headers["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize("path", ["", "nothing/", "cases/nothing/", "cases/123/", "../v1/x/"])
def test_an_address_that_leads_nowhere_is_a_problem(call, caseworker, path):
    assert_problem(call(caseworker).get(path), 404)


def test_a_method_that_is_not_taken_names_those_that_are(call, caseworker, case):
    for method in ("PUT", "DELETE", "OPTIONS"):
        answer = call(caseworker).send(method, f"cases/{case.pk}/", {})
        assert "PATCH" in assert_problem(answer, 405)["detail"]
        assert "PATCH" in answer.headers["Allow"]


def test_what_the_database_refuses_is_a_conflict(call, caseworker, monkeypatch):
    def refuse(**given):
        raise IntegrityError("UNIQUE constraint failed: secret")

    monkeypatch.setattr(prisoners, "record_prisoner", refuse)
    answer = call(caseworker).post("prisoners/", {"name": "Ада Прыклад"})
    assert_problem(answer, 409)
    assert b"secret" not in answer.content


def test_a_fault_of_ours_is_a_problem_that_tells_nothing(call, caseworker, monkeypatch, caplog):
    def fail(**given):
        raise RuntimeError("secret")

    monkeypatch.setattr(prisoners, "record_prisoner", fail)
    answer = call(caseworker).post("prisoners/", {"name": "Ада Прыклад"})
    assert_problem(answer, 500)
    assert b"secret" not in answer.content
    assert "PrisonerViewSet failed" in caplog.text


def test_answers_are_not_kept_by_anybody_on_the_way(call, caseworker, case):
    for answer in (call(caseworker).get("cases/"), call(caseworker).get(f"cases/{case.pk}/")):
        assert "no-store" in answer.headers["Cache-Control"]


def test_a_session_needs_the_csrf_token_for_writing(caseworker):
    client = Client(enforce_csrf_checks=True)
    client.force_login(caseworker)
    answer = client.post("/api/v1/prisoners/", "{}", content_type="application/json")
    assert_problem(answer, 403)
