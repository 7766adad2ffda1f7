"""Files: opened, assigned, flagged. How they move: `moves.py`."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.domain.references import reference_from
from casetracker.domain.words import (
    ENDED_STAGES,
    ActivityKind,
    EventKind,
    Risk,
    Role,
    Stage,
)
from casetracker.models import Activity, Case, Clock, Prisoner, User
from casetracker.models.base import new_id
from casetracker.models.clock import CASE_OF, OWNED_APART
from casetracker.services.activities import editable_cases
from casetracker.services.audit import Subject, record, record_many
from casetracker.services.clocks import hand_over, restart_silence
from casetracker.services.moves import (
    SILENCE,
    begin_span,
    close_case,
    move_case,
    reopen_case,
)
from casetracker.services.notices import event, insert_notices
from casetracker.services.rights import find_editable, find_visible

__all__ = [
    "assign_case",
    "assign_cases",
    "close_case",
    "flag_case",
    "move_case",
    "new_reference",
    "open_case",
    "reopen_case",
]

FLAGS = {
    Risk.CRITICAL_HEALTH: "is_critical_health",
    Risk.HUNGER_STRIKE: "is_hunger_strike",
    Risk.INCOMMUNICADO: "is_incommunicado",
    Risk.MINOR: "is_minor",
    Risk.REDETENTION: "is_redetention_risk",
}
#: A new case may stand anywhere but at an end.
OPENING_STAGES = [str(stage) for stage in Stage if stage not in ENDED_STAGES]


@transaction.atomic
def open_case(
    *,
    actor: User | None,
    prisoner_id: UUID,
    team_id: UUID | None = None,
    caseworker_id: UUID | None = None,
    stage: str = Stage.INTAKE,
    destination: str = "",
    now: datetime,
) -> Case:
    """Open a file on a person; team and caseworker default to the caller's.

    Raises `Conflict` if the person has an open case, `Refused` if no team is given and the
    caller is staff of none or of several.
    """
    prisoner = find_visible(Prisoner, prisoner_id, actor, field="prisoner")
    team_id = _own_team(actor, team_id)
    if caseworker_id is None and actor is not None:
        caseworker_id = actor.pk
    _check_caseworker(caseworker_id, team_id)
    if stage not in OPENING_STAGES:
        raise Refused(
            "A case cannot be opened in this stage.",
            field="stage",
            value=stage,
            allowed=OPENING_STAGES,
        )
    case = Case(
        reference=new_reference(),
        prisoner=prisoner,
        team_id=team_id,
        caseworker_id=caseworker_id,
        stage=stage,
        destination=destination,
        opened_at=now,
        last_activity_at=now,
        created_at=now,
    )
    standing = Case.objects.open().filter(prisoner=prisoner)
    if standing.exists():
        raise _already_open(prisoner)
    try:
        with transaction.atomic():
            case.save()
    except IntegrityError:
        raise _already_open(prisoner) from None
    begin_span(case, now)
    Activity.objects.create(
        case=case, kind=ActivityKind.OPENED, occurred_at=now, recorded_at=now, actor=actor
    )
    restart_silence([case], SILENCE, now=now)
    record(actor=actor, verb="open_case", obj=case, case=case, now=now)
    return case


def assign_case(
    *,
    actor: User | None,
    case_id: UUID,
    caseworker_id: UUID | None,
    version: int | None = None,
    now: datetime,
) -> Case:
    """Give a case to a caseworker of its team, or to nobody."""
    with transaction.atomic():
        find_editable(Case, case_id, actor, version=version)
        assign_cases(actor=actor, case_ids=[case_id], caseworker_id=caseworker_id, now=now)
        return Case.objects.get(pk=case_id)


@transaction.atomic
def assign_cases(
    *, actor: User | None, case_ids: Collection[UUID], caseworker_id: UUID | None, now: datetime
) -> int:
    """Give many cases to one caseworker in one act; returns how many changed hands.

    The former caseworker is told nothing more about them; the new one gets one notice each,
    and at once what has run out already. Restarts no clock. All or nothing.
    """
    cases = editable_cases(actor, list(dict.fromkeys(case_ids)))
    for team_id in {case.team_id for case in cases}:
        _check_caseworker(caseworker_id, team_id)
    moving = [case for case in cases if case.caseworker_id != caseworker_id]
    ids = [case.pk for case in moving]
    Case.objects.filter(pk__in=ids).update(caseworker=caseworker_id)
    owned = Q(task__case__in=ids, task__need=None, task__assignee=None)
    for subject, path in CASE_OF.items():
        if path and subject not in OWNED_APART:
            owned |= Q(**{f"{path}__in": ids})
    hand_over(Clock.objects.filter(owned), caseworker_id, now=now)
    Activity.objects.bulk_create(
        Activity(
            case=case, kind=ActivityKind.ASSIGNED, occurred_at=now, recorded_at=now, actor=actor
        )
        for case in moving
    )
    if caseworker_id is not None and (actor is None or caseworker_id != actor.pk):
        told = [
            event(EventKind.CASE_HANDED_OVER, new_id(), caseworker_id, case_id=case.pk)
            for case in moving
        ]
        insert_notices(told, now=now)
    subjects = [
        Subject(
            "case",
            case.pk,
            case.pk,
            case.team_id,
            {"caseworker": (case.caseworker_id, caseworker_id)},
        )
        for case in moving
    ]
    record_many(actor=actor, verb="assign_case", subjects=subjects, now=now)
    return len(moving)


@transaction.atomic
def flag_case(
    *,
    actor: User | None,
    case_id: UUID,
    flags: Mapping[str, bool],
    version: int | None = None,
    now: datetime,
) -> Case:
    """Set or clear risk flags (`Risk` → bool); the clocks follow at once."""
    unknown = [flag for flag in flags if flag not in list(Risk)]
    if unknown:
        raise Refused("No such risk.", field=unknown[0], value=unknown[0], allowed=list(Risk))
    case = find_editable(Case, case_id, actor, version=version)
    changes: dict[str, tuple[Any, Any]] = {}
    for flag, is_set in flags.items():
        column = FLAGS[Risk(flag)]
        if getattr(case, column) != is_set:
            changes[column] = (getattr(case, column), is_set)
            setattr(case, column, is_set)
    if not changes:
        return case
    case.save()
    if case.is_open:
        restart_silence([case], SILENCE, now=now)
    record(actor=actor, verb="flag_case", obj=case, case=case, changes=changes, now=now)
    return case


def new_reference() -> str:
    return reference_from(os.urandom(16))


def _own_team(actor: User | None, team_id: UUID | None) -> UUID:
    if actor is None:
        if team_id is None:
            raise Refused("Give the team.", field="team", value=None)
        return team_id
    teams = actor.team_ids(Role.COORDINATOR, Role.CASEWORKER)
    if not teams:
        raise Forbidden("Only coordinators and caseworkers open cases.")
    if team_id is None:
        if len(teams) > 1:
            raise Refused("You are in several teams: say which.", field="team", value=None)
        return next(iter(teams))
    if team_id not in teams:
        raise Missing(f"There is no team {team_id} of yours.", field="team", value=team_id)
    return team_id


def _check_caseworker(caseworker_id: UUID | None, team_id: UUID) -> None:
    if caseworker_id is None:
        return
    if not User.objects.able().staff_of([team_id]).filter(pk=caseworker_id).exists():
        raise Refused(
            "A caseworker is an active caseworker or coordinator of the case's team.",
            field="caseworker",
            value=caseworker_id,
        )


def _already_open(prisoner: Prisoner) -> Conflict:
    return Conflict(
        "This person has an open case already; use that one, or close it first.",
        field="prisoner",
        value=prisoner.pk,
        allowed="at most one open case per prisoner",
    )
