"""The one check before anything reaches a contact or a freed person, and the log of its noes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from casetracker.domain.contacts import (
    BlockReason,
    Channel,
    ContactBlocked,
    Safety,
    blocks_case,
    blocks_contact,
    entry_reaches,
    task_reaches,
)
from casetracker.domain.words import Stage
from casetracker.models import Case, Contact, User
from casetracker.services.audit import Subject, record_many


def check_task(case: Case, kind: str) -> None:
    """Raises `ContactBlocked` where doing such a task would reach somebody at risk."""
    if task_reaches(kind):
        _check_case(case, "kind")


def check_entry(case: Case, kind: str) -> None:
    """Raises `ContactBlocked` for an entry that says we wrote or called somebody at risk."""
    if entry_reaches(kind):
        _check_case(case, "kind")


def why_not_reach(
    contact: Contact, case: Case, channel: Channel, *, now: datetime
) -> tuple[BlockReason, ...]:
    """Why the contact may not be reached by this channel today; empty if they may be."""
    return blocks_contact(
        stage=Stage(case.stage),
        country=contact.country,
        hostile=case.team.hostile_countries,
        safety=Safety(contact.safety),
        safe_channels=contact.safe_channels,
        recheck_is_due=contact.recheck_on is not None and contact.recheck_on <= now.date(),
        channel=channel,
    )


def check_contact(contact: Contact, case: Case, channel: Channel, *, now: datetime) -> None:
    """Raises `ContactBlocked` where the contact may not be reached by this channel."""
    reasons = why_not_reach(contact, case, channel, now=now)
    if reasons:
        raise ContactBlocked(reasons, subject=(case.pk, contact.pk), field="channel")


@transaction.atomic
def note_block(blocked: ContactBlocked, *, actor: User | None, now: datetime) -> None:
    """Leave the event that somebody tried; called by the door, when the attempt is undone."""
    case_id, contact_id = blocked.subject
    team_id: UUID | None = Case.objects.values_list("team_id", flat=True).get(pk=case_id)
    kind, row_id = ("contact", contact_id) if contact_id else ("case", case_id)
    changes = dict.fromkeys(map(str, blocked.reasons), (None, None))
    subject = Subject(kind, row_id, case_id, team_id, changes)
    record_many(actor=actor, verb="contact_blocked", subjects=[subject], now=now)


def _check_case(case: Case, field: str) -> None:
    reasons = blocks_case(Stage(case.stage))
    if reasons:
        raise ContactBlocked(reasons, subject=(case.pk, None), field=field)
