"""Detentions: from arrest to release, with charges and the places where they were spent."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers

from casetracker.api.bodies import Body, Day, Flag, Line, VisibleId, Whole, Word
from casetracker.api.filters import Filters, FlagFilter, IdFilter
from casetracker.api.nouns import NounViewSet, Shown, edited, made, verb
from casetracker.domain.detentions import LONGEST_SENTENCE_MONTHS
from casetracker.domain.words import Precision
from casetracker.models import Case, Charge, Custody, Detention, Facility, User
from casetracker.services.detentions import (
    MOST_CHARGES,
    add_charge,
    edit_detention,
    move_to_facility,
    record_detention,
)


class ChargeShown(serializers.ModelSerializer):
    class Meta:
        model = Charge
        fields = ["id", "article", "part", "law", "verdict"]


class CustodyShown(serializers.ModelSerializer):
    class Meta:
        model = Custody
        fields = [
            "id",
            "facility",
            "from_on",
            "until_on",
            "correspondence",
            "incommunicado_since",
            "lawyer_access",
        ]


class DetentionShown(Shown):
    charges = ChargeShown(many=True, read_only=True)
    custodies = CustodyShown(many=True, read_only=True)

    class Meta:
        model = Detention
        fields = [
            "id",
            "version",
            "created_at",
            "case",
            "arrested_on",
            "arrested_precision",
            "arrest_place",
            "agency",
            "warrant_shown",
            "verdict_on",
            "sentence_months",
            "regime",
            "expected_release_on",
            "released_on",
            "released_precision",
            "source",
            "observed_on",
            "charges",
            "custodies",
        ]
        read_only_fields = fields


class DetentionFacts(Body):
    arrested_on = Day(required=False, allow_null=True)
    arrested_precision = Word(Precision, required=False)
    arrest_place = Line(max_length=200, required=False, allow_blank=True)
    agency = Line(max_length=200, required=False, allow_blank=True)
    warrant_shown = Flag(required=False, allow_null=True)
    verdict_on = Day(required=False, allow_null=True)
    sentence_months = Whole(
        min_value=0, max_value=LONGEST_SENTENCE_MONTHS, required=False, allow_null=True
    )
    regime = Line(max_length=120, required=False, allow_blank=True)
    expected_release_on = Day(required=False, allow_null=True)
    released_on = Day(required=False, allow_null=True)
    released_precision = Word(Precision, required=False)
    source = Line(max_length=120, required=False, allow_blank=True)  # type: ignore[assignment]
    observed_on = Day(required=False, allow_null=True)


class ChargeBody(Body):
    article = Line(max_length=20)
    part = Line(max_length=20, required=False, allow_blank=True)
    law = Line(max_length=120, required=False, allow_blank=True)
    verdict = Line(max_length=120, required=False, allow_blank=True)


class FacilityMove(Body):
    """`from_on` is by default today."""

    facility = VisibleId(Facility.objects.visible_to, source="facility_id")
    from_on = Day(required=False, allow_null=True)


class DetentionBody(DetentionFacts):
    case = VisibleId(Case.objects.visible_to, source="case_id")
    charges = ChargeBody(many=True, required=False, max_length=MOST_CHARGES)  # type: ignore[call-arg]
    facility = VisibleId(Facility.objects.visible_to, source="facility_id", required=False)


class DetentionFilters(Filters):
    shows = {"is_running": "released_on", "facility": "custodies"}
    case = IdFilter("case_id")
    facility = IdFilter(method="by_facility")
    is_running = FlagFilter("released_on", lookup_expr="isnull")

    def by_facility(self, rows: QuerySet[Detention], name: str, value: Any) -> QuerySet[Detention]:
        stays = Custody.objects.visible_to(self.request.user).filter(facility=value)
        return rows.filter(pk__in=stays.values("detention"))


class DetentionViewSet(NounViewSet):
    """One episode from arrest to release."""

    noun = "detentions"
    queryset = Detention.objects.none()
    serializer_class = DetentionShown
    filterset_class = DetentionFilters

    def rows(self, user: User) -> QuerySet[Detention]:
        charges = Charge.objects.visible_to(user).order_by("article", "part")
        stays = Custody.objects.visible_to(user).order_by("from_on", "pk")
        parts = Prefetch("charges", queryset=charges), Prefetch("custodies", queryset=stays)
        return Detention.objects.visible_to(user).select_related("case").prefetch_related(*parts)

    @made(DetentionBody)
    def create(self, **given: Any) -> Detention:
        return record_detention(**given)

    @edited(DetentionFacts)
    def partial_update(self, detention: Detention, **given: Any) -> Detention:
        return edit_detention(detention_id=detention.pk, **given)

    @verb(ChargeBody, versioned=False)
    def add_charge(self, detention: Detention, **given: Any) -> Detention:
        add_charge(detention_id=detention.pk, **given)
        return detention

    @verb(FacilityMove)
    def move_to_facility(self, detention: Detention, **given: Any) -> Detention:
        """The person is in another facility: the stay before ends."""
        move_to_facility(detention_id=detention.pk, **given)
        return detention
