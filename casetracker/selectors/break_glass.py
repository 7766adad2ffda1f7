"""What stands open to somebody by exception, and what they read then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from casetracker.domain.approvals import ApprovalKind, ApprovalState
from casetracker.models import Activity, Approval, Case, Contact, User
from casetracker.selectors.casefile import Facts, facts_of

OPEN_FOR = timedelta(hours=1)
MOST = 100


@dataclass(frozen=True)
class Glimpse:
    """One file as it is read by exception."""

    facts: Facts
    entries: list[Activity]
    contacts: list[Contact]


def openings_of(user: User, *, now: datetime) -> list[Approval]:
    """What stands open to `user` now, what ends first at the top."""
    open_now = Approval.objects.filter(
        requester=user,
        kind=ApprovalKind.BREAK_GLASS,
        state=ApprovalState.APPROVED,
        decided_at__gt=now - OPEN_FOR,
    )
    return list(open_now.order_by("decided_at")[:MOST])


def opening_of(user: User, case_id: UUID, *, now: datetime) -> Approval | None:
    """The approval by which `user` may read this file now."""
    return next((one for one in openings_of(user, now=now) if one.subject_id == case_id), None)


def ends_at(opening: Approval) -> datetime:
    """When the hour is over. The approval has been given."""
    assert opening.decided_at is not None
    return opening.decided_at + OPEN_FOR


def glimpse_of(case: Case) -> Glimpse:
    """Facts, the latest entries and the contacts of a file whose reading has been recorded."""
    entries = Activity.objects.filter(case=case).select_related("actor")
    contacts = Contact.objects.filter(prisoner=case.prisoner_id).order_by("relation", "pk")
    return Glimpse(
        facts_of(case),
        list(entries.order_by("-occurred_at", "-pk")[:MOST]),
        list(contacts[:MOST]),
    )
