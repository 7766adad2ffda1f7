"""Lists to take along, by session; no token makes or reads one."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from casetracker.models import AuditEvent
from casetracker.services.desk_lists import make_desk_list
from casetracker.services.tokens import create_token
from tests.api.conftest import assert_problem, ids
from tests.conftest import NOW


def test_a_list_is_made_once_and_read_as_a_file(call, caseworker, case):
    caller = call(caseworker)
    first = caller.post("desk-lists/", {"reason": "court"}, Idempotency_Key="once")
    again = caller.post("desk-lists/", {"reason": "court"}, Idempotency_Key="once")
    assert (first.status_code, again.json()["id"]) == (201, first.json()["id"])
    said = first.json()
    assert (said["row_count"], said["wave"], said["reason"]) == (1, None, "court")
    content = caller.get(f"desk-lists/{said['id']}/content/")
    assert content.content.decode().count(said["id"]) == 1
    assert "sandbox" in content.headers["Content-Security-Policy"]
    assert AuditEvent.objects.filter(verb="make_desk_list").count() == 1


def test_what_is_refused_names_the_field(call, caseworker, case):
    caller = call(caseworker)
    assert_problem(caller.post("desk-lists/", {}), 400, "reason")
    assert_problem(caller.post("desk-lists/", {"reason": "x", "wave": str(case.pk)}), 400, "wave")


def test_an_auditor_sees_that_there_is_a_list_and_not_why(call, caseworker, auditor, case):
    made = make_desk_list(actor=caseworker, reason="court", now=NOW)
    assert set(call(auditor).get(f"desk-lists/{made.pk}/").json()) == {
        *("id", "maker", "wave", "row_count", "made_at")
    }
    assert_problem(call(auditor).get(f"desk-lists/{made.pk}/content/"), 403)


def test_a_list_is_nobody_elses(call, caseworker, coordinator, volunteer, case):
    made = make_desk_list(actor=caseworker, reason="court", now=NOW)
    assert ids(call(coordinator).get("desk-lists/")) == []
    assert_problem(call(coordinator).get(f"desk-lists/{made.pk}/content/"), 404)
    assert_problem(call(volunteer).post("desk-lists/", {"reason": "x"}), 403)


def test_a_list_of_more_than_an_hour_ago_is_not_read_again(call, caseworker, case):
    made = make_desk_list(actor=caseworker, reason="x", now=NOW - timedelta(hours=2))
    assert_problem(call(caseworker).get(f"desk-lists/{made.pk}/content/"), 404)
    assert call(caseworker).get(f"desk-lists/{made.pk}/").status_code == 200


def test_no_token_takes_a_list_along(caseworker, case):
    now = timezone.now()
    token = create_token(actor=None, user=caseworker, scopes=["all"], days=1, now=now)
    client = Client(headers={"Authorization": f"Token {token}"})
    made = make_desk_list(actor=caseworker, reason="x", now=now)
    for path in ("desk-lists/", f"desk-lists/{made.pk}/content/"):
        assert_problem(client.get(f"/api/v1/{path}"), 403)
