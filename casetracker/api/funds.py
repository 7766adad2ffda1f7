"""Funds, their lines, and the ledger of what moved in them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from casetracker.api.bodies import Body, Flag, Id, Line, Sum, VisibleId
from casetracker.api.filters import Filters, FlagFilter, IdFilter, InstantFilter, word_filter
from casetracker.api.nouns import NounViewSet, Shown, edited, made, verb
from casetracker.domain.aid import EntryKind
from casetracker.domain.approvals import LONGEST_REASON
from casetracker.domain.money import as_text
from casetracker.models import BudgetLine, Fund, LedgerEntry, User
from casetracker.selectors.funds import funds_seen_by
from casetracker.services.corrections import ask_correction
from casetracker.services.funds import (
    LONGEST_NAME,
    LONGEST_NOTE,
    deposit,
    edit_fund,
    edit_line,
    open_fund,
    open_line,
)


@extend_schema_field(OpenApiTypes.STR)
class SumShown(serializers.Field):
    """A sum with the decimals of its row's currency."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def get_attribute(self, row: Any) -> Any:
        return super().get_attribute(row), row.currency

    def to_representation(self, value: Any) -> str:
        return as_text(*value)


class FundShown(Shown):
    two_over = SumShown()
    balance = SumShown()
    committed = SumShown()

    class Meta:
        model = Fund
        fields = [
            "id",
            "version",
            "created_at",
            "team",
            "name",
            "currency",
            "two_over",
            "closed_at",
            "balance",
            "committed",
        ]
        read_only_fields = fields


class FundBody(Body):
    """A request over `two_over` needs a second approver."""

    team = Id(source="team_id")
    name = Line(max_length=LONGEST_NAME)
    currency = Line(max_length=3)
    two_over = Sum()


class FundChanges(Body):
    """The limit may be lowered, never raised."""

    name = Line(max_length=LONGEST_NAME)
    two_over = Sum()
    is_closed = Flag()


class FundFilters(Filters):
    shows = {"is_closed": "closed_at"}
    team = IdFilter("team_id")
    is_closed = FlagFilter("closed_at", lookup_expr="isnull", exclude=True)


class FundViewSet(NounViewSet):
    """Money in one currency; it lies in the lines of the fund."""

    noun = "funds"
    queryset = Fund.objects.none()
    serializer_class = FundShown
    filterset_class = FundFilters

    def rows(self, user: User) -> QuerySet[Fund]:
        return funds_seen_by(user)

    @made(FundBody)
    def create(self, **given: Any) -> Fund:
        return open_fund(**given)

    @edited(FundChanges)
    def partial_update(self, fund: Fund, **given: Any) -> Fund:
        return edit_fund(fund_id=fund.pk, **given)


class BudgetLineShown(Shown):
    currency = serializers.CharField(read_only=True)
    balance = SumShown()
    committed = SumShown()
    free = SumShown()

    class Meta:
        model = BudgetLine
        fields = [
            "id",
            "version",
            "created_at",
            "fund",
            "name",
            "currency",
            "balance",
            "committed",
            "free",
        ]
        read_only_fields = fields


class BudgetLineBody(Body):
    fund = VisibleId(Fund.objects.visible_to, source="fund_id")
    name = Line(max_length=LONGEST_NAME)


class BudgetLineChanges(Body):
    name = Line(max_length=LONGEST_NAME)


class DepositBody(Body):
    """`given_by`: whoever gives to the fund."""

    amount = Sum()
    currency = Line(max_length=3)
    given_by = Line(max_length=LONGEST_NOTE, required=False, allow_blank=True)


class BudgetLineFilters(Filters):
    fund = IdFilter("fund_id")


class BudgetLineViewSet(NounViewSet):
    """A part of a fund: what lies in it, what of that is promised, what is free."""

    noun = "budget-lines"
    queryset = BudgetLine.objects.none()
    serializer_class = BudgetLineShown
    filterset_class = BudgetLineFilters

    def rows(self, user: User) -> QuerySet[BudgetLine]:
        return BudgetLine.objects.visible_to(user).select_related("fund")

    @made(BudgetLineBody)
    def create(self, **given: Any) -> BudgetLine:
        return open_line(**given)

    @edited(BudgetLineChanges)
    def partial_update(self, line: BudgetLine, **given: Any) -> BudgetLine:
        return edit_line(line_id=line.pk, **given)

    @verb(DepositBody)
    def deposit(self, line: BudgetLine, **given: Any) -> BudgetLine:
        """Money has come in."""
        return deposit(line_id=line.pk, **given)


class LedgerEntryShown(Shown):
    currency = serializers.CharField(read_only=True)
    amount = SumShown()
    # A sealed column: text once read.
    note = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = LedgerEntry
        fields = [
            "id",
            "at",
            "line",
            "cash_float_id",
            "payment_id",
            "reverses_id",
            "kind",
            "amount",
            "currency",
            "actor",
            "note",
        ]
        read_only_fields = fields


class CorrectionBody(Body):
    reason = Line(max_length=LONGEST_REASON)


class LedgerFilters(Filters):
    shows = {"fund": "line"}
    fund = IdFilter("line__fund_id")
    line = IdFilter("line_id")
    cash_float_id = IdFilter("cash_float_id")
    payment_id = IdFilter("payment_id")
    kind = word_filter(EntryKind)
    at_after = InstantFilter("at", lookup_expr="gte")
    at_before = InstantFilter("at", lookup_expr="lt")


class LedgerEntryViewSet(NounViewSet):
    """What moved, with its sign. Never changed: the sums of it are the balances."""

    noun = "ledger-entries"
    queryset = LedgerEntry.objects.none()
    serializer_class = LedgerEntryShown
    filterset_class = LedgerFilters
    orderings = {"at": "at"}
    ordering = "-at"

    def rows(self, user: User) -> QuerySet[LedgerEntry]:
        return LedgerEntry.objects.visible_to(user).select_related("line__fund")

    @verb(CorrectionBody, versioned=False)
    def correct(self, entry: LedgerEntry, **given: Any) -> LedgerEntry:
        """It was typed wrong: propose that another entry takes it back."""
        ask_correction(entry_id=entry.pk, **given)
        return entry
