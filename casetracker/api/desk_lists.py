"""Lists that somebody takes along: made with a reason, read for an hour. No token makes one."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from casetracker.api.bodies import Body, Line, VisibleId
from casetracker.api.filters import Filters, IdFilter
from casetracker.api.nouns import NounViewSet, Shown, made
from casetracker.domain.desk_lists import LONGEST_REASON
from casetracker.models import DeskList, User, Wave
from casetracker.papers.desk_lists import desk_list_csv
from casetracker.papers.downloads import download_headers
from casetracker.selectors.desk_lists import desk_list_to_read, list_rows, mark_of
from casetracker.services.desk_lists import make_desk_list


class DeskListShown(Shown):
    reason = serializers.CharField(read_only=True)

    class Meta:
        model = DeskList
        fields = ["id", "maker", "wave", "row_count", "made_at", "reason"]
        read_only_fields = fields


class DeskListBody(Body):
    """Without a wave: of one's own open files."""

    wave = VisibleId(Wave.objects.visible_to, source="wave_id", required=False)
    reason = Line(max_length=LONGEST_REASON)


class DeskListFilters(Filters):
    wave = IdFilter("wave_id")
    maker = IdFilter("maker_id")


class DeskListViewSet(NounViewSet):
    """Own files or one wave on paper, nothing that could cost lives. Every list is on record."""

    noun = "desk-lists"
    queryset = DeskList.objects.none()
    serializer_class = DeskListShown
    filterset_class = DeskListFilters
    orderings = {"made_at": "made_at"}
    ordering = "-made_at"

    def rows(self, user: User) -> QuerySet[DeskList]:
        return DeskList.objects.visible_to(user)

    @made(DeskListBody)
    def create(self, **given: Any) -> DeskList:
        return make_desk_list(**given)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, filterset_class=None, pagination_class=None)
    def content(self, request: Request, pk: str) -> HttpResponse:
        """The list as CSV, as it is now; for an hour after it was made."""
        made = desk_list_to_read(request.user, self.get_object().pk, now=timezone.now())
        if made is None:
            raise NotFound("This list was made more than an hour ago: make another one.")
        lines = desk_list_csv(list_rows(request.user, made.wave), mark=mark_of(made))
        return HttpResponse("".join(lines), headers=download_headers(f"list-{made.pk}.csv"))
