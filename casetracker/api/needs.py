"""Needs: what a freed person needs, who answers for it, and how far it is."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from casetracker.api.bodies import Body, Id, Instant, Line, Text, VisibleId, Word
from casetracker.api.filters import Filters, FlagFilter, IdFilter, InstantFilter, word_filter
from casetracker.api.nouns import NounViewSet, SealedLine, Shown, edited, made, verb
from casetracker.api.quarantines import TakenAway
from casetracker.domain.words import NeedKind, NeedState, Phase
from casetracker.models import Case, Need, User
from casetracker.models.need import ENDED_NEEDS
from casetracker.selectors.rights import seen_by
from casetracker.services.needs import edit_need, meet_need, move_need, open_need


class NeedShown(Shown):
    provider = SealedLine()
    wishes = serializers.CharField(read_only=True, allow_null=True)
    reason = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = Need
        fields = [
            "id",
            "version",
            "created_at",
            "case",
            "release",
            "team",
            "owner",
            "kind",
            "phase",
            "state",
            "due_at",
            "met_at",
            "provider",
            "wishes",
            "reason",
        ]
        read_only_fields = fields


class NeedTerms(Body):
    phase = Word(Phase, required=False, allow_blank=True)
    due_at = Instant(required=False, allow_null=True)
    provider = Line(max_length=120, required=False, allow_blank=True)
    wishes = Text(max_length=10_000, required=False, allow_blank=True)


class NeedBody(NeedTerms):
    """The owner, always staff, is by default the case's caseworker."""

    case = VisibleId(Case.objects.visible_to, source="case_id")
    kind = Word(NeedKind)
    owner = Id(source="owner_id", required=False)
    team = Id(source="team_id", required=False)


class NeedChanges(NeedTerms):
    owner = Id(required=False)
    team = Id(required=False)


class NeedMove(Body):
    """`expected_state`: where the caller believes the need to stand. `reason`: why it was
    declined, or is not needed."""

    state = Word(NeedState)
    expected_state = Word(NeedState, required=False)
    reason = Line(max_length=300, required=False, allow_blank=True)


class NeedFilters(Filters):
    shows = {"is_open": "state"}
    case = IdFilter("case_id")
    release = IdFilter("release_id")
    team = IdFilter("team_id")
    owner = IdFilter("owner_id")
    kind = word_filter(NeedKind)
    phase = word_filter(Phase)
    state = word_filter(NeedState)
    is_open = FlagFilter(method="by_open")
    due_at_after = InstantFilter("due_at", lookup_expr="gte")
    due_at_before = InstantFilter("due_at", lookup_expr="lt")

    def by_open(self, rows: Any, name: str, value: bool) -> QuerySet[Need]:
        return rows.open() if value else rows.filter(state__in=ENDED_NEEDS)


class NeedViewSet(TakenAway, NounViewSet):
    """What a freed person needs. It can also be declined by the person, or not be needed."""

    noun = "needs"
    queryset = Need.objects.none()
    serializer_class = NeedShown
    filterset_class = NeedFilters

    def rows(self, user: User) -> QuerySet[Need]:
        return seen_by(user, Need).select_related("case")

    @made(NeedBody)
    def create(self, **given: Any) -> Need:
        return open_need(**given)

    @edited(NeedChanges)
    def partial_update(self, need: Need, **given: Any) -> Need:
        return edit_need(need_id=need.pk, **given)

    @verb(NeedMove)
    def move(self, need: Need, **given: Any) -> Need:
        return move_need(need_id=need.pk, **given)

    @verb()
    def meet(self, need: Need, **given: Any) -> Need:
        return meet_need(need_id=need.pk, **given)
