"""Rules: who is told how long after what, as the ladders stand.

What one says is changed under `simulations`: tried out, proposed, approved by another.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from casetracker.api.bodies import Body, Word
from casetracker.api.filters import Filters, word_filter
from casetracker.api.nouns import NounViewSet, Shown, made
from casetracker.domain.words import ClockKind, Risk, Stage
from casetracker.models import LadderStep, ReminderRule, User
from casetracker.services.rules import open_rule


class StepShown(serializers.ModelSerializer):
    class Meta:
        model = LadderStep
        fields = ["ordinal", "offset", "unit", "audience"]


class RuleShown(Shown):
    steps = StepShown(many=True, read_only=True)
    is_in_force = serializers.BooleanField(read_only=True)

    class Meta:
        model = ReminderRule
        fields = [
            "id",
            "version",
            "kind",
            "stage",
            "risk",
            "is_after_release",
            "threshold_seconds",
            "in_working_days",
            "repeats_weekly",
            "is_urgent",
            "steps",
            "is_in_force",
        ]
        read_only_fields = fields


class RuleBody(Body):
    """A silence, and the stage, the risk or both that have no rule of their own yet."""

    kind = Word(ClockKind)
    stage = Word(Stage, required=False)
    risk = Word(Risk, required=False)


class RuleFilters(Filters):
    kind = word_filter(ClockKind)


class RuleViewSet(NounViewSet):
    """Who is told how long after what."""

    noun = "rules"
    queryset = ReminderRule.objects.none()
    serializer_class = RuleShown
    filterset_class = RuleFilters
    orderings = {"kind": "kind"}
    ordering = "kind"

    def rows(self, user: User) -> QuerySet[ReminderRule]:
        return ReminderRule.objects.visible_to(user).prefetch_related("steps")

    @made(RuleBody)
    def create(self, **given: Any) -> ReminderRule:
        """It reminds nobody until what it shall say was tried out, proposed and approved."""
        return open_rule(**given)
