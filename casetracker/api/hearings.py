"""Hearings: days in court, past and to come."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from casetracker.api.bodies import Body, Instant, Line, Text, VisibleId
from casetracker.api.filters import Filters, FlagFilter, IdFilter, InstantFilter
from casetracker.api.nouns import NounViewSet, Shown, edited, made, verb
from casetracker.models import Detention, Hearing, User
from casetracker.services.hearings import (
    LONGEST,
    cancel_hearing,
    edit_hearing,
    schedule_hearing,
)


class HearingShown(Shown):
    case = serializers.UUIDField(source="detention.case_id", read_only=True)

    class Meta:
        model = Hearing
        fields = [
            "id",
            "version",
            "created_at",
            "case",
            "detention",
            "scheduled_at",
            "court",
            "outcome",
            "is_cancelled",
            "note",
        ]
        read_only_fields = fields


class HearingFacts(Body):
    scheduled_at = Instant()
    court = Line(max_length=LONGEST, allow_blank=True, required=False)
    outcome = Line(max_length=LONGEST, allow_blank=True, required=False)
    note = Text(allow_blank=True, required=False, max_length=20_000)


class HearingBody(Body):
    detention = VisibleId(Detention.objects.visible_to, source="detention_id")
    scheduled_at = Instant()
    court = Line(max_length=LONGEST, allow_blank=True, required=False)
    note = Text(allow_blank=True, required=False, max_length=20_000)


class HearingFilters(Filters):
    shows = {"case": "case", "is_cancelled": "is_cancelled"}
    case = IdFilter("detention__case_id")
    detention = IdFilter("detention_id")
    is_cancelled = FlagFilter("is_cancelled")
    scheduled_at_after = InstantFilter("scheduled_at", lookup_expr="gte")
    scheduled_at_before = InstantFilter("scheduled_at", lookup_expr="lt")


class HearingViewSet(NounViewSet):
    """A day in court; one that lies ahead is reminded of."""

    noun = "hearings"
    queryset = Hearing.objects.none()
    serializer_class = HearingShown
    filterset_class = HearingFilters
    orderings = {"scheduled_at": "scheduled_at", "created_at": "created_at"}
    ordering = "scheduled_at"

    def rows(self, user: User) -> QuerySet[Hearing]:
        return Hearing.objects.visible_to(user).select_related("detention__case")

    @made(HearingBody)
    def create(self, **given: Any) -> Hearing:
        return schedule_hearing(**given)

    @edited(HearingFacts)
    def partial_update(self, hearing: Hearing, **given: Any) -> Hearing:
        """Move it to another time, or say what came of it."""
        return edit_hearing(hearing_id=hearing.pk, **given)

    @verb()
    def cancel(self, hearing: Hearing, **given: Any) -> Hearing:
        """It does not take place; nobody is reminded of it any more."""
        return cancel_hearing(hearing_id=hearing.pk, **given)
