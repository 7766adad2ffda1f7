"""Nouns that are mostly read: timelines, releases, clocks, notices, outbox, imports, audit."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from casetracker.models import AuditEvent, Clock, Email, ImportBatch, ImportRow, Notice
from casetracker.models.base import new_id
from casetracker.services.actions import record_action
from casetracker.services.waves import ReleasedPerson, record_wave
from tests.api.conftest import assert_problem, ids
from tests.conftest import NOW


@pytest.fixture
def wave(coordinator, case):
    people = [ReleasedPerson(case_id=case.pk, destination="LT")]
    return record_wave(
        actor=coordinator,
        name="December",
        kind="deportation",
        happened_on=date(2026, 2, 8),
        people=people,
        now=NOW,
    ).wave


@pytest.fixture
def letter(caseworker, case):
    email = Email.objects.create(
        recipient=caseworker,
        kind="digest",
        created_at=NOW,
        next_attempt_at=NOW,
        message_id="<1@test>",
    )
    Notice.objects.create(
        dedupe_key="clock:x",
        recipient=caseworker,
        kind="case_silent",
        case=case,
        email=email,
        created_at=NOW,
        changed_at=NOW,
    )
    return email


@pytest.fixture
def batch(caseworker, team):
    batch = ImportBatch.objects.create(
        source="list", file_hash="x", team=team, created_by=caseworker, created_at=NOW, row_count=1
    )
    ImportRow.objects.create(
        batch=batch, number=1, outcome="review", source="list", fingerprint="x", raw="secret cells"
    )
    return batch


def test_an_activity_is_recorded_with_the_smallest_body(call, caseworker, case):
    body = {"case": case.pk, "kind": "visit", "occurred_at": "2026-02-08T10:00:00+02:00"}
    answer = call(caseworker).post("activities/", body)
    assert answer.status_code == 201, answer.content
    assert answer.json()["occurred_at"] == "2026-02-08T08:00:00Z"
    assert "ETag" not in answer.headers


def test_a_kind_that_only_verbs_write_is_refused(call, caseworker, case):
    body = {"case": case.pk, "kind": "stage_changed", "occurred_at": "2026-02-08T10:00:00Z"}
    problem = assert_problem(call(caseworker).post("activities/", body), 400, "kind")
    assert "visit" in problem["errors"]["kind"][0]["allowed"]


def test_a_timeline_is_only_its_caseworkers_and_coordinators(
    call, caseworker, coordinator, colleague, stranger, case
):
    for user in (caseworker, coordinator):
        assert len(ids(call(user).get("activities/"))) == 1
    for user in (colleague, stranger):
        assert ids(call(user).get("activities/")) == []
    body = {"case": case.pk, "kind": "note", "occurred_at": "2026-02-08T10:00:00Z"}
    assert_problem(call(colleague).post("activities/", body), 403)
    assert_problem(call(stranger).post("activities/", body), 400, "case")


def test_a_wave_with_its_people_is_recorded_once(call, coordinator, case):
    body = {
        "name": "December",
        "kind": "deportation",
        "happened_on": "2025-12-13",
        "people": [{"case": case.pk, "destination": "LT", "papers": "none"}],
    }
    caller = call(coordinator)
    first, again = caller.post("waves/", body), caller.post("waves/", body)
    assert first.status_code == 201, first.content
    assert first.json() == again.json()
    assert first.json()["released"] == 1
    assert first.json()["needs"] >= 1
    assert caller.get(f"cases/{case.pk}/").json()["stage"] == "reception"
    assert ids(caller.get("releases/", {"wave": first.json()["id"]}))


def test_people_are_added_to_a_wave_that_stands(call, coordinator, case):
    caller = call(coordinator)
    wave = caller.post("waves/", {"name": "December", "happened_on": "2025-12-13"}).json()
    assert wave["released"] == 0
    people = {"people": [{"case": case.pk, "destination": "UA"}]}
    for _ in range(2):
        said = caller.post(f"waves/{wave['id']}/commit/", people).json()
        assert said["released"] == 1


def test_a_wave_is_a_coordinators_to_record(call, caseworker, case):
    body = {"name": "December", "happened_on": "2025-12-13"}
    assert_problem(call(caseworker).post("waves/", body), 403)


@pytest.mark.parametrize(
    ("field", "value"),
    [("destination", "Lithuania"), ("destination", "lt"), ("papers", "many"), ("case", "x")],
)
def test_a_person_of_a_wave_that_cannot_be_is_named_by_place(call, coordinator, case, field, value):
    person = {"case": case.pk, "destination": "LT", field: value}
    body = {"name": "December", "happened_on": "2025-12-13", "people": [person]}
    assert_problem(call(coordinator).post("waves/", body), 400, f"people.0.{field}")


def test_releases_and_waves_of_others_are_not_shown(call, stranger, wave):
    caller = call(stranger)
    assert ids(caller.get("waves/")) == []
    assert ids(caller.get("releases/")) == []
    assert_problem(caller.get(f"waves/{wave.pk}/"), 404)
    assert_problem(caller.post(f"waves/{wave.pk}/commit/", {"people": []}), 403)


def test_a_clock_is_snoozed_paused_and_resumed_by_its_owner(call, caseworker, case):
    caller = call(caseworker)
    clock = Clock.objects.get(case=case, kind="case_silent")
    until = {"until": in_days(7), "reason": "in hospital"}
    for verb, body in (("snooze", until), ("resume", {}), ("pause", until)):
        answer = caller.post(f"clocks/{clock.pk}/{verb}/", body)
        assert answer.status_code == 200, answer.content
    assert answer.json()["pause_reason"] == "in hospital"
    assert ids(caller.get("clocks/", {"is_paused": "true"})) == [str(clock.pk)]


def in_days(days):
    return (timezone.now() + timedelta(days=days)).isoformat()


def test_a_snooze_without_reason_or_beyond_ninety_days_is_refused(call, caseworker, case):
    path = f"cases/{case.pk}/snooze/"
    caller = call(caseworker)
    assert_problem(caller.post(path, {"until": in_days(7), "reason": ""}), 400, "reason")
    assert_problem(caller.post(path, {"until": in_days(99), "reason": "x"}), 400, "until")
    assert_problem(caller.post(path, {"until": in_days(-1), "reason": "x"}), 400, "until")
    assert caller.post(path, {"until": in_days(7), "reason": "x"}).status_code == 200


def test_a_colleague_sees_no_clock_and_cannot_snooze(call, colleague, case):
    caller = call(colleague)
    clock = Clock.objects.get(case=case, kind="case_silent")
    assert ids(caller.get("clocks/")) == []
    body = {"until": in_days(7), "reason": "x"}
    assert_problem(caller.post(f"clocks/{clock.pk}/snooze/", body), 404)
    assert_problem(caller.post(f"cases/{case.pk}/snooze/", body), 403)


def test_the_outbox_is_ones_own_and_that_of_ones_team(
    call, caseworker, coordinator, colleague, stranger, letter
):
    for user in (caseworker, coordinator):
        caller = call(user)
        assert ids(caller.get("emails/")) == [str(letter.pk)]
        assert len(ids(caller.get("notices/", {"email": letter.pk}))) == 1
    for user in (colleague, stranger):
        caller = call(user)
        assert ids(caller.get("emails/")) == []
        assert ids(caller.get("notices/")) == []
        assert_problem(caller.get(f"emails/{letter.pk}/"), 404)


def test_a_letter_shows_no_address_and_no_text(call, coordinator, letter):
    said = call(coordinator).get(f"emails/{letter.pk}/").json()
    assert not {"to", "body", "subject", "message_id", "lease_token"} & set(said)
    assert "@" not in str(said)


def test_an_import_shows_what_rows_became_and_not_their_cells(
    call, caseworker, coordinator, stranger, colleague, batch
):
    for user in (caseworker, coordinator):
        caller = call(user)
        assert ids(caller.get("imports/")) == [str(batch.pk)]
        (row,) = caller.get("import-rows/", {"batch": batch.pk}).json()["results"]
        assert row["outcome"] == "review"
        assert "secret" not in str(row)
    for user in (stranger, colleague):
        assert ids(call(user).get("imports/")) == []
        assert ids(call(user).get("import-rows/")) == []


def test_rules_are_read_by_staff_with_their_ladders(call, caseworker, volunteer):
    rules = call(caseworker).get("rules/", {"kind": "case_silent"}).json()["results"]
    assert all(rule["steps"] for rule in rules)
    assert_problem(call(volunteer).get("rules/"), 403)
    assert_problem(call(caseworker).post("rules/", {}), 403)


def test_the_audit_record_is_read_by_right(
    call, caseworker, coordinator, auditor, administrator, stranger, colleague, case
):
    system = AuditEvent.objects.create(
        at=NOW,
        actor_name="system",
        verb="name_instance",
        object_type="instance",
        object_id=new_id(),
    )
    seen = {
        user: {e["verb"] for e in call(user).get("audit-events/").json()["results"]}
        for user in (caseworker, coordinator, auditor, administrator, stranger, colleague)
    }
    assert "open_case" in seen[caseworker] & seen[coordinator] & seen[auditor]
    assert "open_case" not in seen[administrator] | seen[stranger] | seen[colleague]
    assert "name_instance" in seen[auditor] & seen[administrator]
    assert "name_instance" not in seen[coordinator] | seen[caseworker]
    assert_problem(call(caseworker).get(f"audit-events/{system.pk}/"), 404)
    assert_problem(call(auditor).patch(f"audit-events/{system.pk}/", {}), 405)


def test_an_auditor_sees_of_work_where_it_stands_and_when(
    call, auditor, caseworker, coordinator, wave, case
):
    record_action(actor=coordinator, kind="appeal", case_ids=[case.pk], note="quiet", now=NOW)
    caller = call(auditor)
    hidden = {"title", "brief", "wishes", "note", "kind", "owner", "assignee", "provider", "team"}
    for noun in ("tasks", "needs", "actions", "releases"):
        rows = caller.get(f"{noun}/").json()["results"]
        assert rows, noun
        assert not hidden & set().union(*rows), noun
        assert_problem(caller.get(f"{noun}/", {"kind": "appeal"}), 403)
    for noun in ("activities", "detentions", "clocks", "prisoners", "imports"):
        assert_problem(caller.get(f"{noun}/"), 403)


def test_one_who_audits_and_works_in_a_team_reads_work_as_staff(call, make_user, team, wave):
    user = make_user("caseworker", team)
    user.memberships.create(role="auditor", created_at=NOW)
    for noun in ("tasks", "needs", "actions", "releases"):
        assert ids(call(user).get(f"{noun}/")) == []
