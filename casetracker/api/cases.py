"""Cases: the list in which most reading happens, and the verbs of a file."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from casetracker.api.bodies import (
    Body,
    Country,
    Flag,
    Instant,
    Line,
    Text,
    VisibleId,
    VisibleIds,
    Word,
)
from casetracker.api.filters import (
    Filters,
    FlagFilter,
    IdFilter,
    InstantFilter,
    SearchFilter,
    instant_asked,
    parameters_asked,
    refuse_parameters,
    word_filter,
)
from casetracker.api.nouns import NounViewSet, edited, made, verb
from casetracker.api.pages import ordering_asked
from casetracker.api.quarantines import TakenAway
from casetracker.domain.counting import Counted, Counts
from casetracker.domain.errors import Conflict
from casetracker.domain.words import ENDED_STAGES, ClockKind, ClosingReason, Stage
from casetracker.models import Case, Clock, Prisoner, Team, User
from casetracker.models.base import choices
from casetracker.models.case import CaseQuerySet
from casetracker.selectors.case_rows import as_shown, case_rows, case_rows_by_clock, edge_in
from casetracker.selectors.cases import count_cases
from casetracker.selectors.counting import counts_at
from casetracker.selectors.names import cases_called, name_matches
from casetracker.selectors.people import colleagues
from casetracker.services.activities import check_no_news
from casetracker.services.cases import (
    assign_case,
    assign_cases,
    close_case,
    flag_case,
    move_case,
    open_case,
    reopen_case,
)
from casetracker.services.clocks import snooze_clock


class FirstClock(serializers.Serializer):
    """The first of the case's clocks to run out."""

    kind = serializers.ChoiceField(choices(ClockKind))
    due_at = serializers.DateTimeField()


class CaseShown(serializers.Serializer):
    """What `selectors/cases.py` shows of a case, for the documentation."""

    id = serializers.UUIDField(read_only=True)
    version = serializers.IntegerField(read_only=True)
    created_at = serializers.DateTimeField(read_only=True)
    reference = serializers.CharField(read_only=True)
    prisoner = serializers.UUIDField(read_only=True)
    name = serializers.CharField(read_only=True, allow_null=True)
    team = serializers.UUIDField(read_only=True)
    caseworker = serializers.UUIDField(read_only=True, allow_null=True)
    caseworker_name = serializers.CharField(read_only=True, allow_null=True)
    stage = serializers.ChoiceField(choices(Stage), read_only=True)
    destination = serializers.CharField(read_only=True)
    closing_reason = serializers.ChoiceField(
        choices(ClosingReason), read_only=True, allow_blank=True
    )
    opened_at = serializers.DateTimeField(read_only=True)
    closed_at = serializers.DateTimeField(read_only=True, allow_null=True)
    last_activity_at = serializers.DateTimeField(read_only=True)
    last_life_sign_at = serializers.DateTimeField(read_only=True, allow_null=True)
    critical_health = serializers.BooleanField(read_only=True)
    hunger_strike = serializers.BooleanField(read_only=True)
    incommunicado = serializers.BooleanField(read_only=True)
    minor = serializers.BooleanField(read_only=True)
    redetention = serializers.BooleanField(read_only=True)
    clock = FirstClock(read_only=True, allow_null=True)
    #: In a list that was searched: the spelling that is most like what was asked for.
    matched = serializers.CharField(read_only=True, required=False)


class OpenBody(Body):
    """Team and caseworker default to the caller's own."""

    prisoner = VisibleId(Prisoner.objects.visible_to, source="prisoner_id")
    team = VisibleId(Team.objects.visible_to, source="team_id", required=False)
    caseworker = VisibleId(colleagues, source="caseworker_id", required=False)
    stage = Word(Stage, required=False)
    destination = Country(required=False, allow_blank=True)


class RiskBody(Body):
    critical_health = Flag(required=False)
    hunger_strike = Flag(required=False)
    incommunicado = Flag(required=False)
    minor = Flag(required=False)
    redetention = Flag(required=False)


class MoveBody(Body):
    """`expected_stage`: where the caller believes the case to stand."""

    stage = Word(Stage)
    destination = Country(required=False, allow_blank=True)
    reason = Text(max_length=2000, required=False, allow_blank=True)
    expected_stage = Word(Stage, required=False)
    knows_leaving = Flag(required=False)


class AssignBody(Body):
    """`null`: to nobody."""

    caseworker = VisibleId(colleagues, source="caseworker_id", allow_null=True)


class CloseBody(Body):
    reason = Word(ClosingReason)


class ReopenBody(Body):
    stage = Word(Stage)
    reason = Text(max_length=2000)


class SnoozeBody(Body):
    until = Instant()
    reason = Line(max_length=200)


class ManyBody(Body):
    cases = VisibleIds(Case.objects.visible_to)


class AssignManyBody(ManyBody):
    caseworker = VisibleId(colleagues, source="caseworker_id", allow_null=True)


MANY = inline_serializer("Cases", {"cases": serializers.ListField(child=serializers.UUIDField())})


class AtCountry(serializers.Serializer):
    """Freed people who are in or go to a country; empty: not known."""

    country = serializers.CharField()
    freed = serializers.IntegerField()
    reception = serializers.IntegerField()
    resettling = serializers.IntegerField()


def _numbers(name: str, words: type[StrEnum]) -> Any:
    return inline_serializer(name, {str(word): serializers.IntegerField() for word in words})


class CountsShown(serializers.Serializer):
    """People at an instant: of each count and stage, and of each destination."""

    at = serializers.DateTimeField()
    counts = inline_serializer(
        "Counted", {str(word): serializers.IntegerField() for word in Counted}
    )
    stages = inline_serializer(
        "Stages", {str(stage): serializers.IntegerField() for stage in Stage}
    )
    destinations = AtCountry(many=True)


COUNTS = _numbers("Counts", Stage)


class CaseFilters(Filters):
    shows = {"search": "name", "is_open": "stage", "is_assigned": "caseworker", "due_at": "clock"}
    search = SearchFilter(method="by_search")
    stage = word_filter(Stage)
    is_open = FlagFilter(method="by_open")
    is_assigned = FlagFilter("caseworker", lookup_expr="isnull", exclude=True)
    team = IdFilter("team_id")
    caseworker = IdFilter("caseworker_id")
    prisoner = IdFilter("prisoner_id")
    critical_health = FlagFilter("is_critical_health")
    hunger_strike = FlagFilter("is_hunger_strike")
    incommunicado = FlagFilter("is_incommunicado")
    minor = FlagFilter("is_minor")
    redetention = FlagFilter("is_redetention_risk")
    opened_at_after = InstantFilter("opened_at", lookup_expr="gte")
    opened_at_before = InstantFilter("opened_at", lookup_expr="lt")
    last_activity_at_after = InstantFilter("last_activity_at", lookup_expr="gte")
    last_activity_at_before = InstantFilter("last_activity_at", lookup_expr="lt")

    def by_search(self, rows: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        return cases_called(rows, value)

    def by_open(self, rows: Any, name: str, value: bool) -> QuerySet[Case]:
        return rows.open() if value else rows.filter(stage__in=ENDED_STAGES)


class CaseViewSet(TakenAway, NounViewSet):
    """The working file on one prisoner; at most one open case per prisoner."""

    noun = "cases"
    queryset = Case.objects.none()
    serializer_class = CaseShown
    filterset_class = CaseFilters
    #: `due_at` is that of the first clock to run out; it lists cases with a running clock.
    orderings = {
        "last_activity_at": "last_activity_at",
        "opened_at": "opened_at",
        "created_at": "created_at",
        "reference": "reference",
        "due_at": "due_at",
    }
    ordering = "-last_activity_at"

    def rows(self, user: User) -> QuerySet[Case]:
        return Case.objects.visible_to(user)

    def list(self, request: Request) -> Response:
        cases: Any = self.filter_queryset(self.get_queryset())
        column = self.orderings[ordering_asked(request, self).lstrip("-")]
        self.edge_of = edge_in(column)
        if column == "due_at":
            chosen = cases if parameters_asked(request, self) else None
            rows = case_rows_by_clock(request.user, chosen)
        else:
            rows = case_rows(cases)
        page = self.paginate_queryset(rows)
        shown = as_shown(request.user, page or ())
        if search := request.query_params.get("search"):
            name_matches(shown, search)
        return self.get_paginated_response(shown)

    def show(self, case: Case) -> Any:
        user = self.request.user
        rows = case_rows(Case.objects.visible_to(user).filter(pk=case.pk))
        return as_shown(user, rows)[0]

    @extend_schema(responses=COUNTS)
    @action(detail=False, pagination_class=None, filterset_class=None)
    def count(self, request: Request) -> Response:
        """How many cases stand in each stage; of all of them for an administrator."""
        refuse_parameters(request)
        return Response(count_cases(request.user))

    @extend_schema(
        parameters=[OpenApiParameter("at", OpenApiTypes.DATETIME)], responses=CountsShown
    )
    @action(detail=False, pagination_class=None, filterset_class=None)
    def counts(self, request: Request) -> Response:
        """How many people were where at a past instant, by default now; of all of them for
        administrators and auditors."""
        now = timezone.now()
        counts = counts_at(request.user, at=instant_asked(request) or now, now=now)
        return Response(_counts_shown(counts))

    @made(OpenBody)
    def create(self, **given: Any) -> Case:
        return open_case(**given)

    @edited(RiskBody)
    def partial_update(self, case: Case, *, changes: dict[str, bool], **given: Any) -> Case:
        return flag_case(case_id=case.pk, flags=changes, **given)

    @verb(RiskBody)
    def flag(
        self, case: Case, *, version: int | None, now: Any, actor: User, **flags: bool
    ) -> Case:
        return flag_case(actor=actor, case_id=case.pk, flags=flags, version=version, now=now)

    @verb(MoveBody)
    def move(self, case: Case, **given: Any) -> Case:
        return move_case(case_id=case.pk, **given)

    @verb(AssignBody)
    def assign(self, case: Case, **given: Any) -> Case:
        return assign_case(case_id=case.pk, **given)

    @verb(CloseBody)
    def close(self, case: Case, **given: Any) -> Case:
        return close_case(case_id=case.pk, **given)

    @verb(ReopenBody)
    def reopen(self, case: Case, **given: Any) -> Case:
        return reopen_case(case_id=case.pk, **given)

    @verb(SnoozeBody, versioned=False)
    def snooze(self, case: Case, **given: Any) -> Case:
        """Snooze the clock of silence on this case until a time, with a reason."""
        clocks = Clock.objects.visible_to(self.request.user)
        clock = clocks.filter(kind=ClockKind.CASE_SILENT, case=case).first()
        if clock is None:
            raise Conflict("No clock of silence runs on this case.", field="id", value=case.pk)
        snooze_clock(clock_id=clock.pk, **given)
        return case

    @extend_schema(request=ManyBody, responses=MANY)
    @action(detail=False, methods=["post"], url_path="check-no-news")
    def check_no_news(self, request: Request) -> Response:
        """Note on many files that their source was asked and had nothing new."""
        given = self.read_many(ManyBody)
        self.once(lambda now: check_no_news(actor=request.user, case_ids=given["cases"], now=now))
        return Response({"cases": given["cases"]})

    @extend_schema(request=AssignManyBody, responses=MANY)
    @action(detail=False, methods=["post"], url_path="assign-many")
    def assign_many(self, request: Request) -> Response:
        """Give many files to one caseworker, or to nobody: all or nothing."""
        given = self.read_many(AssignManyBody)
        chosen = {"case_ids": given["cases"], "caseworker_id": given["caseworker_id"]}
        self.once(lambda now: assign_cases(actor=request.user, now=now, **chosen))
        return Response({"cases": given["cases"]})


def _counts_shown(counts: Counts) -> dict[str, Any]:
    words = (Counted.FREED, Counted.RECEPTION, Counted.RESETTLING)
    return {
        "at": counts.at.isoformat(),
        "counts": {str(word): counts.of(word) for word in Counted},
        "stages": counts.stages(),
        "destinations": [
            {"country": where} | {str(word): counts.in_country(word, where) for word in words}
            for where in counts.countries()
        ],
    }
