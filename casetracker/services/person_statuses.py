"""Where a person stands: citizenship, documents, protection; each dated, with who says so."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from casetracker.domain.country_codes import check_country
from casetracker.domain.documents import COLUMNS, UNKNOWN, Aspect, check_value
from casetracker.domain.inputs import one_line, past_day, word_of
from casetracker.domain.words import ActivityKind
from casetracker.models import PersonStatus, Prisoner, User
from casetracker.services.activities import note_on
from casetracker.services.audit import record
from casetracker.services.contacts import case_of_prisoner
from casetracker.services.rights import find_editable

LONGEST_SOURCE = 200


@transaction.atomic
def record_status(
    *,
    actor: User | None,
    prisoner_id: UUID,
    aspect: str,
    value: str,
    country: str = "",
    as_of: date | None = None,
    source: str = "",
    now: datetime,
) -> PersonStatus:
    """Record where a person stands as of a day, by default today. What was known before stays;
    what holds is the latest day.

    Raises `Refused` for no aspect, no word of it, or a day ahead.
    """
    case = case_of_prisoner(actor, prisoner_id)
    prisoner = find_editable(Prisoner, prisoner_id, actor, field="prisoner")
    of = Aspect(word_of(aspect, Aspect, field="aspect"))
    was = getattr(prisoner, COLUMNS[of])
    status = write_status(
        prisoner,
        of,
        check_value(of, value),
        country=check_country(country, field="country"),
        as_of=past_day(as_of, field="as_of", now=now) or now.date(),
        source=one_line(source, field="source", longest=LONGEST_SOURCE),
        actor=actor,
        now=now,
    )
    facts = {"status": str(of), "from": was, "to": status.value}
    note_on(case, ActivityKind.FACT_CHANGED, actor=actor, facts=facts, now=now)
    record(actor=actor, verb="record_status", obj=status, case=case, now=now)
    return status


def write_status(
    prisoner: Prisoner,
    aspect: Aspect,
    value: str,
    *,
    country: str = "",
    as_of: date,
    source: str = "",
    actor: User | None,
    now: datetime,
) -> PersonStatus:
    """One more row, and the prisoner shows what holds now. The caller holds the prisoner's lock,
    and records it."""
    status = PersonStatus.objects.create(
        prisoner=prisoner,
        aspect=aspect,
        value=value,
        country=country,
        as_of=as_of,
        source=source or None,
        recorded_by=actor,
        recorded_at=now,
    )
    rows = PersonStatus.objects.filter(prisoner=prisoner, aspect=aspect).newest_first()
    holds = rows.values_list("value", flat=True)[0]
    shown = "" if holds == UNKNOWN else holds
    column = COLUMNS[aspect]
    if getattr(prisoner, column) != shown:
        setattr(prisoner, column, shown)
        prisoner.save(update_fields=[column])
    return status
