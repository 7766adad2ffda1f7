"""Audit events: who did what to which object. Field names and hashes, never values."""

from __future__ import annotations

from django.db.models import QuerySet

from casetracker.api.filters import Filters, IdFilter, InstantFilter, SearchFilter
from casetracker.api.nouns import NounViewSet, Shown
from casetracker.models import AuditEvent, User


class EventShown(Shown):
    class Meta:
        model = AuditEvent
        fields = [
            "id",
            "at",
            "actor_id",
            "actor_name",
            "verb",
            "object_type",
            "object_id",
            "case_id",
            "team_id",
            "changes",
        ]
        read_only_fields = fields


class EventFilters(Filters):
    verb = SearchFilter()
    object_type = SearchFilter()
    object_id = IdFilter("object_id")
    actor_id = IdFilter("actor_id")
    case_id = IdFilter("case_id")
    team_id = IdFilter("team_id")
    at_after = InstantFilter("at", lookup_expr="gte")
    at_before = InstantFilter("at", lookup_expr="lt")


class AuditEventViewSet(NounViewSet):
    """Who did what to which object: names of fields and hashes, never values."""

    noun = "audit-events"
    queryset = AuditEvent.objects.none()
    serializer_class = EventShown
    filterset_class = EventFilters
    orderings = {"at": "at"}
    ordering = "-at"

    def rows(self, user: User) -> QuerySet[AuditEvent]:
        return AuditEvent.objects.visible_to(user)
