"""Needs that partner organisations are asked to see to."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from casetracker.api.bodies import Body, Line, Text, VisibleId, Word
from casetracker.api.filters import Filters, IdFilter, word_filter
from casetracker.api.nouns import NounViewSet, Shown, made, verb
from casetracker.domain.referrals import ReferralState
from casetracker.models import Need, Referral, User
from casetracker.selectors.rights import seen_by
from casetracker.services.referrals import move_referral, refer_need


class ReferralShown(Shown):
    partner_name = serializers.CharField(source="partner.name", read_only=True)
    note = serializers.CharField(read_only=True, allow_null=True)
    reason = serializers.CharField(read_only=True, allow_null=True)
    duplicate_answer = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = Referral
        fields = [
            "id",
            "version",
            "created_at",
            "need",
            "partner",
            "partner_name",
            "referred_by",
            "state",
            "moved_at",
            "moved_by",
            "note",
            "reason",
            "duplicate_answer",
        ]
        read_only_fields = fields


class ReferralBody(Body):
    """`partner` is its name: of a body that is known, or a new one. `person_agrees` records the
    person's consent to share with partners, where there is none yet."""

    need = VisibleId(Need.objects.visible_to, source="need_id")
    partner = Line(max_length=200)
    note = Text(max_length=5000, required=False, allow_blank=True)
    duplicate_answer = Line(max_length=300, required=False, allow_blank=True)
    person_agrees = serializers.BooleanField(required=False)


class ReferralMove(Body):
    state = Word(ReferralState)
    reason = Line(max_length=300, required=False, allow_blank=True)


class ReferralFilters(Filters):
    need = IdFilter("need_id")
    partner = IdFilter("partner_id")
    state = word_filter(ReferralState)


class ReferralViewSet(NounViewSet):
    """A need referred to a partner organisation: accepted, refused with a reason, done."""

    noun = "referrals"
    queryset = Referral.objects.none()
    serializer_class = ReferralShown
    filterset_class = ReferralFilters

    def rows(self, user: User) -> QuerySet[Referral]:
        return seen_by(user, Referral).select_related("need__case", "partner")

    @made(ReferralBody)
    def create(self, **given: Any) -> Referral:
        return refer_need(**given)

    @verb(ReferralMove)
    def move(self, referral: Referral, **given: Any) -> Referral:
        return move_referral(referral_id=referral.pk, **given)
