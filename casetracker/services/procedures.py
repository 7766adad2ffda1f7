"""Procedures: opened, moved, corrected, ended. What is decided: `procedure_decisions.py`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from casetracker.domain.country_codes import check_country
from casetracker.domain.errors import Conflict, Refused
from casetracker.domain.inputs import day_ahead, many_lines, one_line, past_day, word_of
from casetracker.domain.procedures import (
    PROTECTING,
    STAGES,
    EndReason,
    NextThing,
    Outcome,
    ProcedureKind,
    ProcedureStage,
    check_move,
    legal_moves,
)
from casetracker.domain.words import ENDED_STAGES, ActivityKind, ClockKind
from casetracker.models import Case, Clock, Procedure, ProcedureSpan, User
from casetracker.services.activities import note_on
from casetracker.services.assignments import lock_case_of
from casetracker.services.audit import record
from casetracker.services.clocks import start_deadline, stop
from casetracker.services.facts import changed
from casetracker.services.rights import find_editable

EDITABLE = (
    "applied_on",
    "next_thing",
    "next_on",
    "responsible_country",
    "office_number",
    "note",
)
LONGEST_NUMBER = 80
#: Set by a decision, never by hand.
_BY_HAND = ["", *(str(thing) for thing in NextThing if thing is not NextThing.APPEAL)]


@transaction.atomic
def open_procedure(
    *,
    actor: User | None,
    case_id: UUID,
    kind: str,
    country: str,
    stage: str = ProcedureStage.INTENT,
    applied_on: date | None = None,
    next_thing: str = "",
    next_on: date | None = None,
    office_number: str = "",
    note: str = "",
    now: datetime,
) -> Procedure:
    """Open a procedure of the person of a case in a country (ISO 3166 alpha-2).

    `stage` is where it stands already, up to the interview. Raises `Conflict` on a closed case,
    or if one of that kind runs in that country; `Refused` where a person asks for protection in
    the reach of the state they need it from.
    """
    case = find_editable(Case, case_id, actor, related=("team",), field="case")
    if case.stage in ENDED_STAGES:
        raise Conflict("This case is closed; reopen it first.", field="case", value=str(case.stage))
    of = ProcedureKind(word_of(kind, ProcedureKind, field="kind"))
    procedure = Procedure(
        case=case,
        kind=of,
        country=_some_country(country, of, case),
        stage=word_of(stage, legal_moves(of, ProcedureStage.ENDED, None), field="stage"),
        opened_at=now,
        created_by=actor,
        created_at=now,
    )
    given = {"applied_on": applied_on, "office_number": office_number, "note": note}
    for name, value in given.items():
        _change(procedure, name, value, now)
    set_next(procedure, next_thing, next_on, now=now)
    _save_new(procedure)
    ProcedureSpan.objects.create(procedure=procedure, stage=procedure.stage, from_at=now)
    note_procedure(procedure, "", actor, now)
    record(actor=actor, verb="open_procedure", obj=procedure, case=case, now=now)
    return procedure


@transaction.atomic
def move_procedure(
    *,
    actor: User | None,
    procedure_id: UUID,
    stage: str,
    expected_stage: str | None = None,
    happened_on: date | None = None,
    next_thing: str = "",
    next_on: date | None = None,
    version: int | None = None,
    now: datetime,
) -> Procedure:
    """Move a procedure to another stage, and say what comes up next there.

    What was to come before has come. Raises `Conflict` with the legal moves, or if it no longer
    stands where the caller believed (`expected_stage`): of two people who act on the same old
    stage one wins.
    """
    procedure = find_procedure(procedure_id, actor, version)
    if expected_stage is not None and expected_stage != procedure.stage:
        raise Conflict(
            f"Somebody else moved this procedure meanwhile: it is in {procedure.stage} now.",
            field="expected_stage",
            value=expected_stage,
            allowed=str(procedure.stage),
        )
    kind, old = ProcedureKind(procedure.kind), ProcedureStage(procedure.stage)
    allowed = [one for one in STAGES[kind] if one is not ProcedureStage.DECISION]
    new = ProcedureStage(word_of(stage, allowed, field="stage"))
    check_move(kind, old, new, last_outcome(procedure))
    happened = past_day(happened_on, field="happened_on", now=now)
    if new is ProcedureStage.REGISTERED and procedure.applied_on is None:
        procedure.applied_on = happened or now.date()
    if old is ProcedureStage.ENDED:
        _check_once(procedure)
    procedure.stage, procedure.ended_at, procedure.end_reason = new, None, ""
    procedure.next_thing, procedure.next_on = "", None
    set_next(procedure, next_thing, next_on, now=now)
    procedure.save()
    return moved("move_procedure", procedure, old, actor, now)


@transaction.atomic
def edit_procedure(
    *,
    actor: User | None,
    procedure_id: UUID,
    changes: Mapping[str, Any],
    version: int | None = None,
    now: datetime,
) -> Procedure:
    """Change `EDITABLE` columns; what comes up next and its day are reminded of.

    While an appeal can be filed its last day may be corrected and nothing put in its place.
    """
    procedure = find_procedure(procedure_id, actor, version)
    old = {name: getattr(procedure, name) for name in EDITABLE if name in changes}
    for name, value in changes.items():
        if name not in ("next_thing", "next_on"):
            _change(procedure, name, value, now)
    if {"next_thing", "next_on"} & set(changes):
        thing = changes.get("next_thing", procedure.next_thing)
        set_next(procedure, thing, changes.get("next_on", procedure.next_on), now=now)
    differs = changed(old, procedure)
    if not differs:
        return procedure
    procedure.save()
    if {"next_thing", "next_on"} & set(differs):
        follow_clock(procedure, now)
    case = procedure.case
    facts = {"procedure": str(procedure.pk), "kind": procedure.kind, "fields": sorted(differs)}
    note_on(case, ActivityKind.FACT_CHANGED, actor=actor, facts=facts, now=now)
    verb = "edit_procedure"
    record(actor=actor, verb=verb, obj=procedure, case=case, changes=differs, now=now)
    return procedure


@transaction.atomic
def end_procedure(
    *,
    actor: User | None,
    procedure_id: UUID,
    reason: str,
    version: int | None = None,
    now: datetime,
) -> Procedure:
    """A procedure is over, for one of the `EndReason`s; nobody is reminded of it any more."""
    procedure = find_procedure(procedure_id, actor, version)
    why = EndReason(word_of(reason, EndReason, field="reason"))
    if procedure.ended_at is not None:
        raise Conflict(
            "This procedure has ended already.", field="reason", value=str(procedure.end_reason)
        )
    old = ProcedureStage(procedure.stage)
    end(procedure, why, now)
    procedure.save()
    return moved("end_procedure", procedure, old, actor, now)


def end(procedure: Procedure, reason: EndReason, now: datetime) -> None:
    """Set what stands in the row of one that has ended."""
    procedure.stage, procedure.ended_at, procedure.end_reason = ProcedureStage.ENDED, now, reason
    procedure.next_thing, procedure.next_on = "", None


def find_procedure(procedure_id: UUID, actor: User | None, version: int | None) -> Procedure:
    """The procedure, locked after its case."""
    case = lock_case_of(Procedure, procedure_id)
    procedure: Procedure = find_editable(Procedure, procedure_id, actor, version=version)
    procedure.case = case  # type: ignore[assignment]
    return procedure


def last_outcome(procedure: Procedure) -> Outcome | None:
    """What was decided last, if anything was."""
    rows = procedure.decisions.order_by("-recorded_at", "-pk").values_list("outcome", flat=True)
    found = rows.first()
    return Outcome(found) if found else None


def set_next(procedure: Procedure, thing: str, on: date | None, *, now: datetime) -> None:
    """Set what comes up next and when. Raises `Refused`; `Conflict` for anything but another day
    while an appeal can be filed."""
    if procedure.next_thing == NextThing.APPEAL:
        if thing != NextThing.APPEAL or on is None:
            raise Conflict(
                "Until the appeal is filed, or the procedure ended, the last day to appeal stands "
                "here.",
                field="next_thing",
                value=str(thing),
                allowed=str(NextThing.APPEAL),
            )
    else:
        thing = word_of(thing, _BY_HAND, field="next_thing") or (NextThing.OTHER if on else "")
    procedure.next_thing = thing
    procedure.next_on = None if on is None else day_ahead(on, field="next_on", now=now)


def moved(
    verb: str, procedure: Procedure, old: ProcedureStage, actor: User | None, now: datetime
) -> Procedure:
    """Span, clock, timeline and audit follow a move that is saved."""
    ProcedureSpan.objects.filter(procedure=procedure, until_at=None).update(until_at=now)
    ProcedureSpan.objects.create(procedure=procedure, stage=procedure.stage, from_at=now)
    note_procedure(procedure, str(old), actor, now)
    changes = {"stage": (old, procedure.stage)}
    case = procedure.case
    record(actor=actor, verb=verb, obj=procedure, case=case, changes=changes, now=now)
    return procedure


def note_procedure(procedure: Procedure, old: str, actor: User | None, now: datetime) -> None:
    """Clock and timeline follow."""
    follow_clock(procedure, now)
    facts = {
        "procedure": str(procedure.pk),
        "kind": str(procedure.kind),
        "from": old,
        "to": str(procedure.stage),
    }
    note_on(procedure.case, ActivityKind.FACT_CHANGED, actor=actor, facts=facts, now=now)


def follow_clock(procedure: Procedure, now: datetime) -> None:
    """The clock runs towards the next day; an appeal whose last day nobody knows is due now."""
    due_at = procedure.due_at(now=now)
    case = procedure.case
    if due_at is None or not case.is_open:
        stop(Clock.objects.filter(procedure=procedure), now=now)
        return
    start_deadline(
        ClockKind.PROCEDURE_DEADLINE,
        subject="procedure",
        subject_id=procedure.pk,
        owner_id=case.caseworker_id,
        team=case.team,
        due_at=due_at,
        now=now,
    )


def _some_country(code: str, of: ProcedureKind, case: Case) -> str:
    if not code:
        raise Refused(
            "Say in which country.", field="country", value=code, allowed="ISO 3166, such as LT"
        )
    if of in PROTECTING and code in case.team.hostile_countries:
        raise Refused(
            "Nobody is protected there: this country is in the reach of the state that imprisoned "
            "them.",
            field="country",
            value=code,
            allowed="a country out of its reach",
        )
    return check_country(code, field="country")


def _change(procedure: Procedure, name: str, value: Any, now: datetime) -> None:
    if name == "applied_on":
        procedure.applied_on = past_day(value, field=name, now=now)
    elif name == "responsible_country":
        procedure.responsible_country = check_country(value or "", field=name)
    elif name == "office_number":
        procedure.office_number = one_line(value, field=name, longest=LONGEST_NUMBER) or None
    elif name == "note":
        procedure.note = many_lines(value, field=name, longest=5000) or None
    else:
        raise Refused(
            f"{name} cannot be changed here.",
            field=name,
            value=str(value)[:80],
            allowed=sorted(EDITABLE),
        )


def _check_once(procedure: Procedure) -> None:
    same = Procedure.objects.open().filter(
        case=procedure.case_id, kind=procedure.kind, country=procedure.country
    )
    if same.exclude(pk=procedure.pk).exists():
        raise _running()


def _save_new(procedure: Procedure) -> None:
    try:
        with transaction.atomic():
            procedure.save()
    except IntegrityError:
        raise _running() from None


def _running() -> Conflict:
    return Conflict(
        "A procedure of this kind runs in this country already; use that one.",
        field="kind",
        allowed="another country or kind, or end that one first",
    )
