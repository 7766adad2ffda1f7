"""What was typed wrong into the books is taken back by another entry, and by two people."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.models import Approval, AuditEvent, LedgerEntry
from casetracker.services.cash_floats import pay_from_float, reconcile_float
from casetracker.services.corrections import ask_correction
from casetracker.services.decisions import approve, refuse
from casetracker.services.funds import deposit
from casetracker.services.payments import recover_payment
from tests.conftest import NOW
from tests.money import ask, assert_books_balance, make_float, make_line, make_need, pay, say_yes

EUR = {"currency": "EUR", "now": NOW}


@pytest.fixture
def second(make_user, team):
    return make_user("coordinator", team)


@pytest.fixture
def line(coordinator, team):
    return make_line(coordinator, team, holds="0")


@pytest.fixture
def wrong(coordinator, line):
    """Ten thousand, where it was one."""
    deposit(actor=coordinator, line_id=line.pk, amount="10000", given_by="A donor", **EUR)
    return LedgerEntry.objects.get()


def propose(actor, entry, reason="A nought too many."):
    return ask_correction(actor=actor, entry_id=entry.pk, reason=reason, now=NOW)


def agree(actor, approval):
    return approve(actor=actor, approval_id=approval.pk, now=NOW)


def balance(line):
    line.refresh_from_db()
    assert_books_balance()
    return line.balance


def test_a_deposit_typed_wrong_is_taken_back_and_entered_anew(coordinator, second, line, wrong):
    approval = propose(coordinator, wrong)
    assert balance(line) == 10000
    agree(second, approval)
    assert balance(line) == 0
    deposit(actor=coordinator, line_id=line.pk, amount="1000", **EUR)
    assert balance(line) == 1000
    taken = LedgerEntry.objects.get(kind="correction")
    assert (taken.amount, taken.reverses_id, taken.actor) == (-10000, wrong.pk, second)
    assert taken.note == "A nought too many."
    event = AuditEvent.objects.get(verb="reverse_entry")
    assert (event.actor_id, event.object_id) == (second.pk, line.pk)


def test_nobody_takes_money_out_of_the_books_alone(coordinator, second, line, wrong):
    approval = propose(coordinator, wrong)
    for later in (NOW, NOW + timedelta(days=3)):
        with pytest.raises(Refused):
            approve(actor=coordinator, approval_id=approval.pk, now=later)
    refuse(actor=second, approval_id=approval.pk, reason="It did come in.", now=NOW)
    assert balance(line) == 10000


def test_an_entry_is_taken_back_once(coordinator, second, line, wrong):
    first, other = propose(coordinator, wrong), propose(second, wrong)
    agree(second, first)
    with pytest.raises(Conflict, match="already"):
        agree(coordinator, other)
    with pytest.raises(Conflict, match="already"):
        propose(coordinator, wrong)
    taken = LedgerEntry.objects.get(kind="correction")
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.create(
            line=line, kind="correction", amount=-1, at=NOW, actor=second, reverses_id=wrong.pk
        )
    with pytest.raises(Conflict, match="Only what came in"):
        propose(coordinator, taken)


def test_what_was_promised_meanwhile_is_not_taken(
    coordinator, caseworker, second, line, wrong, case
):
    approval = propose(coordinator, wrong)
    say_yes(second, ask(caseworker, make_need(caseworker, case), line, "500"))
    with pytest.raises(Conflict, match=r"9,?500"):
        agree(second, approval)
    assert balance(line) == 10000
    # What is right comes first, then the whole goes back.
    deposit(actor=coordinator, line_id=line.pk, amount="1000", **EUR)
    agree(second, approval)
    assert (balance(line), line.committed) == (1000, 500)


def test_what_came_back_was_typed_wrong(coordinator, caseworker, second, team, case):
    line = make_line(coordinator, team, holds="1000")
    paid = pay(second, say_yes(second, ask(caseworker, make_need(caseworker, case), line, "100")))
    back = {"payment_id": paid.pk, "reason": "Not spent.", **EUR}
    recover_payment(actor=coordinator, amount="90", **back)
    agree(second, propose(coordinator, LedgerEntry.objects.get(kind="recovery"), "It was 9."))
    paid.refresh_from_db()
    assert (paid.recovered, balance(line)) == (0, 900)
    recover_payment(actor=coordinator, amount="9", **back)
    assert balance(line) == 909


def test_cash_that_has_been_counted_is_settled(coordinator, caseworker, second, team, case):
    line = make_line(coordinator, team, holds="1000")
    cash = make_float(caseworker, line, coordinator, second, "100")
    need = make_need(caseworker, case)
    acting = {"actor": caseworker, "cash_float_id": cash.pk, "need_id": need.pk}
    paid = pay_from_float(amount="50", receipt="1", **acting, **EUR)
    given = {"actor": coordinator, "payment_id": paid.pk, "reason": "Left on the table."}
    recover_payment(amount="40", **given, **EUR)
    approval = propose(coordinator, LedgerEntry.objects.get(kind="recovery"))
    counted = {"actor": coordinator, "cash_float_id": cash.pk, "returned": "90"}
    reconcile_float(**counted, **EUR)
    with pytest.raises(Conflict, match="counted"):
        agree(second, approval)
    assert_books_balance()


def test_a_payment_is_no_slip_of_this_kind(coordinator, caseworker, team, case, second):
    line = make_line(coordinator, team, holds="1000")
    pay(second, say_yes(second, ask(caseworker, make_need(caseworker, case), line, "100")))
    with pytest.raises(Conflict, match="came back"):
        propose(coordinator, LedgerEntry.objects.get(kind="payment"))


def test_only_coordinators_of_the_fund_propose(caseworker, make_user, other_team, wrong):
    with pytest.raises((Missing, Forbidden)):
        propose(caseworker, wrong)
    with pytest.raises(Missing):
        propose(make_user("coordinator", other_team), wrong)
    with pytest.raises(Forbidden):
        propose(make_user("auditor"), wrong)
    assert not Approval.objects.exists()
