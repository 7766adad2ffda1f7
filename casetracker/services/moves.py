"""Where a file stands: moved, closed, reopened; and freedom that did not last."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from casetracker.domain.errors import Conflict, Refused
from casetracker.domain.inputs import past_day, word_of
from casetracker.domain.reversals import (
    FREE_STAGES,
    TOLD_AS,
    Reversal,
    reversal_of,
)
from casetracker.domain.stages import check_move
from casetracker.domain.words import (
    ENDED_STAGES,
    ActivityKind,
    ClockKind,
    ClosingReason,
    EventKind,
    Stage,
)
from casetracker.models import Case, Clock, Release, StageSpan, User
from casetracker.models.clock import CASE_PATHS
from casetracker.services.activities import note_on
from casetracker.services.audit import record
from casetracker.services.blocked_tasks import cancel_reaching
from casetracker.services.clocks import restart_silence, stop
from casetracker.services.deadlines import restart_deadlines
from casetracker.services.leaving import check_leaving, end_left
from casetracker.services.rights import find_editable, find_visible
from casetracker.services.tasks import cancel_tasks_of
from casetracker.services.told_at_once import tell_keepers
from casetracker.services.undone_releases import undo_release

SILENCE = (ClockKind.CASE_SILENT, ClockKind.LIFE_SILENT)


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
    knows_leaving: bool = False,
    version: int | None = None,
    now: datetime,
) -> Case:
    """Move a case to another stage; `destination` is an ISO 3166 alpha-2 code.

    To another destination it takes `knows_leaving` where a procedure runs that leaving ends or may
    end (`leaving.py`); what it ends has ended then.
    From freedom to `inside` it is a refusal at the border (from `reception`) or an arrest, of
    today; `reverse_release` says more. Raises `Conflict` with the list of legal moves, or if the
    case no longer stands where the caller believed (`expected_stage`): of two people who act on
    the same old state one wins.
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
    old, new = Stage(case.stage), Stage(stage)
    check_move(old, new)
    back = old in FREE_STAGES and new is Stage.INSIDE
    goes = destination if destination != case.destination and not back else ""
    left = check_leaving({case.pk: goes}, knows_leaving=knows_leaving) if goes else []
    _move(
        case,
        new,
        how=reversal_of(old) if back else None,
        happened_on=now.date(),
        destination=destination,
        reason=reason,
        closing_reason=closing_reason,
        actor=actor,
        now=now,
    )
    end_left(left, actor=actor, now=now)
    return case


@transaction.atomic
def reverse_release(
    *,
    actor: User | None,
    release_id: UUID,
    how: str,
    happened_on: date | None = None,
    reason: str = "",
    version: int | None = None,
    now: datetime,
) -> Release:
    """The person of a release is not free any more: refused at the border, returned after it, or
    arrested again (`Reversal`), on a day, by default today.

    The file moves to `inside` and what follows is in `undo_release`; coordinators, the caseworker
    and whoever saw to the needs are told at once. Raises `Conflict` if another release came
    later, if the file does not stand where that can happen, or if somebody else was faster.
    """
    word = Reversal(word_of(how, Reversal, field="how"))
    day = past_day(happened_on, field="happened_on", now=now) or now.date()
    found: Release = find_visible(Release, release_id, actor, field="id")
    case = find_editable(Case, found.case_id, actor)
    release: Release = find_editable(Release, release_id, actor, version=version)
    later = Release.objects.filter(case=case).order_by("-released_on", "-pk").first()
    if later is not None and later.pk != release.pk:
        raise Conflict(
            "This person was released again later: say it of that release.",
            field="id",
            value=release_id,
            allowed=str(later.pk),
        )
    _move(case, Stage.INSIDE, how=word, happened_on=day, reason=reason, actor=actor, now=now)
    release.refresh_from_db()
    return release


def _move(
    case: Case,
    new: Stage,
    *,
    how: Reversal | None,
    happened_on: date,
    destination: str = "",
    reason: str,
    closing_reason: str = "",
    actor: User | None,
    now: datetime,
) -> None:
    """The move itself, of a case that is locked."""
    old, keepers = Stage(case.stage), set()
    if how is not None:
        keepers = undo_release(case, how, happened_on=happened_on, actor=actor, now=now)
    if new in ENDED_STAGES:
        cancel_tasks_of(case.tasks, reason=f"the case is {new}", actor=actor, now=now)
        stop_all_clocks(case, now=now)
    elif new is Stage.FREED_IN_COUNTRY:
        cancel_reaching([case.pk], actor=actor, now=now)
    if new not in ENDED_STAGES and old in ENDED_STAGES:
        _check_reopen(case)
    case.stage = new
    case.destination = "" if how is not None else destination or case.destination
    case.closed_at = now if new is Stage.CLOSED else None
    case.closing_reason = _closing_reason(new, closing_reason)
    case.save()
    StageSpan.objects.filter(case=case, until_at=None).update(until_at=now)
    begin_span(case, now)
    facts = {"from": str(old), "to": str(new)} | ({"how": str(how)} if how else {})
    note_on(case, ActivityKind.STAGE_CHANGED, actor=actor, now=now, text=reason, facts=facts)
    restart_silence([case], SILENCE, now=now)
    if old in ENDED_STAGES and case.is_open:
        restart_deadlines(case, now=now)
    if new is Stage.INSIDE and old is not Stage.INTAKE:
        kind = TOLD_AS[how] if how else EventKind.RE_ARRESTED
        tell_keepers([case], kind, also={case.pk: keepers}, actor=actor, now=now)
    changes = {"stage": (old, new)}
    record(actor=actor, verb="move_case", obj=case, case=case, changes=changes, now=now)


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


def stop_all_clocks(case: Case, *, now: datetime) -> None:
    """The file has ended: nothing of it reminds anybody any more."""
    for path in CASE_PATHS:
        stop(Clock.objects.filter(**{path: case}), now=now)


def begin_span(case: Case, now: datetime) -> None:
    """The case stands here from now on."""
    StageSpan.objects.create(
        case=case, stage=case.stage, destination=case.destination, from_at=now, recorded_at=now
    )


def _check_reopen(case: Case) -> None:
    # One that stands in quarantine may be taken back.
    if Case.everything.open().filter(prisoner=case.prisoner_id).exclude(pk=case.pk).exists():
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
