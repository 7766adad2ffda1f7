"""Actions: advocacy, the bodies it is aimed at, and what came back."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from casetracker.api.bodies import (
    Body,
    Country,
    Id,
    Instant,
    Line,
    Text,
    VisibleId,
    VisibleIds,
    Whole,
    Word,
)
from casetracker.api.filters import (
    Filters,
    FlagFilter,
    IdFilter,
    InstantFilter,
    SearchFilter,
    word_filter,
)
from casetracker.api.nouns import NounViewSet, Shown, edited, made, verb
from casetracker.api.quarantines import TakenAway
from casetracker.domain.words import ActionKind, Publicity, ResponseKind
from casetracker.models import Action, ActionCase, Case, Team, User
from casetracker.models import Body as Institution
from casetracker.selectors.rights import seen_by
from casetracker.services.actions import edit_action, record_action, record_answer
from casetracker.services.bodies import edit_body, record_body


class ActionShown(Shown):
    note = serializers.CharField(read_only=True, allow_null=True)
    cases = serializers.SerializerMethodField()

    class Meta:
        model = Action
        fields = [
            "id",
            "version",
            "created_at",
            "kind",
            "team",
            "owner",
            "target",
            "channel",
            "due_at",
            "sent_at",
            "reply_due_at",
            "answered_at",
            "response_kind",
            "effect",
            "publicity",
            "family_wish",
            "source",
            "note",
            "cases",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.UUIDField()))
    def get_cases(self, action: Action) -> list[str]:
        """Those of its cases that are the asker's to read."""
        return [str(link.case_id) for link in action.links.all()]


class ActionTerms(Body):
    channel = Line(max_length=60, required=False, allow_blank=True)
    due_at = Instant(required=False, allow_null=True)
    sent_at = Instant(required=False, allow_null=True)
    reply_due_at = Instant(required=False, allow_null=True)
    publicity = Word(Publicity, required=False)
    family_wish = Line(max_length=40, required=False, allow_blank=True)
    source = Line(max_length=120, required=False, allow_blank=True)  # type: ignore[assignment]
    note = Text(max_length=20_000, required=False, allow_blank=True)


class ActionBody(ActionTerms):
    kind = Word(ActionKind)
    cases = VisibleIds(Case.objects.visible_to, source="case_ids")
    target = VisibleId(Institution.objects.visible_to, source="target_id", required=False)
    team = VisibleId(Team.objects.visible_to, source="team_id", required=False)


class ActionChanges(ActionTerms):
    target = VisibleId(Institution.objects.visible_to, required=False, allow_null=True)
    owner = Id(required=False)
    effect = Whole(min_value=-2, max_value=2, required=False, allow_null=True)


class AnswerBody(Body):
    """`effect` is from -2 (strong negative) to 2 (strong positive): a claim, not a cause."""

    response_kind = Word(ResponseKind)
    answered_at = Instant(required=False)
    effect = Whole(min_value=-2, max_value=2, required=False)
    note = Text(max_length=20_000, required=False, allow_blank=True)


class ActionFilters(Filters):
    shows = {"is_answered": "answered_at", "case": "cases"}
    kind = word_filter(ActionKind)
    case = IdFilter(method="by_case")
    team = IdFilter("team_id")
    owner = IdFilter("owner_id")
    target = IdFilter("target_id")
    publicity = word_filter(Publicity)
    is_answered = FlagFilter("answered_at", lookup_expr="isnull", exclude=True)
    created_at_after = InstantFilter("created_at", lookup_expr="gte")
    created_at_before = InstantFilter("created_at", lookup_expr="lt")

    def by_case(self, rows: QuerySet[Action], name: str, value: Any) -> QuerySet[Action]:
        links = ActionCase.objects.visible_to(self.request.user).filter(case=value)
        return rows.filter(pk__in=links.values("action"))


class ActionViewSet(TakenAway, NounViewSet):
    """Advocacy; one action may cover hundreds of cases."""

    noun = "actions"
    queryset = Action.objects.none()
    serializer_class = ActionShown
    filterset_class = ActionFilters

    def rows(self, user: User) -> QuerySet[Action]:
        links = ActionCase.objects.visible_to(user).order_by("case")
        return seen_by(user, Action).prefetch_related(Prefetch("links", queryset=links))

    @made(ActionBody)
    def create(self, **given: Any) -> Action:
        return record_action(**given)

    @edited(ActionChanges)
    def partial_update(self, action: Action, **given: Any) -> Action:
        return edit_action(action_id=action.pk, **given)

    @verb(AnswerBody)
    def answer(self, action: Action, **given: Any) -> Action:
        return record_answer(action_id=action.pk, **given)


class BodyShown(Shown):
    class Meta:
        model = Institution
        fields = ["id", "version", "created_at", "name", "kind", "country"]
        read_only_fields = fields


class BodyBody(Body):
    name = Line(max_length=200)
    kind = Line(max_length=40, required=False, allow_blank=True)
    country = Country(required=False, allow_blank=True)


class BodyFilters(Filters):
    name = SearchFilter()
    kind = SearchFilter()
    country = SearchFilter()


class BodyViewSet(NounViewSet):
    """An institution or office-holder that an action is aimed at, or that acts."""

    noun = "bodies"
    queryset = Institution.objects.none()
    serializer_class = BodyShown
    filterset_class = BodyFilters
    orderings = {"name": "name", "created_at": "created_at"}
    ordering = "name"

    def rows(self, user: User) -> QuerySet[Institution]:
        return Institution.objects.visible_to(user)

    @made(BodyBody)
    def create(self, **given: Any) -> Institution:
        return record_body(**given)

    @edited(BodyBody)
    def partial_update(self, body: Institution, **given: Any) -> Institution:
        return edit_body(body_id=body.pk, **given)
