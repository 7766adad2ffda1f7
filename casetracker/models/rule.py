"""When somebody is told: rules and their ladders, as data."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from casetracker.domain.ladders import DEFAULT_RULES
from casetracker.domain.words import Audience, ClockKind, Risk, Stage, StepUnit
from casetracker.models.base import Editable, EditableQuerySet, Row, RowQuerySet, one_of, word
from casetracker.models.user import User

HOUR = 3600


class ReminderRuleQuerySet(EditableQuerySet["ReminderRule"]):
    def visible_to(self, user: User) -> ReminderRuleQuerySet:
        """Rules are no secret: everybody who signs in may read when they are reminded."""
        return self


class ReminderRule(Editable):
    """The threshold of one kind of clock, by stage and risk; the most specific rule holds."""

    kind = word(ClockKind)
    #: Empty: any stage, any risk.
    stage = word(Stage, blank=True)
    risk = word(Risk, blank=True)
    #: After a release an offer times out in hours.
    is_after_release = models.BooleanField(default=False)
    #: Silence that is allowed, in seconds: 1 hour to 5 years. Zero where a date is given.
    threshold_seconds = models.PositiveIntegerField(default=0)
    #: The threshold is counted in the working days of the team's country.
    in_working_days = models.BooleanField(default=False)
    #: The last step repeats weekly, to coordinators.
    repeats_weekly = models.BooleanField(default=False)
    is_urgent = models.BooleanField(default=False)

    objects = ReminderRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", ClockKind, name="reminderrule_kind"),
            models.UniqueConstraint(
                fields=["kind", "stage", "risk", "is_after_release"], name="reminderrule_once"
            ),
            models.CheckConstraint(
                condition=Q(threshold_seconds=0)
                | Q(threshold_seconds__range=(HOUR, 5 * 366 * 24 * HOUR)),
                name="reminderrule_threshold",
            ),
        ]


class LadderStep(Row):
    """Who is told, how long after (or before) the clock has run out."""

    rule = models.ForeignKey(
        ReminderRule, on_delete=models.CASCADE, related_name="steps", db_index=False
    )
    ordinal = models.PositiveSmallIntegerField()
    #: Negative: before the date.
    offset = models.SmallIntegerField(default=0)
    unit = word(StepUnit)
    audience = word(Audience)

    objects: models.Manager[LadderStep] = RowQuerySet.as_manager()

    class Meta:
        ordering = ["rule", "ordinal"]
        constraints = [
            one_of("unit", StepUnit, name="ladderstep_unit"),
            one_of("audience", Audience, name="ladderstep_audience"),
            models.UniqueConstraint(fields=["rule", "ordinal"], name="ladderstep_once"),
        ]


def install_default_rules(rules: Any, steps: Any, *, now: Any) -> int:
    """Write the default rules where none stand; returns how many.

    The migration calls it with historical models, the test fixture with these.
    """
    if rules.objects.exists():
        return 0
    for default in DEFAULT_RULES:
        rule = rules.objects.create(
            kind=str(default.kind),
            stage=str(default.stage or ""),
            risk=str(default.risk or ""),
            is_after_release=default.is_after_release,
            threshold_seconds=int(default.threshold.total_seconds()),
            in_working_days=default.in_working_days,
            repeats_weekly=default.repeats_weekly,
            is_urgent=default.is_urgent,
            created_at=now,
        )
        for ordinal, step in enumerate(default.steps):
            steps.objects.create(
                rule=rule,
                ordinal=ordinal,
                offset=step.offset,
                unit=str(step.unit),
                audience=str(step.audience),
            )
    return len(DEFAULT_RULES)
