"""What one person proposes and another decides: rules, roles, money, break-glass, exports."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from casetracker.domain.approvals import EACH_BY_ANOTHER, TERMS, ApprovalState
from casetracker.domain.words import INSTANCE_ROLES, Role
from casetracker.models.base import Editable, EditableQuerySet, found_by, one_of, word
from casetracker.models.team import Team
from casetracker.models.user import User
from casetracker.vault.fields import SealedTextField


class ApprovalQuerySet(EditableQuerySet["Approval"]):
    def requested(self) -> ApprovalQuerySet:
        return self.filter(state=ApprovalState.REQUESTED)

    def overdue(self, *, now: datetime) -> ApprovalQuerySet:
        return self.requested().filter(expires_at__lte=now)

    def decided_by_roles_of(self, user: User) -> ApprovalQuerySet:
        """What the roles of `user` decide, whoever asked (`domain/approvals.py`)."""
        seen = Q(pk=None)
        for kind, terms in TERMS.items():
            for role in terms.deciders & {Role(role) for role in user.roles()}:
                where = Q(kind=kind)
                if role not in INSTANCE_ROLES:
                    where &= Q(team=None) | Q(team__in=user.team_ids(role))
                seen |= where
        return self.filter(seen | Q(invited=user))

    def waiting_for(self, user: User) -> ApprovalQuerySet:
        """What waits for a decision of this person."""
        waiting = self.requested().decided_by_roles_of(user).exclude(requester=user)
        before = Approval.objects.approved_before(OuterRef("kind"), OuterRef("subject_id"))
        return waiting.exclude(Exists(before.filter(approver=user)))

    def approved_before(self, kind: Any, subject_id: Any) -> ApprovalQuerySet:
        """Proposals about the same subject after which another person has to approve."""
        rows = self.filter(state=ApprovalState.APPROVED, kind__in=sorted(EACH_BY_ANOTHER))
        return rows.filter(kind=kind, subject_id=subject_id)

    def visible_to(self, user: User) -> ApprovalQuerySet:
        """What one has asked for, may decide or has decided; everything for an auditor."""
        return self if user.has_role(Role.AUDITOR) else self.editable_by(user)

    def editable_by(self, user: User) -> ApprovalQuerySet:
        mine = self.filter(Q(requester=user) | Q(approver=user))
        return mine | self.decided_by_roles_of(user)


class Approval(Editable):
    """A proposal and what became of it. Written by `services/approvals.py` alone.

    `kind` has its row in `domain/approvals.py`; it is no closed list of the database, so that a
    kind is added without rebuilding the table.
    """

    kind = models.CharField(max_length=24)
    #: The row it is about, by id: it outlives the row.
    subject_id = models.UUIDField()
    #: Whose matter it is; null for the whole instance.
    team = models.ForeignKey(
        Team,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="approvals",
        db_index=False,
    )
    requester = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    #: Who approved or refused it.
    approver = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    #: Somebody from outside who was asked to decide, because the team is too small.
    invited = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    state = word(ApprovalState, default=ApprovalState.REQUESTED)
    #: `before` and `after`, field → value, and what else the kind needs; never P3.
    proposal = models.JSONField(default=dict)
    reason = SealedTextField()
    #: What whoever decided said to it.
    answer = SealedTextField(null=True, blank=True)
    #: One person passed it in a small team, after a day.
    is_alone = models.BooleanField(default=False)
    expires_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("state", ApprovalState, name="approval_state"),
            models.CheckConstraint(condition=~Q(kind=""), name="approval_has_kind"),
            models.CheckConstraint(
                condition=Q(approver=None)
                | (~Q(approver=F("requester")) & Q(is_alone=False))
                | Q(approver=F("requester"), is_alone=True, state=ApprovalState.APPROVED),
                name="approval_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(invited=F("requester")) | Q(invited=None),
                name="approval_invites_another",
            ),
            models.CheckConstraint(
                condition=Q(state=ApprovalState.REQUESTED, decided_at=None, approver=None)
                | Q(
                    state__in=[ApprovalState.APPROVED, ApprovalState.REFUSED],
                    decided_at__isnull=False,
                    approver__isnull=False,
                )
                | Q(
                    state__in=[ApprovalState.WITHDRAWN, ApprovalState.EXPIRED],
                    decided_at__isnull=False,
                    approver=None,
                ),
                name="approval_decided_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_id", "requester"],
                condition=Q(state=ApprovalState.REQUESTED),
                name="approval_asked_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"], name="approval_open", condition=Q(state="requested")
            ),
            models.Index(fields=["-created_at", "-id"], name="approval_newest"),
            models.Index(fields=["subject_id", "-created_at"], name="approval_subject"),
            found_by("team", name="approval_team"),
            found_by("approver", name="approval_approver"),
            found_by("invited", name="approval_invited"),
        ]
