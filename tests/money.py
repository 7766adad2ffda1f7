"""A fund with money in it, and the steps of a request, for tests of whatever is built on them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Sum

from casetracker.models import Approval, BudgetLine, CashFloat, FundRequest, LedgerEntry, User
from casetracker.services.cash_floats import ask_float
from casetracker.services.decisions import approve
from casetracker.services.fund_requests import request_funds
from casetracker.services.funds import deposit, open_fund, open_line
from casetracker.services.needs import open_need
from casetracker.services.payments import record_payment
from tests.conftest import NOW


def make_line(
    actor: User, team: Any, *, holds: str = "5000", two_over: str = "1000", at: Any = NOW
) -> BudgetLine:
    """A line of a new fund in EUR, with `holds` in it."""
    name = f"Fund {BudgetLine.objects.count() + 1}"
    acting = {"actor": actor, "now": at}
    fund = open_fund(team_id=team.pk, name=name, currency="EUR", two_over=two_over, **acting)
    line = open_line(fund_id=fund.pk, name="Arrival", **acting)
    if Decimal(holds):
        deposit(line_id=line.pk, amount=holds, currency="EUR", given_by="A donor", **acting)
    line.refresh_from_db()
    return line


def make_need(actor: User, case: Any, kind: str = "funds", at: Any = NOW) -> Any:
    return open_need(actor=actor, case_id=case.pk, kind=kind, now=at)


def ask(actor: User, need: Any, line: BudgetLine, amount: str = "1000", **more: Any) -> FundRequest:
    given = {"method": "cash", "currency": "EUR", "reason": "For the first week.", "now": NOW}
    return request_funds(
        actor=actor, need_id=need.pk, line_id=line.pk, amount=amount, **given | more
    )


def say_yes(actor: User, row: FundRequest | CashFloat, **more: Any) -> Any:
    """Approve what waits about `row`; returns the row as it is then."""
    approval = Approval.objects.requested().get(subject_id=row.pk)
    approve(actor=actor, approval_id=approval.pk, **{"now": NOW, **more})
    row.refresh_from_db()
    return row


def pay(actor: User, request: FundRequest, **more: Any) -> Any:
    given = {"receipt": "receipt 1", "now": NOW}
    return record_payment(actor=actor, request_id=request.pk, **given | more)


def make_float(
    holder: User, line: BudgetLine, first: User, second: User, amount: str, at: Any = NOW
) -> CashFloat:
    """Cash that `holder` carries, approved by two."""
    cash = ask_float(
        actor=holder,
        line_id=line.pk,
        amount=amount,
        currency="EUR",
        reason="The bus arrives at night.",
        now=at,
    )
    say_yes(first, cash, now=at)
    return say_yes(second, cash, now=at)


def assert_books_balance() -> None:
    """Every balance is the sum of its entries, every promise a request that waits for payment,
    and nothing is below zero."""
    for line in BudgetLine.objects.all():
        entries = LedgerEntry.objects.filter(line=line, cash_float_id=None)
        assert line.balance == _sum(entries)
        promised = FundRequest.objects.filter(line=line, state="approved")
        assert line.committed == _sum(promised)
        assert 0 <= line.committed <= line.balance
    for cash in CashFloat.objects.all():
        assert cash.balance == _sum(LedgerEntry.objects.filter(cash_float_id=cash.pk)) >= 0


def _sum(rows: Any) -> Decimal:
    return rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
