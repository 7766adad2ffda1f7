"""Needs that partner organisations are asked to see to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from casetracker.domain.referrals import LIVE_REFERRALS, ReferralState
from casetracker.models.action import Body
from casetracker.models.base import Editable, EditableQuerySet, one_of, word
from casetracker.models.need import Need, need_is_seen
from casetracker.models.user import User
from casetracker.vault.fields import SealedTextField


class ReferralQuerySet(EditableQuerySet["Referral"]):
    def visible_to(self, user: User) -> ReferralQuerySet:
        """Of the needs one sees."""
        return self.filter(need_is_seen(user, "need__"))

    editable_by = visible_to

    def in_place(self) -> ReferralQuerySet:
        return self.filter(need__quarantine=None)


class Referral(Editable):
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="referrals")
    partner = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="referrals")
    referred_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = word(ReferralState, default=ReferralState.ASKED)
    #: When it came to stand as it does, and who says so.
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    #: What the partner was told, and asked for.
    note = SealedTextField()
    #: Why the partner refused, or why it was taken back.
    reason = SealedTextField()
    #: Why it is not the same aid twice, where something looked alike.
    duplicate_answer = SealedTextField()

    objects = ReferralQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("state", ReferralState, name="referral_state"),
            models.UniqueConstraint(
                fields=["need", "partner"],
                condition=Q(state__in=[str(state) for state in LIVE_REFERRALS]),
                name="referral_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ReferralState.REFUSED, ReferralState.WITHDRAWN])
                | Q(reason__isnull=False),
                name="referral_ended_with_reason",
            ),
        ]
