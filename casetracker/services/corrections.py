"""What was typed wrong into the books: taken back by an entry that reverses it, proposed by one
coordinator and approved by another. Nothing is changed or removed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from casetracker.domain.aid import REVERSIBLE, EntryKind, FloatState
from casetracker.domain.approvals import ApprovalKind
from casetracker.domain.errors import Conflict, Missing
from casetracker.domain.money import as_text
from casetracker.models import Approval, CashFloat, LedgerEntry, Payment, User
from casetracker.services.approvals import request_approval
from casetracker.services.audit import record
from casetracker.services.ledger import enter
from casetracker.services.payments import check_payer


@transaction.atomic
def ask_correction(*, actor: User, entry_id: UUID, reason: str, now: datetime) -> Approval:
    """Propose to take back what came in, or came back, and was typed wrong; what is right is
    entered as ever. Only coordinators of the fund's team. Raises `Conflict` for what is taken
    back already, and for an entry that something else puts right."""
    entry = LedgerEntry.objects.visible_to(actor).filter(pk=entry_id).first()
    if entry is None:
        raise Missing(f"There is no entry {entry_id} that you may see.", field="id", value=entry_id)
    check_payer(actor, entry.line)
    _check_reversible(entry)
    after = {
        "amount": as_text(entry.amount, entry.currency),
        "currency": entry.currency,
        "line": str(entry.line_id),
        "entry": str(entry.kind),
        "at": entry.at.isoformat(),
    }
    return request_approval(
        actor=actor,
        kind=ApprovalKind.CORRECTION,
        subject_id=entry.pk,
        team_id=entry.line.fund.team_id,
        proposal={"before": {}, "after": after},
        reason=reason,
        now=now,
    )


def reverse_entry(*, approval: Approval, actor: User, now: datetime) -> None:
    """The effect of an approval: the same sum leaves again. Raises `Conflict` if it was given on
    meanwhile: no balance falls below zero."""
    entry = LedgerEntry.objects.select_related("line__fund").get(pk=approval.subject_id)
    payment = Payment.objects.select_for_update(no_key=True).filter(pk=entry.payment_id).first()
    _check_reversible(entry)
    cash_float = None
    if entry.cash_float_id is not None:
        rows = CashFloat.objects.select_for_update(no_key=True)
        cash_float = rows.select_related("line__fund").get(pk=entry.cash_float_id)
        if cash_float.state != FloatState.OPEN:
            raise Conflict(
                "This cash has been counted since: what it held is settled.",
                field="id",
                value=str(cash_float.state),
                allowed=str(FloatState.OPEN),
            )
    if payment is not None:
        payment.recovered -= entry.amount
        payment.save(update_fields=["recovered"])
    enter(
        entry.line,
        EntryKind.CORRECTION,
        -entry.amount,
        actor=actor,
        cash_float=cash_float,
        payment_id=entry.payment_id,
        reverses_id=entry.pk,
        note=str(approval.reason),
        now=now,
    )
    record(
        actor=actor,
        verb="reverse_entry",
        obj=entry.line,
        team_id=entry.line.fund.team_id,
        changes={"entry": (None, entry.pk), "amount": (entry.amount, 0)},
        now=now,
    )


def _check_reversible(entry: LedgerEntry) -> None:
    if entry.kind not in REVERSIBLE:
        raise Conflict(
            "Only what came in or came back is taken back here; of what was paid, note what came "
            "back.",
            field="id",
            value=str(entry.kind),
            allowed=sorted(map(str, REVERSIBLE)),
        )
    if LedgerEntry.objects.filter(reverses_id=entry.pk).exists():
        raise Conflict("This entry was taken back already.", field="id", value=entry.pk)
