"""Asking for a second person, and what comes of it: the one mechanism for everything that needs
two people (`access.md`).

The contract that other nouns build on:

- A noun asks with `request_approval` in its own verb and writes nothing else: the proposal holds
  what shall be (`before`, `after`, ids), and the row is the message.
- Another person decides: `decisions.approve` runs the effect of the kind in the same transaction
  as the decision, or neither happens. What is refused, withdrawn or left undecided has no effect,
  but where a row of the kind waits for it: that row is told (`decisions.ENDINGS`).
- What takes two approvals asks for the second one in the effect of the first (`each_by_another`).
- Exactly one decision is taken, however many decide at once: compare-and-set on `state`.
- Every verb leaves an audit event; who may decide is told at once, whoever asked hears what came
  of it.
- An effect is `(*, approval, actor, now)`, checks again that the proposal still fits (the row may
  have changed since) and raises `Refused` if it does not: then nothing is decided.

Adding a kind: a word and its terms in `domain/approvals.py`, its effect in
`services/decisions.py`, its words in `web/proposals.py`. No migration.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from casetracker.domain.approvals import (
    LONGEST_REASON,
    TERMS,
    ApprovalKind,
    ApprovalState,
    check_proposal,
)
from casetracker.domain.errors import Conflict, Forbidden, Refused
from casetracker.domain.inputs import one_line
from casetracker.domain.words import EventKind, Role
from casetracker.models import Approval, Notice, User
from casetracker.selectors.approvals import (
    active_staff,
    alone_at,
    deciders_of,
    is_small,
    terms_of,
)
from casetracker.services.audit import record
from casetracker.services.notices import event, insert_notices
from casetracker.services.rights import check_version, find_visible


@transaction.atomic
def request_approval(
    *,
    actor: User,
    kind: ApprovalKind,
    subject_id: UUID,
    proposal: Mapping[str, Any],
    reason: str,
    team_id: UUID | None = None,
    noted_for: User | None = None,
    now: datetime,
) -> Approval:
    """Propose something that another person has to approve; they are told at once.

    Whether `actor` may propose it is the calling verb's to know. `noted_for` is whose act it is
    that it is asked now, where that is not `actor`: the first of two who approve. Raises
    `Conflict` if the same person has proposed something about the same subject that still waits.
    """
    approval = Approval(
        kind=kind,
        subject_id=subject_id,
        team_id=team_id,
        requester=actor,
        proposal=check_proposal(proposal),
        reason=one_line(reason, field="reason", longest=LONGEST_REASON, required=True),
        expires_at=now + TERMS[kind].expires_after,
        created_at=now,
    )
    try:
        with transaction.atomic():
            approval.save(force_insert=True)
    except IntegrityError:
        raise Conflict(
            "You have proposed something about this already: withdraw that first.",
            field="subject_id",
            value=subject_id,
        ) from None
    _want(approval, deciders_of(approval).values_list("pk", flat=True), now)
    note_decision("request_approval", approval, noted_for or actor, now)
    return approval


@transaction.atomic
def invite_approver(
    *, actor: User, approval_id: UUID, email: str, version: int | None = None, now: datetime
) -> Approval:
    """Ask a coordinator of another team, or an auditor, to decide where the own team is too small
    for a second person. Only whoever made the proposal."""
    approval = find_open(actor, approval_id, version=version, now=now)
    check_requester(actor, approval)
    if not is_small(approval.team_id) and deciders_of(approval).exists():
        raise Conflict("Others in the team can decide this.", field="id", value=approval_id)
    able = User.objects.able().exclude(pk=actor.pk)
    outside = able.filter(
        email__iexact=email.strip(), memberships__role__in=[Role.COORDINATOR, Role.AUDITOR]
    )
    who = outside.first()
    if who is None:
        raise Refused(
            "No other coordinator or auditor has this address.",
            field="email",
            value=email[:80],
            allowed="the address of a coordinator or an auditor",
        )
    approval.invited = who
    approval.save(update_fields=["invited"])
    _want(approval, [who.pk], now)
    note_decision("invite_approver", approval, actor, now)
    return approval


def find_open(
    actor: User | None, approval_id: UUID, *, version: int | None, now: datetime
) -> Approval:
    """The proposal, if `actor` may see it and it still waits. Raises `Missing`, `Stale` or
    `Conflict`."""
    approval = find_visible(Approval, approval_id, actor, field="id")
    if approval.state != ApprovalState.REQUESTED:
        raise _decided_already(approval)
    check_version(approval, version)
    if approval.expires_at <= now:
        raise Conflict(
            "The time for a decision is over: propose it again.",
            field="expires_at",
            value=approval.expires_at.isoformat(),
        )
    return approval


def check_decider(actor: User, approval: Approval) -> None:
    """Raises `Forbidden` unless `actor` may decide what somebody else proposes."""
    if actor.pk == approval.requester_id:
        raise Forbidden("Somebody else has to decide what you propose.", field="id")
    if not deciders_of(approval).filter(pk=actor.pk).exists():
        roles = ", ".join(sorted(TERMS[ApprovalKind(approval.kind)].deciders))
        raise Forbidden("This is not yours to decide.", field="id", allowed=roles)


def check_alone(actor: User, approval: Approval, *, now: datetime) -> None:
    """Pass if `actor`, who proposed it, may pass it alone by now. Raises `Forbidden` where its
    kind never allows that, `Conflict` while the team is not small or the day is not over."""
    at = alone_at(approval)
    if at is None:
        error = Conflict if terms_of(approval).may_pass_alone else Forbidden
        raise error(
            "Somebody else has to decide what you propose.",
            field="id",
            value=approval.pk,
            allowed="another person who may decide it, or an outsider whom you invite",
        )
    if now < at:
        raise Conflict(
            f"In a small team you may pass this alone from {at.isoformat()} on; until then "
            "somebody else decides.",
            field="id",
            value=approval.pk,
            allowed=at.isoformat(),
        )


def decide(
    approval: Approval,
    state: ApprovalState,
    *,
    approver: User | None,
    answer: str = "",
    is_alone: bool = False,
    now: datetime,
) -> None:
    """Compare-and-set: of several who decide at once one wins, the others get `Conflict`. What
    was still to be told about the proposal is withdrawn."""
    sealed = Approval._meta.get_field("answer").sealed_for(approval.pk, answer or None)
    won = (
        Approval.objects.requested()
        .filter(pk=approval.pk)
        .update(state=state, approver=approver, answer=sealed, is_alone=is_alone, decided_at=now)
    )
    if not won:
        approval.refresh_from_db()
        raise _decided_already(approval)
    approval.refresh_from_db()
    wanted = f"event:{EventKind.APPROVAL_WANTED}:{approval.pk}"
    Notice.objects.filter(dedupe_key=wanted).withdraw(now=now)


def tell_decided(approval: Approval, recipients: list[UUID], now: datetime) -> None:
    """Tell these people that the proposal has been decided."""
    kind = EventKind.APPROVAL_DECIDED
    insert_notices([event(kind, approval.pk, who) for who in recipients], now=now)


def tell_alone(approval: Approval, now: datetime) -> None:
    """Tell the other staff, and whoever else may decide such things, that one person passed it."""
    others = active_staff(approval.team_id) | deciders_of(approval)
    pks = set(others.values_list("pk", flat=True)) - {approval.requester_id}
    tell_decided(approval, sorted(pks), now)


def _want(approval: Approval, recipients: Any, now: datetime) -> None:
    kind = EventKind.APPROVAL_WANTED
    told = [event(kind, approval.pk, who, is_urgent=True) for who in recipients]
    insert_notices(told, now=now)


def check_requester(actor: User, approval: Approval) -> None:
    if actor.pk != approval.requester_id:
        raise Forbidden("Only whoever proposed this may do that.", field="id", value=approval.pk)


def _decided_already(approval: Approval) -> Conflict:
    if approval.state == ApprovalState.REQUESTED:
        return Conflict("Somebody else changes this just now.", field="id", value=approval.pk)
    return Conflict(
        f"This proposal is {approval.state} already.",
        field="state",
        value=approval.state,
        allowed=str(ApprovalState.REQUESTED),
    )


def note_decision(verb: str, approval: Approval, actor: User | None, now: datetime) -> None:
    record(
        actor=actor,
        verb=verb,
        obj=approval,
        team_id=approval.team_id,
        changes={"state": (None, approval.state), "kind": (None, approval.kind)},
        now=now,
    )
