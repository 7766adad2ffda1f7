"""What runs out: one row per kind and subject."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from casetracker.domain.words import ClockKind, Role
from casetracker.models.action import Action
from casetracker.models.base import Editable, EditableQuerySet, found_by, one_of, word
from casetracker.models.case import Case
from casetracker.models.detention import Detention, Hearing
from casetracker.models.hold import Hold
from casetracker.models.need import Need
from casetracker.models.task import Task
from casetracker.models.team import Team
from casetracker.models.user import User

#: A clock's subject is a real foreign key, one of these; exactly one is set.
SUBJECTS = ("case", "task", "action", "need", "detention", "hearing")


def _exactly_one() -> Q:
    either = Q()
    for chosen in SUBJECTS:
        either |= Q(**{f"{name}__isnull": name != chosen for name in SUBJECTS})
    return either


class ClockQuerySet(EditableQuerySet["Clock"]):
    def running(self) -> ClockQuerySet:
        return self.filter(stopped_at=None)

    def due(self, *, now: datetime) -> ClockQuerySet:
        """Clocks with a step to take, not held. Reads the partial index: costs what is due."""
        return self.filter(next_step_at__lte=now, next_step_at__isnull=False, hold__isnull=True)

    def visible_to(self, user: User) -> ClockQuerySet:
        """Clocks one answers for, and those of teams one coordinates."""
        staff = user.team_ids(Role.CASEWORKER, Role.COORDINATOR)
        return self.filter(
            Q(team__in=user.team_ids(Role.COORDINATOR)) | Q(owner=user, team__in=staff)
        )

    editable_by = visible_to


class Clock(Editable):
    kind = word(ClockKind)
    case = models.ForeignKey(
        Case,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="clocks",
        db_index=False,
    )
    task = models.ForeignKey(
        Task,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="clocks",
        db_index=False,
    )
    action = models.ForeignKey(
        Action,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="clocks",
        db_index=False,
    )
    need = models.ForeignKey(
        Need,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="clocks",
        db_index=False,
    )
    detention = models.ForeignKey(
        Detention,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="clocks",
        db_index=False,
    )
    hearing = models.ForeignKey(
        Hearing,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="clocks",
        db_index=False,
    )
    #: Who is told first, and whose team's coordinators next.
    owner = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="clocks",
        db_index=False,
    )
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="clocks", db_index=False)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    #: When the next step of the ladder is taken; null while nothing is to come (stopped, paused
    #: for good, ladder ended). Computed from `due_at` and the rule, never from a sweep's time.
    next_step_at = models.DateTimeField(null=True, blank=True)
    #: Steps taken in this episode; keeps counting through weekly repeats.
    step = models.PositiveIntegerField(default=0)
    episode = models.PositiveIntegerField(default=1)
    paused_until = models.DateTimeField(null=True, blank=True)
    pause_reason = models.CharField(max_length=200, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    #: A flood that this clock is part of; it takes no step until somebody decides.
    hold = models.ForeignKey(
        Hold,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="clocks",
        db_index=False,
    )

    objects = ClockQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", ClockKind, name="clock_kind"),
            models.CheckConstraint(condition=_exactly_one(), name="clock_one_subject"),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True) | Q(next_step_at__isnull=True),
                name="clock_stopped_takes_no_step",
            ),
            *(
                models.UniqueConstraint(
                    fields=[name, "kind"],
                    condition=Q(**{f"{name}__isnull": False}),
                    name=f"clock_once_{name}",
                )
                for name in SUBJECTS
            ),
        ]
        indexes = [
            found_by("hold", name="clock_hold"),
            models.Index(
                fields=["next_step_at", "id"],
                name="clock_due",
                condition=Q(next_step_at__isnull=False, hold__isnull=True),
            ),
            models.Index(
                fields=["owner", "due_at", "id"],
                name="clock_owner",
                condition=Q(stopped_at__isnull=True),
            ),
            models.Index(
                fields=["team", "due_at", "id"],
                name="clock_team",
                condition=Q(stopped_at__isnull=True),
            ),
            # What runs out first in many teams at once.
            models.Index(
                fields=["due_at", "id"],
                name="clock_of_case",
                condition=Q(stopped_at__isnull=True, case__isnull=False),
            ),
        ]

    @property
    def subject_field(self) -> str:
        return next(name for name in SUBJECTS if getattr(self, f"{name}_id") is not None)

    @property
    def subject_id(self) -> object:
        return getattr(self, f"{self.subject_field}_id")
