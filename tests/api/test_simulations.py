"""Changes of rules over HTTP: tried out, cancelled, proposed."""

import pytest

from casetracker.models import Approval, ReminderRule
from casetracker.services.simulations import run_simulations
from tests.api.conftest import assert_problem, ids
from tests.conftest import NOW


@pytest.fixture
def rule(db):
    return ReminderRule.objects.get(kind="case_silent", stage="inside", risk="")


def test_a_change_is_tried_out_and_proposed(call, coordinator, rule):
    caller = call(coordinator)
    made = caller.post("simulations/", {"rule": rule.pk, "threshold_seconds": 20 * 86400})
    assert made.status_code == 201
    body = made.json()
    assert (body["state"], body["after"]["threshold_seconds"]) == ("waiting", 20 * 86400)
    address = f"simulations/{body['id']}/"
    assert_problem(caller.post(f"{address}propose/", {"reason": "So."}), 409, "simulation")
    run_simulations(now=NOW)
    done = caller.get(address).json()
    assert done["state"] == "done"
    assert set(done["result"]) == {"before", "after", "warnings"}
    proposed = caller.post(f"{address}propose/", {"reason": "So."}).json()
    assert proposed["approval"] == str(Approval.objects.get().pk)
    assert ids(caller.get("simulations/", {"rule": rule.pk})) == [body["id"]]


def test_it_is_cancelled_by_whoever_asked(call, coordinator, make_user, team, rule):
    made = call(coordinator).post("simulations/", {"rule": rule.pk, "is_urgent": True})
    address = f"simulations/{made.json()['id']}/cancel/"
    assert call(make_user("coordinator", team)).post(address).status_code == 403
    assert call(coordinator).post(address).json()["state"] == "cancelled"
    assert_problem(call(coordinator).post(address), 409, "state")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"threshold_seconds": 0}, "threshold_seconds"),
        ({"threshold_seconds": -1}, "threshold_seconds"),
        ({"threshold_seconds": 10**9 * 86400}, "threshold_seconds"),
        ({"threshold_seconds": "1"}, "threshold_seconds"),
        ({"steps": []}, "steps"),
        ({"steps": [{"offset": 0, "unit": "days"}]}, "steps.0.audience"),
        ({"days": 0}, "days"),
        ({"days": 10**9}, "days"),
        ({"revision": 0}, "revision"),
        ({"stage": "inside"}, "stage"),
        ({}, "changes"),
    ],
)
def test_what_a_rule_may_not_say_is_named(call, coordinator, rule, given, field):
    answer = call(coordinator).post("simulations/", {"rule": rule.pk, **given})
    assert_problem(answer, 400, field)


def test_caseworkers_read_rules_and_change_none(call, caseworker, rule):
    assert call(caseworker).get(f"rules/{rule.pk}/").status_code == 200
    answer = call(caseworker).post("simulations/", {"rule": rule.pk, "is_urgent": True})
    assert answer.status_code == 403


def test_a_rule_for_files_that_have_none_of_their_own_is_opened_and_tried_out(
    call, coordinator, caseworker
):
    place = {"kind": "case_silent", "stage": "reception", "risk": "minor"}
    assert_problem(call(caseworker).post("rules/", place), 403)
    made = call(coordinator).post("rules/", place)
    assert made.status_code == 201
    rule = made.json()
    assert (rule["is_in_force"], rule["steps"]) == (False, [])
    assert_problem(call(coordinator).post("rules/", place), 409, "kind")
    assert_problem(call(coordinator).post("rules/", {"kind": "hearing"}), 400, "kind")
    body = {"rule": rule["id"], "threshold_seconds": 12 * 3600}
    body["steps"] = [{"offset": 0, "unit": "hours", "audience": "owner"}]
    assert call(coordinator).post("simulations/", body).status_code == 201
    assert call(caseworker).get(f"rules/{rule['id']}/").json()["is_in_force"] is False
