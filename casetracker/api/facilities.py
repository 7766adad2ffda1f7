"""Facilities: prisons and colonies, as public lists name them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from casetracker.api.bodies import Body, Country, Line
from casetracker.api.filters import Filters, SearchFilter
from casetracker.api.nouns import NounViewSet, Shown, made
from casetracker.models import Facility, User
from casetracker.services.facilities import record_facility


class FacilityShown(Shown):
    class Meta:
        model = Facility
        fields = ["id", "version", "code", "name", "city", "country"]
        read_only_fields = fields


class FacilityBody(Body):
    """`code` is what its spellings share; by default it is read from the name."""

    name = Line(max_length=200)
    code = Line(max_length=60, required=False, allow_blank=True)
    city = Line(max_length=120, required=False, allow_blank=True)
    country = Country(required=False)


class FacilityFilters(Filters):
    code = SearchFilter()
    country = SearchFilter()


class FacilityViewSet(NounViewSet):
    """Prisons and colonies, as public lists name them."""

    noun = "facilities"
    queryset = Facility.objects.none()
    serializer_class = FacilityShown
    filterset_class = FacilityFilters
    orderings = {"code": "code", "name": "name"}
    ordering = "code"

    def rows(self, user: User) -> QuerySet[Facility]:
        return Facility.objects.visible_to(user)

    @made(FacilityBody)
    def create(self, **given: Any) -> Facility:
        return record_facility(**given)
