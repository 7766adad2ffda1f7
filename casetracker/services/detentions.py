"""Detentions: from arrest to release, with charges and the places where they are spent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from casetracker.domain.calendars import morning_of
from casetracker.domain.detentions import LONGEST_SENTENCE_MONTHS, known, not_before
from casetracker.domain.errors import Conflict, Refused
from casetracker.domain.inputs import one_line, past_day
from casetracker.domain.words import ENDED_STAGES, ActivityKind, ClockKind, Precision
from casetracker.models import Case, Charge, Clock, Custody, Detention, Facility, User
from casetracker.services.activities import note_on
from casetracker.services.assignments import lock_case_of
from casetracker.services.audit import record
from casetracker.services.clocks import start_deadline, stop
from casetracker.services.facts import changed, checked_changes
from casetracker.services.name_dates import date_names
from casetracker.services.rights import find_editable, find_visible

EDITABLE = (
    "arrested_on",
    "arrested_precision",
    "arrest_place",
    "agency",
    "warrant_shown",
    "verdict_on",
    "sentence_months",
    "regime",
    "expected_release_on",
    "released_on",
    "released_precision",
    "source",
    "observed_on",
)
MOST_CHARGES = 50
_TEXTS = {"arrest_place": 200, "agency": 200, "regime": 120, "source": 120}
_PAST = ("arrested_on", "verdict_on", "released_on", "observed_on")


@transaction.atomic
def record_detention(
    *,
    actor: User | None,
    case_id: UUID,
    charges: Sequence[Mapping[str, str]] = (),
    facility_id: UUID | None = None,
    now: datetime,
    **facts: Any,
) -> Detention:
    """Record an episode of detention; `facts` are `EDITABLE` columns, a charge has `article`
    and perhaps `part`, `law` and `verdict`.

    Raises `Conflict` if the case has a detention that has not ended, `Refused` for facts that
    contradict each other.
    """
    case = find_editable(Case, case_id, actor)
    detention = Detention(case=case, created_at=now)
    _apply(detention, facts, now)
    _save(detention)
    if len(charges) > MOST_CHARGES:
        raise Refused(
            f"A detention has at most {MOST_CHARGES} charges.",
            field="charges",
            value=len(charges),
            allowed=f"up to {MOST_CHARGES}",
        )
    for charge in charges:
        _add_charge(detention, charge, now)
    if facility_id is not None:
        facility = find_visible(Facility, facility_id, actor, field="facility")
        until_on = detention.released_on
        Custody.objects.create(
            detention=detention, facility=facility, until_on=until_on, created_at=now
        )
    _follow_clock(detention, now)
    _note(detention, actor, sorted(facts), now)
    record(actor=actor, verb="record_detention", obj=detention, case=case, now=now)
    return detention


@transaction.atomic
def edit_detention(
    *,
    actor: User | None,
    detention_id: UUID,
    changes: Mapping[str, Any],
    version: int | None = None,
    now: datetime,
) -> Detention:
    """Correct or complete `EDITABLE` facts. A release ends the stay in the facility and the
    clock of the expected release."""
    detention = _find(detention_id, actor, version)
    old = {name: getattr(detention, name) for name in EDITABLE}
    _apply(detention, changes, now)
    differs = changed(old, detention)
    if not differs:
        return detention
    _save(detention)
    if detention.released_on is not None:
        stays = Custody.objects.filter(detention=detention, until_on=None)
        stays.update(until_on=detention.released_on)
    if {"expected_release_on", "released_on"} & set(differs):
        _follow_clock(detention, now)
    _note(detention, actor, sorted(differs), now)
    record(
        actor=actor,
        verb="edit_detention",
        obj=detention,
        case=detention.case,
        changes=differs,
        now=now,
    )
    return detention


@transaction.atomic
def add_charge(
    *,
    actor: User | None,
    detention_id: UUID,
    article: str,
    part: str = "",
    law: str = "",
    verdict: str = "",
    now: datetime,
) -> Charge:
    """Add an article that the person is charged with. Raises `Conflict` if it stands already."""
    detention = _find(detention_id, actor, None)
    given = {"article": article, "part": part, "law": law, "verdict": verdict}
    charge = _add_charge(detention, given, now)
    _note(detention, actor, ["charges"], now)
    record(actor=actor, verb="add_charge", obj=charge, case=detention.case, now=now)
    return charge


@transaction.atomic
def move_to_facility(
    *,
    actor: User | None,
    detention_id: UUID,
    facility_id: UUID,
    from_on: date | None = None,
    version: int | None = None,
    now: datetime,
) -> Custody:
    """The person is in another facility since `from_on` (by default today): the stay before ends.

    Raises `Conflict` if the detention has ended or the person is there already.
    """
    detention = _find(detention_id, actor, version)
    facility = find_visible(Facility, facility_id, actor, field="facility")
    if detention.released_on is not None:
        raise Conflict("This detention has ended.", field="detention", value=detention_id)
    day = past_day(from_on, field="from_on", now=now) or now.date()
    stay = Custody.objects.filter(detention=detention, until_on=None).first()
    if stay is not None:
        _end_stay(stay, facility, day)
    custody = Custody.objects.create(
        detention=detention, facility=facility, from_on=day, created_at=now
    )
    _note(detention, actor, ["facility"], now)
    record(actor=actor, verb="move_to_facility", obj=custody, case=detention.case, now=now)
    return custody


def _find(detention_id: UUID, actor: User | None, version: int | None) -> Detention:
    """The detention, locked after its case."""
    case = lock_case_of(Detention, detention_id)
    detention: Detention = find_editable(Detention, detention_id, actor, version=version)
    detention.case = case  # type: ignore[assignment]
    return detention


def _end_stay(stay: Custody, facility: Facility, day: date) -> None:
    if stay.facility_id == facility.pk:
        raise Conflict(
            "The person is in this facility already.", field="facility", value=facility.pk
        )
    if stay.from_on is not None and day < stay.from_on:
        raise Refused(
            "A transfer cannot lie before the stay that it ends.",
            field="from_on",
            value=day.isoformat(),
            allowed=f"from {stay.from_on.isoformat()}",
        )
    stay.until_on = day
    stay.save(update_fields=["until_on"])


def _apply(detention: Detention, facts: Mapping[str, Any], now: datetime) -> None:
    tidied = {
        name: one_line(value, field=name, longest=_TEXTS[name]) if name in _TEXTS else value
        for name, value in facts.items()
    }
    values = checked_changes(Detention, tidied, EDITABLE)
    for name in ("arrested", "released"):
        on, precision = f"{name}_on", f"{name}_precision"
        if on in values and precision not in values:
            values[precision] = Precision.DAY if values[on] else Precision.UNKNOWN
    for name, value in values.items():
        if name in _PAST:
            past_day(value, field=name, now=now)
        setattr(detention, name, value)
    _check_sentence(detention.sentence_months)
    arrested = known(detention.arrested_on, detention.arrested_precision, field="arrested")
    released = known(detention.released_on, detention.released_precision, field="released")
    detention.released_on = not_before(released, arrested).on


def _check_sentence(months: int | None) -> None:
    if months is not None and months > LONGEST_SENTENCE_MONTHS:
        raise Refused(
            "A sentence is given in months.",
            field="sentence_months",
            value=months,
            allowed=f"0 to {LONGEST_SENTENCE_MONTHS}",
        )


def _save(detention: Detention) -> None:
    try:
        with transaction.atomic():
            detention.save()
            date_names(prisoner_ids=[detention.case.prisoner_id])
    except IntegrityError:
        raise Conflict(
            "This case has a detention that has not ended; record that release first.",
            field="case",
            value=detention.case_id,
            allowed="at most one running detention per case",
        ) from None


def _add_charge(detention: Detention, given: Mapping[str, str], now: datetime) -> Charge:
    unknown = sorted(set(given) - {"article", "part", "law", "verdict"})
    if unknown:
        raise Refused(
            f"A charge has no {unknown[0]}.",
            field="charges",
            value=unknown[0],
            allowed=["article", "part", "law", "verdict"],
        )
    charge = Charge(
        detention=detention,
        article=one_line(given.get("article"), field="article", longest=20, required=True),
        part=one_line(given.get("part"), field="part", longest=20),
        law=one_line(given.get("law"), field="law", longest=120),
        verdict=one_line(given.get("verdict"), field="verdict", longest=120),
        created_at=now,
    )
    try:
        with transaction.atomic():
            charge.save()
    except IntegrityError:
        raise Conflict(
            "This article stands in the charges already.", field="article", value=charge.article
        ) from None
    return charge


def _note(detention: Detention, actor: User | None, fields: list[str], now: datetime) -> None:
    facts = {"detention": str(detention.pk), "fields": fields}
    note_on(detention.case, ActivityKind.FACT_CHANGED, actor=actor, facts=facts, now=now)


def _follow_clock(detention: Detention, now: datetime) -> None:
    """The clock runs while a release is to come."""
    case = detention.case
    expected_on = detention.expected_release_on
    if expected_on is None or detention.released_on is not None or case.stage in ENDED_STAGES:
        stop(Clock.objects.filter(detention=detention), now=now)
        if detention.released_on is not None:
            stop(Clock.objects.filter(hearing__detention=detention), now=now)
        return
    start_deadline(
        ClockKind.RELEASE_EXPECTED,
        subject="detention",
        subject_id=detention.pk,
        owner_id=case.caseworker_id,
        team=case.team,
        due_at=morning_of(expected_on),
        now=now,
    )
