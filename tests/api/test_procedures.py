"""Procedures, documents, schemes and choices through the API: what it refuses, and how."""

from __future__ import annotations

import pytest
from django.utils import timezone

from casetracker.models import Procedure
from tests.api.conftest import assert_problem
from tests.conftest import NOW


@pytest.fixture(autouse=True)
def clock_stands_still(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def asylum(call, caseworker, case):
    body = {"case": str(case.pk), "kind": "asylum", "country": "LT", "office_number": "A 1"}
    answer = call(caseworker).post("procedures/", body)
    assert answer.status_code == 201, answer.content
    return answer.json()


def at(row, verb=""):
    return f"procedures/{row['id']}/{verb}"


def test_a_procedure_is_shown_with_its_decisions_and_counted_days(
    call, caseworker, coordinator, asylum
):
    law = {"country": "LT", "kind": "asylum", "topic": "appeal_period", "source": "Law on aliens"}
    assert call(coordinator).post("country-facts/", law | {"number": 1, "unit": "months"})
    body = {"outcome": "refused", "notified_on": "2026-01-31"}
    said = call(caseworker).post(at(asylum, "decide/"), body).json()
    assert (said["next_thing"], said["next_on"]) == ("appeal", "2026-02-28")
    (decision,) = said["decisions"]
    assert decision["appeal_until"] == "2026-02-28"
    assert (decision["period_number"], decision["period_unit"]) == (1, "months")
    assert decision["recorded_at"].endswith("Z")
    (clock,) = call(caseworker).get("clocks/", {"procedure": asylum["id"]}).json()["results"]
    assert (clock["kind"], clock["due_at"]) == ("procedure_deadline", "2026-02-28T09:00:00Z")


@pytest.mark.parametrize(
    ("verb", "body", "field"),
    [
        ("decide/", {"outcome": "refused", "notified_on": "9999-12-31"}, "notified_on"),
        ("decide/", {"outcome": "refused", "notified_on": "2026-02-30"}, "notified_on"),
        ("decide/", {"outcome": "refused", "appeal_until": "2199-12-31"}, "appeal_until"),
        ("decide/", {"outcome": "granted"}, "outcome"),
        ("move/", {"stage": "decision"}, "stage"),
        ("move/", {"stage": "registered", "next_on": "9999-12-31"}, "next_on"),
        ("move/", {"stage": "registered", "owner": "me"}, "owner"),
        ("end/", {"reason": 7}, "reason"),
    ],
)
def test_a_verb_that_cannot_be_names_its_field(call, caseworker, asylum, verb, body, field):
    assert_problem(call(caseworker).post(at(asylum, verb), body), 400, field)
    assert Procedure.objects.get().stage == "intent"


def test_illegal_and_late_moves_say_what_is_legal(call, caseworker, asylum):
    caller = call(caseworker)
    problem = assert_problem(caller.post(at(asylum, "move/"), {"stage": "appeal"}), 409, "stage")
    assert problem["errors"]["stage"][0]["allowed"] == ["registered", "interview"]
    late = {"stage": "registered", "expected_stage": "interview"}
    assert_problem(caller.post(at(asylum, "move/"), late), 409, "expected_stage")


def test_an_edit_needs_the_version_it_was_made_on(call, caseworker, asylum):
    caller, change = call(caseworker), {"note": "x"}
    assert caller.patch(at(asylum), change).status_code == 428
    assert caller.patch(at(asylum), change, If_Match='"1"').json()["note"] == "x"
    assert caller.patch(at(asylum), change, If_Match='"1"').status_code == 412


def test_the_same_key_opens_one_procedure(call, caseworker, case):
    caller, body = call(caseworker), {"case": str(case.pk), "kind": "residence", "country": "PL"}
    first, again = (caller.post("procedures/", body, Idempotency_Key="k1") for _ in "ab")
    assert first.json()["id"] == again.json()["id"]
    assert_problem(caller.post("procedures/", body), 409, "kind")


def test_a_renewed_document_and_a_scheme_show_what_became_of_them(
    call, caseworker, coordinator, case
):
    scheme = {"name": "Permits", "country": "LT", "ends_on": "2026-06-30", "source": "Order 1"}
    scheme = call(coordinator).post("schemes/", scheme).json()
    body = {"case": str(case.pk), "kind": "visa", "scheme": scheme["id"], "number": "V 1"}
    old = call(caseworker).post("documents/", body | {"expires_on": "2026-03-01"}).json()
    assert old["scheme_ends_on"] == "2026-06-30"
    renewal = {"expires_on": "2026-09-01"}
    new = call(caseworker).post(f"documents/{old['id']}/renew/", renewal).json()
    assert (new["replaces"], new["number"]) == (old["id"], "V 1")
    assert call(caseworker).get(f"documents/{old['id']}/").json()["state"] == "replaced"
    assert call(caseworker).post(f"schemes/{scheme['id']}/extend/", renewal).status_code == 403
    seen = call(caseworker).get(f"schemes/{scheme['id']}/").json()
    assert (seen["documents_in_use"], seen["people"]) == (1, 1)


@pytest.mark.parametrize("query", [{"at": "soon"}, {"at": "9999-12-31T00:00:00Z"}, {"when": "now"}])
def test_a_count_as_of_no_moment_is_refused(call, caseworker, query):
    assert_problem(call(caseworker).get("country-choices/count/", query), 400, next(iter(query)))
