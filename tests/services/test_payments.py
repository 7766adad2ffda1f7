"""Paid once, with a receipt where hands touch it; what comes back; cash that somebody carries."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Sum

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.models import Approval, CashFloat, Clock, LedgerEntry, Notice, Payment
from casetracker.services.cash_floats import ask_float, pay_from_float, reconcile_float
from casetracker.services.decisions import approve, withdraw
from casetracker.services.funds import deposit, edit_fund, edit_line, open_fund, open_line
from casetracker.services.payments import recover_payment
from casetracker.services.sweep import sweep
from tests.conftest import NOW
from tests.money import (
    ask,
    assert_books_balance,
    make_float,
    make_line,
    make_need,
    pay,
    say_yes,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def second(make_user, team):
    return make_user("coordinator", team, name="Second Coordinator")


@pytest.fixture
def line(coordinator, team):
    return make_line(coordinator, team)


@pytest.fixture
def need(caseworker, case):
    return make_need(caseworker, case)


@pytest.fixture
def approved(caseworker, coordinator, need, line):
    return say_yes(coordinator, ask(caseworker, need, line))


@pytest.fixture
def cash(caseworker, coordinator, second, line):
    return make_float(caseworker, line, coordinator, second, "300")


def give(actor, cash, need, amount="100", **more):
    given = {"currency": "EUR", "receipt": "list 1, line 1", "now": NOW, **more}
    return pay_from_float(
        actor=actor, cash_float_id=cash.pk, need_id=need.pk, amount=amount, **given
    )


def count(actor, cash, returned, **more):
    given = {"currency": "EUR", "now": NOW, **more}
    return reconcile_float(actor=actor, cash_float_id=cash.pk, returned=returned, **given)


def of(row):
    row.refresh_from_db()
    return row.balance


# ── funds ───────────────────────────────────────────────────────────────────────────────────────
def test_a_fund_is_opened_by_a_coordinator_in_one_currency(
    coordinator, caseworker, team, other_team
):
    given = {"name": "Winter", "currency": "EUR", "two_over": "500", "now": NOW}
    with pytest.raises(Forbidden):
        open_fund(actor=caseworker, team_id=team.pk, **given)
    with pytest.raises(Missing):
        open_fund(actor=coordinator, team_id=other_team.pk, **given)
    fund = open_fund(actor=coordinator, team_id=team.pk, **given)
    with pytest.raises(Conflict, match="of this name"):
        open_fund(actor=coordinator, team_id=team.pk, **given)
    with pytest.raises(Refused, match="ISO 4217"):
        open_fund(actor=coordinator, team_id=team.pk, **given | {"currency": "XYZ"})
    line = open_line(actor=coordinator, fund_id=fund.pk, name="Arrival", now=NOW)
    with pytest.raises(Conflict, match="of this name"):
        open_line(actor=coordinator, fund_id=fund.pk, name="Arrival", now=NOW)
    edit_line(actor=coordinator, line_id=line.pk, changes={"name": "First week"}, now=NOW)
    with pytest.raises(Refused, match="cannot be changed"):
        edit_line(actor=coordinator, line_id=line.pk, changes={"balance": 9}, now=NOW)


def test_the_limit_over_which_two_approve_is_lowered_and_never_raised(coordinator, line):
    def change(**changes):
        return edit_fund(actor=coordinator, fund_id=line.fund_id, changes=changes, now=NOW)

    assert change(two_over="200").two_over == 200
    with pytest.raises(Refused, match="never raised") as refusal:
        change(two_over="200.01")
    assert refusal.value.allowed == "at most 200.00"
    with pytest.raises(Refused, match="cannot be changed"):
        change(currency="USD")
    assert change(is_closed=True).closed_at == NOW
    with pytest.raises(Conflict, match="closed"):
        deposit(actor=coordinator, line_id=line.pk, amount="1", currency="EUR", now=NOW)
    assert change(is_closed=False).closed_at is None


def test_money_comes_in_with_its_entry_and_from_whom_stands_sealed(coordinator, caseworker, line):
    entry = LedgerEntry.objects.get()
    assert (entry.kind, entry.amount, entry.note) == ("deposit", 5000, "A donor")
    given = {"line_id": line.pk, "currency": "EUR", "now": NOW}
    deposit(actor=coordinator, amount="0.01", **given)
    assert of(line) == Decimal("5000.01")
    for actor, more, error in (
        (caseworker, {"amount": "1"}, Forbidden),
        (coordinator, {"amount": "-1"}, Refused),
        (coordinator, {"amount": "1", "currency": "USD"}, Refused),
    ):
        with pytest.raises(error):
            deposit(actor=actor, **given | more)
    assert_books_balance()


def test_the_ledger_is_never_changed_nor_removed(line):
    for change in (
        lambda: LedgerEntry.objects.update(amount=1),
        lambda: LedgerEntry.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="insert-only"), transaction.atomic():
            change()


# ── payments ────────────────────────────────────────────────────────────────────────────────────
def test_what_was_approved_is_paid_once_in_whole(coordinator, caseworker, approved, line):
    with pytest.raises(Forbidden, match="coordinator"):
        pay(caseworker, approved)
    payment = pay(coordinator, approved)
    assert (payment.amount, payment.method, payment.receipt) == (1000, "cash", "receipt 1")
    line.refresh_from_db()
    assert (line.balance, line.committed) == (4000, 0)
    with pytest.raises(Conflict, match="once"):
        pay(coordinator, approved)
    assert Payment.objects.count() == 1
    assert LedgerEntry.objects.get(kind="payment").payment_id == payment.pk
    assert_books_balance()


def test_the_database_refuses_a_second_payment_of_a_request(coordinator, approved):
    payment = pay(coordinator, approved)
    copy = Payment.objects.get(pk=payment.pk)
    copy.pk, copy._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


def test_what_is_not_approved_is_not_paid(coordinator, caseworker, need, line):
    with pytest.raises(Conflict, match="only what is approved"):
        pay(coordinator, ask(caseworker, need, line))


def test_cash_and_vouchers_have_a_receipt(coordinator, approved):
    for method in ("cash", "voucher"):
        with pytest.raises(Refused) as refusal:
            pay(coordinator, approved, method=method, receipt=" ")
        assert refusal.value.field == "receipt"
    with pytest.raises(Refused, match="No account"):
        pay(coordinator, approved, method="bank")
    assert pay(coordinator, approved, method="card", receipt="").receipt is None


def test_what_comes_back_is_free_again_and_never_more_than_was_paid(
    coordinator, caseworker, approved, line
):
    payment = pay(coordinator, approved)
    given = {"payment_id": payment.pk, "currency": "EUR", "reason": "Not spent.", "now": NOW}
    with pytest.raises(Forbidden):
        recover_payment(actor=caseworker, amount="1", **given)
    recover_payment(actor=coordinator, amount="400.50", **given)
    assert of(line) == Decimal("4400.50")
    with pytest.raises(Conflict, match="More than was paid") as refusal:
        recover_payment(actor=coordinator, amount="599.51", **given)
    assert refusal.value.allowed == "at most 599.50"
    recover_payment(actor=coordinator, amount="599.50", **given)
    assert of(line) == 5000
    assert_books_balance()


# ── cash that somebody carries ──────────────────────────────────────────────────────────────────
def test_cash_leaves_its_line_when_two_others_have_approved(
    caseworker, coordinator, second, line, make_user
):
    given = {"line_id": line.pk, "currency": "EUR", "reason": "The bus.", "now": NOW}
    cash = ask_float(actor=coordinator, amount="300", **given)
    approval = Approval.objects.get(subject_id=cash.pk)
    with pytest.raises(Forbidden):
        approve(actor=coordinator, approval_id=approval.pk, now=NOW + 48 * HOUR)
    say_yes(second, cash)
    assert (cash.state, of(line)) == ("requested", 5000)
    with pytest.raises(Forbidden):
        say_yes(second, cash)
    say_yes(make_user("coordinator", line.fund.team), cash)
    assert (cash.state, cash.balance, cash.due_at) == ("open", 300, NOW + 72 * HOUR)
    assert of(line) == 4700
    assert_books_balance()
    with pytest.raises(IntegrityError), transaction.atomic():
        CashFloat.objects.update(first_approver=coordinator)
    with pytest.raises(Conflict, match="not promised"):
        make_float(caseworker, line, coordinator, second, "4700.01")
    waits = CashFloat.objects.get(state="requested")
    approval = Approval.objects.requested().get(subject_id=waits.pk)
    withdraw(actor=caseworker, approval_id=approval.pk, now=NOW)
    waits.refresh_from_db()
    assert waits.state == "withdrawn"


def test_people_are_paid_on_a_signed_list_and_no_more_than_there_is(
    caseworker, coordinator, cash, need, line, make_case
):
    for number in range(3):
        person = make_need(caseworker, make_case(f"Асоба {number}"))
        give(caseworker, cash, person, receipt=f"list 1, line {number + 1}")
    assert (of(cash), of(line)) == (0, 4700)
    with pytest.raises(Conflict, match=r"0\.00 EUR left"):
        give(caseworker, cash, need, "0.01")
    with pytest.raises(Refused) as refusal:
        give(caseworker, cash, need, "1", receipt="")
    assert refusal.value.field == "receipt"
    assert_books_balance()
    assert Payment.objects.aggregate(sum=Sum("amount"))["sum"] == 300


def test_only_who_carries_it_and_coordinators_pay_from_it_and_for_needs_they_see(
    caseworker, coordinator, cash, need, make_user, team, other_team
):
    colleague = make_user("caseworker", team)
    with pytest.raises(Missing):
        give(colleague, cash, need)
    with pytest.raises(Missing):
        give(make_user("coordinator", other_team), cash, need)
    with pytest.raises(Refused, match="keeps EUR"):
        give(caseworker, cash, need, currency="USD")
    assert give(coordinator, cash, need).paid_by == coordinator


def test_cash_twice_to_one_person_is_answered_for(caseworker, cash, need, line):
    give(caseworker, cash, need)
    with pytest.raises(Conflict, match="say why"):
        give(caseworker, cash, need)
    with pytest.raises(Conflict, match="say why"):
        ask(caseworker, need, line)
    assert give(caseworker, cash, need, duplicate_answer="For the child.").has_look_alikes


def test_another_coordinator_counts_what_is_back_and_a_gap_needs_a_word(
    caseworker, coordinator, cash, need, line
):
    give(caseworker, cash, need)
    with pytest.raises(Forbidden, match="never who carried it"):
        count(caseworker, cash, "200")
    with pytest.raises(Conflict, match="was not paid"):
        count(coordinator, cash, "200.01")
    with pytest.raises(Refused) as refusal:
        count(coordinator, cash, "190")
    assert refusal.value.field == "note"
    count(coordinator, cash, "190", note="A note was torn.")
    cash.refresh_from_db()
    assert (cash.state, cash.balance, cash.returned, cash.missing) == ("reconciled", 0, 190, 10)
    assert of(line) == 4890
    with pytest.raises(Conflict, match="reconciled"):
        give(caseworker, cash, need)
    with pytest.raises(Conflict, match="reconciled"):
        count(coordinator, cash, "0")
    assert_books_balance()


def test_the_database_refuses_that_who_carried_it_counts_it(caseworker, coordinator, cash):
    count(coordinator, cash, "300")
    with pytest.raises(IntegrityError), transaction.atomic():
        CashFloat.objects.update(reconciled_by=caseworker)


def test_what_comes_back_to_an_open_float_is_carried_on(caseworker, coordinator, cash, need, line):
    payment = give(caseworker, cash, need)
    given = {"payment_id": payment.pk, "currency": "EUR", "reason": "Wrong person.", "now": NOW}
    recover_payment(actor=coordinator, amount="60", **given)
    assert (of(cash), of(line)) == (260, 4700)
    count(coordinator, cash, "260")
    recover_payment(actor=coordinator, amount="40", **given)
    assert of(line) == 5000
    assert_books_balance()


def test_cash_that_is_not_accounted_for_in_72_hours_is_reminded_of(
    caseworker, coordinator, second, cash
):
    clock = Clock.objects.get(cash_float=cash)
    assert (clock.kind, clock.owner, clock.due_at) == ("float_open", caseworker, cash.due_at)
    sweep(now=NOW + 49 * HOUR)
    told = Notice.objects.filter(kind="float_open")
    assert [notice.recipient for notice in told] == [caseworker]
    sweep(now=NOW + 72 * HOUR)
    sweep(now=NOW + 72 * HOUR)
    assert {notice.recipient for notice in told.all()} == {caseworker, coordinator, second}
    count(coordinator, cash, "300", now=NOW + 73 * HOUR)
    clock.refresh_from_db()
    assert clock.stopped_at
    assert not told.untold().exists()
