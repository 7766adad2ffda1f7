"""Days in court: scheduled, moved, called off, and what came of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from casetracker.domain.errors import Conflict, Refused
from casetracker.domain.inputs import deadline, many_lines, one_line
from casetracker.domain.words import ENDED_STAGES, ActivityKind, ClockKind
from casetracker.models import Case, Clock, Detention, Hearing, User
from casetracker.services.activities import note_on
from casetracker.services.assignments import lock_case_of
from casetracker.services.audit import record
from casetracker.services.clocks import start_deadline, stop
from casetracker.services.facts import changed
from casetracker.services.rights import find_editable

EDITABLE = ("scheduled_at", "court", "outcome", "note")
LONGEST = 200


@transaction.atomic
def schedule_hearing(
    *,
    actor: User | None,
    detention_id: UUID,
    scheduled_at: datetime,
    court: str = "",
    note: str = "",
    now: datetime,
) -> Hearing:
    """Note a day in court, past or to come; one to come is reminded of. One that was called off
    for the very same time is on again.

    Raises `Conflict` if the detention has ended before or has a hearing at that time.
    """
    case = lock_case_of(Detention, detention_id)
    detention: Detention = find_editable(Detention, detention_id, actor)
    detention.case = case  # type: ignore[assignment]
    at = deadline(scheduled_at, field="scheduled_at", now=now)
    _check_time(detention, at)
    row = Hearing.objects.filter(detention=detention, scheduled_at=at, is_cancelled=True).first()
    hearing = row or Hearing(scheduled_at=at, created_at=now)
    hearing.detention, hearing.is_cancelled = detention, False
    hearing.court = one_line(court, field="court", longest=LONGEST) or hearing.court
    hearing.note = many_lines(note, field="note") or hearing.note
    _save(hearing)
    return _noted("schedule_hearing", hearing, actor, {}, now)


@transaction.atomic
def edit_hearing(
    *,
    actor: User | None,
    hearing_id: UUID,
    changes: Mapping[str, Any],
    version: int | None = None,
    now: datetime,
) -> Hearing:
    """Move a hearing to another time, or say what came of it (`EDITABLE`).

    An outcome ends its reminders. Raises `Conflict` for one that was called off.
    """
    hearing = _find(hearing_id, actor, version)
    if hearing.is_cancelled:
        raise Conflict(
            "This hearing was called off; schedule it again.", field="is_cancelled", value=True
        )
    old = {name: getattr(hearing, name) for name in EDITABLE if name in changes}
    for name, value in changes.items():
        _change(hearing, name, value, now)
    differs = changed(old, hearing)
    if not differs:
        return hearing
    _check_time(hearing.detention, hearing.scheduled_at)
    _save(hearing)
    return _noted("edit_hearing", hearing, actor, differs, now)


@transaction.atomic
def cancel_hearing(
    *, actor: User | None, hearing_id: UUID, version: int | None = None, now: datetime
) -> Hearing:
    """A hearing does not take place; nobody is reminded of it any more."""
    hearing = _find(hearing_id, actor, version)
    if hearing.is_cancelled or hearing.outcome:
        raise Conflict(
            "This hearing was called off or held already.",
            field="is_cancelled",
            value=hearing.is_cancelled,
        )
    hearing.is_cancelled = True
    hearing.save(update_fields=["is_cancelled"])
    changes = {"is_cancelled": (False, True)}
    return _noted("cancel_hearing", hearing, actor, changes, now)


def is_awaited(hearing: Hearing, *, now: datetime) -> bool:
    """Whether the hearing lies ahead, so that somebody is reminded of it."""
    detention = hearing.detention
    is_on = not (hearing.is_cancelled or hearing.outcome) and hearing.scheduled_at > now
    return is_on and detention.released_on is None and detention.case.stage not in ENDED_STAGES


def _find(hearing_id: UUID, actor: User | None, version: int | None) -> Hearing:
    """The hearing, locked after its case."""
    own = Hearing.objects.filter(pk=hearing_id).values("detention__case")
    case = Case.objects.filter(pk__in=own).select_for_update(no_key=True).first()
    hearing: Hearing = find_editable(
        Hearing, hearing_id, actor, version=version, related=("detention",)
    )
    hearing.detention.case = case  # type: ignore[assignment]
    return hearing


def _change(hearing: Hearing, name: str, value: Any, now: datetime) -> None:
    if name == "scheduled_at":
        hearing.scheduled_at = deadline(value, field=name, now=now)
    elif name == "note":
        hearing.note = many_lines(value, field=name) or None
    elif name in EDITABLE:
        setattr(hearing, name, one_line(value, field=name, longest=LONGEST))
    else:
        raise Refused(
            f"{name} cannot be changed here.",
            field=name,
            value=str(value)[:80],
            allowed=sorted(EDITABLE),
        )


def _check_time(detention: Detention, at: datetime) -> None:
    """Nobody is tried before the arrest; after a release no day of this detention is to come."""
    first, last = detention.arrested_on, detention.released_on
    if (first and at.date() < first) or (last and at.date() > last):
        raise Refused(
            "A hearing lies within its detention.",
            field="scheduled_at",
            value=at.isoformat(),
            allowed=[day and day.isoformat() for day in (first, last)],
        )


def _save(hearing: Hearing) -> None:
    try:
        with transaction.atomic():
            hearing.save()
    except IntegrityError:
        raise Conflict(
            "This detention has a hearing at that time already.",
            field="scheduled_at",
            value=hearing.scheduled_at.isoformat(),
            allowed="another time",
        ) from None


def _noted(
    verb: str,
    hearing: Hearing,
    actor: User | None,
    changes: Mapping[str, Any],
    now: datetime,
) -> Hearing:
    """Clock, timeline and audit follow."""
    case = hearing.detention.case
    if is_awaited(hearing, now=now):
        start_deadline(
            ClockKind.HEARING,
            subject="hearing",
            subject_id=hearing.pk,
            owner_id=case.caseworker_id,
            team=case.team,
            due_at=hearing.scheduled_at,
            now=now,
        )
    else:
        stop(Clock.objects.filter(hearing=hearing), now=now)
    facts = {"hearing": str(hearing.pk), "fields": sorted(changes) or ["scheduled_at"]}
    note_on(case, ActivityKind.FACT_CHANGED, actor=actor, facts=facts, now=now)
    record(actor=actor, verb=verb, obj=hearing, case=case, changes=changes, now=now)
    return hearing
