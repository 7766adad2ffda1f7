"""Files: opened, moved, assigned, flagged, closed, reopened."""

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
from casetracker.domain.stages import check_move
from casetracker.domain.words import (
    ENDED_STAGES,
    ActivityKind,
    ClockKind,
    ClosingReason,
    EventKind,
    Risk,
    Role,
    Stage,
)
from casetracker.models import Activity, Case, Clock, Prisoner, StageSpan, User
from casetracker.models.base import new_id
from casetracker.services.activities import editable_cases, note_on
from casetracker.services.audit import Subject, record, record_many
from casetracker.services.clocks import hand_over, restart_silence, stop
from casetracker.services.notices import event, insert_notices
from casetracker.services.rights import find_editable, find_visible
from casetracker.services.tasks import cancel_tasks_of

SILENCE = (ClockKind.CASE_SILENT, ClockKind.LIFE_SILENT)
FLAGS = {
    Risk.CRITICAL_HEALTH: "is_critical_health",
    Risk.HUNGER_STRIKE: "is_hunger_strike",
    Risk.INCOMMUNICADO: "is_incommunicado",
    Risk.MINOR: "is_minor",
    Risk.REDETENTION: "is_redetention_risk",
}
#: From a clock to the case that its subject belongs to.
CLOCK_PATHS = ("case", "task__case", "need__case", "detention__case", "hearing__detention__case")
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
    _begin_span(case, now)
    Activity.objects.create(
        case=case, kind=ActivityKind.OPENED, occurred_at=now, recorded_at=now, actor=actor
    )
    restart_silence([case], SILENCE, now=now)
    record(actor=actor, verb="open_case", obj=case, case=case, now=now)
    return case


@transaction.atomic
def move_case(
    *,
    actor: User | None,
    case_id: UUID,
    stage: str,
    destination: str = "",
    reason: str = "",
    closing_reason: str = "",
    expected_stage: str | None = None,
    version: int | None = None,
    now: datetime,
) -> Case:
    """Move a case to another stage; `destination` is an ISO 3166 alpha-2 code.

    Raises `Conflict` with the list of legal moves, or if the case no longer stands where the
    caller believed (`expected_stage`): of two people who act on the same old state one wins.
    """
    if stage not in list(Stage):
        raise Refused("No such stage.", field="stage", value=stage, allowed=list(Stage))
    case = find_editable(Case, case_id, actor, version=version)
    if expected_stage is not None and expected_stage != case.stage:
        raise Conflict(
            f"Somebody else moved this case meanwhile: it is in {case.stage} now.",
            field="expected_stage",
            value=expected_stage,
            allowed=case.stage,
        )
    check_move(Stage(case.stage), Stage(stage))
    old = Stage(case.stage)
    if stage in ENDED_STAGES:
        cancel_tasks_of(case.tasks, reason=f"the case is {stage}", actor=actor, now=now)
        stop_all_clocks(case, now=now)
    if stage not in ENDED_STAGES and old in ENDED_STAGES:
        _check_reopen(case)
    case.stage = stage
    case.destination = destination or case.destination
    case.closed_at = now if stage == Stage.CLOSED else None
    case.closing_reason = _closing_reason(stage, closing_reason)
    case.save()
    StageSpan.objects.filter(case=case, until_at=None).update(until_at=now)
    _begin_span(case, now)
    note_on(
        case,
        ActivityKind.STAGE_CHANGED,
        actor=actor,
        now=now,
        text=reason,
        facts={"from": str(old), "to": str(stage)},
    )
    restart_silence([case], SILENCE, now=now)
    _tell_of_move(case, old, actor, now)
    changes = {"stage": (old, case.stage)}
    record(actor=actor, verb="move_case", obj=case, case=case, changes=changes, now=now)
    return case


def close_case(
    *,
    actor: User | None,
    case_id: UUID,
    reason: str,
    version: int | None = None,
    now: datetime,
) -> Case:
    """Close a case for one of the `ClosingReason`s; its clocks stop."""
    if reason not in list(ClosingReason):
        raise Refused(
            "Say why the case is closed.", field="reason", value=reason, allowed=list(ClosingReason)
        )
    return move_case(
        actor=actor,
        case_id=case_id,
        stage=Stage.CLOSED,
        closing_reason=reason,
        version=version,
        now=now,
    )


def reopen_case(
    *,
    actor: User | None,
    case_id: UUID,
    stage: str,
    reason: str,
    version: int | None = None,
    now: datetime,
) -> Case:
    """Reopen a closed case in one of the stages that `product.md` allows."""
    case = find_visible(Case, case_id, actor, field="id")
    if case.stage != Stage.CLOSED:
        raise Conflict(
            f"Only a closed case is reopened; this one is in {case.stage}.",
            field="stage",
            value=case.stage,
            allowed=[str(Stage.CLOSED)],
        )
    return move_case(
        actor=actor,
        case_id=case_id,
        stage=stage,
        reason=reason,
        expected_stage=Stage.CLOSED,
        version=version,
        now=now,
    )


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
    owned = Q(case__in=ids) | Q(detention__case__in=ids) | Q(hearing__detention__case__in=ids)
    owned |= Q(task__case__in=ids, task__need=None, task__assignee=None)
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


def stop_all_clocks(case: Case, *, now: datetime) -> None:
    """The file has ended: nothing of it reminds anybody any more."""
    for path in CLOCK_PATHS:
        stop(Clock.objects.filter(**{path: case}), now=now)


def new_reference() -> str:
    return reference_from(os.urandom(16))


def _begin_span(case: Case, now: datetime) -> None:
    StageSpan.objects.create(
        case=case, stage=case.stage, destination=case.destination, from_at=now, recorded_at=now
    )


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


def _check_reopen(case: Case) -> None:
    if Case.objects.open().filter(prisoner=case.prisoner_id).exclude(pk=case.pk).exists():
        raise Conflict(
            "This person has another open case; use that one.", field="stage", value=case.stage
        )


def _closing_reason(stage: str, reason: str) -> str:
    if stage != Stage.CLOSED:
        return ""
    if reason and reason not in list(ClosingReason):
        raise Refused(
            "No such closing reason.",
            field="closing_reason",
            value=reason,
            allowed=list(ClosingReason),
        )
    return reason or ClosingReason.OTHER


def _tell_of_move(case: Case, old: Stage, actor: User | None, now: datetime) -> None:
    """A re-arrest and a refusal at the border are told to the coordinators at once."""
    kind = {
        Stage.FREED_IN_COUNTRY: EventKind.RE_ARRESTED,
        Stage.RESETTLING: EventKind.RE_ARRESTED,
        Stage.CLOSED: EventKind.RE_ARRESTED,
        Stage.RECEPTION: EventKind.REFUSED_AT_BORDER,
    }.get(old)
    if case.stage != Stage.INSIDE or kind is None:
        return
    subject = new_id()
    leads = User.objects.able().coordinating([case.team_id])
    told = set(leads.values_list("pk", flat=True)) | (
        {case.caseworker_id} if case.caseworker_id else set()
    )
    told.discard(actor.pk if actor else None)
    insert_notices(
        [event(kind, subject, who, case_id=case.pk, is_urgent=True) for who in told if who],
        now=now,
    )
