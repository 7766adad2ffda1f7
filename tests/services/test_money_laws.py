"""The laws of money, whatever is done in whatever order: balances are the sums of the ledger, none
is below zero, everything is paid once, and nobody approves what they asked for."""

from __future__ import annotations

import random
import threading
from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, connections, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casetracker.domain.errors import Refused
from casetracker.models import Approval, CashFloat, FundRequest, LedgerEntry, Payment
from casetracker.services.cash_floats import ask_float, pay_from_float, reconcile_float
from casetracker.services.corrections import ask_correction
from casetracker.services.decisions import approve, refuse
from casetracker.services.fund_requests import cancel_funds
from casetracker.services.funds import deposit
from casetracker.services.payments import record_payment, recover_payment
from tests.conftest import NOW
from tests.money import ask, assert_books_balance, make_line, make_need, say_yes

#: Each as often as it is needed for the others to find something to do.
VERBS = (
    *("deposit", "ask", "ask", "approve", "approve", "approve", "approve", "refuse", "pay", "pay"),
    *("cancel", "recover", "ask_float", "give", "give", "count", "count", "correct"),
)
#: (verb, who, which row, how many tenths)
STEP = st.tuples(st.sampled_from(VERBS), st.integers(0, 3), st.integers(0, 50), st.integers(1, 700))
PASSES = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class House:
    """Three coordinators and a caseworker at work; what is refused is refused."""

    def __init__(self, line, needs, people):
        self.line, self.needs, self.people = line, needs, people
        self.done = Counter()

    def take(self, step):
        verb, who, which, units = step
        acting = {"actor": self.people[who % len(self.people)], "now": NOW}
        amount = str(Decimal(units).scaleb(-1).quantize(Decimal("0.01")))
        try:
            getattr(self, verb)(acting, which, {"amount": amount, "currency": "EUR"})
        except (Refused, LookupError):
            self.done["refused"] += 1
        else:
            self.done[verb] += 1

    def deposit(self, acting, which, money):
        deposit(line_id=self.line.pk, **money, **acting)

    def ask(self, acting, which, money):
        whose = self.people.index(acting["actor"]) if which % 8 else which
        need = self.needs[whose % len(self.needs)]
        ask(acting["actor"], need, self.line, money["amount"], duplicate_answer="Another week.")

    def approve(self, acting, which, money):
        approve(approval_id=pick(Approval, which, state="requested"), **acting)

    def refuse(self, acting, which, money):
        refuse(approval_id=pick(Approval, which), reason="No.", **acting)

    def pay(self, acting, which, money):
        record_payment(request_id=pick(FundRequest, which, state="approved"), receipt="1", **acting)

    def cancel(self, acting, which, money):
        cancel_funds(request_id=pick(FundRequest, which, state="approved"), reason="x", **acting)

    def recover(self, acting, which, money):
        recover_payment(payment_id=pick(Payment, which), reason="x", **money, **acting)

    def correct(self, acting, which, money):
        kind = ("deposit", "recovery")[which % 2]
        ask_correction(entry_id=pick(LedgerEntry, which, kind=kind), reason="Typed.", **acting)

    def ask_float(self, acting, which, money):
        ask_float(line_id=self.line.pk, reason="The bus.", **money, **acting)

    def give(self, acting, which, money):
        pay_from_float(
            cash_float_id=pick(CashFloat, which, state="open"),
            need_id=self.needs[which % len(self.needs)].pk,
            receipt="1",
            duplicate_answer="Another week.",
            **money,
            **acting,
        )

    def count(self, acting, which, money):
        reconcile_float(
            cash_float_id=pick(CashFloat, which, state="open"),
            returned=money["amount"],
            currency="EUR",
            note="A note was torn.",
            **acting,
        )


def pick(model, which, **fitting):
    """The id of a row: mostly of one that fits, sometimes of any. Raises IndexError."""
    rows = model.objects.filter(**fitting) if which % 8 else model.objects
    found = list(rows.order_by("pk").values_list("pk", flat=True))
    return found[which % len(found)] if found else [][0]


def walk(dice, steps):
    return [
        (dice.choice(VERBS), dice.randrange(4), dice.randrange(50), dice.randrange(1, 700))
        for _ in range(steps)
    ]


@pytest.fixture
def house(coordinator, caseworker, make_user, team, make_case):
    people = [coordinator, make_user("coordinator", team), make_user("coordinator", team)]
    line = make_line(coordinator, team, holds="200", two_over="50")
    needs = [
        make_need(worker, make_case(f"Асоба {number}", worker=worker))
        for number, worker in enumerate([caseworker, *people])
    ]
    return House(line, needs, [caseworker, *people])


def assert_laws(line):
    assert_books_balance()
    paid = Counter(LedgerEntry.objects.filter(kind="payment").values_list("payment_id", flat=True))
    assert set(paid) == set(Payment.objects.values_list("pk", flat=True))
    assert set(paid.values()) <= {1}
    requests = FundRequest.objects.filter(state="paid").values_list("pk", flat=True)
    assert sorted(requests) == sorted(
        Payment.objects.filter(request__isnull=False).values_list("request", flat=True)
    )
    assert total(LedgerEntry.objects.filter(kind="payment")) == -total(Payment.objects)
    came_in = total(LedgerEntry.objects.filter(kind="deposit"))
    corrections = LedgerEntry.objects.filter(kind="correction")
    came_in += total(corrections.filter(payment_id=None))
    back_again = LedgerEntry.objects.filter(kind__in=["recovery", "correction"])
    assert total(back_again.exclude(payment_id=None)) == total(Payment.objects, "recovered")
    reversed_ids = list(corrections.values_list("reverses_id", flat=True))
    assert len(set(reversed_ids)) == len(reversed_ids)
    back, gone = total(Payment.objects, "recovered"), total(CashFloat.objects, "missing")
    line.refresh_from_db()
    carried = total(CashFloat.objects, "balance")
    assert came_in - total(Payment.objects) + back - gone == line.balance + carried
    for approval in Approval.objects.filter(state="approved"):
        assert approval.approver_id != approval.requester_id
    for request in FundRequest.objects.filter(state__in=["approved", "paid"]):
        approvers = {request.first_approver_id, request.second_approver_id} - {None}
        assert len(approvers) == 1 + request.needs_two
        assert request.needs_two == (request.amount > 50)
        assert request.requester_id not in approvers


def total(rows, column="amount"):
    return rows.aggregate(sum=Sum(column))["sum"] or Decimal(0)


@given(steps=st.lists(STEP, min_size=10, max_size=30))
@PASSES
def test_the_laws_hold_after_every_step_of_any_order(house, steps):
    with transaction.atomic():
        for step in steps:
            house.take(step)
            assert_books_balance()
        assert_laws(house.line)
        transaction.set_rollback(True)


def test_a_long_walk_reaches_every_verb_and_many_refusals(house):
    """Else the laws above would hold of nothing."""
    for step in walk(random.Random(13), 200):
        house.take(step)
    assert_laws(house.line)
    assert set(VERBS) <= set(house.done), house.done
    assert house.done["refused"] > 20


# ── at the same moment ──────────────────────────────────────────────────────────────────────────
def at_once(*calls):
    """All of them started together; what each returned or raised."""
    start, said = threading.Barrier(len(calls)), []

    def run(call):
        try:
            start.wait()
            said.append(call())
        except Refused as refusal:
            said.append(refusal)
        except Exception as error:  # noqa: BLE001  it must come back to the test
            said.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    faults = [one for one in said if isinstance(one, Exception) and not isinstance(one, Refused)]
    assert faults == []
    return [one for one in said if not isinstance(one, Refused)]


def at_the_same_moment(test):
    return pytest.mark.postgres(pytest.mark.django_db(transaction=True)(test))


@at_the_same_moment
def test_the_laws_hold_however_six_people_at_work_interleave(house):
    assert connection.vendor == "postgresql"
    for seed in range(2):
        walks = [walk(random.Random(10 * seed + person), 25) for person in range(6)]
        at_once(*[lambda steps=steps: [house.take(step) for step in steps] for steps in walks])
        assert_laws(house.line)
    assert house.done["approve"] > 5, house.done


@at_the_same_moment
def test_of_many_at_once_the_line_gives_what_it_has_and_pays_each_once(
    coordinator, caseworker, make_case, team
):
    line = make_line(coordinator, team, holds="3500")
    asked = [
        ask(caseworker, make_need(caseworker, make_case(f"Асоба {number}")), line)
        for number in range(8)
    ]
    done = at_once(*[lambda row=row: say_yes(coordinator, row) for row in asked])
    line.refresh_from_db()
    assert (len(done), line.committed) == (3, 3000)
    assert FundRequest.objects.filter(state="requested").count() == 5
    pay = {"actor": coordinator, "request_id": done[0].pk, "receipt": "1", "now": NOW}
    assert len(at_once(*[lambda: record_payment(**pay)] * 8)) == 1
    assert Payment.objects.count() == 1
    assert_books_balance()


@at_the_same_moment
def test_one_request_is_asked_and_decided_once_however_many_press(
    coordinator, caseworker, case, make_user, team
):
    line, need = make_line(coordinator, team), make_need(caseworker, case)
    (request,) = at_once(*[lambda: ask(caseworker, need, line)] * 8)
    approval = Approval.objects.get()
    given = {"approval_id": approval.pk, "now": NOW + timedelta(hours=1)}
    other = make_user("coordinator", team)
    (decided,) = at_once(
        lambda: approve(actor=coordinator, **given),
        lambda: refuse(actor=other, reason="No.", **given),
    )
    request.refresh_from_db()
    line.refresh_from_db()
    assert decided.state == request.state
    assert line.committed == (1000 if request.state == "approved" else 0)
