"""Contacts of a prisoner: recorded and corrected. Everything that names or finds them is sealed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from casetracker.domain.calendars import morning_of
from casetracker.domain.contacts import Channel, ContactRelation, Safety, channels_in_order
from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.inputs import (
    country_code,
    day_ahead,
    language_code,
    many_lines,
    one_line,
    word_of,
)
from casetracker.domain.words import ClockKind
from casetracker.models import Case, Clock, Contact, Prisoner, User
from casetracker.services.audit import record
from casetracker.services.blocked_tasks import cancel_unsafe
from casetracker.services.clocks import start_deadline, stop
from casetracker.services.facts import changed
from casetracker.services.rights import find_editable

LINES = {"name": 200, "phone": 60, "messenger": 120, "email": 254}
TEXTS = {"address": 1000, "note": 5000}
EDITABLE = (
    *LINES,
    *TEXTS,
    "relation",
    "country",
    "language",
    "safety",
    "safe_channels",
    "recheck_on",
)

_SAFETY = frozenset({"country", "safety", "safe_channels", "recheck_on"})


@transaction.atomic
def record_contact(
    *,
    actor: User | None,
    prisoner_id: UUID,
    name: str,
    relation: str,
    country: str = "",
    now: datetime,
    **facts: Any,
) -> Contact:
    """Record somebody who belongs to a prisoner; `facts` are further `EDITABLE` columns.

    `country` is where they live (ISO 3166 alpha-2). Unless `safety` is `safe` for a channel,
    whoever lives within reach of the state is not written to. Raises `Missing` if no case of the
    prisoner's is the caller's, `Forbidden` if the caller coordinates it and does not keep it.
    """
    case = _kept_case(actor, prisoner_id)
    contact = Contact(
        prisoner_id=prisoner_id, case=case, created_by=actor, created_at=now, safety=Safety.UNKNOWN
    )
    given = {"name": name, "relation": relation, "country": country, **facts}
    for field, value in given.items():
        _set(contact, field, value, now)
    if not contact.name:
        raise Refused("A contact has a name.", field="name", allowed="1 to 200 characters")
    _check_safety(contact)
    contact.save()
    _follow_clock(contact, case, now)
    record(actor=actor, verb="record_contact", obj=contact, case=case, now=now)
    return contact


@transaction.atomic
def edit_contact(
    *,
    actor: User | None,
    contact_id: UUID,
    changes: Mapping[str, Any],
    version: int | None = None,
    now: datetime,
) -> Contact:
    """Change `EDITABLE` columns. An empty text takes it away; a name stays. Tasks that would reach
    them by a way that is not safe any more are cancelled."""
    contact: Contact = find_editable(Contact, contact_id, actor, version=version)
    case = case_of_prisoner(actor, contact.prisoner_id)
    old = {field: getattr(contact, field) for field in changes if field in EDITABLE}
    for field, value in changes.items():
        _set(contact, field, value, now)
    if not contact.name:
        raise Refused("A contact has a name.", field="name", allowed="1 to 200 characters")
    _check_safety(contact)
    differs = changed(old, contact)
    if not differs:
        return contact
    contact.save()
    if {"safety", "recheck_on"} & set(differs):
        _follow_clock(contact, case, now)
    record(actor=actor, verb="edit_contact", obj=contact, case=case, changes=differs, now=now)
    if _SAFETY & set(differs):
        cancel_unsafe(contact, actor=actor, now=now)
    return contact


def case_of_prisoner(actor: User | None, prisoner_id: UUID) -> Case:
    """The case of a prisoner that `actor` may write, the open one first. Raises `Missing`, or
    `Forbidden` for a prisoner whom one sees without having a case of theirs."""
    cases = Case.objects.filter(prisoner=prisoner_id)
    if actor is not None:
        cases = cases.editable_by(actor)
    found = cases.select_related("team").order_by("closed_at", "-pk").first()
    if found is not None:
        return found
    if actor is not None and Prisoner.objects.visible_to(actor).filter(pk=prisoner_id).exists():
        raise Forbidden(
            "The file of this person is a colleague's.", field="prisoner", value=prisoner_id
        )
    raise Missing(
        f"There is no prisoner {prisoner_id} that you may see.", field="prisoner", value=prisoner_id
    )


def _kept_case(actor: User | None, prisoner_id: UUID) -> Case:
    """As `case_of_prisoner`, of those that `actor` keeps: a coordinator corrects what is there,
    and takes in nobody new."""
    seen = case_of_prisoner(actor, prisoner_id)
    if actor is None or seen.caseworker_id == actor.pk:
        return seen
    kept = Case.objects.editable_by(actor).filter(prisoner=prisoner_id, caseworker=actor)
    found = kept.select_related("team").order_by("closed_at", "-pk").first()
    if found is None:
        raise Forbidden(
            "Contacts are recorded by the caseworker of the file.",
            field="prisoner",
            value=prisoner_id,
        )
    return found


def _set(contact: Contact, field: str, value: Any, now: datetime) -> None:
    if field in LINES:
        setattr(contact, field, one_line(value, field=field, longest=LINES[field]) or None)
    elif field in TEXTS:
        setattr(contact, field, many_lines(value, field=field, longest=TEXTS[field]) or None)
    elif field == "relation":
        contact.relation = word_of(value, ContactRelation, field=field)
    elif field == "country":
        contact.country = country_code(value, field=field)
    elif field == "language":
        contact.language = language_code(value, field=field)
    elif field == "safety":
        contact.safety = word_of(value, Safety, field=field)
    elif field == "safe_channels":
        contact.safe_channels = _channels(value)
    elif field == "recheck_on":
        contact.recheck_on = _recheck(value, now)
    else:
        raise Refused(
            f"{field} cannot be set here.",
            field=field,
            value=str(value)[:80],
            allowed=sorted(EDITABLE),
        )


def _channels(value: Collection[str]) -> list[str]:
    for channel in value:
        word_of(channel, Channel, field="safe_channels")
    return channels_in_order(value)


def _recheck(value: date | None, now: datetime) -> date | None:
    return None if value is None else day_ahead(value, field="recheck_on", now=now)


def _check_safety(contact: Contact) -> None:
    if contact.safety == Safety.SAFE and not contact.safe_channels:
        raise Refused(
            "Say which channels are safe.", field="safe_channels", allowed=list(map(str, Channel))
        )
    if contact.safety == Safety.SAFE and contact.recheck_on is None:
        raise Refused(
            "What is safe today may not be next year: say when to check again.",
            field="recheck_on",
            allowed="a date ahead",
        )


def _follow_clock(contact: Contact, case: Case, now: datetime) -> None:
    """Safety is asked again while it is claimed."""
    if contact.safety != Safety.SAFE or contact.recheck_on is None or not case.is_open:
        stop(Clock.objects.filter(contact=contact), now=now)
        return
    start_deadline(
        ClockKind.RECHECK_SAFETY,
        subject="contact",
        subject_id=contact.pk,
        owner_id=case.caseworker_id,
        team=case.team,
        due_at=morning_of(contact.recheck_on),
        now=now,
    )
