"""The working file on one prisoner."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from casetracker.domain.words import ENDED_STAGES, ActivityKind, ClosingReason, Role, Stage
from casetracker.models.base import (
    Editable,
    EditableQuerySet,
    Row,
    RowQuerySet,
    found_by,
    one_of,
    word,
)
from casetracker.models.prisoner import Prisoner
from casetracker.models.quarantine import InPlace, in_quarantine
from casetracker.models.team import Team, country_code
from casetracker.models.user import User
from casetracker.vault.fields import SealedTextField

ENDED = sorted(ENDED_STAGES)


class CaseQuerySet(EditableQuerySet["Case"]):
    def open(self) -> CaseQuerySet:
        return self.exclude(stage__in=ENDED)

    def visible_to(self, user: User) -> CaseQuerySet:
        """Cases of the teams in which one is staff; all of them, by code and times, for an
        auditor (doors show an auditor no more than that). Administrators see counts only."""
        if user.has_role(Role.AUDITOR):
            return self
        return self.filter(team__in=user.team_ids(Role.COORDINATOR, Role.CASEWORKER))

    def readable_by(self, user: User) -> CaseQuerySet:
        """Cases whose inside (timeline, needs, notes) one may read: own, or coordinated."""
        return self.filter(case_is_own(user))

    def editable_by(self, user: User) -> CaseQuerySet:
        return self.filter(case_is_own(user))


def case_is_own(user: User, path: str = "") -> Q:
    """Rows whose case (at `path`, such as `case__`) is assigned to `user`, who is staff of its
    team, or lies in a team that `user` coordinates; none of a case in quarantine."""
    own = Q(
        **{
            f"{path}caseworker": user,
            f"{path}team__in": user.team_ids(Role.CASEWORKER, Role.COORDINATOR),
        }
    )
    theirs = own | Q(**{f"{path}team__in": user.team_ids(Role.COORDINATOR)})
    # Of cases themselves the manager gives those in place only.
    return theirs & Q(**{f"{path}quarantine": None}) if path else theirs


def is_own(case: Case, user: User) -> bool:
    """The same of a case that is at hand, without a query (a test compares the two)."""
    is_theirs = case.caseworker_id == user.pk
    roles = (Role.CASEWORKER, Role.COORDINATOR) if is_theirs else (Role.COORDINATOR,)
    return case.team_id in user.team_ids(*roles)


class CaseRowQuerySet(RowQuerySet[Any]):
    """Rows that hang on a case by a foreign key `case`."""

    def visible_to(self, user: User) -> Any:
        return self.filter(case_is_own(user, "case__"))

    editable_by = visible_to


class EditableCaseRowQuerySet(EditableQuerySet[Any]):
    def visible_to(self, user: User) -> Any:
        return self.filter(case_is_own(user, "case__"))

    editable_by = visible_to


class Case(Editable):
    #: Neutral, random, never reused; the last character checks the others.
    reference = models.CharField(max_length=12, editable=False)
    prisoner = models.ForeignKey(Prisoner, on_delete=models.PROTECT, related_name="cases")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="cases", db_index=False)
    caseworker = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="cases",
        db_index=False,
    )
    stage = word(Stage, default=Stage.INTAKE)
    #: Where the person is or is going, ISO 3166 alpha-2; empty if not known.
    destination = models.CharField(max_length=2, blank=True, validators=[country_code])
    closing_reason = word(ClosingReason, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    is_critical_health = models.BooleanField(default=False)
    is_hunger_strike = models.BooleanField(default=False)
    is_incommunicado = models.BooleanField(default=False)
    is_minor = models.BooleanField(default=False)
    is_redetention_risk = models.BooleanField(default=False)
    last_activity_at = models.DateTimeField()
    last_life_sign_at = models.DateTimeField(null=True, blank=True)

    quarantine = in_quarantine()

    objects = InPlace.from_queryset(CaseQuerySet)()
    everything = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("stage", Stage, name="case_stage"),
            models.UniqueConstraint(fields=["reference"], name="case_reference"),
            models.CheckConstraint(
                condition=Q(closing_reason__in=["", *map(str, ClosingReason)]),
                name="case_closing_reason",
            ),
            models.UniqueConstraint(
                fields=["prisoner"], condition=~Q(stage__in=ENDED), name="case_one_open"
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.CLOSED, closed_at__isnull=False)
                | (~Q(stage=Stage.CLOSED) & Q(closed_at__isnull=True, closing_reason="")),
                name="case_closed_has_time",
            ),
        ]
        indexes = [
            found_by("quarantine", name="case_quarantine"),
            models.Index(fields=["team", "last_activity_at", "id"], name="case_team_activity"),
            models.Index(fields=["last_activity_at", "id"], name="case_activity"),
            models.Index(
                fields=["team", "last_activity_at", "id"],
                name="case_at_risk",
                condition=Q(is_critical_health=True) | Q(is_hunger_strike=True),
            ),
            # With the stage, and of files in place alone, open ones are counted without a look at
            # the rows.
            models.Index(
                fields=["caseworker", "team", "stage"],
                name="case_of_caseworker",
                condition=Q(quarantine__isnull=True),
            ),
            models.Index(
                fields=["team", "stage"],
                name="case_in_stage",
                condition=Q(quarantine__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.stage not in ENDED_STAGES


def ran_at(instant: Any) -> Q:
    """Spans that were running at `instant`."""
    return Q(from_at__lte=instant) & (Q(until_at__isnull=True) | Q(until_at__gt=instant))


class StageSpanQuerySet(CaseRowQuerySet):
    def at(self, instant: Any) -> StageSpanQuerySet:
        """The spans that were running at `instant`: how many were where, at any past time."""
        return self.filter(ran_at(instant))


class StageSpan(Row):
    """Where a case stood, from when until when. Written by every move, never edited."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="spans")
    stage = word(Stage)
    destination = models.CharField(max_length=2, blank=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    #: With its case, so that people are counted without a look at the cases.
    quarantine = in_quarantine()

    objects = InPlace.from_queryset(StageSpanQuerySet)()
    everything = StageSpanQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("stage", Stage, name="stagespan_stage"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(until_at__isnull=True), name="stagespan_one_running"
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=models.F("from_at")),
                name="stagespan_forward",
            ),
        ]
        indexes = [
            found_by("quarantine", name="stagespan_quarantine"),
            models.Index(fields=["stage", "from_at"], name="stagespan_stage_from"),
        ]


class ActivityQuerySet(CaseRowQuerySet):
    def newest_first(self) -> ActivityQuerySet:
        return self.order_by("-occurred_at", "-id")


class Activity(Row):
    """One entry on a case's timeline. Never edited; a correction is another entry."""

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="activities", db_index=False
    )
    kind = word(ActivityKind)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    #: Without an index: users are frozen, not deleted, and nobody lists all that one did.
    actor = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    #: Small facts for the page, such as {"from": "inside", "to": "reception"}; no free text.
    facts = models.JSONField(default=dict, blank=True)
    text = SealedTextField()

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "activities"
        constraints = [one_of("kind", ActivityKind, name="activity_kind")]
        indexes = [models.Index(fields=["case", "-occurred_at", "-id"], name="activity_timeline")]
