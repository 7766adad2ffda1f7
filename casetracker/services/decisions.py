"""Deciding: the second person says yes, and what was proposed happens in the same transaction;
or no, or it is taken back, or its time runs out.

The only room that knows what each kind of proposal does; the rooms of the nouns ask through
`approvals.py` and never import this one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import transaction

from casetracker.domain.approvals import LONGEST_REASON, ApprovalKind, ApprovalState
from casetracker.domain.errors import Conflict
from casetracker.domain.inputs import one_line
from casetracker.models import Approval, User
from casetracker.services.approvals import (
    check_alone,
    check_decider,
    check_requester,
    decide,
    find_open,
    note_decision,
    tell_alone,
    tell_decided,
)
from casetracker.services.audit import record
from casetracker.services.break_glass import break_glass
from casetracker.services.cash_floats import end_float, hand_out
from casetracker.services.corrections import reverse_entry
from casetracker.services.exports import allow_export, end_unagreed
from casetracker.services.fund_requests import approve_funds, end_request
from casetracker.services.memberships import change_role
from casetracker.services.rules import put_in_force
from casetracker.services.staff_consents import give_staff_consent


class Effect(Protocol):
    """What approving does. Raises `Refused` if the proposal no longer fits: nothing is decided."""

    def __call__(self, *, approval: Approval, actor: User, now: datetime) -> None: ...


EFFECTS: Mapping[ApprovalKind, Effect] = {
    ApprovalKind.RULE_CHANGE: put_in_force,
    ApprovalKind.ROLE_CHANGE: change_role,
    ApprovalKind.BREAK_GLASS: break_glass,
    ApprovalKind.EXPORT: allow_export,
    ApprovalKind.EXPORT_P3: allow_export,
    ApprovalKind.FUND_REQUEST: approve_funds,
    ApprovalKind.CASH_FLOAT: hand_out,
    ApprovalKind.CORRECTION: reverse_entry,
    ApprovalKind.STAFF_CONSENT: give_staff_consent,
}


class Ending(Protocol):
    """What a row does that waited for a proposal which was refused, withdrawn or not decided."""

    def __call__(self, *, approval: Approval, now: datetime) -> None: ...


ENDINGS: Mapping[ApprovalKind, Ending] = {
    ApprovalKind.FUND_REQUEST: end_request,
    ApprovalKind.CASH_FLOAT: end_float,
    ApprovalKind.EXPORT: end_unagreed,
    ApprovalKind.EXPORT_P3: end_unagreed,
}


@transaction.atomic
def approve(
    *,
    actor: User,
    approval_id: UUID,
    reason: str = "",
    version: int | None = None,
    now: datetime,
) -> Approval:
    """Say yes to what another person proposes; it happens at once, or nothing is decided.

    In a small team whoever proposed it may pass it alone after 24 hours, where its kind allows
    that: the others are told and it is marked. Raises `Forbidden` for who may not decide,
    `Conflict` if somebody decided before, or if whoever proposed it has been locked out.
    """
    approval = find_open(actor, approval_id, version=version, now=now)
    is_alone = actor.pk == approval.requester_id
    if is_alone:
        check_alone(actor, approval, now=now)
    else:
        check_decider(actor, approval)
    if approval.requester.is_frozen or not approval.requester.is_active:
        raise Conflict(
            "Whoever proposed this has been locked out: refuse it, or propose it yourself.",
            field="requester",
            value=approval.requester_id,
        )
    answer = one_line(reason, field="reason", longest=LONGEST_REASON)
    state = ApprovalState.APPROVED
    decide(approval, state, approver=actor, answer=answer, is_alone=is_alone, now=now)
    EFFECTS[ApprovalKind(approval.kind)](approval=approval, actor=actor, now=now)
    if is_alone:
        tell_alone(approval, now)
    else:
        tell_decided(approval, [approval.requester_id], now)
    record(
        actor=actor,
        verb="approve_alone" if is_alone else "approve",
        obj=approval,
        team_id=approval.team_id,
        changes={"state": (ApprovalState.REQUESTED, state), "kind": (None, approval.kind)},
        now=now,
    )
    return approval


@transaction.atomic
def refuse(
    *, actor: User, approval_id: UUID, reason: str, version: int | None = None, now: datetime
) -> Approval:
    """Say no, and why; whoever asked is told."""
    approval = find_open(actor, approval_id, version=version, now=now)
    check_decider(actor, approval)
    answer = one_line(reason, field="reason", longest=LONGEST_REASON, required=True)
    decide(approval, ApprovalState.REFUSED, approver=actor, answer=answer, now=now)
    tell_decided(approval, [approval.requester_id], now)
    _end(approval, now)
    note_decision("refuse_approval", approval, actor, now)
    return approval


@transaction.atomic
def withdraw(
    *, actor: User | None, approval_id: UUID, version: int | None = None, now: datetime
) -> Approval:
    """Take a proposal back, before anybody has decided. Only whoever made it, or the system where
    its subject has gone."""
    approval = find_open(actor, approval_id, version=version, now=now)
    if actor is not None:
        check_requester(actor, approval)
    decide(approval, ApprovalState.WITHDRAWN, approver=None, now=now)
    _end(approval, now)
    note_decision("withdraw_approval", approval, actor, now)
    return approval


def expire_overdue(*, now: datetime) -> int:
    """End what nobody has decided on in time; returns how many. Whoever asked is told."""
    due = Approval.objects.overdue(now=now).values_list("pk", flat=True)
    return sum(_expire(approval_id, now) for approval_id in list(due))


@transaction.atomic
def _expire(approval_id: UUID, now: datetime) -> bool:
    approval = Approval.objects.overdue(now=now).filter(pk=approval_id).first()
    if approval is None:
        return False
    try:
        with transaction.atomic():
            decide(approval, ApprovalState.EXPIRED, approver=None, now=now)
    except Conflict:
        return False  # Somebody decided in the last moment.
    tell_decided(approval, [approval.requester_id], now)
    _end(approval, now)
    note_decision("expire_approval", approval, None, now)
    return True


def _end(approval: Approval, now: datetime) -> None:
    """Tell the row that waits for it that nothing will come of it."""
    ending = ENDINGS.get(ApprovalKind(approval.kind))
    if ending is not None:
        ending(approval=approval, now=now)
