"""The default rules: how long a silence may be, and who is told when it lasts.

Source: the table in `reminders.md`. They are data: installed once, then edited by coordinators.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from casetracker.domain.words import Audience, ClockKind, Risk, Stage, StepUnit


@dataclass(frozen=True)
class Step:
    """One step: `offset` units after the clock has run out (negative: before)."""

    offset: int
    unit: StepUnit
    audience: Audience


@dataclass(frozen=True)
class Rule:
    """What applies to clocks of `kind`; `stage` and `risk` empty mean any."""

    kind: ClockKind
    steps: tuple[Step, ...]
    threshold: timedelta = timedelta()
    stage: Stage | None = None
    risk: Risk | None = None
    is_after_release: bool = False
    in_working_days: bool = False
    repeats_weekly: bool = False
    is_urgent: bool = False
    #: Which wording of the rule this is: an episode keeps the one under which it began.
    revision: UUID | None = field(default=None, compare=False)


def _ladder(unit: StepUnit, *steps: tuple[int, Audience]) -> tuple[Step, ...]:
    return tuple(Step(offset, unit, audience) for offset, audience in steps)


_OWNER, _DEPUTY, _ALL = Audience.OWNER, Audience.DEPUTY, Audience.COORDINATORS
INTAKE_LADDER = _ladder(StepUnit.WORKING_DAYS, (0, _OWNER), (2, _ALL))
WORKING_LADDER = _ladder(StepUnit.WORKING_DAYS, (0, _OWNER), (2, _ALL), (4, _ALL))
URGENT_LADDER = _ladder(StepUnit.HOURS, (0, _OWNER), (12, _DEPUTY), (24, _ALL))


def _silence(days: float, *, kind: ClockKind = ClockKind.CASE_SILENT, **options: object) -> Rule:
    options.setdefault("steps", WORKING_LADDER)
    return Rule(
        kind=kind,
        threshold=timedelta(days=days),
        repeats_weekly=True,
        **options,  # type: ignore[arg-type]
    )


def _urgent_silence(**options: object) -> Rule:
    return _silence(1, steps=URGENT_LADDER, is_urgent=True, **options)  # type: ignore[arg-type]


DEFAULT_RULES: tuple[Rule, ...] = (
    _silence(3, stage=Stage.INTAKE, steps=INTAKE_LADDER),
    _silence(30, stage=Stage.INSIDE),
    _silence(45, stage=Stage.INSIDE, kind=ClockKind.LIFE_SILENT),
    _silence(14, stage=Stage.INSIDE, risk=Risk.INCOMMUNICADO),
    _silence(14, stage=Stage.INSIDE, risk=Risk.INCOMMUNICADO, kind=ClockKind.LIFE_SILENT),
    _silence(7, stage=Stage.INSIDE, risk=Risk.MINOR),
    _silence(7, stage=Stage.INSIDE, risk=Risk.MINOR, kind=ClockKind.LIFE_SILENT),
    _urgent_silence(risk=Risk.CRITICAL_HEALTH),
    _urgent_silence(risk=Risk.HUNGER_STRIKE),
    # A remote check, never contact: contact itself is a risk to people freed inside.
    _silence(30, stage=Stage.FREED_IN_COUNTRY),
    _silence(7, stage=Stage.FREED_IN_COUNTRY, risk=Risk.REDETENTION),
    _urgent_silence(stage=Stage.RECEPTION),
    _silence(14, stage=Stage.RESETTLING),
    Rule(
        ClockKind.TASK_DUE,
        _ladder(StepUnit.DAYS, (-1, _OWNER), (0, _OWNER), (2, _ALL)),
    ),
    Rule(
        ClockKind.OFFER_OPEN,
        _ladder(StepUnit.WORKING_DAYS, (0, _OWNER), (1, _ALL)),
        threshold=timedelta(days=2),
        in_working_days=True,
    ),
    Rule(
        ClockKind.OFFER_OPEN,
        _ladder(StepUnit.HOURS, (0, _OWNER), (2, _ALL)),
        threshold=timedelta(hours=2),
        is_after_release=True,
        is_urgent=True,
    ),
    Rule(ClockKind.REPLY_AWAITED, _ladder(StepUnit.DAYS, (0, _OWNER), (7, _OWNER))),
    Rule(
        ClockKind.NEED_DEADLINE,
        _ladder(StepUnit.DAYS, (-1, _OWNER), (0, _OWNER), (2, _ALL)),
    ),
    # Legal deadlines: the coordinators are told too on the day before.
    *(
        Rule(
            kind,
            _ladder(
                StepUnit.DAYS, (-7, _OWNER), (-3, _OWNER), (-1, _OWNER), (-1, _ALL), (0, _OWNER)
            ),
        )
        for kind in (ClockKind.HEARING, ClockKind.PROCEDURE_DEADLINE)
    ),
    *(
        Rule(kind, _ladder(StepUnit.DAYS, (-90, _OWNER), (-30, _OWNER), (-14, _OWNER), (0, _OWNER)))
        for kind in (ClockKind.DOCUMENT_EXPIRY, ClockKind.SCHEME_EXPIRY)
    ),
    # As documents: what was agreed to, or was safe to do, must be asked again in time.
    *(
        Rule(kind, _ladder(StepUnit.DAYS, (-30, _OWNER), (-14, _OWNER), (0, _OWNER), (7, _ALL)))
        for kind in (ClockKind.CONSENT_EXPIRY, ClockKind.RECHECK_SAFETY)
    ),
    # 72 hours of calendar time: cash does not wait for a working day.
    Rule(
        ClockKind.FLOAT_OPEN,
        _ladder(StepUnit.HOURS, (-24, _OWNER), (0, _OWNER), (0, _ALL), (24, _ALL)),
        repeats_weekly=True,
    ),
    Rule(
        ClockKind.RELEASE_EXPECTED,
        _ladder(StepUnit.DAYS, (-7, _OWNER), (-1, _OWNER), (0, _OWNER)),
    ),
)
