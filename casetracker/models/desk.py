"""A reception desk: a named device that a coordinator lets work for one wave, for twelve hours."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from casetracker.domain.words import Role
from casetracker.models.base import Row, RowQuerySet
from casetracker.models.user import User
from casetracker.models.wave import Wave


class DeskQuerySet(RowQuerySet["Desk"]):
    def visible_to(self, user: User) -> DeskQuerySet:
        """Those one has opened, and those of one's team's waves."""
        return self.filter(Q(opener=user) | Q(wave__team__in=user.team_ids(Role.COORDINATOR)))

    def waiting(self, *, now: datetime) -> DeskQuerySet:
        """Its code has not been typed yet."""
        return self.filter(started_at=None, ended_at=None, code_until__gt=now)

    def working(self, *, now: datetime) -> DeskQuerySet:
        return self.filter(ended_at=None, ends_at__gt=now)


class Desk(Row):
    """Reached by a `WebSession` of its own, which signs nobody in."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="desks", db_index=False)
    #: In whose name it acts, and whose `auth_epoch` it was opened in: what ends their sessions
    #: ends it.
    opener = models.ForeignKey(User, on_delete=models.CASCADE, related_name="desks")
    auth_epoch = models.PositiveIntegerField()
    #: "The tablet at the door."
    device = models.CharField(max_length=40)
    #: Who sits at it, as they said.
    person = models.CharField(max_length=40, blank=True)
    #: Of the code that opens it once.
    code_hash = models.CharField(max_length=80, null=True, blank=True, unique=True)
    code_until = models.DateTimeField()
    opened_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DeskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(started_at=None, ends_at=None)
                | Q(started_at__isnull=False, ends_at__isnull=False, code_hash=None),
                name="desk_started_ends",
            ),
            models.CheckConstraint(condition=~Q(device=""), name="desk_has_a_name"),
        ]
        indexes = [models.Index(fields=["wave", "-opened_at"], name="desk_wave")]

    @property
    def seat(self) -> str:
        """What the audit record says of where somebody acted."""
        return f"{self.person} · {self.device}"
