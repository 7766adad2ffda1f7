"""A rule tried out on what has happened: asked for by a coordinator, worked off by a job."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from casetracker.domain.rehearsal import SimulationState
from casetracker.domain.words import Role
from casetracker.models.approval import Approval
from casetracker.models.base import Editable, EditableQuerySet, found_by, one_of, word
from casetracker.models.rule import ReminderRule
from casetracker.models.user import User

UNFINISHED = [str(SimulationState.WAITING), str(SimulationState.RUNNING)]


class SimulationQuerySet(EditableQuerySet["Simulation"]):
    def unfinished(self) -> SimulationQuerySet:
        return self.filter(state__in=UNFINISHED)

    def visible_to(self, user: User) -> SimulationQuerySet:
        """Coordinators see what is tried out; it names nobody."""
        return self if user.has_role(Role.COORDINATOR) else self.filter(requester=user)

    def editable_by(self, user: User) -> SimulationQuerySet:
        return self.filter(requester=user)


class Simulation(Editable):
    """What one rule would have sent if it had said something else: the draft of a change."""

    rule = models.ForeignKey(
        ReminderRule, on_delete=models.CASCADE, related_name="simulations", db_index=False
    )
    #: The version of the rule that the change starts from.
    rule_version = models.PositiveIntegerField()
    requester = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    before = models.JSONField()
    after = models.JSONField()
    #: The revision that it goes back to, if it undoes something.
    undoes_to = models.PositiveIntegerField(null=True, blank=True)
    days = models.PositiveSmallIntegerField(default=30)
    #: The instant until which it looks back.
    as_of = models.DateTimeField()
    state = word(SimulationState, default=SimulationState.WAITING)
    #: Clocks looked at, and how many there are; the last one looked at.
    looked_at = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    last_clock = models.UUIDField(null=True, blank=True)
    #: Counts so far, by ids of people; emptied when it is done.
    tallies = models.JSONField(default=dict)
    #: Figures before and after, and what has to be answered; names nobody.
    result = models.JSONField(null=True, blank=True)
    #: What became of it, once it was proposed.
    approval = models.ForeignKey(
        Approval,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    lease_token = models.UUIDField(null=True, blank=True)
    #: On the database's clock.
    lease_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = SimulationQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("state", SimulationState, name="simulation_state"),
            models.CheckConstraint(
                condition=Q(state__in=UNFINISHED, finished_at=None)
                | (~Q(state__in=UNFINISHED) & Q(finished_at__isnull=False)),
                name="simulation_finished_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(result__isnull=False), name="simulation_done_says"
            ),
            models.CheckConstraint(condition=Q(days__range=(1, 90)), name="simulation_days"),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="simulation_open",
                condition=Q(state__in=UNFINISHED),
            ),
            models.Index(fields=["rule", "-created_at"], name="simulation_rule"),
            found_by("approval", name="simulation_approval"),
        ]
