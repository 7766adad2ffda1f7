"""Approvals over HTTP: read, approve, refuse, withdraw, invite."""

import json
from dataclasses import replace

import pytest
from django.utils import timezone

from casetracker.domain.approvals import TERMS, ApprovalKind
from casetracker.models import ReminderRule
from casetracker.services.tokens import create_token
from tests.api.conftest import assert_problem, ids
from tests.conftest import NOW
from tests.rules import proposed


@pytest.fixture
def second(make_user, team):
    return make_user("coordinator", team)


@pytest.fixture
def proposal(coordinator, caseworker, second):
    rule = ReminderRule.objects.get(kind="case_silent", stage="inside", risk="")
    why = "Thirty days are too long."
    return proposed(coordinator, rule, NOW, why, threshold_seconds=20 * 86400)


def where(proposal, verb=""):
    return f"approvals/{proposal.pk}/{verb + '/' if verb else ''}"


@pytest.fixture(autouse=True)
def not_expired(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def test_another_coordinator_reads_and_approves(call, second, proposal):
    caller = call(second)
    assert ids(caller.get("approvals/", {"state": "requested"})) == [str(proposal.pk)]
    answer = caller.get(where(proposal))
    body = answer.json()
    assert body["proposal"]["after"]["threshold_seconds"] == 20 * 86400
    assert body["reason"] == "Thirty days are too long."
    done = caller.post(where(proposal, "approve"), {"reason": "Yes"}, if_match=answer["ETag"])
    assert done.status_code == 200
    assert (done.json()["state"], done.json()["is_alone"]) == ("approved", False)
    assert ReminderRule.objects.get(pk=proposal.subject_id).threshold_seconds == 20 * 86400
    assert_problem(caller.post(where(proposal, "refuse"), {"reason": "No"}), 409, "state")


def test_whoever_asked_cannot_approve_and_may_withdraw(call, coordinator, proposal, monkeypatch):
    caller = call(coordinator)
    # A right that waits for a small team, where the kind allows that at all; never to refuse.
    assert caller.post(where(proposal, "approve")).status_code == 409
    assert caller.post(where(proposal, "refuse"), {"reason": "No."}).status_code == 403
    kind = ApprovalKind.RULE_CHANGE
    with monkeypatch.context() as patch:
        patch.setitem(TERMS, kind, replace(TERMS[kind], may_pass_alone=False))
        assert caller.post(where(proposal, "approve")).status_code == 403
    assert caller.post(where(proposal, "withdraw")).json()["state"] == "withdrawn"


def test_a_refusal_says_why(call, second, proposal):
    assert_problem(call(second).post(where(proposal, "refuse"), {}), 400, "reason")
    answer = call(second).post(where(proposal, "refuse"), {"reason": "Too many."})
    assert answer.json()["answer"] == "Too many."


def test_an_invisible_proposal_is_missing_and_an_auditor_reads_no_words(
    call, caseworker, auditor, second, proposal
):
    assert call(caseworker).get(where(proposal)).status_code == 404
    assert call(caseworker).post(where(proposal, "approve")).status_code in (403, 404)
    shown = call(auditor).get(where(proposal)).json()
    assert shown["state"] == "requested"
    assert not {"proposal", "reason", "answer"} & set(shown)
    assert call(auditor).post(where(proposal, "approve")).status_code == 403


def test_an_old_version_is_stale(call, second, proposal):
    answer = call(second).post(where(proposal, "approve"), if_match='"9"')
    assert answer.status_code == 412


def test_a_token_never_approves_what_only_a_person_may(client, second, proposal, monkeypatch):
    made = create_token(actor=None, user=second, scopes=["all"], days=366, now=timezone.now())
    header = {"authorization": f"Token {made}"}
    address = f"/api/v1/{where(proposal, 'approve')}"
    strict = replace(TERMS[ApprovalKind.RULE_CHANGE], by_token=False)
    with monkeypatch.context() as patch:
        patch.setitem(TERMS, ApprovalKind.RULE_CHANGE, strict)
        body = {"data": json.dumps({}), "content_type": "application/json", "headers": header}
        answer = client.post(address, **body)
        assert answer.status_code == 403
        assert "never by a token" in answer.json()["detail"]
    assert client.post(address, **body).status_code == 200
