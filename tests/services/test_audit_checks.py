"""The chain looked through, step by step: every day, and when an auditor asks."""

from datetime import timedelta

import pytest

from casetracker.domain.errors import Conflict, Forbidden
from casetracker.models import AuditCheck, AuditEvent, AuditSeal
from casetracker.models.triggers import triggers_lifted
from casetracker.services import audit, audit_checks
from casetracker.services.audit_checks import ask_check, check_on

DAY = timedelta(days=1)


@pytest.fixture
def chain(case, now):
    """A chain of some links; how many."""
    for _ in range(7):
        audit.record(actor=None, verb="hold_back", obj=case, case=case, now=now)
    return audit.seal(now=now)


@pytest.fixture
def auditor(make_user):
    return make_user("auditor")


def test_the_chain_is_walked_once_a_day(chain, now):
    assert check_on(now=now) == chain
    assert check_on(now=now + DAY / 2) == 0
    assert check_on(now=now + DAY) == chain
    assert AuditCheck.objects.filter(fault="").ended().count() == 2


def test_a_walk_goes_on_where_the_last_step_ended(chain, now, monkeypatch):
    monkeypatch.setattr(audit_checks, "STEP", 2)
    monkeypatch.setattr(audit_checks, "STEPS", 1)
    assert check_on(now=now) == 2
    assert AuditCheck.objects.get().position == 2
    while AuditCheck.objects.running().exists():
        check_on(now=now)
    check = AuditCheck.objects.get()
    assert (check.position, check.fault) == (chain, "")
    assert check.hash == AuditSeal.objects.get(position=chain).hash


@pytest.mark.parametrize("place", [1, 4])
def test_a_row_that_was_changed_is_named_by_the_step_that_meets_it(chain, now, monkeypatch, place):
    monkeypatch.setattr(audit_checks, "STEP", 2)
    victim = AuditSeal.objects.get(position=place).event_id
    with triggers_lifted():
        AuditEvent.objects.filter(pk=victim).update(actor_name="somebody else")
    check_on(now=now)
    check = AuditCheck.objects.get()
    assert check.ended_at == now
    assert check.fault == f"seal {place}: event {victim} is not what was sealed"
    assert check.position == place - 1


def test_an_event_beside_the_chain_is_named_at_its_end(chain, case, now):
    with triggers_lifted():
        event = AuditEvent.objects.create(
            at=now, actor_name="x", verb="reveal", object_type="case", object_id=case.pk
        )
    check_on(now=now)
    assert str(event.pk) in AuditCheck.objects.get().fault


def test_an_auditor_asks_for_a_walk_and_nobody_else(chain, now, auditor, coordinator):
    with pytest.raises(Forbidden):
        ask_check(actor=coordinator, now=now)
    check_on(now=now)
    check = ask_check(actor=auditor, now=now)
    with pytest.raises(Conflict):
        ask_check(actor=auditor, now=now)
    assert check_on(now=now) == chain
    check.refresh_from_db()
    assert check.ended_at == now
    assert AuditEvent.objects.get(verb="ask_check").actor_id == auditor.pk
