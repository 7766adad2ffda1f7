"""A flood of letters that was stopped, until a coordinator releases or discards it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from casetracker.domain.words import HoldReason, HoldState, Role
from casetracker.models.base import Editable, EditableQuerySet, one_of, word
from casetracker.models.team import Team
from casetracker.models.user import User


class HoldQuerySet(EditableQuerySet["Hold"]):
    def open(self) -> HoldQuerySet:
        return self.filter(state=HoldState.OPEN)

    def visible_to(self, user: User) -> HoldQuerySet:
        """Coordinators see what holds back their team's files."""
        return self.filter(team__in=user.team_ids(Role.COORDINATOR))

    editable_by = visible_to


class Hold(Editable):
    """What one sweep held back of one team: its clocks carry it and do not advance."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="holds")
    reason = word(HoldReason)
    state = word(HoldState, default=HoldState.OPEN)
    #: Letters that the sweep would have made, and clocks that wait.
    letters = models.PositiveIntegerField(default=0)
    clocks_held = models.PositiveIntegerField(default=0)
    #: When it releases itself; null if only a person may.
    releases_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("reason", HoldReason, name="hold_reason"),
            one_of("state", HoldState, name="hold_state"),
            models.CheckConstraint(
                condition=Q(state=HoldState.OPEN, decided_at__isnull=True)
                | (~Q(state=HoldState.OPEN) & Q(decided_at__isnull=False)),
                name="hold_decided_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["releases_at"], name="hold_open", condition=Q(state="open"))
        ]
