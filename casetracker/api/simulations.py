"""Simulations: a rule tried out on what has happened, and proposed once that has been seen."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from casetracker.api.bodies import Body, Flag, Line, VisibleId, Whole, Word
from casetracker.api.filters import Filters, IdFilter, word_filter
from casetracker.api.nouns import NounViewSet, Shown, made, verb
from casetracker.domain.approvals import LONGEST_REASON
from casetracker.domain.rehearsal import SimulationState
from casetracker.domain.rulechecks import MOST_STEPS
from casetracker.domain.words import Audience, StepUnit
from casetracker.models import ReminderRule, Simulation, User
from casetracker.services.rules import propose_rule_change
from casetracker.services.simulations import cancel_simulation, simulate_change

_CHANGES = ("threshold_seconds", "in_working_days", "repeats_weekly", "is_urgent", "steps")


class SimulationShown(Shown):
    class Meta:
        model = Simulation
        fields = [
            "id",
            "version",
            "created_at",
            "rule",
            "rule_version",
            "requester",
            "before",
            "after",
            "undoes_to",
            "days",
            "as_of",
            "state",
            "looked_at",
            "total",
            "result",
            "approval",
            "finished_at",
        ]
        read_only_fields = fields


class StepBody(Body):
    offset = Whole()
    unit = Word(StepUnit)
    audience = Word(Audience)


class SimulationBody(Body):
    """Some of what a rule says, or the number of an earlier revision to go back to."""

    rule = VisibleId(ReminderRule.objects.visible_to, source="rule_id")
    revision = Whole(required=False, min_value=1, max_value=10_000)
    threshold_seconds = Whole(required=False)
    in_working_days = Flag(required=False)
    repeats_weekly = Flag(required=False)
    is_urgent = Flag(required=False)
    steps = StepBody(many=True, required=False, max_length=MOST_STEPS)  # type: ignore[call-arg]
    days = Whole(required=False)


class ProposeBody(Body):
    reason = Line(max_length=LONGEST_REASON)
    answer = Line(max_length=LONGEST_REASON, required=False, allow_blank=True)


class SimulationFilters(Filters):
    rule = IdFilter("rule_id")
    state = word_filter(SimulationState)


class SimulationViewSet(NounViewSet):
    """Changes of rules, tried out on what has happened before anybody is asked."""

    noun = "simulations"
    queryset = Simulation.objects.none()
    serializer_class = SimulationShown
    filterset_class = SimulationFilters

    def rows(self, user: User) -> QuerySet[Simulation]:
        return Simulation.objects.visible_to(user)

    @made(SimulationBody)
    def create(self, **given: Any) -> Simulation:
        """Takes some time: read it again until its state is `done`."""
        changes = {name: given.pop(name) for name in _CHANGES if name in given}
        return simulate_change(changes=changes, **given)

    @verb()
    def cancel(self, simulation: Simulation, **given: Any) -> Simulation:
        return cancel_simulation(simulation_id=simulation.pk, **given)

    @verb(ProposeBody, versioned=False)
    def propose(self, simulation: Simulation, **given: Any) -> Simulation:
        """Ask another coordinator to approve; `approval` names what they decide on."""
        propose_rule_change(simulation_id=simulation.pk, **given)
        return simulation
