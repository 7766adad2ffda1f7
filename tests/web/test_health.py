import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection

from casetracker.models import Email, Heartbeat
from casetracker.models.triggers import remove_triggers
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
    assert ready(read())[1] == ["A letter has been due since 2026-02-09T11:40:00+00:00."]


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
