"""Money for people: requests, payments, and cash that somebody carries."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from casetracker.api.bodies import Body, Country, Day, Id, Line, Sum, VisibleId, Word
from casetracker.api.filters import Filters, IdFilter, word_filter
from casetracker.api.funds import SumShown
from casetracker.api.nouns import NounViewSet, Shown, made, verb
from casetracker.domain.aid import FloatState, PaymentMethod, RequestState
from casetracker.models import BudgetLine, CashFloat, FundRequest, Need, Payment, User
from casetracker.selectors.funds import aid_seen_by, floats_seen_by
from casetracker.services.aid import LONGEST_ANSWER, LONGEST_RECEIPT
from casetracker.services.cash_floats import (
    LONGEST_NOTE,
    ask_float,
    pay_from_float,
    reconcile_float,
)
from casetracker.services.fund_requests import (
    LONGEST_ACCOUNT,
    LONGEST_PAYEE,
    LONGEST_REASON,
    cancel_funds,
    request_funds,
)
from casetracker.services.payments import record_payment, recover_payment


class AidShown(Shown):
    case = serializers.UUIDField(source="need.case_id", read_only=True)
    amount = SumShown()
    currency = serializers.CharField(read_only=True)
    look_alikes = serializers.JSONField(read_only=True)
    # Sealed columns: text once read.
    duplicate_answer = serializers.CharField(read_only=True, allow_null=True)


class FundRequestShown(AidShown):
    payee = serializers.CharField(read_only=True, allow_null=True)
    account = serializers.CharField(read_only=True, allow_null=True)
    cancel_reason = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = FundRequest
        fields = [
            "id",
            "version",
            "created_at",
            "need",
            "case",
            "line",
            "amount",
            "currency",
            "method",
            "payee",
            "account",
            "account_country",
            "look_alikes",
            "duplicate_answer",
            "state",
            "needs_two",
            "requester",
            "first_approver",
            "second_approver",
            "approved_at",
            "cancel_reason",
        ]
        read_only_fields = fields


class FundRequestBody(Body):
    """`duplicate_answer`: asked for when the person has had such aid, and then needed."""

    need = VisibleId(Need.objects.visible_to, source="need_id")
    line = VisibleId(BudgetLine.objects.visible_to, source="line_id")
    amount = Sum()
    currency = Line(max_length=3)
    method = Word(PaymentMethod)
    reason = Line(max_length=LONGEST_REASON)
    payee = Line(max_length=LONGEST_PAYEE, required=False, allow_blank=True)
    account = Line(max_length=LONGEST_ACCOUNT, required=False, allow_blank=True)
    account_country = Country(required=False, allow_blank=True)
    duplicate_answer = Line(max_length=LONGEST_ANSWER, required=False, allow_blank=True)


class ReasonBody(Body):
    reason = Line(max_length=LONGEST_REASON)


class FundRequestFilters(Filters):
    shows = {"fund": "line"}
    need = IdFilter("need_id")
    case = IdFilter("need__case_id")
    line = IdFilter("line_id")
    fund = IdFilter("line__fund_id")
    state = word_filter(RequestState)


class FundRequestViewSet(NounViewSet):
    """Money asked for a need. It is approved or refused in `approvals` (by `subject_id`)."""

    noun = "fund-requests"
    queryset = FundRequest.objects.none()
    serializer_class = FundRequestShown
    filterset_class = FundRequestFilters

    def rows(self, user: User) -> QuerySet[FundRequest]:
        return aid_seen_by(user, FundRequest)

    @made(FundRequestBody)
    def create(self, **given: Any) -> FundRequest:
        return request_funds(**given)

    @verb(ReasonBody)
    def cancel(self, request: FundRequest, **given: Any) -> FundRequest:
        """Take back what was approved and is not paid."""
        return cancel_funds(request_id=request.pk, **given)


class PaymentShown(AidShown):
    receipt = serializers.CharField(read_only=True, allow_null=True)
    recovered = SumShown()
    recovery_reason = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = Payment
        fields = [
            "id",
            "version",
            "created_at",
            "request",
            "cash_float",
            "need",
            "case",
            "line",
            "amount",
            "currency",
            "method",
            "look_alikes",
            "duplicate_answer",
            "paid_on",
            "paid_by",
            "receipt",
            "recovered",
            "recovery_reason",
        ]
        read_only_fields = fields


class PaymentBody(Body):
    """Of what was approved, in whole. Cash and vouchers have a receipt."""

    request = VisibleId(FundRequest.objects.visible_to, source="request_id")
    method = Word(PaymentMethod, required=False)
    receipt = Line(max_length=LONGEST_RECEIPT, required=False, allow_blank=True)
    paid_on = Day(required=False, allow_null=True)


class RecoverBody(Body):
    amount = Sum()
    currency = Line(max_length=3)
    reason = Line(max_length=LONGEST_REASON)


class PaymentFilters(Filters):
    shows = {"fund": "line"}
    request = IdFilter("request_id")
    cash_float = IdFilter("cash_float_id")
    need = IdFilter("need_id")
    case = IdFilter("need__case_id")
    line = IdFilter("line_id")
    fund = IdFilter("line__fund_id")
    method = word_filter(PaymentMethod)


class PaymentViewSet(NounViewSet):
    """What was paid. Cash out of a float is paid by `cash-floats/{id}/pay/`."""

    noun = "payments"
    queryset = Payment.objects.none()
    serializer_class = PaymentShown
    filterset_class = PaymentFilters

    def rows(self, user: User) -> QuerySet[Payment]:
        return aid_seen_by(user, Payment)

    @made(PaymentBody)
    def create(self, **given: Any) -> Payment:
        return record_payment(**given)

    @verb(RecoverBody)
    def recover(self, payment: Payment, **given: Any) -> Payment:
        """Money that was paid has come back."""
        return recover_payment(payment_id=payment.pk, **given)


class CashFloatShown(Shown):
    amount = SumShown()
    currency = serializers.CharField(read_only=True)
    balance = SumShown()
    returned = SumShown()
    missing = SumShown()
    note = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = CashFloat
        fields = [
            "id",
            "version",
            "created_at",
            "line",
            "holder",
            "amount",
            "currency",
            "balance",
            "state",
            "first_approver",
            "second_approver",
            "opened_at",
            "due_at",
            "reconciled_at",
            "reconciled_by",
            "returned",
            "missing",
            "note",
        ]
        read_only_fields = fields


class CashFloatBody(Body):
    line = VisibleId(BudgetLine.objects.visible_to, source="line_id")
    amount = Sum()
    currency = Line(max_length=3)
    reason = Line(max_length=LONGEST_REASON)


class FloatPaymentBody(Body):
    """`receipt`: the list and the line that the person signed."""

    need = Id(source="need_id")
    amount = Sum()
    currency = Line(max_length=3)
    receipt = Line(max_length=LONGEST_RECEIPT)
    paid_on = Day(required=False, allow_null=True)
    duplicate_answer = Line(max_length=LONGEST_ANSWER, required=False, allow_blank=True)


class ReconcileBody(Body):
    """`returned`: the cash that is back. What is missing needs a note."""

    returned = Sum()
    currency = Line(max_length=3)
    note = Line(max_length=LONGEST_NOTE, required=False, allow_blank=True)


class CashFloatFilters(Filters):
    line = IdFilter("line_id")
    holder = IdFilter("holder_id")
    state = word_filter(FloatState)


class CashFloatViewSet(NounViewSet):
    """Cash that one person carries: approved by two others (`approvals`), accounted for within
    72 hours."""

    noun = "cash-floats"
    queryset = CashFloat.objects.none()
    serializer_class = CashFloatShown
    filterset_class = CashFloatFilters

    def rows(self, user: User) -> QuerySet[CashFloat]:
        return floats_seen_by(user)

    @made(CashFloatBody)
    def create(self, **given: Any) -> CashFloat:
        return ask_float(**given)

    @verb(FloatPaymentBody, versioned=False)
    def pay(self, cash_float: CashFloat, **given: Any) -> CashFloat:
        """A person has been paid and has signed."""
        pay_from_float(cash_float_id=cash_float.pk, **given)
        return cash_float

    @verb(ReconcileBody)
    def reconcile(self, cash_float: CashFloat, **given: Any) -> CashFloat:
        """Count what was brought back; it goes into the line again."""
        return reconcile_float(cash_float_id=cash_float.pk, **given)
