"""Money for people: asked for, approved by others, paid; cash that somebody carries."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from casetracker.domain.aid import (
    WITH_RECEIPT,
    FloatState,
    PaymentMethod,
    RequestState,
)
from casetracker.domain.words import Role
from casetracker.models.base import Editable, EditableQuerySet, found_by, one_of, word
from casetracker.models.case import case_is_own
from casetracker.models.fund import BudgetLine, fund_is_led
from casetracker.models.money import SumField, by_others
from casetracker.models.need import Need
from casetracker.models.team import country_code
from casetracker.models.user import User
from casetracker.vault.fields import SealedTextField

STAFF = (Role.COORDINATOR, Role.CASEWORKER)


def aid_is_own(user: User) -> Q:
    """Aid for needs of one's own files or that one owns, and from funds that one coordinates."""
    staff = user.team_ids(*STAFF)
    return (
        Q(need__case__caseworker=user, need__case__team__in=staff)
        | Q(need__owner=user, need__team__in=staff)
        | fund_is_led(user, "line__fund__")
    )


class AidQuerySet(EditableQuerySet[Any]):
    def visible_to(self, user: User) -> Any:
        """What is one's own, and aid for files of teams that one coordinates; all of it for an
        auditor, who is shown sums and approvals, no payee."""
        rows = self.in_place()
        if user.has_role(Role.AUDITOR):
            return rows
        return rows.filter(aid_is_own(user) | case_is_own(user, "need__case__"))

    def editable_by(self, user: User) -> Any:
        return self.in_place().filter(aid_is_own(user))

    def in_place(self) -> Any:
        return self.filter(need__quarantine=None)


class Aid(Editable):
    """Aid to the person of a need: a request, or a payment."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="%(class)ss")
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="%(class)ss")
    amount = SumField()
    method = word(PaymentMethod)
    #: What looked like the same aid (`domain/aid.py`, Finding), and why it is not.
    look_alikes = models.JSONField(default=list, blank=True)
    has_look_alikes = models.BooleanField(default=False)
    duplicate_answer = SealedTextField()

    class Meta:
        abstract = True

    @property
    def currency(self) -> str:
        return self.line.fund.currency


def _aid_constraints(name: str) -> list[models.BaseConstraint]:
    return [
        one_of("method", PaymentMethod, name=f"{name}_method"),
        models.CheckConstraint(condition=Q(amount__gt=0), name=f"{name}_amount"),
        models.CheckConstraint(
            condition=Q(has_look_alikes=False) | Q(duplicate_answer__isnull=False),
            name=f"{name}_duplicate_answered",
        ),
    ]


class FundRequest(Aid):
    requester = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = word(RequestState, default=RequestState.REQUESTED)
    payee = SealedTextField()
    account = SealedTextField()
    #: Where the account lies, ISO 3166 alpha-2.
    account_country = models.CharField(max_length=2, blank=True, validators=[country_code])
    #: As the fund's limit was when it was asked for.
    needs_two = models.BooleanField(default=False)
    first_approver = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    second_approver = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    #: Why it was cancelled after it had been approved.
    cancel_reason = SealedTextField()

    objects = AidQuerySet.as_manager()

    class Meta:
        constraints = [
            *_aid_constraints("fundrequest"),
            one_of("state", RequestState, name="fundrequest_state"),
            *by_others("requester", name="fundrequest"),
            models.CheckConstraint(
                condition=~Q(
                    state__in=[RequestState.APPROVED, RequestState.PAID, RequestState.CANCELLED]
                )
                | (
                    Q(first_approver__isnull=False, approved_at__isnull=False)
                    & (Q(needs_two=False) | Q(second_approver__isnull=False))
                ),
                name="fundrequest_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(method=PaymentMethod.BANK)
                | (~Q(account_country="") & Q(account__isnull=False)),
                name="fundrequest_bank_has_account",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-created_at", "-id"], name="fundrequest_state_newest")
        ]


class CashFloatQuerySet(EditableQuerySet["CashFloat"]):
    def visible_to(self, user: User) -> CashFloatQuerySet:
        """Those one carries, and of funds that one coordinates; all of them for an auditor."""
        if user.has_role(Role.AUDITOR):
            return self
        return self.editable_by(user)

    def editable_by(self, user: User) -> CashFloatQuerySet:
        mine = Q(holder=user, line__fund__team__in=user.team_ids(*STAFF))
        return self.filter(mine | fund_is_led(user, "line__fund__"))


class CashFloat(Editable):
    """Cash that one person carries, pays out on a signed list and accounts for."""

    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="floats")
    #: Who asked for it, carries it and pays.
    holder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    amount = SumField()
    #: What the holder still carries.
    balance = SumField(default=0)
    state = word(FloatState, default=FloatState.REQUESTED)
    first_approver = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    second_approver = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    reconciled_at = models.DateTimeField(null=True, blank=True)
    reconciled_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    #: What was brought back, and what was neither paid nor brought back.
    returned = SumField(default=0)
    missing = SumField(default=0)
    note = SealedTextField()

    objects = CashFloatQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("state", FloatState, name="cashfloat_state"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="cashfloat_amount"),
            models.CheckConstraint(
                condition=Q(balance__gte=0, balance__lte=F("amount")),
                name="cashfloat_never_overdrawn",
            ),
            models.CheckConstraint(
                condition=Q(state=FloatState.OPEN) | Q(balance=0),
                name="cashfloat_empty_unless_open",
            ),
            *by_others("holder", name="cashfloat"),
            models.CheckConstraint(
                condition=~Q(state__in=[FloatState.OPEN, FloatState.RECONCILED])
                | Q(second_approver__isnull=False, opened_at__isnull=False, due_at__isnull=False),
                name="cashfloat_approved_by_two",
            ),
            models.CheckConstraint(
                condition=(
                    ~Q(state=FloatState.RECONCILED)
                    & Q(reconciled_at=None, reconciled_by=None, returned=0, missing=0)
                )
                | (
                    Q(state=FloatState.RECONCILED, reconciled_at__isnull=False)
                    & Q(reconciled_by__isnull=False, returned__gte=0, missing__gte=0)
                    & ~Q(reconciled_by=F("holder"))
                ),
                name="cashfloat_counted_by_another",
            ),
        ]

    @property
    def currency(self) -> str:
        return self.line.fund.currency


class PaymentQuerySet(AidQuerySet):
    def editable_by(self, user: User) -> Any:
        """Also what one has paid from a float."""
        mine = Q(cash_float__holder=user, line__fund__team__in=user.team_ids(*STAFF))
        return self.filter(aid_is_own(user) | mine)


class Payment(Aid):
    """Paid once: for a request, or from a float. It is not edited; what comes back is noted."""

    request = models.OneToOneField(
        FundRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="payment"
    )
    cash_float = models.ForeignKey(
        CashFloat,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="payments",
        db_index=False,
    )
    paid_on = models.DateField()
    paid_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    #: Number of the receipt, or list and line that the person signed.
    receipt = SealedTextField()
    #: What came back.
    recovered = SumField(default=0)
    recovery_reason = SealedTextField()

    objects = PaymentQuerySet.as_manager()

    class Meta:
        constraints = [
            *_aid_constraints("payment"),
            models.CheckConstraint(
                condition=Q(request__isnull=False, cash_float=None)
                | Q(request=None, cash_float__isnull=False, method=PaymentMethod.CASH),
                name="payment_of_request_or_float",
            ),
            models.CheckConstraint(
                condition=~Q(method__in=sorted(WITH_RECEIPT)) | Q(receipt__isnull=False),
                name="payment_has_receipt",
            ),
            models.CheckConstraint(
                condition=Q(recovered__gte=0, recovered__lte=F("amount")),
                name="payment_recovered",
            ),
        ]
        indexes = [
            found_by("cash_float", name="payment_float"),
            models.Index(fields=["paid_on"], name="payment_paid_on"),
            models.Index(fields=["created_at", "id"], name="payment_newest"),
        ]
