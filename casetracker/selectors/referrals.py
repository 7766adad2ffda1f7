"""Which partners see to a need, and whether they may be told of the person."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from casetracker.domain.contacts import ConsentAudience, ConsentPurpose
from casetracker.models import Case, Consent, Need, Referral, User


def referrals_of(need: Need) -> list[Referral]:
    """The referrals of a need that its reader sees, the latest first: one query."""
    rows = Referral.objects.filter(need=need).select_related("partner", "moved_by", "referred_by")
    return list(rows.order_by("-created_at", "-pk"))


def find_referral(user: User, referral_id: UUID) -> Referral | None:
    return Referral.objects.visible_to(user).filter(pk=referral_id).first()


def has_agreed(case: Case, *, now: datetime) -> bool:
    """Whether partners may be told of the person of a case: one query."""
    agreed = Consent.objects.in_force(on=now.date()).filter(
        prisoner=case.prisoner_id,
        purpose=ConsentPurpose.SHARE_WITH_PARTNER,
        audience=ConsentAudience.PARTNERS,
    )
    return agreed.exists()
