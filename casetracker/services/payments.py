"""Paying what was approved, once; and what comes back of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from casetracker.domain.aid import (
    WITH_RECEIPT,
    EntryKind,
    FloatState,
    MoneyStep,
    PaymentMethod,
    RequestState,
)
from casetracker.domain.errors import Conflict, Forbidden, Refused
from casetracker.domain.inputs import one_line, past_day, word_of
from casetracker.domain.money import as_text, check_currency, check_sum
from casetracker.domain.words import Role
from casetracker.models import BudgetLine, Case, CashFloat, Payment, User
from casetracker.services.aid import LONGEST_RECEIPT, check_method, check_wanted, note_money
from casetracker.services.fund_requests import find_request
from casetracker.services.ledger import enter, keep_promise
from casetracker.services.rights import find_editable

LONGEST_REASON = 300


@transaction.atomic
def record_payment(
    *,
    actor: User,
    request_id: UUID,
    method: str = "",
    receipt: str = "",
    paid_on: date | None = None,
    now: datetime,
) -> Payment:
    """What was approved is paid, in whole and once, by a coordinator of the fund's team.

    `method` is by default what was asked for; cash and vouchers have a receipt. Raises `Conflict`
    for a request that is not approved or was paid already, and for a need for which nothing is
    given any more: the person may have been arrested again since.
    """
    request = find_request(request_id, actor)
    check_payer(actor, request.line)
    if request.state != RequestState.APPROVED:
        raise Conflict(
            f"This request is {request.state}: only what is approved is paid, and once.",
            field="request",
            value=request.state,
            allowed=str(RequestState.APPROVED),
        )
    check_wanted(request.need)
    words = word_of(method or request.method, PaymentMethod, field="method")
    way = PaymentMethod(words)
    if way is PaymentMethod.BANK and not request.account:
        raise Refused(
            "No account was approved with this request.",
            field="method",
            value=words,
            allowed=[str(one) for one in PaymentMethod if one is not PaymentMethod.BANK],
        )
    check_method(way, request.need.case, request.line.fund, request.account_country, now=now)
    payment = Payment(
        request=request,
        need=request.need,
        line=request.line,
        amount=request.amount,
        method=way,
        paid_on=past_day(paid_on, field="paid_on", now=now) or now.date(),
        paid_by=actor,
        receipt=receipt_of(way, receipt),
        created_at=now,
    )
    payment.save(force_insert=True)
    request.state = RequestState.PAID
    request.save(update_fields=["state"])
    keep_promise(request.line, request.amount, actor=actor, payment_id=payment.pk, now=now)
    note_money(MoneyStep.PAID, payment, request.need, verb="record_payment", actor=actor, now=now)
    return payment


@transaction.atomic
def recover_payment(
    *,
    actor: User,
    payment_id: UUID,
    amount: Any,
    currency: str,
    reason: str,
    version: int | None = None,
    now: datetime,
) -> Payment:
    """Money that was paid has come back: to its line, or to its float while that is open.

    Raises `Conflict` for more than was paid. Only coordinators of the fund's team.
    """
    payment = _find(payment_id, actor, version)
    check_payer(actor, payment.line)
    check_currency(currency, payment.currency)
    left = payment.amount - payment.recovered
    exact = check_sum(amount, payment.currency)
    if exact > left:
        most = as_text(left, payment.currency)
        raise Conflict(
            "More than was paid does not come back.",
            field="amount",
            value=str(exact),
            allowed=f"at most {most}",
        )
    why = one_line(reason, field="reason", longest=LONGEST_REASON, required=True)
    old, payment.recovered = payment.recovered, payment.recovered + exact
    payment.recovery_reason = why
    payment.save(update_fields=["recovered", "recovery_reason"])
    enter(
        payment.line,
        EntryKind.RECOVERY,
        exact,
        cash_float=_open_float(payment),
        payment_id=payment.pk,
        actor=actor,
        note=why,
        now=now,
    )
    note_money(
        MoneyStep.RECOVERED,
        payment,
        payment.need,
        verb="recover_payment",
        actor=actor,
        changes={"recovered": (old, payment.recovered)},
        now=now,
    )
    return payment


def check_payer(actor: User, line: BudgetLine) -> None:
    """Raises `Forbidden` unless `actor` coordinates the team whose fund it is."""
    if line.fund.team_id not in actor.team_ids(Role.COORDINATOR):
        raise Forbidden(
            "A coordinator of the team whose fund it is does this.",
            field="id",
            allowed="coordinators of the fund's team",
        )


def receipt_of(way: PaymentMethod, receipt: str) -> str | None:
    """The receipt, without which nothing is handed to anybody. Raises `Refused`."""
    required = way in WITH_RECEIPT
    return one_line(receipt, field="receipt", longest=LONGEST_RECEIPT, required=required) or None


def _find(payment_id: UUID, actor: User, version: int | None) -> Payment:
    """The payment, locked after its file."""
    own = Payment.objects.filter(pk=payment_id).values("need__case")
    case = Case.objects.filter(pk__in=own).select_for_update(no_key=True).first()
    payment: Payment = find_editable(
        Payment, payment_id, actor, version=version, related=("need", "line__fund")
    )
    payment.need.case = case  # type: ignore[assignment]
    return payment


def _open_float(payment: Payment) -> CashFloat | None:
    """The float it was paid from, locked, if whoever carries it has not accounted for it yet."""
    if payment.cash_float_id is None:
        return None
    rows = CashFloat.objects.select_for_update(no_key=True)
    cash_float = rows.get(pk=payment.cash_float_id)
    return cash_float if cash_float.state == FloatState.OPEN else None
