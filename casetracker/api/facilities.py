"""Facilities: prisons and colonies, as public lists name them."""

from __future__ import annotations

from django.db.models import QuerySet

from casetracker.api.filters import Filters, SearchFilter
from casetracker.api.nouns import NounViewSet, Shown
from casetracker.models import Facility, User


class FacilityShown(Shown):
    class Meta:
        model = Facility
        fields = ["id", "version", "code", "name", "city", "country"]
        read_only_fields = fields


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
