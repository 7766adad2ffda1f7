"""Who may decide a proposal, when one person is enough, and the lists of proposals."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from casetracker.domain.approvals import (
    SMALL_TEAM,
    TERMS,
    ApprovalKind,
    Terms,
    alone_from,
)
from casetracker.domain.words import INSTANCE_ROLES, STAFF_ROLES, Role
from casetracker.models import Approval, Membership, User
from casetracker.models.user import UserQuerySet
from casetracker.selectors.keyset import Slice, page_of


def terms_of(approval: Approval) -> Terms:
    return TERMS[ApprovalKind(approval.kind)]


def deciders_of(approval: Approval) -> UserQuerySet:
    """Who may approve or refuse it now: never whoever asked, nor, where it takes another person
    each time, whoever approved about the same before."""
    holders = Membership.objects.filter(user=OuterRef("pk"))
    held = Q(pk=None)
    for role in terms_of(approval).deciders:
        anywhere = role in INSTANCE_ROLES or approval.team_id is None
        held |= Q(role=role) if anywhere else Q(role=role, team=approval.team_id)
    able = User.objects.able().exclude(pk=approval.requester_id)
    before = Approval.objects.approved_before(approval.kind, approval.subject_id)
    able = able.exclude(pk__in=before.values("approver"))
    return able.filter(Exists(holders.filter(held)) | Q(pk=approval.invited_id))


def active_staff(team_id: UUID | None) -> UserQuerySet:
    """Staff who can sign in: of a team, or of the whole instance."""
    staff = Membership.objects.filter(user=OuterRef("pk"), role__in=sorted(STAFF_ROLES))
    if team_id is not None:
        staff = staff.filter(team=team_id)
    return User.objects.able().filter(Exists(staff))


def is_small(team_id: UUID | None) -> bool:
    """Whether so few are active that the rule for small teams holds."""
    return active_staff(team_id)[:SMALL_TEAM].count() < SMALL_TEAM


def alone_at(approval: Approval) -> datetime | None:
    """When whoever asked may approve it alone; None if others have to decide."""
    terms = terms_of(approval)
    holds_role = any(
        approval.team_id is None
        or role in INSTANCE_ROLES
        or approval.team_id in approval.requester.team_ids(Role(role))
        for role in terms.deciders
        if approval.requester.has_role(role)
    )
    if not holds_role:
        return None
    staff = active_staff(approval.team_id)[:SMALL_TEAM].count()
    return alone_from(terms, approval.created_at, active_staff=staff)


def approvals_page(
    user: User, *, state: str = "", kind: str = "", size: int, **edges: object
) -> Slice:
    """One page of proposals that `user` may see, the latest first."""
    rows = Approval.objects.visible_to(user).select_related("requester", "approver", "team")
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    return page_of(rows, "created_at", size=size, descending=True, **edges)  # type: ignore[arg-type]


def waiting_approvals(user: User, *, most: int = 100) -> list[Approval]:
    """What waits for this person's decision, the oldest first."""
    waiting = Approval.objects.waiting_for(user).select_related("requester", "team")
    return list(waiting.order_by("created_at", "pk")[:most])


def approval_seen_by(user: User, approval_id: UUID) -> Approval | None:
    """One proposal with the people in it, or None."""
    rows = Approval.objects.visible_to(user)
    return (
        rows.select_related("requester", "approver", "invited", "team")
        .filter(pk=approval_id)
        .first()
    )
