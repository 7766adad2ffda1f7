"""The one check before anything of ours reaches a contact or a freed person; the log of its noes.

Asked when it is planned, offered, taken, briefed, and recorded as done: what was safe when a task
was opened may not be when somebody sets out to do it. There is no way around it for anybody; what
came in is recorded without it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from casetracker.domain.contacts import (
    BlockReason,
    Channel,
    ContactBlocked,
    Safety,
    action_reaches,
    blocks_case,
    blocks_contact,
    entry_reaches,
    task_reaches,
)
from casetracker.domain.errors import Refused
from casetracker.domain.inputs import word_of
from casetracker.domain.words import Stage
from casetracker.models import Case, Contact, Task, User
from casetracker.services.audit import Subject, record_many
from casetracker.services.rights import find_visible


@dataclass(frozen=True)
class Towards:
    """Somebody of a prisoner's, and by which way they are reached."""

    contact: Contact
    channel: Channel


def find_towards(
    actor: User | None, contact_id: UUID | None, channel: str, case: Case
) -> Towards | None:
    """Whom a task or an entry goes to, if it names a contact; one of the case's own person.

    Raises `Missing`, or `Refused` where only one of contact and channel is named.
    """
    if contact_id is None and not channel:
        return None
    if contact_id is None or not channel:
        raise Refused(
            "Say whom, and by which way: both or neither.",
            field="channel" if contact_id else "contact",
            allowed=list(map(str, Channel)) if contact_id else "a contact of the person",
        )
    contact: Contact = find_visible(Contact, contact_id, actor, field="contact")
    if contact.prisoner_id != case.prisoner_id:
        raise Refused("This contact is not of that person.", field="contact", value=contact_id)
    return Towards(contact, Channel(word_of(channel, Channel, field="channel")))


def check_task(task: Task, *, now: datetime) -> None:
    """Raises `ContactBlocked` where doing the task would reach somebody at risk."""
    if task.contact is not None:
        _check_contact(Towards(task.contact, Channel(task.channel)), task.case, now=now)
    elif task_reaches(task.kind):
        _check_case(task.case, "kind")


def check_entry(case: Case, kind: str, towards: Towards | None, *, now: datetime) -> None:
    """Raises `ContactBlocked` for an entry that says we wrote or called somebody at risk."""
    if not entry_reaches(kind):
        return
    if towards is not None:
        _check_contact(towards, case, now=now)
    else:
        _check_case(case, "kind")


def check_action(cases: Iterable[Case], kind: str, *, is_towards_body: bool) -> None:
    """Raises `ContactBlocked` for an action that goes to people one of whom is at risk."""
    if action_reaches(kind, is_towards_body=is_towards_body):
        for case in cases:
            _check_case(case, "target")


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


@transaction.atomic
def note_block(blocked: ContactBlocked, *, actor: User | None, now: datetime) -> None:
    """Leave the event that somebody tried; called by the door, when the attempt is undone."""
    case_id, contact_id = blocked.subject
    team_id: UUID | None = Case.objects.values_list("team_id", flat=True).get(pk=case_id)
    kind, row_id = ("contact", contact_id) if contact_id else ("case", case_id)
    changes = dict.fromkeys(map(str, blocked.reasons), (None, None))
    subject = Subject(kind, row_id, case_id, team_id, changes)
    record_many(actor=actor, verb="contact_blocked", subjects=[subject], now=now)


def _check_contact(towards: Towards, case: Case, *, now: datetime) -> None:
    contact = towards.contact
    reasons = why_not_reach(contact, case, towards.channel, now=now)
    if reasons:
        raise ContactBlocked(reasons, subject=(case.pk, contact.pk), field="channel")


def _check_case(case: Case, field: str) -> None:
    reasons = blocks_case(Stage(case.stage))
    if reasons:
        raise ContactBlocked(reasons, subject=(case.pk, None), field=field)
