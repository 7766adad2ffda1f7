"""Asylum and its like: where a procedure stands, where it has stood, what was decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from casetracker.domain.calendars import morning_of
from casetracker.domain.procedures import (
    DayUnit,
    EndReason,
    NextThing,
    Outcome,
    ProcedureKind,
    ProcedureStage,
)
from casetracker.models.base import (
    Editable,
    EditableQuerySet,
    Row,
    RowQuerySet,
    found_by,
    one_of,
    word,
)
from casetracker.models.case import Case, case_is_own
from casetracker.models.quarantine import InPlace, in_quarantine
from casetracker.models.team import country_code
from casetracker.models.user import User
from casetracker.vault.fields import SealedTextField


class ProcedureQuerySet(EditableQuerySet["Procedure"]):
    def open(self) -> ProcedureQuerySet:
        return self.filter(ended_at=None)

    def visible_to(self, user: User) -> ProcedureQuerySet:
        return self.filter(case_is_own(user, "case__"))

    editable_by = visible_to


class Procedure(Editable):
    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="procedures", db_index=False
    )
    kind = word(ProcedureKind)
    #: Where it is applied for, ISO 3166 alpha-2.
    country = models.CharField(max_length=2, validators=[country_code])
    stage = word(ProcedureStage, default=ProcedureStage.INTENT)
    applied_on = models.DateField(null=True, blank=True)
    #: What comes up next, and on which day. While an appeal can be filed this is its last day;
    #: an appeal whose last day nobody knows has no day, and is pressing.
    next_thing = word(NextThing, blank=True)
    next_on = models.DateField(null=True, blank=True)
    #: The state that has to decide, once that is known.
    responsible_country = models.CharField(max_length=2, blank=True, validators=[country_code])
    #: What the office calls it.
    office_number = SealedTextField()
    note = SealedTextField()
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = word(EndReason, blank=True)
    created_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    quarantine = in_quarantine()

    objects = InPlace.from_queryset(ProcedureQuerySet)()
    everything = ProcedureQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", ProcedureKind, name="procedure_kind"),
            one_of("stage", ProcedureStage, name="procedure_stage"),
            models.CheckConstraint(
                condition=Q(next_thing__in=["", *map(str, NextThing)]), name="procedure_next_thing"
            ),
            models.CheckConstraint(
                condition=Q(stage=ProcedureStage.ENDED, ended_at__isnull=False)
                & Q(end_reason__in=[str(reason) for reason in EndReason])
                | ~Q(stage=ProcedureStage.ENDED) & Q(ended_at__isnull=True, end_reason=""),
                name="procedure_ended_has_time",
            ),
            models.UniqueConstraint(
                fields=["case", "kind", "country"],
                condition=Q(ended_at__isnull=True),
                name="procedure_one_open",
            ),
        ]
        indexes = [
            found_by("quarantine", name="procedure_quarantine"),
            models.Index(fields=["case", "opened_at"], name="procedure_case"),
        ]

    def due_at(self, *, now: datetime) -> datetime | None:
        """When what comes up next is due; None while nothing is to come on a day that is known.
        An appeal whose last day nobody knows is due now."""
        if self.ended_at is not None:
            return None
        if self.next_on is not None:
            return morning_of(self.next_on)
        return now if self.next_thing == NextThing.APPEAL else None


class InProcedureQuerySet(RowQuerySet[Any]):
    def visible_to(self, user: User) -> InProcedureQuerySet:
        return self.filter(case_is_own(user, "procedure__case__"), procedure__quarantine=None)

    def at(self, instant: Any) -> InProcedureQuerySet:
        """Of spans: those that were running at `instant`."""
        return self.filter(from_at__lte=instant).filter(
            Q(until_at__isnull=True) | Q(until_at__gt=instant)
        )


class ProcedureSpan(Row):
    """Where a procedure stood, from when until when. Written by every move, never edited."""

    procedure = models.ForeignKey(
        Procedure, on_delete=models.CASCADE, related_name="spans", db_index=False
    )
    stage = word(ProcedureStage)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)

    objects = InProcedureQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("stage", ProcedureStage, name="procedurespan_stage"),
            models.UniqueConstraint(
                fields=["procedure"],
                condition=Q(until_at__isnull=True),
                name="procedurespan_one_running",
            ),
        ]
        indexes = [models.Index(fields=["procedure", "from_at"], name="procedurespan_of")]


class ProcedureDecision(Row):
    """One decision, with the period to appeal as it was known then. Never edited: a decision
    that was entered wrongly is followed by the right one."""

    procedure = models.ForeignKey(
        Procedure, on_delete=models.CASCADE, related_name="decisions", db_index=False
    )
    outcome = word(Outcome)
    #: Whether it was decided upon an appeal.
    is_on_appeal = models.BooleanField(default=False)
    decided_on = models.DateField(null=True, blank=True)
    #: The day from which the time to appeal is counted.
    notified_on = models.DateField()
    appeal_until = models.DateField(null=True, blank=True)
    #: The period it was counted with, and who says so; empty where the day was entered by hand.
    period_number = models.PositiveSmallIntegerField(null=True, blank=True)
    period_unit = word(DayUnit, blank=True)
    period_source = models.CharField(max_length=300, blank=True)
    period_checked_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField()

    objects = InProcedureQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("outcome", Outcome, name="proceduredecision_outcome"),
            models.CheckConstraint(
                condition=Q(period_unit__in=["", *map(str, DayUnit)]),
                name="proceduredecision_period_unit",
            ),
        ]
        indexes = [models.Index(fields=["procedure", "recorded_at"], name="proceduredecision_of")]
