"""Observations: counts that other sources publish."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from casetracker.api.bodies import Body, Country, Day, Line, Word
from casetracker.api.filters import Filters, FlagFilter, SearchFilter, word_filter
from casetracker.api.nouns import NounViewSet, Shown, made, verb
from casetracker.domain.counting import LONGEST_SOURCE, MOST_PEOPLE, Counted, Exactness
from casetracker.models import Observation, User
from casetracker.services.observations import record_observation, withdraw_observation


class ObservationShown(Shown):
    source = serializers.CharField(read_only=True)  # type: ignore[assignment]

    class Meta:
        model = Observation
        fields = [
            "id",
            "created_at",
            "counted",
            "country",
            "number",
            "exactness",
            "counted_on",
            "source",
            "recorded_by",
            "withdrawn_at",
            "withdrawn_by",
        ]
        read_only_fields = fields


class ObservationBody(Body):
    """`country`: of those counted, who is in it or goes there."""

    counted = Word(Counted)
    number = serializers.IntegerField(min_value=0, max_value=MOST_PEOPLE)
    counted_on = Day()
    source = Line(max_length=LONGEST_SOURCE)  # type: ignore[assignment]
    exactness = Word(Exactness, required=False)
    country = Country(required=False, allow_blank=True)


class ObservationFilters(Filters):
    shows = {"is_withdrawn": "withdrawn_at"}
    counted = word_filter(Counted)
    country = SearchFilter()
    is_withdrawn = FlagFilter("withdrawn_at", lookup_expr="isnull", exclude=True)


class ObservationViewSet(NounViewSet):
    """So many people as of a day, as a source says. Never edited: a mistake is withdrawn."""

    noun = "observations"
    queryset = Observation.objects.none()
    serializer_class = ObservationShown
    filterset_class = ObservationFilters
    orderings = {"counted_on": "counted_on", "created_at": "created_at"}
    ordering = "-counted_on"

    def rows(self, user: User) -> QuerySet[Observation]:
        return Observation.objects.visible_to(user)

    @made(ObservationBody)
    def create(self, **given: Any) -> Observation:
        return record_observation(**given)

    @verb(versioned=False)
    def withdraw(self, observation: Observation, **given: Any) -> Observation:
        """It was a mistake; it is compared no more, and stays to be read."""
        return withdraw_observation(observation_id=observation.pk, **given)
