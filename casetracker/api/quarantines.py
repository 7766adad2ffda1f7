"""Quarantine: what coordinators took away from everybody, and take back. No token does either."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from casetracker.api.bodies import Body, Text
from casetracker.api.filters import Filters, FlagFilter, word_filter
from casetracker.api.nouns import NounViewSet, Shown, verb
from casetracker.domain.quarantine import LONGEST_REASON, Quarantined
from casetracker.models import Quarantine, User
from casetracker.selectors.quarantine import type_of
from casetracker.services.quarantine import lift_quarantine, place_in_quarantine


class QuarantineBody(Body):
    reason = Text(max_length=LONGEST_REASON)


class TakenAway:
    """The verb of nouns whose rows a coordinator may take away."""

    @verb(QuarantineBody)
    def quarantine(self, row: Any, **given: Any) -> Quarantine:
        """Take it away from everybody, with a reason; coordinators of the team find it in
        `quarantines` and take it back there."""
        return place_in_quarantine(object_type=type_of(row), object_id=row.pk, **given)


class QuarantineShown(Shown):
    case = serializers.UUIDField(source="case_id", read_only=True)
    reason = serializers.CharField(read_only=True)

    class Meta:
        model = Quarantine
        fields = [
            "id",
            "object_type",
            "object_id",
            "case",
            "team",
            "reason",
            "placed_by",
            "placed_at",
            "lifted_by",
            "lifted_at",
        ]
        read_only_fields = fields


class QuarantineFilters(Filters):
    shows = {"is_lifted": "lifted_at"}
    object_type = word_filter(Quarantined)
    is_lifted = FlagFilter("lifted_at", lookup_expr="isnull", exclude=True)


class QuarantineViewSet(NounViewSet):
    """What was taken away: by whom, why; and what was taken back."""

    noun = "quarantines"
    queryset = Quarantine.objects.none()
    serializer_class = QuarantineShown
    filterset_class = QuarantineFilters
    orderings = {"placed_at": "placed_at"}
    ordering = "-placed_at"

    def rows(self, user: User) -> QuerySet[Quarantine]:
        return Quarantine.objects.visible_to(user)

    @verb(versioned=False)
    def lift(self, placed: Quarantine, **given: Any) -> Quarantine:
        """Take it back, with everything that went with it; its clocks begin anew."""
        return lift_quarantine(quarantine_id=placed.pk, **given)
