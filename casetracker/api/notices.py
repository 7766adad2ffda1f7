"""Notices: what somebody is obliged to be told, and whether they were."""

from __future__ import annotations

from django.db.models import QuerySet

from casetracker.api.filters import Filters, FlagFilter, IdFilter, InstantFilter, word_filter
from casetracker.api.nouns import NounViewSet, Shown
from casetracker.domain.words import NoticeState
from casetracker.models import Notice, User


class NoticeShown(Shown):
    class Meta:
        model = Notice
        fields = [
            "id",
            "kind",
            "recipient",
            "clock",
            "case",
            "task",
            "episode",
            "step",
            "is_urgent",
            "is_escalated",
            "is_repeat",
            "due_at",
            "state",
            "email",
            "created_at",
            "changed_at",
            "told_at",
        ]
        read_only_fields = fields


class NoticeFilters(Filters):
    state = word_filter(NoticeState)
    recipient = IdFilter("recipient_id")
    case = IdFilter("case_id")
    task = IdFilter("task_id")
    clock = IdFilter("clock_id")
    email = IdFilter("email_id")
    is_urgent = FlagFilter("is_urgent")
    is_escalated = FlagFilter("is_escalated")
    created_at_after = InstantFilter("created_at", lookup_expr="gte")
    created_at_before = InstantFilter("created_at", lookup_expr="lt")


class NoticeViewSet(NounViewSet):
    """What somebody is obliged to be told, and whether they were."""

    noun = "notices"
    queryset = Notice.objects.none()
    serializer_class = NoticeShown
    filterset_class = NoticeFilters

    def rows(self, user: User) -> QuerySet[Notice]:
        return Notice.objects.visible_to(user).select_related("case")
