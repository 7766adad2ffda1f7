from datetime import timedelta

import pytest
from django.utils import timezone

from casetracker.models import AuditEvent, Task
from casetracker.services.tasks import offer_task, open_task
from tests.api.conftest import assert_problem, ids
from tests.conftest import NOW


@pytest.fixture
def task(caseworker, case):
    return open_task(
        actor=caseworker,
        case_id=case.pk,
        title="Meet at the station",
        brief="Platform 2",
        kind="transport",
        due_at=NOW + timedelta(days=2),
        now=NOW,
    )


@pytest.fixture
def offered(task, caseworker, volunteer):
    return offer_task(actor=caseworker, task_id=task.pk, volunteer_id=volunteer.pk, now=NOW)


def test_a_task_is_opened_with_the_smallest_body(call, caseworker, volunteer, case):
    body = {
        "case": case.pk,
        "title": "Translate a letter",
        "assignee": volunteer.pk,
        "due_at": "2026-03-01T12:00:00Z",
        "kind": "language",
    }
    answer = call(caseworker).post("tasks/", body)
    assert answer.status_code == 201, answer.content
    said = answer.json()
    assert next(iter(said)) == "id"
    assert (said["state"], said["assignee"]) == ("accepted", str(volunteer.pk))
    assert said["due_at"] == "2026-03-01T12:00:00Z"


def test_a_volunteer_sees_what_a_task_is_about_and_never_the_brief_in_a_list(
    call, volunteer, offered
):
    caller = call(volunteer)
    (row,) = caller.get("tasks/").json()["results"]
    assert set(row) == {
        "id",
        "version",
        "kind",
        "title",
        "due_at",
        "state",
        "language",
        "country",
    }
    answer = caller.post(f"tasks/{offered.pk}/accept/")
    assert answer.status_code == 200, answer.content
    assert answer.json() == row | {
        "state": "accepted",
        "version": answer.json()["version"],
    }


def test_the_brief_is_read_by_who_took_the_task_near_its_time_and_each_reading_is_noted(
    call, volunteer, caseworker, offered
):
    caller = call(volunteer)
    path = f"tasks/{offered.pk}/brief/"
    assert_problem(caller.get(path), 403)
    caller.post(f"tasks/{offered.pk}/accept/")
    Task.objects.filter(pk=offered.pk).update(due_at=timezone.now() + timedelta(days=2))
    assert_problem(caller.get(path), 403)
    Task.objects.filter(pk=offered.pk).update(due_at=timezone.now() + timedelta(hours=20))
    answer = caller.get(path)
    assert (answer.status_code, answer.json()) == (200, {"brief": "Platform 2", "brief_fields": {}})
    assert AuditEvent.objects.filter(verb="read_brief", actor_id=volunteer.pk).count() == 1


def test_the_brief_of_a_task_that_one_may_not_see_does_not_exist(call, make_user, team, offered):
    other = make_user("volunteer", team)
    assert_problem(call(other).get(f"tasks/{offered.pk}/brief/"), 404)


def test_what_is_declined_is_no_longer_shown(call, volunteer, offered):
    caller = call(volunteer)
    answer = caller.post(f"tasks/{offered.pk}/decline/", {"reason": "away"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert ids(caller.get("tasks/")) == []
    assert_problem(caller.get(f"tasks/{offered.pk}/"), 404)


def test_staff_see_who_was_asked_and_what_they_said(call, caseworker, volunteer, offered):
    call(volunteer).post(f"tasks/{offered.pk}/decline/", {"reason": "away"})
    said = call(caseworker).get(f"tasks/{offered.pk}/").json()
    assert [(o["volunteer"], o["answer"], o["reason"]) for o in said["offers"]] == [
        (str(volunteer.pk), "declined", "away")
    ]


def test_a_volunteer_reports_and_staff_confirm(call, caseworker, volunteer, offered):
    call(volunteer).post(f"tasks/{offered.pk}/accept/")
    reported = call(volunteer).post(f"tasks/{offered.pk}/done/", {"comment": "met"})
    assert reported.json()["state"] == "reported_done"
    confirmed = call(caseworker).post(f"tasks/{offered.pk}/done/")
    assert confirmed.json()["state"] == "done"
    assert confirmed.json()["comment"] == "met"


def test_a_volunteer_may_not_edit_what_they_are_offered(call, volunteer, offered):
    caller = call(volunteer)
    for answer in (
        caller.patch(f"tasks/{offered.pk}/", {"title": "x"}, If_Match='"1"'),
        caller.post(f"tasks/{offered.pk}/cancel/", {"reason": "no"}),
        caller.post(f"tasks/{offered.pk}/offer/", {"volunteer": volunteer.pk}),
        caller.post("tasks/", {}),
    ):
        assert_problem(answer, 403)


def test_a_guessed_task_is_nobodys_to_find(call, make_user, team, stranger, task, offered):
    other = make_user("volunteer", team)
    for user in (stranger, other):
        caller = call(user)
        assert ids(caller.get("tasks/")) == []
        assert_problem(caller.get(f"tasks/{task.pk}/"), 404)
        assert_problem(caller.post(f"tasks/{task.pk}/accept/"), 404)
        assert_problem(caller.post(f"tasks/{task.pk}/done/"), 404)


def test_a_colleague_without_the_case_sees_no_task_of_it(call, colleague, task):
    assert ids(call(colleague).get("tasks/")) == []


def test_a_task_on_a_case_that_is_not_seen_names_the_field(call, stranger, case):
    body = {"case": case.pk, "title": "x", "due_at": "2026-03-01T12:00:00Z"}
    assert_problem(call(stranger).post("tasks/", body), 400, "case")


def test_a_task_for_somebody_of_another_team_names_the_field(call, caseworker, stranger, case):
    body = {
        "case": case.pk,
        "title": "x",
        "assignee": stranger.pk,
        "due_at": "2026-03-01T12:00:00Z",
    }
    assert_problem(call(caseworker).post("tasks/", body), 400, "assignee")


def test_terms_are_edited_with_the_version_that_was_read(call, caseworker, task):
    caller = call(caseworker)
    path = f"tasks/{task.pk}/"
    tag = caller.get(path).headers["ETag"]
    assert_problem(caller.patch(path, {"title": "Bus"}), 428)
    assert caller.patch(path, {"title": "Bus"}, If_Match=tag).json()["title"] == "Bus"
    assert_problem(caller.patch(path, {"title": "Tram"}, If_Match=tag), 412, "If-Match")


@pytest.mark.parametrize("field", ["state", "version", "created_at", "case", "team", "offers"])
def test_what_a_verb_or_nobody_changes_is_refused_in_an_edit(call, caseworker, task, field):
    answer = call(caseworker).patch(f"tasks/{task.pk}/", {field: "x"}, If_Match='"1"')
    assert_problem(answer, 400, field)


def test_a_volunteer_cannot_filter_by_what_is_not_shown(call, volunteer, offered, case):
    caller = call(volunteer)
    assert ids(caller.get("tasks/", {"state": "offered"})) == [str(offered.pk)]
    for name, value in (("case", case.pk), ("assignee", volunteer.pk), ("is_assigned", "true")):
        assert_problem(caller.get("tasks/", {name: value}), 403)
    assert_problem(caller.get("tasks/", {"ordering": "created_at"}), 403)


def test_the_fields_of_a_brief_are_picked_and_read(call, caseworker, volunteer, offered):
    caller = call(caseworker)
    path = f"tasks/{offered.pk}/"
    body = {"brief_fields": {"first_name": "Ада", "sizes": ""}}
    answer = caller.patch(path, body, If_Match=caller.get(path).headers["ETag"])
    assert answer.status_code == 200, answer.content
    assert answer.json()["brief_fields"] == {"first_name": "Ада"}
    call(volunteer).post(f"{path}accept/")
    Task.objects.filter(pk=offered.pk).update(due_at=timezone.now() + timedelta(hours=20))
    said = call(volunteer).get(f"{path}brief/").json()
    assert said == {"brief": "Platform 2", "brief_fields": {"first_name": "Ада"}}


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"passport": "AB 1"}, "brief_fields.passport"),
        ({"first_name": 7}, "brief_fields.first_name"),
        ({"first_name": "x" * 301}, "brief_fields.first_name"),
        ("Ада", "brief_fields"),
    ],
)
def test_a_field_that_is_not_on_the_list_is_refused_by_name(
    call, caseworker, offered, fields, named
):
    caller, path = call(caseworker), f"tasks/{offered.pk}/"
    tag = caller.get(path).headers["ETag"]
    assert_problem(caller.patch(path, {"brief_fields": fields}, If_Match=tag), 400, named)
    assert caller.get(path).json()["brief_fields"] == {}
