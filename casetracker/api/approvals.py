"""Approvals: what waits for a second person, and what became of it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied

from casetracker.api.bodies import Body, Line
from casetracker.api.filters import Filters, IdFilter, word_filter
from casetracker.api.nouns import NounViewSet, Shown, verb
from casetracker.domain.approvals import LONGEST_REASON, ApprovalKind, ApprovalState
from casetracker.models import ApiToken, Approval, User
from casetracker.selectors.approvals import terms_of
from casetracker.services.approvals import invite_approver
from casetracker.services.decisions import approve, refuse, withdraw


class ApprovalShown(Shown):
    # Sealed columns: text once read.
    reason = serializers.CharField(read_only=True, allow_null=True)
    answer = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = Approval
        fields = [
            "id",
            "version",
            "created_at",
            "kind",
            "subject_id",
            "team",
            "requester",
            "approver",
            "invited",
            "state",
            "proposal",
            "reason",
            "answer",
            "is_alone",
            "expires_at",
            "decided_at",
        ]
        read_only_fields = fields


class ApproveBody(Body):
    reason = Line(max_length=LONGEST_REASON, required=False, allow_blank=True)


class RefuseBody(Body):
    reason = Line(max_length=LONGEST_REASON)


class InviteBody(Body):
    email = Line(max_length=254)


class ApprovalFilters(Filters):
    kind = word_filter(ApprovalKind)
    state = word_filter(ApprovalState)
    subject_id = IdFilter("subject_id")
    requester = IdFilter("requester_id")


class ApprovalViewSet(NounViewSet):
    """Proposals that need a second person: rules today; the one mechanism for all of it."""

    noun = "approvals"
    queryset = Approval.objects.none()
    serializer_class = ApprovalShown
    filterset_class = ApprovalFilters

    def rows(self, user: User) -> QuerySet[Approval]:
        return Approval.objects.visible_to(user)

    @verb(ApproveBody)
    def approve(self, approval: Approval, **given: Any) -> Approval:
        """Say yes: what is proposed happens at once. Never to what one proposed oneself, but in
        a small team after 24 hours."""
        if isinstance(self.request.auth, ApiToken) and not terms_of(approval).by_token:
            raise PermissionDenied("This is approved by a person who signs in, never by a token.")
        return approve(approval_id=approval.pk, **given)

    @verb(RefuseBody)
    def refuse(self, approval: Approval, **given: Any) -> Approval:
        """Say no, and why."""
        return refuse(approval_id=approval.pk, **given)

    @verb()
    def withdraw(self, approval: Approval, **given: Any) -> Approval:
        """Take back what one proposed."""
        return withdraw(approval_id=approval.pk, **given)

    @verb(InviteBody)
    def invite(self, approval: Approval, **given: Any) -> Approval:
        """Ask a coordinator of another team, or an auditor, where the own team is too small."""
        return invite_approver(approval_id=approval.pk, **given)
