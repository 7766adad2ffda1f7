"""Clocks: started, restarted, stopped, snoozed; and the sweep that finds what has run out.

Everything here works on many clocks at once in a constant number of statements.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from casetracker.domain.clocks import FOREVER, SILENCE_STAGES, choose_rule, due_after, first_step
from casetracker.domain.errors import Conflict, Refused
from casetracker.domain.ladders import Rule, Step
from casetracker.domain.words import ActivityKind, Audience, ClockKind, Risk, Stage, StepUnit
from casetracker.models import Activity, Case, Clock, LadderStep, Notice, ReminderRule, Team, User
from casetracker.models.base import new_id
from casetracker.models.bulk import insert_rows, write_new_rows
from casetracker.models.clock import CASE_OF, SUBJECTS
from casetracker.services.audit import record
from casetracker.services.rights import find_editable

LONGEST_SNOOZE = timedelta(days=90)
LONGEST_PAUSE = timedelta(days=366)
_COLUMNS = (
    "id",
    "version",
    "created_at",
    "kind",
    "owner",
    "team",
    "started_at",
    "due_at",
    "next_step_at",
    "step",
    "episode",
    "revision",
)
#: A clock that exists begins a new episode; the unique index per subject finds it.
_RESTART = """
ON CONFLICT ("kind", "{column}") WHERE "{column}" IS NOT NULL DO UPDATE SET
  "version" = casetracker_clock."version" + 1, "owner_id" = excluded."owner_id",
  "team_id" = excluded."team_id", "started_at" = excluded."started_at",
  "due_at" = excluded."due_at", "next_step_at" = excluded."next_step_at",
  "step" = excluded."step", "episode" = casetracker_clock."episode" + 1,
  "revision_id" = excluded."revision_id",
  "paused_until" = NULL, "pause_reason_sealed" = NULL, "stopped_at" = NULL, "hold_id" = NULL
"""
_WITHDRAW = """
UPDATE casetracker_notice SET "state" = 'withdrawn', "changed_at" = %s, "again_at" = NULL
WHERE "clock_id" IN (SELECT "id" FROM done) AND "state" IN ('open', 'packed', 'held')
"""


@dataclass(frozen=True)
class Start:
    """A clock to start, or to start again."""

    kind: ClockKind
    #: The name of the foreign key to the subject, and its id.
    subject: str
    subject_id: UUID
    owner_id: UUID | None
    team_id: UUID
    #: Where working days are counted, ISO 3166 alpha-2.
    country: str
    rule: Rule
    started_at: datetime
    due_at: datetime


def load_rules() -> list[Rule]:
    """The rules in force, as the domain reads them: one statement."""
    steps: dict[UUID, list[Step]] = {}
    rules: dict[UUID, ReminderRule] = {}
    for step in LadderStep.objects.select_related("rule").order_by("rule_id", "ordinal"):
        rules[step.rule_id] = step.rule
        steps.setdefault(step.rule_id, []).append(
            Step(step.offset, StepUnit(step.unit), Audience(step.audience))
        )
    return [
        Rule(
            kind=ClockKind(row.kind),
            steps=tuple(steps[row.pk]),
            threshold=timedelta(seconds=row.threshold_seconds),
            stage=Stage(row.stage) if row.stage else None,
            risk=Risk(row.risk) if row.risk else None,
            is_after_release=row.is_after_release,
            in_working_days=row.in_working_days,
            repeats_weekly=row.repeats_weekly,
            is_urgent=row.is_urgent,
            revision=row.revision_id,
        )
        for row in rules.values()
    ]


def risks_of(case: Any) -> frozenset[Risk]:
    """The risk flags that are set on a case."""
    flags = {
        Risk.CRITICAL_HEALTH: case.is_critical_health,
        Risk.HUNGER_STRIKE: case.is_hunger_strike,
        Risk.INCOMMUNICADO: case.is_incommunicado,
        Risk.MINOR: case.is_minor,
        Risk.REDETENTION: case.is_redetention_risk,
    }
    return frozenset(risk for risk, is_set in flags.items() if is_set)


def start_many(starts: Sequence[Start], *, now: datetime, fresh: Sequence[Start] = ()) -> None:
    """Start clocks, or begin a new episode of those that exist, withdrawing what the old one
    has not told yet: one statement per kind of subject (two on SQLite).

    `fresh` clocks belong to subjects that were made in this transaction: they cannot exist yet
    and travel with the others.
    """
    by_subject: dict[str, list[Start]] = {}
    for start in starts:
        by_subject.setdefault(start.subject, []).append(start)
    for subject, group in by_subject.items():
        column = Clock._meta.get_field(subject).column  # type: ignore[union-attr]
        insert_rows(
            Clock,
            [*_COLUMNS, *SUBJECTS],
            [_row(start, now) for start in (*group, *fresh)],
            on_conflict=_RESTART.format(column=column),
            then=_WITHDRAW,
            then_values=[now],
        )
        fresh = ()
    rows = [_row(start, now) for start in fresh]
    insert_rows(Clock, [*_COLUMNS, *SUBJECTS], rows, on_conflict="")


def start_fresh(starts: Sequence[Start], *, now: datetime) -> None:
    """Start thousands of clocks of subjects that were made in this transaction, in one COPY."""
    write_new_rows(Clock, [*_COLUMNS, *SUBJECTS], [_row(start, now) for start in starts])


def restart_silence(
    cases: Iterable[Case],
    kinds: Collection[ClockKind],
    *,
    now: datetime,
    due_at: dict[UUID, datetime] | None = None,
) -> None:
    """Bring the silence clocks of `cases` in line with where the cases stand now.

    For each of `kinds` the clock restarts from the case's last activity or sign of life, if
    the case's stage has such a clock, and stops if not. `due_at` (case id → time) replaces the
    threshold where files were imported together and must not come due together.
    """
    cases = list(cases)
    rules = load_rules()
    countries = dict(
        Team.objects.filter(pk__in={case.team_id for case in cases}).values_list("pk", "country")
    )
    starts: list[Start] = []
    stops: dict[ClockKind, list[UUID]] = {}
    for case in cases:
        for kind in kinds:
            rule = None
            if Stage(case.stage) in SILENCE_STAGES[kind]:
                rule = choose_rule(rules, kind, stage=Stage(case.stage), risks=risks_of(case))
            if rule is None:
                stops.setdefault(kind, []).append(case.pk)
                continue
            starts.append(_silence(case, kind, rule, countries[case.team_id], due_at))
    start_many(starts, now=now)
    for kind, case_ids in stops.items():
        stop(Clock.objects.filter(kind=kind, case__in=case_ids), now=now)


def start_deadline(
    kind: ClockKind,
    *,
    subject: str,
    subject_id: UUID,
    owner_id: UUID | None,
    team: Team,
    due_at: datetime,
    now: datetime,
) -> None:
    """Start or move the clock of a date that comes near."""
    rule = choose_rule(load_rules(), kind)
    if rule is not None:
        start = Start(kind, subject, subject_id, owner_id, team.pk, team.country, rule, now, due_at)
        start_many([start], now=now)


def stop(clocks: Any, *, now: datetime) -> None:
    """Stop the clocks of a QuerySet and withdraw what they have not told yet."""
    clocks = clocks.running()
    withdraw(clocks, now=now)
    clocks.update(
        stopped_at=now, next_step_at=None, paused_until=None, pause_reason=None, hold=None
    )


def withdraw(clocks: Any, *, now: datetime) -> None:
    """Take back the notices of these clocks that nobody has been told yet."""
    Notice.objects.filter(clock__in=clocks.values("pk")).withdraw(now=now)


def hand_over(clocks: Any, owner_id: UUID | None, *, now: datetime) -> None:
    """Give clocks to another owner. The old one is told nothing more; of what has run out
    already the new one is told from the first step on. What still runs is not restarted."""
    clocks = clocks.running().exclude(owner=owner_id)
    withdraw(clocks, now=now)
    ids = list(clocks.values_list("pk", flat=True))
    overdue = Clock.objects.filter(pk__in=ids, paused_until=None, step__gt=0, due_at__lte=now)
    restarted = list(overdue)
    for clock in restarted:
        clock.episode, clock.step = clock.episode + 1, 0
        clock.due_at = clock.next_step_at = now
    Clock.objects.bulk_update(restarted, ["episode", "step", "due_at", "next_step_at"], 500)
    Clock.objects.filter(pk__in=ids).update(owner=owner_id)


@transaction.atomic
def snooze_clock(
    *,
    actor: User | None,
    clock_id: UUID,
    until: datetime,
    reason: str,
    version: int | None = None,
    now: datetime,
) -> Clock:
    """Stop a clock until `until` (at most 90 days ahead), with a reason; it wakes by itself."""
    return _sleep(actor, clock_id, until, reason, LONGEST_SNOOZE, "snooze_clock", version, now)


@transaction.atomic
def pause_clock(
    *,
    actor: User | None,
    clock_id: UUID,
    until: datetime,
    reason: str,
    version: int | None = None,
    now: datetime,
) -> Clock:
    """As `snooze_clock`, for a known long wait: up to a year."""
    return _sleep(actor, clock_id, until, reason, LONGEST_PAUSE, "pause_clock", version, now)


@transaction.atomic
def resume_clock(
    *, actor: User | None, clock_id: UUID, version: int | None = None, now: datetime
) -> Clock:
    """Wake a snoozed or paused clock before its time; the next sweep takes its step."""
    clock = find_editable(Clock, clock_id, actor, version=version)
    if clock.paused_until is None:
        raise Conflict("This clock is not paused.", field="paused_until", value=None)
    clock.paused_until = clock.next_step_at = now
    clock.save(update_fields=["paused_until", "next_step_at"])
    record(actor=actor, verb="resume_clock", obj=clock, case=clock_case(clock), now=now)
    return clock


def clock_case(clock: Clock) -> Case | None:
    """The case that a clock's subject belongs to; None for an action, which covers many."""
    path = CASE_OF[clock.subject_field]
    found: Any = clock
    for name in path.split("__") if path else ():
        found = getattr(found, name)
    return found if path else None


def _sleep(
    actor: User | None,
    clock_id: UUID,
    until: datetime,
    reason: str,
    longest: timedelta,
    verb: str,
    version: int | None,
    now: datetime,
) -> Clock:
    if not now < until <= now + longest:
        raise Refused(
            f"A clock can sleep until a time between now and {longest.days} days ahead.",
            field="until",
            value=until.isoformat(),
            allowed=[now.isoformat(), (now + longest).isoformat()],
        )
    if not reason.strip() or len(reason) > 200:
        raise Refused(
            "Say why, in 1 to 200 characters: whoever looks next needs it.",
            field="reason",
            value=reason[:40],
            allowed="1 to 200 characters",
        )
    clock = find_editable(Clock, clock_id, actor, version=version)
    if clock.stopped_at is not None:
        raise Conflict("This clock has stopped; there is nothing to snooze.", field="id")
    old = clock.paused_until
    clock.paused_until = clock.next_step_at = until
    clock.pause_reason = reason.strip()
    clock.hold = None
    clock.save(update_fields=["paused_until", "next_step_at", "pause_reason", "hold"])
    withdraw(Clock.objects.filter(pk=clock.pk), now=now)
    case = clock_case(clock)
    if case is not None:
        Activity.objects.create(
            case=case,
            kind=ActivityKind.SNOOZED,
            occurred_at=now,
            recorded_at=now,
            actor=actor,
            facts={"clock": clock.kind, "until": until.isoformat()},
            text=clock.pause_reason,
        )
    changes = {"paused_until": (old, until)}
    record(actor=actor, verb=verb, obj=clock, case=case, changes=changes, now=now)
    return clock


def _silence(
    case: Case, kind: ClockKind, rule: Rule, country: str, due_at: dict[UUID, datetime] | None
) -> Start:
    since = case.last_activity_at
    if kind is ClockKind.LIFE_SILENT:
        since = case.last_life_sign_at or case.opened_at
    due = (due_at or {}).get(case.pk) or due_after(rule, since, country=country)
    return Start(kind, "case", case.pk, case.caseworker_id, case.team_id, country, rule, since, due)


def _row(start: Start, now: datetime) -> tuple[Any, ...]:
    due_at = min(start.due_at, FOREVER)
    ordinal, at = first_step(start.rule, due_at, started_at=start.started_at, country=start.country)
    return (
        new_id(),
        1,
        now,
        str(start.kind),
        start.owner_id,
        start.team_id,
        start.started_at,
        due_at,
        at,
        ordinal,
        1,
        start.rule.revision,
        *(start.subject_id if name == start.subject else None for name in SUBJECTS),
    )
