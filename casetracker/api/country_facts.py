"""What the law of a country says about procedures, each with its source and when it was checked."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from casetracker.api.bodies import Body, Country, Day, Flag, Line, Text, Whole, Word
from casetracker.api.filters import Filters, SearchFilter, word_filter
from casetracker.api.nouns import NounViewSet, Shown, edited, made
from casetracker.domain.country_facts import FactTopic
from casetracker.domain.procedures import LONGEST_PERIOD, DayUnit, ProcedureKind, ProcedureStage
from casetracker.models import CountryFact, User
from casetracker.services.country_facts import (
    LONGEST_SOURCE,
    edit_country_fact,
    record_country_fact,
)


class CountryFactShown(Shown):
    class Meta:
        model = CountryFact
        fields = [
            "id",
            "version",
            "created_at",
            "country",
            "kind",
            "stage",
            "topic",
            "number",
            "unit",
            "is_so",
            "text",
            "source",
            "checked_on",
            "checked_by",
        ]
        read_only_fields = fields


class CountryFactSaid(Body):
    """`number` and `unit` of a period, `is_so` of what is so or not, else `text`."""

    number = Whole(
        min_value=1, max_value=max(LONGEST_PERIOD.values()), required=False, allow_null=True
    )
    unit = Word(DayUnit, required=False, allow_blank=True)
    is_so = Flag(required=False, allow_null=True)
    text = Text(max_length=5000, required=False, allow_blank=True)
    source = Line(max_length=LONGEST_SOURCE)  # type: ignore[assignment]
    checked_on = Day(required=False)


class CountryFactBody(CountryFactSaid):
    """`stage` is by default any."""

    country = Country()
    kind = Word(ProcedureKind)
    topic = Word(FactTopic)
    stage = Word(ProcedureStage, required=False, allow_blank=True)


class CountryFactFilters(Filters):
    country = SearchFilter()
    kind = word_filter(ProcedureKind)
    topic = word_filter(FactTopic)


class CountryFactViewSet(NounViewSet):
    """What is not here is not known; nothing is assumed."""

    noun = "country-facts"
    queryset = CountryFact.objects.none()
    serializer_class = CountryFactShown
    filterset_class = CountryFactFilters
    orderings = {"country": "country", "checked_on": "checked_on", "created_at": "created_at"}
    ordering = "country"

    def rows(self, user: User) -> QuerySet[CountryFact]:
        return CountryFact.objects.visible_to(user)

    @made(CountryFactBody)
    def create(self, **given: Any) -> CountryFact:
        return record_country_fact(**given)

    @edited(CountryFactSaid)
    def partial_update(self, fact: CountryFact, **given: Any) -> CountryFact:
        """Correct it, or say that it was checked again."""
        return edit_country_fact(fact_id=fact.pk, **given)
