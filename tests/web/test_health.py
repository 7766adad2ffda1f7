import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection

from casetracker.domain.words import EventKind
from casetracker.models import Clock, Email, Heartbeat, User
from casetracker.models.triggers import remove_triggers
from casetracker.selectors.health import reminders
from casetracker.services.notices import event, insert_notices
from tests.conftest import NOW


def ready(reader):
    answer = reader.get("/readyz")
    return answer.status, json.loads(answer.html)["reasons"]


@pytest.fixture
def swept(db):
    return Heartbeat.objects.create(name="sweep", at=NOW)


def test_it_is_alive_without_asking_the_database(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert answer.json() == {"alive": True}
    assert answer.headers["Cache-Control"] == "no-store, private"


def test_it_is_ready_when_everything_stands(read, swept):
    assert ready(read()) == (200, [])


def test_it_is_not_ready_before_the_first_sweep_or_long_after_the_last(read, swept):
    swept.at = NOW - timedelta(minutes=16)
    swept.save()
    assert ready(read()) == (503, ["The last sweep completed at 2026-02-09T11:44:00+00:00."])
    swept.delete()
    assert ready(read())[0] == 503


def test_it_is_not_ready_while_a_letter_waits_too_long(read, swept, caseworker):
    Email.objects.create(
        recipient=caseworker,
        kind="urgent",
        created_at=NOW,
        message_id="<a@b>",
        next_attempt_at=NOW - timedelta(minutes=20),
    )
    assert ready(read())[1] == [
        "The oldest due reminder has waited 20 minutes, since 2026-02-09T11:40:00+00:00."
    ]


LATE = NOW - timedelta(minutes=20)


def waits_since(reader):
    return [reason.split(", since ")[-1] for reason in ready(reader)[1]]


def test_a_clock_that_nobody_sweeps_is_seen(read, swept, case):
    Clock.objects.filter(case=case, kind="case_silent").update(next_step_at=LATE)
    assert waits_since(read()) == [f"{LATE.isoformat()}."]


@pytest.mark.parametrize("is_urgent", [True, False], ids=["urgent", "digest"])
def test_a_notice_that_nobody_packs_is_seen(read, swept, caseworker, is_urgent):
    told = event(EventKind.HOLD_MADE, caseworker.pk, caseworker.pk, is_urgent=is_urgent)
    insert_notices([told], now=LATE)
    assert waits_since(read()) == ([f"{LATE.isoformat()}."] if is_urgent else [])
    User.objects.update(next_digest_at=LATE)
    assert waits_since(read()) == [f"{LATE.isoformat()}."]


def test_a_server_that_takes_nothing_is_seen_and_one_full_mailbox_is_not(read, swept, caseworker):
    letter = {"recipient": caseworker, "kind": "urgent", "created_at": LATE}
    soon = NOW + timedelta(minutes=5)
    refused = {"next_attempt_at": soon, "attempts": 2, "first_attempt_at": LATE}
    Email.objects.create(**letter, **refused, message_id="<a@b>")
    assert waits_since(read()) == [f"{LATE.isoformat()}."]
    Email.objects.create(**letter, state="sent", sent_at=NOW, message_id="<c@d>")
    assert waits_since(read()) == []


def test_the_figure_of_the_banner_is_one_query(swept, case, django_assert_num_queries):
    with django_assert_num_queries(1):
        state = reminders(now=NOW)
    assert (state.is_behind, state.oldest_age) == (False, None)


def test_it_is_not_ready_without_the_audit_triggers(read, swept):
    remove_triggers()
    status, reasons = ready(read())
    assert status == 503
    assert reasons[0].startswith("Audit triggers are missing")


def test_it_is_not_ready_with_migrations_to_come(read, swept, monkeypatch):
    monkeypatch.setattr("casetracker.selectors.health.unapplied_migrations", lambda: 2)
    assert ready(read())[1] == ["2 migrations are not applied: run manage.py migrate."]


def test_it_is_not_ready_when_the_database_does_not_answer(read, swept, monkeypatch):
    def gone(*args):
        raise DatabaseError("server closed the connection, password=secret")

    reader = read()
    monkeypatch.setattr("casetracker.selectors.health.unapplied_migrations", gone)
    assert ready(reader) == (503, ["The database does not answer."])
    assert connection.is_usable()
