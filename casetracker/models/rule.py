"""When somebody is told: rules and their ladders, as data."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from casetracker.domain.ladders import DEFAULT_RULES
from casetracker.domain.words import Audience, ClockKind, Risk, Stage, StepUnit
from casetracker.models.approval import Approval
from casetracker.models.base import (
    Editable,
    EditableQuerySet,
    Row,
    RowQuerySet,
    found_by,
    new_id,
    one_of,
    word,
)
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
    #: The `RuleRevision` that says what this row says; no foreign key, that one points here. None:
    #: it says nothing yet, and has no steps, until a second person approves what it shall say.
    revision_id = models.UUIDField(null=True, editable=False)

    objects = ReminderRuleQuerySet.as_manager()

    @property
    def is_in_force(self) -> bool:
        return self.revision_id is not None

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


class RuleRevision(Row):
    """One wording of a rule, written once and never changed: its history, and what running
    episodes go by."""

    rule = models.ForeignKey(
        ReminderRule, on_delete=models.PROTECT, related_name="revisions", db_index=False
    )
    #: 1 is what was installed, or first approved.
    number = models.PositiveIntegerField()
    #: What it says, as `domain/rulechecks.py` writes it.
    said = models.JSONField()
    in_force_at = models.DateTimeField()
    #: Who proposed and who approved it; none for what was installed.
    approval = models.ForeignKey(
        Approval,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="revisions",
        db_index=False,
    )

    objects: models.Manager[RuleRevision] = RowQuerySet.as_manager()

    class Meta:
        ordering = ["rule", "number"]
        constraints = [models.UniqueConstraint(fields=["rule", "number"], name="rulerevision_once")]
        indexes = [found_by("approval", name="rulerevision_approval")]


def install_first_revisions(rules: Any, revisions: Any) -> None:
    """Write the first revision of rules that have none; the version of a rule stays.

    The migration calls it with historical models, the test fixture with these.
    """
    for rule in rules.objects.filter(revision_id=None).prefetch_related("steps"):
        steps = [
            {"offset": step.offset, "unit": step.unit, "audience": step.audience}
            for step in rule.steps.all()
        ]
        names = ("threshold_seconds", "in_working_days", "repeats_weekly", "is_urgent")
        said = {name: getattr(rule, name) for name in names} | {"steps": steps}
        revision = revisions.objects.create(
            id=new_id(), rule=rule, number=1, said=said, in_force_at=rule.created_at
        )
        rules.objects.filter(pk=rule.pk).update(revision_id=revision.pk, version=F("version"))


def install_default_rules(rules: Any, steps: Any, *, now: Any) -> int:
    """Write the default rules of every kind of clock that has none yet; returns how many.

    Migrations call it with historical models, which know the kinds of their time; the test fixture
    calls it with these.
    """
    known = {kind for kind, _ in rules._meta.get_field("kind").choices}
    known -= set(rules.objects.values_list("kind", flat=True))
    missing = [default for default in DEFAULT_RULES if default.kind in known]
    for default in missing:
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
    return len(missing)
