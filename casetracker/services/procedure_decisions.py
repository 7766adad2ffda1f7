"""What is decided in a procedure, and until when one may appeal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise
from uuid import UUID

from django.db import transaction

from casetracker.domain.clocks import choose_rule
from casetracker.domain.country_facts import FactTopic
from casetracker.domain.documents import status_after
from casetracker.domain.errors import Conflict, Refused
from casetracker.domain.inputs import FURTHEST_DEADLINE, past_day, word_of
from casetracker.domain.procedures import (
    APPEALABLE,
    REFUSALS,
    DayUnit,
    NextThing,
    Outcome,
    Period,
    ProcedureKind,
    ProcedureStage,
    last_day,
    outcomes_of,
    stage_after,
)
from casetracker.domain.words import ActivityKind, ClockKind
from casetracker.models import CountryFact, Prisoner, Procedure, ProcedureDecision, User
from casetracker.models.bulk import update_rows
from casetracker.services.activities import note_on_many
from casetracker.services.assignments import lock_cases
from casetracker.services.audit import Subject, record_many
from casetracker.services.clocks import Start, load_rules, start_many
from casetracker.services.person_statuses import write_status
from casetracker.services.procedures import find_procedure, moved


@transaction.atomic
def decide_procedure(
    *,
    actor: User | None,
    procedure_id: UUID,
    outcome: str,
    notified_on: date | None = None,
    decided_on: date | None = None,
    appeal_until: date | None = None,
    version: int | None = None,
    now: datetime,
) -> Procedure:
    """Record a decision and the day on which it was notified, by default today.

    The last day to appeal is the one given, else counted from that day by the period of the
    country (`country_facts`), and stands as what comes up next. Where the period is not known a
    refusal has no last day: finding it out is due at once. Protection and citizenship follow
    where the decision gives them. Raises `Refused`, `Conflict` for a procedure that has ended.
    """
    procedure = find_procedure(procedure_id, actor, version)
    old = ProcedureStage(procedure.stage)
    if old is ProcedureStage.ENDED:
        raise Conflict(
            "This procedure has ended; take it up again first.", field="stage", value=str(old)
        )
    allowed = outcomes_of(ProcedureKind(procedure.kind), old)
    what = Outcome(word_of(outcome, allowed, field="outcome"))
    decision = ProcedureDecision(
        procedure=procedure,
        outcome=what,
        is_on_appeal=old is ProcedureStage.APPEAL,
        decided_on=past_day(decided_on, field="decided_on", now=now),
        notified_on=past_day(notified_on, field="notified_on", now=now) or now.date(),
        recorded_by=actor,
        recorded_at=now,
    )
    _check_days(decision, procedure)
    if what in APPEALABLE:
        _count_appeal(decision, procedure, appeal_until)
    elif appeal_until is not None:
        raise Refused(
            "There is nothing to appeal against.",
            field="appeal_until",
            value=appeal_until.isoformat(),
            allowed=sorted(map(str, APPEALABLE)),
        )
    decision.save()
    waits = what in REFUSALS or decision.appeal_until is not None
    procedure.stage = stage_after(what)
    procedure.next_thing = NextThing.APPEAL if waits else ""
    procedure.next_on = decision.appeal_until
    procedure.save()
    _follow_status(procedure, decision, actor, now)
    return moved("decide_procedure", procedure, old, actor, now)


def count_open_appeals(fact: CountryFact, *, actor: User | None, now: datetime) -> int:
    """A period to appeal that was not known is known now: the open appeals that had no last day
    get theirs. Returns how many. Constant statements; the caller holds the transaction."""
    if fact.topic != FactTopic.APPEAL_PERIOD:
        return 0
    waiting = Procedure.objects.open().filter(
        country=fact.country, kind=fact.kind, next_thing=NextThing.APPEAL, next_on=None
    )
    lock_cases(waiting.values("case"))
    locked = waiting.select_related("case__team").select_for_update(of=("self",), no_key=True)
    rows = {row.pk: row for row in locked}
    counted = []
    latest: dict[UUID, ProcedureDecision] = {}
    for decision in ProcedureDecision.objects.filter(procedure__in=rows).order_by("recorded_at"):
        latest[decision.procedure_id] = decision
    for decision in latest.values():
        if _stage_of(decision) == fact.stage:
            _count_by(decision, fact)
            rows[decision.procedure_id].next_on = decision.appeal_until
            counted.append(decision)
    _write_counted(counted, [rows[decision.procedure_id] for decision in counted], actor, now)
    return len(counted)


def _write_counted(
    decisions: Sequence[ProcedureDecision],
    procedures: Sequence[Procedure],
    actor: User | None,
    now: datetime,
) -> None:
    columns = ("appeal_until", "period_number", "period_unit", "period_source", "period_checked_on")
    rows = [(row.pk, *(getattr(row, column) for column in columns)) for row in decisions]
    update_rows(ProcedureDecision, "id", columns, rows)
    days = [(row.pk, row.next_on) for row in procedures]
    update_rows(Procedure, "id", ["next_on"], days, extra='"version" = t."version" + 1')
    rule = choose_rule(load_rules(), ClockKind.PROCEDURE_DEADLINE) if procedures else None
    starts = []
    for row in procedures:
        due_at, case = row.due_at(now=now), row.case
        if rule is not None and due_at is not None and case.is_open:
            who, team = case.caseworker_id, case.team
            kind = ClockKind.PROCEDURE_DEADLINE
            starts.append(
                Start(kind, "procedure", row.pk, who, team.pk, team.country, rule, now, due_at)
            )
    start_many(starts, now=now)
    facts = {
        row.case_id: {"procedure": str(row.pk), "kind": row.kind, "fields": ["next_on"]}
        for row in procedures
    }
    cases = {row.case_id: row.case for row in procedures}
    note_on_many(
        list(cases.values()), ActivityKind.FACT_CHANGED, actor=actor, facts_of=facts, now=now
    )
    subjects = [
        Subject(
            "procedure", row.pk, row.case_id, row.case.team_id, {"next_on": (None, row.next_on)}
        )
        for row in procedures
    ]
    record_many(actor=actor, verb="count_appeal", subjects=subjects, now=now)


def _count_appeal(decision: ProcedureDecision, procedure: Procedure, given: date | None) -> None:
    if given is not None:
        if not decision.notified_on <= given <= decision.notified_on + FURTHEST_DEADLINE:
            raise Refused(
                "The last day to appeal follows the day of notification.",
                field="appeal_until",
                value=given.isoformat(),
                allowed=f"from {decision.notified_on.isoformat()}",
            )
        decision.appeal_until = given
        return
    fact = CountryFact.objects.filter(
        country=procedure.country,
        kind=procedure.kind,
        stage=_stage_of(decision),
        topic=FactTopic.APPEAL_PERIOD,
    ).first()
    if fact is not None:
        _count_by(decision, fact)


def _count_by(decision: ProcedureDecision, fact: CountryFact) -> None:
    period = Period(fact.number or 0, DayUnit(fact.unit))
    decision.appeal_until = last_day(decision.notified_on, period, fact.country)
    decision.period_number, decision.period_unit = fact.number, fact.unit
    decision.period_source, decision.period_checked_on = fact.source, fact.checked_on


def _stage_of(decision: ProcedureDecision) -> str:
    """Where the period stands that such a decision is appealed in."""
    return str(ProcedureStage.APPEAL) if decision.is_on_appeal else ""


def _check_days(decision: ProcedureDecision, procedure: Procedure) -> None:
    """Nobody is told of what was not decided, or decides on what was not applied for."""
    days = [
        ("applied_on", procedure.applied_on),
        ("decided_on", decision.decided_on),
        ("notified_on", decision.notified_on),
    ]
    known = [(name, day) for name, day in days if day is not None]
    for (_, earlier), (name, later) in pairwise(known):
        if later < earlier:
            raise Refused(
                f"{name} lies before what comes first.",
                field=name,
                value=later.isoformat(),
                allowed=f"from {earlier.isoformat()}",
            )


def _follow_status(
    procedure: Procedure, decision: ProcedureDecision, actor: User | None, now: datetime
) -> None:
    follows = status_after(ProcedureKind(procedure.kind), Outcome(decision.outcome))
    if follows is None:
        return
    people = Prisoner.objects.select_for_update(no_key=True)
    aspect, value = follows
    write_status(
        people.get(pk=procedure.case.prisoner_id),
        aspect,
        value,
        country=procedure.country,
        as_of=decision.decided_on or decision.notified_on,
        source="decision",
        actor=actor,
        now=now,
    )
