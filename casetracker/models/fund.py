"""Funds and their lines, and the ledger of what moved. Balances are kept by
`services/ledger.py` alone."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from casetracker.domain.aid import EntryKind
from casetracker.domain.words import Role
from casetracker.models.base import Editable, EditableQuerySet, Row, RowQuerySet, one_of, word
from casetracker.models.money import SumField
from casetracker.models.team import Team
from casetracker.models.user import User
from casetracker.vault.fields import SealedTextField


def fund_is_seen(user: User, path: str = "") -> Q:
    """Rows whose fund (at `path`, such as `fund__`) is of a team of the user's; all of them for an
    auditor, who is shown sums."""
    if user.has_role(Role.AUDITOR):
        return Q()
    return Q(**{f"{path}team__in": user.team_ids(Role.COORDINATOR, Role.CASEWORKER)})


def fund_is_led(user: User, path: str = "") -> Q:
    """Rows whose fund lies in a team that `user` coordinates."""
    return Q(**{f"{path}team__in": user.team_ids(Role.COORDINATOR)})


class FundQuerySet(EditableQuerySet["Fund"]):
    def visible_to(self, user: User) -> FundQuerySet:
        return self.filter(fund_is_seen(user))

    def editable_by(self, user: User) -> FundQuerySet:
        return self.filter(fund_is_led(user))


class Fund(Editable):
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="funds", db_index=False)
    name = models.CharField(max_length=120)
    #: ISO 4217 (`domain/money.py`); never changes, nothing is converted.
    currency = models.CharField(max_length=3)
    #: A request over this sum needs a second approver. It may be lowered, never raised.
    two_over = SumField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = FundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "name"], name="fund_once_a_team"),
            models.CheckConstraint(condition=Q(two_over__gte=0), name="fund_limit"),
        ]

    def __str__(self) -> str:
        return self.name


class BudgetLineQuerySet(EditableQuerySet["BudgetLine"]):
    def visible_to(self, user: User) -> BudgetLineQuerySet:
        return self.filter(fund_is_seen(user, "fund__"))

    def editable_by(self, user: User) -> BudgetLineQuerySet:
        return self.filter(fund_is_led(user, "fund__"))

    def with_free(self, amount: Any) -> BudgetLineQuerySet:
        """Lines that have `amount` (an expression of sums) left, promises deducted."""
        return self.filter(balance__gte=F("committed") + amount)


class BudgetLine(Editable):
    """What a fund is for, part by part. All money of a fund lies in one of its lines."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="lines", db_index=False)
    name = models.CharField(max_length=120)
    #: What lies in the line: the sum of its entries that belong to no float.
    balance = SumField(default=0)
    #: What is promised and not paid yet.
    committed = SumField(default=0)

    objects = BudgetLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fund", "name"], name="budgetline_once_a_fund"),
            models.CheckConstraint(condition=Q(committed__gte=0), name="budgetline_committed"),
            models.CheckConstraint(
                condition=Q(balance__gte=F("committed")), name="budgetline_never_overdrawn"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def currency(self) -> str:
        return self.fund.currency

    @property
    def free(self) -> Any:
        return self.balance - self.committed


class LedgerEntryQuerySet(RowQuerySet["LedgerEntry"]):
    def visible_to(self, user: User) -> LedgerEntryQuerySet:
        if user.has_role(Role.AUDITOR):
            return self
        return self.filter(fund_is_led(user, "line__fund__"))


class LedgerEntry(Row):
    """Money moved. Never changed and never removed: the database refuses it
    (`models/triggers.py`); what was wrong is put right by another entry.

    Points to payment and float by id: they point to cases, and their entries outlive those.
    """

    line = models.ForeignKey(
        BudgetLine, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    #: The cash float in which it moved; null for the line's own balance.
    cash_float_id = models.UUIDField(null=True, blank=True)
    payment_id = models.UUIDField(null=True, blank=True)
    #: The entry that this one takes back.
    reverses_id = models.UUIDField(null=True, blank=True)
    kind = word(EntryKind)
    #: With its sign: what comes in is above zero.
    amount = SumField()
    at = models.DateTimeField()
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    #: Who gave it, or why.
    note = SealedTextField()

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "ledger entries"
        constraints = [
            one_of("kind", EntryKind, name="ledgerentry_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=[EntryKind.DEPOSIT, EntryKind.RECOVERY], amount__gt=0)
                | Q(
                    kind__in=[EntryKind.PAYMENT, EntryKind.MISSING, EntryKind.CORRECTION],
                    amount__lt=0,
                )
                | (Q(kind__in=[EntryKind.FLOAT_OUT, EntryKind.FLOAT_BACK]) & ~Q(amount=0)),
                name="ledgerentry_sign",
            ),
            models.UniqueConstraint(
                fields=["payment_id"],
                condition=Q(kind=EntryKind.PAYMENT),
                name="ledgerentry_every_payment_once",
            ),
            models.CheckConstraint(
                condition=Q(kind=EntryKind.CORRECTION, reverses_id__isnull=False)
                | (~Q(kind=EntryKind.CORRECTION) & Q(reverses_id=None)),
                name="ledgerentry_correction_names_entry",
            ),
            models.UniqueConstraint(
                fields=["reverses_id"],
                condition=Q(reverses_id__isnull=False),
                name="ledgerentry_reversed_once",
            ),
        ]
        indexes = [
            models.Index(fields=["line", "-at", "-id"], name="ledgerentry_line"),
            models.Index(
                fields=["cash_float_id"],
                name="ledgerentry_float",
                condition=Q(cash_float_id__isnull=False),
            ),
        ]

    @property
    def currency(self) -> str:
        return self.line.fund.currency
