"""Clocks: what runs out when, for whoever answers for it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from casetracker.api.bodies import Body, Instant, Line
from casetracker.api.filters import Filters, FlagFilter, IdFilter, InstantFilter, word_filter
from casetracker.api.nouns import NounViewSet, SealedLine, Shown, verb
from casetracker.domain.words import ClockKind
from casetracker.models import Clock, User
from casetracker.services.clocks import pause_clock, resume_clock, snooze_clock


class ClockShown(Shown):
    pause_reason = SealedLine()

    class Meta:
        model = Clock
        fields = [
            "id",
            "version",
            "created_at",
            "kind",
            "case",
            "task",
            "action",
            "need",
            "detention",
            "hearing",
            "procedure",
            "document",
            "cash_float",
            "owner",
            "team",
            "started_at",
            "due_at",
            "next_step_at",
            "step",
            "episode",
            "paused_until",
            "pause_reason",
            "stopped_at",
        ]
        read_only_fields = fields


class SleepBody(Body):
    until = Instant()
    reason = Line(max_length=200)


class ClockFilters(Filters):
    shows = {"is_running": "stopped_at", "is_paused": "paused_until"}
    kind = word_filter(ClockKind)
    case = IdFilter("case_id")
    task = IdFilter("task_id")
    action = IdFilter("action_id")
    need = IdFilter("need_id")
    hearing = IdFilter("hearing_id")
    procedure = IdFilter("procedure_id")
    document = IdFilter("document_id")
    cash_float = IdFilter("cash_float_id")
    owner = IdFilter("owner_id")
    team = IdFilter("team_id")
    is_running = FlagFilter("stopped_at", lookup_expr="isnull")
    is_paused = FlagFilter("paused_until", lookup_expr="isnull", exclude=True)
    due_at_after = InstantFilter("due_at", lookup_expr="gte")
    due_at_before = InstantFilter("due_at", lookup_expr="lt")


class ClockViewSet(NounViewSet):
    """What runs out when, for whoever answers for it."""

    noun = "clocks"
    queryset = Clock.objects.none()
    serializer_class = ClockShown
    filterset_class = ClockFilters
    orderings = {"due_at": "due_at", "created_at": "created_at"}
    ordering = "due_at"

    def rows(self, user: User) -> QuerySet[Clock]:
        return Clock.objects.visible_to(user)

    @verb(SleepBody)
    def snooze(self, clock: Clock, **given: Any) -> Clock:
        """At most 90 days; it wakes by itself."""
        return snooze_clock(clock_id=clock.pk, **given)

    @verb(SleepBody)
    def pause(self, clock: Clock, **given: Any) -> Clock:
        """As snooze, for a known long wait: up to a year."""
        return pause_clock(clock_id=clock.pk, **given)

    @verb()
    def resume(self, clock: Clock, **given: Any) -> Clock:
        return resume_clock(clock_id=clock.pk, **given)
