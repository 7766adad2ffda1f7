"""Exports by session; no token asks for one or sees one."""

from django.test import Client
from django.utils import timezone
from pysequoia import Tsk

from casetracker.models import Export
from casetracker.services.exports import ask_export
from casetracker.services.tokens import create_token
from tests.api.conftest import assert_problem, ids
from tests.conftest import NOW

ADA = Tsk.generate("Ada")
KEY = str(ADA.extract_certificate())


def body(team, /, **more):
    return {"team": str(team.pk), "recipient": "Ada", "key": KEY, "reason": "UN"} | more


def test_it_is_asked_for_approved_by_another_and_cancelled(
    call, coordinator, make_user, team, case
):
    caller = call(coordinator)
    answer = caller.post("exports/", body(team, has_p3=True))
    assert answer.status_code == 201, answer.content
    said = answer.json()
    assert (said["state"], said["has_p3"]) == ("asked", True)
    assert said["fingerprint"] == ADA.extract_certificate().fingerprint.upper()
    assert_problem(caller.post(f"approvals/{said['approval']}/approve/"), 403)
    second = call(make_user("coordinator", team))
    assert second.post(f"approvals/{said['approval']}/approve/").status_code == 200
    assert caller.get(f"exports/{said['id']}/").json()["state"] == "building"
    assert caller.post(f"exports/{said['id']}/cancel/").json()["state"] == "cancelled"


def test_what_is_refused_names_the_field_and_never_repeats_a_key(call, coordinator, team, case):
    caller = call(coordinator)
    answer = caller.post("exports/", body(team, key=str(ADA)))
    assert_problem(answer, 400, "key")
    assert "BEGIN PGP" not in answer.content.decode().replace("-----BEGIN PGP PUBLIC", "")
    assert_problem(caller.post("exports/", {}), 400, "recipient", "key", "reason")
    assert_problem(caller.post("exports/", body(team, team=str(case.pk))), 400, "team")
    assert not Export.objects.exists()


def test_others_see_nothing_and_an_auditor_not_for_whom(
    call, coordinator, caseworker, auditor, volunteer, team, case
):
    terms = {"team_id": team.pk, "recipient": "Ada", "key": KEY, "reason": "UN", "now": NOW}
    export = ask_export(actor=coordinator, **terms)
    assert ids(call(caseworker).get("exports/")) == []
    assert_problem(call(caseworker).get(f"exports/{export.pk}/"), 404)
    seen = call(auditor).get(f"exports/{export.pk}/").json()
    assert not {"recipient", "fingerprint"} & set(seen)
    assert_problem(call(volunteer).post("exports/", body(team)), 403)


def test_no_token_asks_for_an_export_and_none_approves_one(coordinator, make_user, team, case):
    now = timezone.now()
    second = make_user("coordinator", team)
    terms = {"team_id": team.pk, "recipient": "Ada", "key": KEY, "reason": "UN", "now": now}
    export = ask_export(actor=coordinator, **terms)
    text = create_token(actor=None, user=second, scopes=["all"], days=1, now=now)
    client = Client(headers={"Authorization": f"Token {text}"})
    json = "application/json"
    assert_problem(client.get("/api/v1/exports/"), 403)
    assert_problem(client.post("/api/v1/exports/", body(team), json), 403)
    approving = f"/api/v1/approvals/{export.approval_id}/approve/"
    assert_problem(client.post(approving, {}, json), 403)
