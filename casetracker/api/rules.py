"""Rules: who is told how long after what, as the ladders stand."""

from __future__ import annotations

from django.db.models import QuerySet
from rest_framework import serializers

from casetracker.api.filters import Filters, word_filter
from casetracker.api.nouns import NounViewSet, Shown
from casetracker.domain.words import ClockKind
from casetracker.models import LadderStep, ReminderRule, User


class StepShown(serializers.ModelSerializer):
    class Meta:
        model = LadderStep
        fields = ["ordinal", "offset", "unit", "audience"]


class RuleShown(Shown):
    steps = StepShown(many=True, read_only=True)

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
        ]
        read_only_fields = fields


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
