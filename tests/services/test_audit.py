"""The audit record: one event per verb, insert-only, chained, verified."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from casetracker.models import AuditEvent, AuditPending, AuditSeal, Case
from casetracker.models.triggers import missing_triggers, triggers_lifted
from casetracker.services.audit import seal, verify
from casetracker.services.cases import flag_case, move_case

MINUTE = timedelta(minutes=1)


def test_an_event_holds_field_names_and_hashes_never_values(case, caseworker, now):
    move_case(actor=caseworker, case_id=case.pk, stage="reception", now=now)
    event = AuditEvent.objects.get(verb="move_case")
    old, new = event.changes["stage"]
    assert old.startswith("test:")
    assert old != new
    assert "reception" not in str(event.changes)


def test_what_is_refused_leaves_no_event(case, caseworker, now):
    before = AuditEvent.objects.count()
    with pytest.raises(Exception, match="cannot move"):
        move_case(actor=caseworker, case_id=case.pk, stage="resettling", now=now)
    assert AuditEvent.objects.count() == before


def test_sealing_links_what_has_committed_and_leaves_nothing_pending(case, caseworker, now):
    total = AuditEvent.objects.count()
    assert seal(now=now) == total
    assert seal(now=now) == 0
    flag_case(actor=caseworker, case_id=case.pk, flags={"minor": True}, now=now + MINUTE)
    assert seal(now=now + MINUTE) == 1
    assert not AuditPending.objects.exists()
    positions = list(AuditSeal.objects.order_by("position").values_list("position", flat=True))
    assert positions == list(range(1, total + 2))
    assert verify() is None


@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = 'x'", "DELETE FROM {}"])
@pytest.mark.parametrize(
    ("table", "column"),
    [("casetracker_auditevent", "verb"), ("casetracker_auditseal", "hash")],
)
def test_the_database_refuses_to_change_or_remove_the_record(case, now, statement, table, column):
    seal(now=now)
    with (
        pytest.raises(DatabaseError, match="insert-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table, column))


@pytest.mark.postgres
def test_postgresql_refuses_to_empty_the_record(case):
    with transaction.atomic(), connection.cursor() as cursor:
        # What the fixture has written waits for its checks otherwise.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with (
        pytest.raises(DatabaseError, match="insert-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE casetracker_auditevent CASCADE")


def test_the_verifier_names_a_tampered_event(case, caseworker, now):
    seal(now=now)
    victim = AuditEvent.objects.order_by("at", "pk").first()
    with triggers_lifted():
        AuditEvent.objects.filter(pk=victim.pk).update(actor_name="somebody else")
    assert str(victim.pk) in (verify() or "")
    assert missing_triggers() == []


def test_the_verifier_names_a_missing_link(case, caseworker, now):
    seal(now=now)
    with triggers_lifted():
        AuditSeal.objects.filter(position=1).delete()
    assert "seal 1 is missing" in (verify() or "")


def test_missing_triggers_are_named(db):
    with connection.cursor() as cursor:
        on = " ON casetracker_auditseal" if connection.vendor == "postgresql" else ""
        name = (
            "casetracker_auditseal_refuse_row"
            if connection.vendor == "postgresql"
            else "casetracker_auditseal_refuse_update"
        )
        cursor.execute(f"DROP TRIGGER {name}{on}")
    assert missing_triggers() == [name]


def test_the_record_outlives_the_rows_it_speaks_of(case, caseworker, now):
    seal(now=now)
    event = AuditEvent.objects.get(verb="open_case")
    Case.objects.filter(pk=case.pk).delete()
    assert AuditEvent.objects.filter(pk=event.pk).exists()
    assert verify() is None
