"""Cash that one person carries: approved by two others, paid on a signed list, accounted for
within 72 hours."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from casetracker.domain.aid import (
    FLOAT_TERM,
    EntryKind,
    FloatState,
    MoneyStep,
    PaymentMethod,
)
from casetracker.domain.approvals import ApprovalKind
from casetracker.domain.errors import Conflict, Forbidden
from casetracker.domain.inputs import one_line, past_day
from casetracker.domain.money import as_text, check_currency, check_sum
from casetracker.domain.words import ClockKind, Role
from casetracker.models import Approval, CashFloat, Clock, Payment, User
from casetracker.services.aid import answered, check_open, find_line, lock_need, note_money
from casetracker.services.approvals import request_approval
from casetracker.services.audit import record
from casetracker.services.clocks import start_deadline, stop
from casetracker.services.ledger import enter
from casetracker.services.payments import receipt_of
from casetracker.services.rights import find_editable

LONGEST_NOTE = 300


@transaction.atomic
def ask_float(
    *, actor: User, line_id: UUID, amount: Any, currency: str, reason: str, now: datetime
) -> CashFloat:
    """Ask for cash to carry and pay out; two other people approve."""
    line = find_line(line_id, actor)
    check_currency(currency, line.currency)
    cash_float = CashFloat(
        line=line, holder=actor, amount=check_sum(amount, line.currency), created_at=now
    )
    cash_float.save()
    _ask(cash_float, reason, is_second=False, now=now)
    _record("ask_float", cash_float, actor, now)
    return cash_float


def hand_out(*, approval: Approval, actor: User, now: datetime) -> None:
    """The effect of an approval: the first asks for the second, with which the cash leaves the
    line and the 72 hours begin. Raises `Conflict` if the line has less than that left."""
    cash_float = _find(approval.subject_id, None)
    if cash_float.state != FloatState.REQUESTED:
        raise Conflict("This does not wait any more.", field="state", value=cash_float.state)
    check_open(cash_float.line.fund)
    if cash_float.first_approver is None:
        cash_float.first_approver = actor
        cash_float.save(update_fields=["first_approver"])
        _ask(cash_float, str(approval.reason), is_second=True, noted_for=actor, now=now)
        first = {"first_approver": (None, actor.pk)}
        _record("approve_float_first", cash_float, actor, now, first)
        return
    cash_float.second_approver, cash_float.state = actor, FloatState.OPEN
    cash_float.opened_at, cash_float.due_at = now, now + FLOAT_TERM
    cash_float.save()
    line, amount = cash_float.line, cash_float.amount
    enter(line, EntryKind.FLOAT_OUT, -amount, actor=actor, now=now)
    enter(line, EntryKind.FLOAT_OUT, amount, cash_float=cash_float, actor=actor, now=now)
    start_deadline(
        ClockKind.FLOAT_OPEN,
        subject="cash_float",
        subject_id=cash_float.pk,
        owner_id=cash_float.holder_id,
        team=line.fund.team,
        due_at=now + FLOAT_TERM,
        now=now,
    )
    changes = {"state": (FloatState.REQUESTED, FloatState.OPEN)}
    _record("hand_out_float", cash_float, actor, now, changes)


def end_float(*, approval: Approval, now: datetime) -> None:
    """Nothing comes of it: refused, withdrawn, or nobody has decided in time."""
    cash_float = _find(approval.subject_id, None)
    if cash_float.state == FloatState.REQUESTED:
        old, cash_float.state = cash_float.state, FloatState(approval.state)
        cash_float.save(update_fields=["state"])
        changes = {"state": (old, cash_float.state)}
        _record("end_float", cash_float, approval.approver, now, changes)


@transaction.atomic
def pay_from_float(
    *,
    actor: User,
    cash_float_id: UUID,
    need_id: UUID,
    amount: Any,
    currency: str,
    receipt: str,
    paid_on: date | None = None,
    duplicate_answer: str = "",
    now: datetime,
) -> Payment:
    """A person has been paid in cash and has signed: `receipt` is the list and the line.

    The holder of the cash, or a coordinator from the list. Raises `Conflict` for more than is
    left, and until it is said why this is not the same aid once more.
    """
    need = lock_need(need_id, actor)
    cash_float = _find(cash_float_id, actor)
    _check_state(cash_float)
    check_currency(currency, cash_float.currency)
    exact = check_sum(amount, cash_float.currency)
    payment = Payment(
        cash_float=cash_float,
        need=need,
        line=cash_float.line,
        amount=exact,
        method=PaymentMethod.CASH,
        paid_on=past_day(paid_on, field="paid_on", now=now) or now.date(),
        paid_by=actor,
        receipt=receipt_of(PaymentMethod.CASH, receipt),
        created_at=now,
        **answered(need, cash_float.line, exact, duplicate_answer, now),
    )
    payment.save(force_insert=True)
    enter(
        cash_float.line,
        EntryKind.PAYMENT,
        -exact,
        cash_float=cash_float,
        payment_id=payment.pk,
        actor=actor,
        now=now,
    )
    note_money(MoneyStep.PAID, payment, need, verb="pay_from_float", actor=actor, now=now)
    return payment


@transaction.atomic
def reconcile_float(
    *,
    actor: User,
    cash_float_id: UUID,
    returned: Any,
    currency: str,
    note: str = "",
    version: int | None = None,
    now: datetime,
) -> CashFloat:
    """Count what was brought back: it goes into the line again; what is neither paid nor brought
    back is missing, and needs a word why. A coordinator counts, never who carried it."""
    cash_float = _find(cash_float_id, actor, version)
    _check_counter(cash_float, actor)
    _check_state(cash_float)
    check_currency(currency, cash_float.currency)
    back = check_sum(returned, cash_float.currency, field="returned", zero=True)
    missing = cash_float.balance - back
    if missing < 0:
        most = as_text(cash_float.balance, cash_float.currency)
        raise Conflict(
            "More cash is back than was left: somebody on the list was not paid. Note first what "
            "came back of that payment.",
            field="returned",
            value=str(back),
            allowed=f"at most {most}",
        )
    why = one_line(note, field="note", longest=LONGEST_NOTE, required=missing > 0)
    line = cash_float.line
    if back:
        enter(line, EntryKind.FLOAT_BACK, -back, cash_float=cash_float, actor=actor, now=now)
        enter(line, EntryKind.FLOAT_BACK, back, actor=actor, now=now)
    if missing:
        enter(
            line, EntryKind.MISSING, -missing, cash_float=cash_float, actor=actor, note=why, now=now
        )
    cash_float.state, cash_float.note = FloatState.RECONCILED, why or None
    cash_float.returned, cash_float.missing = back, missing
    cash_float.reconciled_at, cash_float.reconciled_by = now, actor
    cash_float.save()
    stop(Clock.objects.filter(cash_float=cash_float), now=now)
    changes = {"state": (FloatState.OPEN, FloatState.RECONCILED), "missing": (0, missing)}
    _record("reconcile_float", cash_float, actor, now, changes)
    return cash_float


def _find(cash_float_id: UUID, actor: User | None, version: int | None = None) -> CashFloat:
    cash_float: CashFloat = find_editable(
        CashFloat, cash_float_id, actor, version=version, related=("line__fund__team", "holder")
    )
    return cash_float


def _check_state(cash_float: CashFloat) -> None:
    if cash_float.state != FloatState.OPEN:
        raise Conflict(
            f"This cash is {cash_float.state}.",
            field="state",
            value=cash_float.state,
            allowed=str(FloatState.OPEN),
        )


def _check_counter(cash_float: CashFloat, actor: User) -> None:
    is_lead = cash_float.line.fund.team_id in actor.team_ids(Role.COORDINATOR)
    if not is_lead or actor.pk == cash_float.holder_id:
        raise Forbidden(
            "A coordinator of the team counts what is back, never who carried it.",
            field="id",
            allowed="another coordinator of the fund's team",
        )


def _ask(
    cash_float: CashFloat,
    reason: str,
    *,
    is_second: bool,
    noted_for: User | None = None,
    now: datetime,
) -> None:
    after = {
        "amount": as_text(cash_float.amount, cash_float.currency),
        "currency": cash_float.currency,
        "line": str(cash_float.line_id),
    }
    request_approval(
        actor=cash_float.holder,
        kind=ApprovalKind.CASH_FLOAT,
        subject_id=cash_float.pk,
        team_id=cash_float.line.fund.team_id,
        proposal={"before": {}, "after": after, "needs_two": True, "is_second": is_second},
        reason=reason,
        noted_for=noted_for,
        now=now,
    )


def _record(
    verb: str, cash_float: CashFloat, actor: User | None, now: datetime, changes: Any = None
) -> None:
    team_id = cash_float.line.fund.team_id
    record(actor=actor, verb=verb, obj=cash_float, team_id=team_id, changes=changes, now=now)
