"""Referrals over the API."""

import pytest

from casetracker.services.needs import open_need
from tests.api.conftest import assert_problem, ids
from tests.conftest import NOW


@pytest.fixture
def need(caseworker, case):
    return open_need(actor=caseworker, case_id=case.pk, kind="medical", now=NOW)


@pytest.fixture
def referred(call, caseworker, need):
    answer = call(caseworker).post("referrals/", body(need, note="Teeth."))
    assert answer.status_code == 201, answer.content
    return answer.json()


def body(need, **more):
    return {"need": need.pk, "partner": "The Red Clinic", "person_agrees": True, **more}


def test_a_partner_is_asked_and_answers(call, caseworker, need, referred):
    assert (referred["partner_name"], referred["note"]) == ("The Red Clinic", "Teeth.")
    answer = {"state": "refused", "reason": "Full."}
    moved = call(caseworker).post(f"referrals/{referred['id']}/move/", answer).json()
    assert (moved["state"], moved["reason"]) == ("refused", "Full.")
    found = call(caseworker).get("referrals/", {"need": need.pk, "state": "refused"})
    assert ids(found) == [referred["id"]]


def test_without_the_persons_word_it_is_refused(call, caseworker, need):
    answer = call(caseworker).post("referrals/", body(need, person_agrees=False))
    assert_problem(answer, 400, "person_agrees")


def test_what_looks_alike_is_named_until_it_is_answered(call, caseworker, need, referred):
    answer = call(caseworker).post("referrals/", body(need, partner="The Other"))
    problem = assert_problem(answer, 409, "duplicate_answer")
    assert problem["errors"]["duplicate_answer"][0]["value"] == ["partner: medical"]
    said = {"partner": "The Other", "duplicate_answer": "Only the eyes."}
    assert call(caseworker).post("referrals/", body(need, **said)).status_code == 201


def test_a_referral_of_others_is_missing(call, stranger, volunteer, need, referred):
    assert_problem(call(stranger).post("referrals/", body(need)), 400, "need")
    assert_problem(call(stranger).get(f"referrals/{referred['id']}/"), 404)
    assert_problem(call(volunteer).post("referrals/", body(need)), 403)


def test_an_auditor_sees_that_it_is_there_and_no_more(call, auditor, referred):
    (row,) = call(auditor).get("referrals/").json()["results"]
    assert set(row) == {"id", "version", "created_at", "need", "state", "moved_at"}


def test_a_need_is_declined_or_not_needed_with_a_reason(call, caseworker, need):
    for state in ("declined", "open", "not_needed"):
        said = {"state": state, "reason": "Not now."}
        answer = call(caseworker).post(f"needs/{need.pk}/move/", said).json()
        assert answer["state"] == state
        assert answer["reason"] == (None if state == "open" else "Not now.")
