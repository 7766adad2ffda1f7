"""Contacts, health reports and consents of one person, and whether they are open to a reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from casetracker.models import Case, Consent, Contact, HealthReport, Reveal, User

MOST = 100


@dataclass(frozen=True)
class People:
    contacts: list[Contact]
    health: list[HealthReport]
    consents: list[Consent]


def people_of(case: Case, user: User, *, now: datetime) -> People:
    """What hangs on the person of a case whose inside is `user`'s: three queries."""
    contacts = Contact.objects.visible_to(user).filter(prisoner=case.prisoner_id)
    health = HealthReport.objects.visible_to(user).filter(case=case)
    consents = Consent.objects.visible_to(user).with_force(on=now.date())
    consents = consents.filter(prisoner=case.prisoner_id)
    return People(
        list(contacts.order_by("relation", "pk")[:MOST]),
        list(health.order_by("-reported_on", "-pk")[:MOST]),
        list(consents.order_by("purpose", "-given_on", "-pk")[:MOST]),
    )


def case_to_read(user: User, row: Any) -> Case | None:
    """The case through which `user` may read a contact, consent or health report."""
    cases = Case.objects.readable_by(user)
    if isinstance(row, HealthReport):
        return cases.filter(pk=row.case_id).first()
    return cases.filter(prisoner=row.prisoner_id).order_by("closed_at", "-pk").first()


def reference_seen_by(user: User, case_id: UUID) -> str:
    """The code of a case whose inside is `user`'s; empty if it is not."""
    cases = Case.objects.readable_by(user).filter(pk=case_id)
    return cases.values_list("reference", flat=True).first() or ""


def is_open_to(user: User, case_id: UUID, *, now: datetime) -> bool:
    """Whether `user` has opened the case's masked texts today (UTC)."""
    mine = Reveal.objects.filter(user=user, desk=None)
    return mine.filter(case=case_id, on=now.date()).exists()
