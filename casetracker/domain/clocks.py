"""When a clock runs out and what its next step is. Pure: rules and times in, decisions out.

All times are aware UTC datetimes; a working day is one of the team's country.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from casetracker.domain.calendars import add_working_days
from casetracker.domain.ladders import Rule, Step
from casetracker.domain.words import Audience, ClockKind, Risk, Stage, StepUnit

WEEK = timedelta(days=7)
#: Later dates cannot be computed with; a due time is never beyond it.
FOREVER = datetime(9990, 1, 1, tzinfo=UTC)
#: Clocks that stand for silence on a case, by the stages in which they run.
SILENCE_STAGES: dict[ClockKind, frozenset[Stage]] = {
    ClockKind.CASE_SILENT: frozenset(
        {Stage.INTAKE, Stage.INSIDE, Stage.FREED_IN_COUNTRY, Stage.RECEPTION, Stage.RESETTLING}
    ),
    ClockKind.LIFE_SILENT: frozenset({Stage.INSIDE}),
}


@dataclass(frozen=True)
class Taken:
    """The step a clock takes now, and where that leaves it."""

    ordinal: int
    audience: Audience
    is_repeat: bool
    next_ordinal: int
    next_at: datetime | None


def choose_rule(
    rules: Iterable[Rule],
    kind: ClockKind,
    *,
    stage: Stage | None = None,
    risks: Collection[Risk] = (),
    is_after_release: bool = False,
) -> Rule | None:
    """The rule that holds: of all that match, the one with the shortest silence.

    A rule matches if its stage and risk are empty or present. A rule for the very stage beats
    one for any stage unless a risk shortens it: a risk flag shortens the threshold at once.
    """
    matching = [
        rule
        for rule in rules
        if rule.kind == kind
        and rule.is_after_release == is_after_release
        and rule.stage in (None, stage)
        and (rule.risk is None or rule.risk in risks)
    ]
    return min(matching, key=lambda r: (r.threshold, r.stage is None), default=None)


def due_after(rule: Rule, started_at: datetime, *, country: str) -> datetime:
    """When a silence that began at `started_at` has lasted too long."""
    if rule.in_working_days:
        return add_working_days(started_at, rule.threshold.days, country)
    return started_at + rule.threshold


def step_at(rule: Rule, ordinal: int, due_at: datetime, *, country: str) -> datetime | None:
    """When step `ordinal` is taken; None if the ladder has ended before it."""
    if ordinal < len(rule.steps):
        return _moved(due_at, rule.steps[ordinal], country)
    if not rule.repeats_weekly or not rule.steps:
        return None
    last = _moved(due_at, rule.steps[-1], country)
    return last + WEEK * (ordinal - len(rule.steps) + 1)


def first_step(
    rule: Rule, due_at: datetime, *, started_at: datetime, country: str
) -> tuple[int, datetime | None]:
    """The step at which an episode begins, and when.

    Warnings of a near date that would lie before the start are skipped; of a date that has
    passed already the last warning that is not an escalation is still given.
    """
    for ordinal, step in enumerate(rule.steps):
        at = _moved(due_at, step, country)
        if step.offset >= 0 or at >= started_at:
            return ordinal, at
    return len(rule.steps), step_at(rule, len(rule.steps), due_at, country=country)


def take_step(
    rule: Rule, ordinal: int, due_at: datetime, *, now: datetime, country: str
) -> Taken | None:
    """Step `ordinal` taken at `now`; None if the rule has no such step any more.

    The next step's time follows from `due_at`, never from `now`: a late sweep shifts nothing.
    Of weekly repeats that were missed only the latest is made up for.
    """
    if step_at(rule, ordinal, due_at, country=country) is None:
        return None
    following = ordinal + 1
    next_at = step_at(rule, following, due_at, country=country)
    if next_at is not None and following >= len(rule.steps) and next_at + WEEK <= now:
        missed = (now - next_at) // WEEK
        following += missed
        next_at += missed * WEEK
    is_repeat = ordinal >= len(rule.steps)
    audience = Audience.COORDINATORS if is_repeat else rule.steps[ordinal].audience
    return Taken(ordinal, audience, is_repeat, following, next_at)


def spread(count: int, number: int, threshold: timedelta) -> timedelta:
    """How long the clock of file `number` of `count` imported together runs: they come due
    evenly over the threshold instead of all at once."""
    return threshold * ((number % count) + 1) / count


def _moved(due_at: datetime, step: Step, country: str) -> datetime:
    try:
        if step.unit is StepUnit.WORKING_DAYS:
            return add_working_days(due_at, step.offset, country)
        if step.unit is StepUnit.HOURS:
            return due_at + timedelta(hours=step.offset)
        return due_at + timedelta(days=step.offset)
    except OverflowError:
        return FOREVER
