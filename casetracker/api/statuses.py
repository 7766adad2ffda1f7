"""Where people stand, and where they want to live: every entry is kept."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from casetracker.api.bodies import (
    INSTANT,
    Body,
    Country,
    Day,
    Flag,
    Instant,
    Line,
    Text,
    VisibleId,
    Word,
    read_instant,
)
from casetracker.api.errors import BadFields, fault
from casetracker.api.filters import Filters, FlagFilter, IdFilter, SearchFilter, word_filter
from casetracker.api.nouns import NounViewSet, Shown, made
from casetracker.domain.documents import VALUES, Aspect
from casetracker.models import Case, CountryChoice, PersonStatus, Prisoner, User
from casetracker.selectors.country_choices import count_choices
from casetracker.services.country_choices import choose_country
from casetracker.services.person_statuses import LONGEST_SOURCE, record_status


class StatusShown(Shown):
    source: Any = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = PersonStatus
        fields = [
            "id",
            "prisoner",
            "aspect",
            "value",
            "country",
            "as_of",
            "source",
            "recorded_by",
            "recorded_at",
        ]
        read_only_fields = fields


class StatusBody(Body):
    """`value` is a word of its aspect; `as_of` is by default today."""

    prisoner = VisibleId(Prisoner.objects.visible_to, source="prisoner_id")
    aspect = Word(Aspect)
    value = serializers.ChoiceField(
        choices=sorted({str(word) for values in VALUES.values() for word in values})
    )
    country = Country(required=False, allow_blank=True)
    as_of = Day(required=False)
    source = Line(max_length=LONGEST_SOURCE, required=False, allow_blank=True)  # type: ignore[assignment]


class StatusFilters(Filters):
    prisoner = IdFilter("prisoner_id")
    aspect = word_filter(Aspect)


class StatusViewSet(NounViewSet):
    """Citizenship, documents, protection: the latest day of each is what holds."""

    noun = "statuses"
    queryset = PersonStatus.objects.none()
    serializer_class = StatusShown
    filterset_class = StatusFilters
    orderings = {"as_of": "as_of", "recorded_at": "recorded_at"}
    ordering = "-as_of"

    def rows(self, user: User) -> QuerySet[PersonStatus]:
        rows = PersonStatus.objects.visible_to(user).select_related("prisoner")
        return rows.prefetch_related("prisoner__cases")

    @made(StatusBody)
    def create(self, **given: Any) -> PersonStatus:
        return record_status(**given)


class ChoiceShown(Shown):
    reason = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = CountryChoice
        fields = [
            "id",
            "case",
            "country",
            "from_at",
            "until_at",
            "reason",
            "recorded_by",
            "recorded_at",
        ]
        read_only_fields = fields


class ChoiceBody(Body):
    """`knows_leaving`: the person was told what leaving ends where a procedure runs."""

    case = VisibleId(Case.objects.visible_to, source="case_id")
    country = Country()
    chosen_at = Instant(required=False)
    reason = Text(max_length=5000, required=False, allow_blank=True)
    knows_leaving = Flag(required=False)


class ChoiceFilters(Filters):
    shows = {"is_standing": "until_at"}
    case = IdFilter("case_id")
    country = SearchFilter()
    is_standing = FlagFilter("until_at", lookup_expr="isnull")


class ChoiceViewSet(NounViewSet):
    """The country a person chose, from when until when."""

    noun = "country-choices"
    queryset = CountryChoice.objects.none()
    serializer_class = ChoiceShown
    filterset_class = ChoiceFilters
    orderings = {"from_at": "from_at", "recorded_at": "recorded_at"}
    ordering = "-from_at"

    def rows(self, user: User) -> QuerySet[CountryChoice]:
        return CountryChoice.objects.visible_to(user).select_related("case")

    @made(ChoiceBody)
    def create(self, **given: Any) -> CountryChoice:
        return choose_country(**given)

    @extend_schema(
        parameters=[OpenApiParameter("at", str, description="As of then (RFC 3339), or now.")],
        responses={200: {"type": "object", "additionalProperties": {"type": "integer"}}},
    )
    @action(detail=False, pagination_class=None, filterset_class=None)
    def count(self, request: Request) -> Response:
        """How many chose which country, as of an instant."""
        asked = {key: request.query_params[key] for key in request.query_params}
        at = read_instant(asked.pop("at")) if "at" in asked else timezone.now()
        if asked:
            key, value = next(iter(asked.items()))
            raise BadFields({key: [fault("No such parameter.", value, ["at"])]})
        if at is None:
            text = request.query_params["at"]
            raise BadFields({"at": [fault("This is no time that can be used.", text, INSTANT)]})
        return Response(count_choices(request.user, at=at))
