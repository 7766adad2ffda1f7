"""Funds with what lies in them; requests, payments and floats with what is needed to show them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import (
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce

from casetracker.domain.words import Role
from casetracker.models import BudgetLine, CashFloat, Fund, LedgerEntry, User
from casetracker.models.fund import fund_is_led
from casetracker.models.money import SumField, sum_of
from casetracker.models.payment import STAFF
from casetracker.selectors.keyset import Slice, page_of
from casetracker.selectors.rights import seen_by


def funds_seen_by(user: User) -> QuerySet[Fund]:
    """Funds with `balance`, `committed` and what is `free`: the sums of their lines."""
    nothing = sum_of(SumField.NOTHING)
    sums = {
        name: Coalesce(Sum(f"lines__{name}"), nothing, output_field=SumField())
        for name in ("balance", "committed")
    }
    funds = Fund.objects.visible_to(user).annotate(**sums)
    free = ExpressionWrapper(F("balance") - F("committed"), output_field=SumField())
    return funds.annotate(free=free)


def aid_seen_by(user: User, model: Any) -> QuerySet[Any]:
    """Requests or payments, as `user` sees them."""
    related = (
        "need__case",
        "line__fund",
        *(["cash_float"] if hasattr(model, "cash_float") else []),
    )
    return seen_by(user, model).select_related(*related)


def floats_seen_by(user: User) -> QuerySet[CashFloat]:
    return seen_by(user, CashFloat).select_related("line__fund", "holder")


def line_named(line_id: str) -> str:
    """What a line is called of which a proposal speaks, with its fund."""
    line = BudgetLine.objects.filter(pk=line_id).select_related("fund").first()
    return f"{line.fund.name}: {line.name}" if line else line_id


def funds_with_lines(user: User) -> list[Fund]:
    """Funds, open ones first, each with its team and lines: two queries."""
    rows = funds_seen_by(user).select_related("team")
    lines = Prefetch("lines", BudgetLine.objects.select_related("fund").order_by("name", "pk"))
    return list(rows.prefetch_related(lines).order_by("-closed_at", "name", "pk"))


def lines_to_ask(user: User) -> list[BudgetLine]:
    """Lines of open funds from which `user` may ask."""
    rows = BudgetLine.objects.select_related("fund").filter(fund__closed_at=None)
    rows = rows.filter(fund__team__in=user.team_ids(*STAFF))
    return list(rows.order_by("fund__name", "name", "pk"))


def ledger_page(user: User, fund: Fund, *, size: int, **edges: Any) -> Slice:
    """One page of what moved in a fund, the latest first; empty for who does not read it."""
    rows = LedgerEntry.objects.visible_to(user).filter(line__fund=fund)
    taken_back = LedgerEntry.objects.filter(reverses_id=OuterRef("pk"))
    rows = rows.annotate(is_taken_back=Exists(taken_back)).select_related("line__fund", "actor")
    return page_of(rows, "at", size=size, descending=True, **edges)


def entry_to_correct(user: User, entry_id: UUID) -> LedgerEntry | None:
    """An entry of a fund that `user` coordinates; `is_taken_back` says if there is nothing left
    to correct."""
    taken_back = LedgerEntry.objects.filter(reverses_id=OuterRef("pk"))
    rows = LedgerEntry.objects.filter(fund_is_led(user, "line__fund__"), pk=entry_id)
    rows = rows.annotate(is_taken_back=Exists(taken_back))
    return rows.select_related("line__fund", "actor").first()


def leads_fund(user: User, row: Any) -> bool:
    """Whether `user` coordinates the team of the fund from which `row` is given."""
    return row.line.fund.team_id in user.team_ids(Role.COORDINATOR)


def balances_off() -> list[str]:
    """Lines and cash of which the balance is not the sum of its entries, by name: two queries.
    Nothing in the product makes one; somebody may have written to the database."""
    of_line = LedgerEntry.objects.filter(line=OuterRef("pk"), cash_float_id=None)
    lines = BudgetLine.objects.annotate(entered=_entered(of_line, "line")).select_related("fund")
    of_cash = LedgerEntry.objects.filter(cash_float_id=OuterRef("pk"))
    cash = CashFloat.objects.annotate(entered=_entered(of_cash, "cash_float_id"))
    return [
        *(f"{line.fund.name}: {line.name}" for line in lines.exclude(balance=F("entered"))),
        *(f"cash {one.pk}" for one in cash.exclude(balance=F("entered"))),
    ]


def _entered(entries: QuerySet[LedgerEntry], key: str) -> Any:
    sums = entries.order_by().values(key).annotate(sum=Sum("amount")).values("sum")
    return Coalesce(
        Subquery(sums, output_field=SumField()), sum_of(SumField.NOTHING), output_field=SumField()
    )
