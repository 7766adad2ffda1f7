"""Releases: one person's leaving, alone or in a wave."""

from __future__ import annotations

from django.db.models import QuerySet
from rest_framework import serializers

from casetracker.api.filters import Filters, IdFilter, SearchFilter, word_filter
from casetracker.api.nouns import NounViewSet, Shown
from casetracker.domain.words import ReleaseKind, ReleasePlace, ReleaseState
from casetracker.models import Release, User
from casetracker.selectors.rights import seen_by


class ReleaseShown(Shown):
    conditions = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = Release
        fields = [
            "id",
            "version",
            "created_at",
            "wave",
            "case",
            "detention",
            "kind",
            "place",
            "released_on",
            "planned_destination",
            "actual_destination",
            "state",
            "papers_taken",
            "papers_given",
            "conditions",
        ]
        read_only_fields = fields


class ReleaseFilters(Filters):
    wave = IdFilter("wave_id")
    case = IdFilter("case_id")
    kind = word_filter(ReleaseKind)
    place = word_filter(ReleasePlace)
    state = word_filter(ReleaseState)
    planned_destination = SearchFilter()
    actual_destination = SearchFilter()


class ReleaseViewSet(NounViewSet):
    """One person's leaving, alone or in a wave."""

    noun = "releases"
    queryset = Release.objects.none()
    serializer_class = ReleaseShown
    filterset_class = ReleaseFilters
    orderings = {"created_at": "created_at", "released_on": "released_on"}

    def rows(self, user: User) -> QuerySet[Release]:
        return seen_by(user, Release).select_related("case")
