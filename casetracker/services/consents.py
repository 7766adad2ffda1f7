"""Consent: recorded, withdrawn, confirmed; suspended by a release where others gave it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from casetracker.domain.calendars import morning_of
from casetracker.domain.contacts import ConsentAudience, ConsentBy, ConsentPurpose
from casetracker.domain.errors import Conflict, Missing, Refused
from casetracker.domain.inputs import day_ahead, many_lines, past_day, word_of
from casetracker.domain.words import ClockKind
from casetracker.models import Case, Clock, Consent, Contact, User
from casetracker.services.audit import Subject, record, record_many
from casetracker.services.clocks import start_deadline, stop
from casetracker.services.contacts import case_of_prisoner
from casetracker.services.rights import find_editable


@transaction.atomic
def record_consent(
    *,
    actor: User | None,
    prisoner_id: UUID,
    purpose: str,
    audience: str,
    given_by: str,
    given_on: date | None = None,
    expires_on: date | None = None,
    contact_id: UUID | None = None,
    note: str = "",
    now: datetime,
) -> Consent:
    """Record that somebody agreed to a purpose towards an audience, on a day (by default today).

    What staff decide, where nobody can be reached, is no consent of this kind: it takes two people
    and a review in 30 days.
    """
    case = case_of_prisoner(actor, prisoner_id)
    by = ConsentBy(word_of(given_by, ConsentBy, field="given_by"))
    if by is ConsentBy.STAFF:
        raise Refused(
            "Where nobody can be reached two members of staff decide: propose it on the page of "
            "the file.",
            field="given_by",
            value=given_by,
            allowed=[str(word) for word in ConsentBy if word is not ConsentBy.STAFF],
        )
    consent = Consent(
        prisoner_id=prisoner_id,
        case=case,
        purpose=word_of(purpose, ConsentPurpose, field="purpose"),
        audience=word_of(audience, ConsentAudience, field="audience"),
        given_by=by,
        contact=_contact(actor, contact_id, prisoner_id),
        given_on=past_day(given_on, field="given_on", now=now) or now.date(),
        expires_on=None
        if expires_on is None
        else day_ahead(expires_on, field="expires_on", now=now),
        note=many_lines(note, field="note", longest=5000) or None,
        created_by=actor,
        created_at=now,
    )
    consent.save()
    remind_of_end(consent, case, now)
    record(actor=actor, verb="record_consent", obj=consent, case=case, now=now)
    return consent


@transaction.atomic
def withdraw_consent(
    *, actor: User | None, consent_id: UUID, version: int | None = None, now: datetime
) -> Consent:
    """What was agreed to is withdrawn: nothing further is disclosed, the record stays."""
    consent: Consent = find_editable(Consent, consent_id, actor, version=version)
    if consent.withdrawn_at is not None:
        raise Conflict("This consent was withdrawn already.", field="id", value=consent_id)
    case = case_of_prisoner(actor, consent.prisoner_id)
    consent.withdrawn_at = now
    consent.save(update_fields=["withdrawn_at"])
    stop(Clock.objects.filter(consent=consent), now=now)
    record(actor=actor, verb="withdraw_consent", obj=consent, case=case, now=now)
    return consent


@transaction.atomic
def confirm_consent(
    *, actor: User | None, consent_id: UUID, version: int | None = None, now: datetime
) -> Consent:
    """The freed person agrees to what others had agreed to for them: it holds again."""
    consent: Consent = find_editable(Consent, consent_id, actor, version=version)
    if consent.suspended_at is None or consent.withdrawn_at is not None:
        raise Conflict(
            "Only a consent that is suspended is confirmed.", field="id", value=consent_id
        )
    case = case_of_prisoner(actor, consent.prisoner_id)
    consent.suspended_at, consent.given_by = None, ConsentBy.PERSON
    consent.save(update_fields=["suspended_at", "given_by"])
    remind_of_end(consent, case, now)
    record(actor=actor, verb="confirm_consent", obj=consent, case=case, now=now)
    return consent


def suspend_consents(prisoner_ids: Collection[UUID], *, actor: User | None, now: datetime) -> int:
    """A release: what others agreed to for these people waits until they decide themselves.

    Returns how many. Constant statements; runs in the caller's transaction.
    """
    given = Consent.objects.given_by_others().filter(prisoner__in=prisoner_ids)
    subjects = [
        Subject("consent", *places)
        for places in given.values_list("pk", "case_id", "case__team_id")
    ]
    if subjects:
        ids = [subject.object_id for subject in subjects]
        Consent.objects.filter(pk__in=ids).update(suspended_at=now)
        stop(Clock.objects.filter(consent__in=ids), now=now)
        record_many(actor=actor, verb="suspend_consent", subjects=subjects, now=now)
    return len(subjects)


def restore_consents(prisoner_ids: Collection[UUID], *, actor: User | None, now: datetime) -> int:
    """These people are not free any more and cannot decide: what others agreed to before a
    release suspended it holds again. Returns how many. Runs in the caller's transaction."""
    waiting = Consent.objects.filter(
        prisoner__in=prisoner_ids, withdrawn_at=None, suspended_at__isnull=False
    )
    waiting = waiting.exclude(given_by=ConsentBy.PERSON).select_related("case__team")
    found = list(waiting)
    Consent.objects.filter(pk__in=[consent.pk for consent in found]).update(suspended_at=None)
    for consent in found:
        consent.suspended_at = None
        remind_of_end(consent, consent.case, now)
    subjects = [
        Subject("consent", consent.pk, consent.case_id, consent.case.team_id) for consent in found
    ]
    record_many(actor=actor, verb="restore_consent", subjects=subjects, now=now)
    return len(found)


def _contact(actor: User | None, contact_id: UUID | None, prisoner_id: UUID) -> Contact | None:
    if contact_id is None:
        return None
    rows = Contact.objects.filter(pk=contact_id, prisoner=prisoner_id)
    found = (rows if actor is None else rows.visible_to(actor)).first()
    if found is None:
        raise Missing(
            f"There is no contact {contact_id} of this person.", field="contact", value=contact_id
        )
    return found


def remind_of_end(consent: Consent, case: Case, now: datetime) -> None:
    """Its clock runs while it has an end and the file is open."""
    if consent.expires_on is None or not case.is_open:
        stop(Clock.objects.filter(consent=consent), now=now)
        return
    start_deadline(
        ClockKind.CONSENT_EXPIRY,
        subject="consent",
        subject_id=consent.pk,
        owner_id=case.caseworker_id,
        team=case.team,
        due_at=morning_of(consent.expires_on),
        now=now,
    )
