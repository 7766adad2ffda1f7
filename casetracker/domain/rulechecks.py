"""What a reminder rule may say: checked when it is proposed, and before it is in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, TypedDict
from uuid import UUID

from casetracker.domain.clocks import SILENCE_STAGES
from casetracker.domain.errors import Refused
from casetracker.domain.inputs import word_of
from casetracker.domain.ladders import Rule, Step
from casetracker.domain.words import Audience, ClockKind, Risk, Stage, StepUnit

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SHORTEST, LONGEST = HOUR, 5 * 366 * DAY
MOST_STEPS = 10
#: How far a step may lie from the day on which the clock runs out.
FURTHEST_STEP = {StepUnit.HOURS: 30 * 24, StepUnit.DAYS: 400, StepUnit.WORKING_DAYS: 260}
#: The same people are not told of one clock more often than this by one ladder.
CLOSEST = 4 * HOUR
#: Kinds whose clocks run for a time that the rule gives; the others run towards a date.
TIMED = frozenset({ClockKind.CASE_SILENT, ClockKind.LIFE_SILENT, ClockKind.OFFER_OPEN})
FLAGS = ("in_working_days", "repeats_weekly", "is_urgent")
_LENGTHS = {
    StepUnit.HOURS: HOUR,
    StepUnit.DAYS: DAY,
    StepUnit.WORKING_DAYS: DAY,
}


class StepSaid(TypedDict):
    offset: int
    unit: str
    audience: str


class RuleSaid(TypedDict):
    """What may be changed in a rule, in primitives: as a proposal, a form and the API say it."""

    threshold_seconds: int
    in_working_days: bool
    repeats_weekly: bool
    is_urgent: bool
    steps: list[StepSaid]


def check_place(kind: str, stage: str, risk: str) -> tuple[ClockKind, str, str]:
    """For which files a rule of its own may be made: of a silence, for a stage in which that
    silence runs, a risk, both or neither. Every other kind of clock has its rule already.

    Raises `Refused`.
    """
    if kind not in list(SILENCE_STAGES):
        raise Refused(
            "Only a silence has rules by stage and risk; of any other clock there is one rule to "
            "change.",
            field="kind",
            value=_short(kind),
            allowed=sorted(map(str, SILENCE_STAGES)),
        )
    stages = sorted(map(str, SILENCE_STAGES[ClockKind(kind)]))
    if stage and stage not in stages:
        raise Refused(
            "In this stage such a silence is not counted.",
            field="stage",
            value=_short(stage),
            allowed=stages,
        )
    return ClockKind(kind), stage, word_of(risk, Risk, field="risk") if risk else ""


def check_rule(kind: ClockKind, said: Mapping[str, Any]) -> RuleSaid:
    """What a rule of this kind shall say, tidied: steps in the order of time.

    Raises `Refused` for a threshold outside 1 hour to 5 years, for a ladder that tells nobody and
    for one that tells the same people again within 4 hours.
    """
    steps = check_steps(said.get("steps"))
    flags = {name: _flag(said.get(name, False), name) for name in FLAGS}
    threshold = check_threshold(kind, said.get("threshold_seconds", 0))
    if flags["in_working_days"] and threshold % DAY.total_seconds():
        raise Refused(
            "A threshold in working days is a number of whole days.",
            field="threshold_seconds",
            value=threshold,
            allowed="a multiple of 86400",
        )
    return RuleSaid(threshold_seconds=threshold, steps=steps, **flags)  # type: ignore[typeddict-item]


def check_threshold(kind: ClockKind, value: Any) -> int:
    """The allowed silence in seconds. Zero where a date is given. Raises `Refused`."""
    if kind not in TIMED:
        if value not in (0, None):
            raise Refused(
                "This clock runs towards a date: it has no threshold.",
                field="threshold_seconds",
                value=_short(value),
                allowed=0,
            )
        return 0
    least, most = int(SHORTEST.total_seconds()), int(LONGEST.total_seconds())
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise Refused(
            "A threshold lies between 1 hour and 5 years.",
            field="threshold_seconds",
            value=_short(value),
            allowed=[least, most],
        )
    return value


def check_steps(steps: Any) -> list[StepSaid]:
    """The ladder, in the order of time. Raises `Refused`."""
    if not isinstance(steps, Sequence) or isinstance(steps, str) or not steps:
        raise Refused(
            "A ladder without a step would tell nobody: say who is told first.",
            field="steps",
            value=_short(steps),
            allowed=f"1 to {MOST_STEPS} steps",
        )
    if len(steps) > MOST_STEPS:
        raise Refused(
            f"A ladder has at most {MOST_STEPS} steps.",
            field="steps",
            value=len(steps),
            allowed=f"1 to {MOST_STEPS} steps",
        )
    clean = sorted((_step(step) for step in steps), key=_at)
    _check_pace(clean)
    return clean


def rule_said(rule: Rule) -> RuleSaid:
    """A rule as the domain reads it, in primitives."""
    return RuleSaid(
        threshold_seconds=int(rule.threshold.total_seconds()),
        in_working_days=rule.in_working_days,
        repeats_weekly=rule.repeats_weekly,
        is_urgent=rule.is_urgent,
        steps=[
            StepSaid(offset=step.offset, unit=str(step.unit), audience=str(step.audience))
            for step in rule.steps
        ],
    )


def rule_from(
    said: RuleSaid,
    *,
    kind: ClockKind,
    stage: Stage | None,
    risk: Risk | None,
    is_after_release: bool,
    revision: UUID | None = None,
) -> Rule:
    """The rule that says `said`, as the domain reads it."""
    return Rule(
        kind=kind,
        steps=tuple(
            Step(step["offset"], StepUnit(step["unit"]), Audience(step["audience"]))
            for step in said["steps"]
        ),
        threshold=timedelta(seconds=said["threshold_seconds"]),
        stage=stage,
        risk=risk,
        is_after_release=is_after_release,
        in_working_days=said["in_working_days"],
        repeats_weekly=said["repeats_weekly"],
        is_urgent=said["is_urgent"],
        revision=revision,
    )


def _step(step: Any) -> StepSaid:
    if not isinstance(step, Mapping):
        raise Refused("A step says when and whom.", field="steps", value=_short(step))
    unit = StepUnit(word_of(step.get("unit"), StepUnit, field="steps.unit"))
    audience = word_of(step.get("audience"), Audience, field="steps.audience")
    offset, most = step.get("offset"), FURTHEST_STEP[unit]
    if not isinstance(offset, int) or isinstance(offset, bool) or not -most <= offset <= most:
        raise Refused(
            f"A step lies at most {most} {str(unit).replace('_', ' ')} before or after the day.",
            field="steps.offset",
            value=_short(offset),
            allowed=[-most, most],
        )
    return StepSaid(offset=offset, unit=str(unit), audience=audience)


def _at(step: StepSaid) -> timedelta:
    """About when, counted from the day: enough to put steps in order."""
    return _LENGTHS[StepUnit(step["unit"])] * step["offset"]


def _check_pace(steps: list[StepSaid]) -> None:
    last: dict[str, timedelta] = {}
    for step in steps:
        before = last.get(step["audience"])
        if before is not None and _at(step) - before < CLOSEST:
            raise Refused(
                "The same people would be told again within 4 hours: leave out a step.",
                field="steps",
                value=f"{step['offset']} {step['unit']} {step['audience']}",
                allowed="4 hours or more between two steps for the same people",
            )
        last[step["audience"]] = _at(step)


def _flag(value: Any, field: str) -> bool:
    if not isinstance(value, bool):
        raise Refused(
            f"{field} is true or false.", field=field, value=_short(value), allowed=[True, False]
        )
    return value


def _short(value: Any) -> str:
    return str(value)[:40]
