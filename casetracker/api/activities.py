"""Activities: the timeline of a case, newest first. Entries are added, never edited."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from casetracker.api.bodies import Body, Instant, Text, VisibleId, Word
from casetracker.api.filters import Filters, IdFilter, InstantFilter, word_filter
from casetracker.api.nouns import NounViewSet, Shown, made
from casetracker.api.reached import HIDDEN, ContactId, sees_contacts
from casetracker.domain.contacts import Channel
from casetracker.domain.words import ActivityKind
from casetracker.models import Activity, Case, User
from casetracker.services.activities import record_activity


class ActivityShown(Shown):
    text = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = Activity
        fields = ["id", "case", "kind", "occurred_at", "recorded_at", "actor", "facts", "text"]
        read_only_fields = fields

    def to_representation(self, row: Any) -> dict[str, Any]:
        found = super().to_representation(row)
        if "contact" in found.get("facts", ()) and not sees_contacts(self.context["request"]):
            found["facts"] = {k: v for k, v in found["facts"].items() if k not in HIDDEN}
        return found


class ActivityBody(Body):
    """What was sent or said to somebody of the person's names them, and the way."""

    case = VisibleId(Case.objects.visible_to, source="case_id")
    kind = Word(ActivityKind)
    occurred_at = Instant()
    text = Text(max_length=20_000, required=False, allow_blank=True)
    contact = ContactId()
    channel = Word(Channel, required=False)


class ActivityFilters(Filters):
    case = IdFilter("case_id")
    kind = word_filter(ActivityKind)
    actor = IdFilter("actor_id")
    occurred_at_after = InstantFilter("occurred_at", lookup_expr="gte")
    occurred_at_before = InstantFilter("occurred_at", lookup_expr="lt")


class ActivityViewSet(NounViewSet):
    """The timeline of a case. Entries are added, never edited."""

    noun = "activities"
    queryset = Activity.objects.none()
    serializer_class = ActivityShown
    filterset_class = ActivityFilters
    orderings = {"occurred_at": "occurred_at", "recorded_at": "recorded_at"}
    ordering = "-occurred_at"

    def rows(self, user: User) -> QuerySet[Activity]:
        return Activity.objects.visible_to(user).select_related("case")

    @made(ActivityBody)
    def create(self, **given: Any) -> Activity:
        return record_activity(**given)
