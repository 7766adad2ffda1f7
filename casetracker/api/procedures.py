"""Procedures: asylum and its like, with their stages, decisions and periods to appeal."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers

from casetracker.api.bodies import Body, Country, Day, Line, Text, VisibleId, Word
from casetracker.api.filters import Filters, FlagFilter, IdFilter, SearchFilter, word_filter
from casetracker.api.nouns import Moment, NounViewSet, Shown, edited, made, verb
from casetracker.api.quarantines import TakenAway
from casetracker.domain.procedures import (
    EndReason,
    NextThing,
    Outcome,
    ProcedureKind,
    ProcedureStage,
)
from casetracker.models import Case, Procedure, ProcedureDecision, User
from casetracker.selectors.rights import seen_by
from casetracker.services.procedure_decisions import decide_procedure
from casetracker.services.procedures import (
    LONGEST_NUMBER,
    edit_procedure,
    end_procedure,
    move_procedure,
    open_procedure,
)


class DecisionShown(serializers.ModelSerializer):
    recorded_at = Moment(read_only=True)

    class Meta:
        model = ProcedureDecision
        fields = [
            "id",
            "outcome",
            "is_on_appeal",
            "decided_on",
            "notified_on",
            "appeal_until",
            "period_number",
            "period_unit",
            "period_source",
            "period_checked_on",
            "recorded_by",
            "recorded_at",
        ]
        read_only_fields = fields


class ProcedureShown(Shown):
    office_number = serializers.CharField(read_only=True, allow_null=True)
    note = serializers.CharField(read_only=True, allow_null=True)
    decisions = DecisionShown(many=True, read_only=True)

    class Meta:
        model = Procedure
        fields = [
            "id",
            "version",
            "created_at",
            "case",
            "kind",
            "country",
            "stage",
            "applied_on",
            "next_thing",
            "next_on",
            "responsible_country",
            "office_number",
            "note",
            "opened_at",
            "ended_at",
            "end_reason",
            "decisions",
        ]
        read_only_fields = fields


class ProcedureTerms(Body):
    applied_on = Day(required=False, allow_null=True)
    next_thing = Word(NextThing, required=False, allow_blank=True)
    next_on = Day(required=False, allow_null=True)
    office_number = Line(max_length=LONGEST_NUMBER, required=False, allow_blank=True)
    note = Text(max_length=5000, required=False, allow_blank=True)


class ProcedureBody(ProcedureTerms):
    """`stage` is where it stands already, by default the intent."""

    case = VisibleId(Case.objects.visible_to, source="case_id")
    kind = Word(ProcedureKind)
    country = Country()
    stage = Word(ProcedureStage, required=False)


class ProcedureChanges(ProcedureTerms):
    responsible_country = Country(required=False, allow_blank=True)


class ProcedureMove(Body):
    """`expected_stage`: where the caller believes the procedure to stand."""

    stage = Word(ProcedureStage)
    expected_stage = Word(ProcedureStage, required=False)
    happened_on = Day(required=False, allow_null=True)
    next_thing = Word(NextThing, required=False, allow_blank=True)
    next_on = Day(required=False, allow_null=True)


class DecisionBody(Body):
    """Without `appeal_until` the last day to appeal is counted from `notified_on` (by default
    today) by the period of the country."""

    outcome = Word(Outcome)
    notified_on = Day(required=False, allow_null=True)
    decided_on = Day(required=False, allow_null=True)
    appeal_until = Day(required=False, allow_null=True)


class EndBody(Body):
    reason = Word(EndReason)


class ProcedureFilters(Filters):
    shows = {"is_open": "ended_at"}
    case = IdFilter("case_id")
    kind = word_filter(ProcedureKind)
    country = SearchFilter()
    stage = word_filter(ProcedureStage)
    next_thing = word_filter(NextThing)
    is_open = FlagFilter("ended_at", lookup_expr="isnull")


class ProcedureViewSet(TakenAway, NounViewSet):
    """Asylum, statelessness, visas, protection, residence, passports of foreigners."""

    noun = "procedures"
    queryset = Procedure.objects.none()
    serializer_class = ProcedureShown
    filterset_class = ProcedureFilters

    def rows(self, user: User) -> QuerySet[Procedure]:
        decisions = ProcedureDecision.objects.visible_to(user).order_by("recorded_at", "pk")
        rows = seen_by(user, Procedure).select_related("case")
        return rows.prefetch_related(Prefetch("decisions", decisions))

    @made(ProcedureBody)
    def create(self, **given: Any) -> Procedure:
        return open_procedure(**given)

    @edited(ProcedureChanges)
    def partial_update(self, procedure: Procedure, **given: Any) -> Procedure:
        return edit_procedure(procedure_id=procedure.pk, **given)

    @verb(ProcedureMove)
    def move(self, procedure: Procedure, **given: Any) -> Procedure:
        return move_procedure(procedure_id=procedure.pk, **given)

    @verb(DecisionBody)
    def decide(self, procedure: Procedure, **given: Any) -> Procedure:
        """Record a decision; a refusal starts the time to appeal."""
        return decide_procedure(procedure_id=procedure.pk, **given)

    @verb(EndBody)
    def end(self, procedure: Procedure, **given: Any) -> Procedure:
        """It is over; nobody is reminded of it any more."""
        return end_procedure(procedure_id=procedure.pk, **given)
