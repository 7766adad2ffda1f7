"""Prisoners: people, their spellings and their relatives."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from casetracker.api.bodies import Body, Day, Line, VisibleId, Word
from casetracker.api.filters import Filters, SearchFilter, word_filter
from casetracker.api.nouns import NounViewSet, Shown, edited, made, verb
from casetracker.api.quarantines import TakenAway
from casetracker.domain.documents import Citizenship, Holding, Protection
from casetracker.domain.words import NameKind, Precision, RelationshipKind, Sex
from casetracker.models import NameForm, Prisoner, User
from casetracker.selectors.prisoners import best_spelling, kept_instead, people_called
from casetracker.services.prisoners import (
    add_name,
    edit_prisoner,
    record_prisoner,
    relate_prisoners,
)


class NameShown(serializers.ModelSerializer):
    class Meta:
        model = NameForm
        fields = ["id", "text", "script", "language", "kind", "is_preferred"]


class PrisonerShown(Shown):
    name = serializers.SerializerMethodField()
    names = NameShown(many=True, read_only=True)
    matched = serializers.SerializerMethodField()

    class Meta:
        model = Prisoner
        fields = [
            "id",
            "version",
            "created_at",
            "name",
            "names",
            "sex",
            "born_on",
            "born_precision",
            "citizenship_status",
            "document_status",
            "protection_status",
            "occupation",
            "merged_into",
            "matched",
        ]
        read_only_fields = fields

    @extend_schema_field(str)
    def get_name(self, prisoner: Prisoner) -> str:
        return next((form.text for form in prisoner.names.all() if form.is_preferred), "")

    @extend_schema_field(str)
    def get_matched(self, prisoner: Prisoner) -> str:
        """In a list that was searched: the spelling that is most like what was asked for."""
        request = self.context.get("request")
        search = request.query_params.get("search", "") if request else ""
        return best_spelling(prisoner.names.all(), search) if search else ""


class NameBody(Body):
    text = Line(max_length=300)
    script = Line(max_length=4, required=False, allow_blank=True)
    language = Line(max_length=8, required=False, allow_blank=True)
    kind = Word(NameKind, required=False)


class PrisonerFacts(Body):
    sex = Word(Sex, required=False, allow_blank=True)
    born_on = Day(required=False, allow_null=True)
    born_precision = Word(Precision, required=False)
    citizenship_status = Word(Citizenship, required=False, allow_blank=True)
    document_status = Word(Holding, required=False, allow_blank=True)
    protection_status = Word(Protection, required=False, allow_blank=True)
    occupation = Line(max_length=200, required=False, allow_blank=True)


class PrisonerBody(PrisonerFacts):
    """`name`, or `names` for several spellings, of which the first is shown in lists."""

    name = Line(max_length=300, required=False)
    names = NameBody(many=True, required=False, allow_empty=False)


class AddedName(Body):
    text = Line(max_length=300)
    kind = Word(NameKind, required=False)
    language = Line(max_length=8, required=False, allow_blank=True)
    source = Line(max_length=120, required=False, allow_blank=True)  # type: ignore[assignment]


class Relative(Body):
    relative = VisibleId(Prisoner.objects.visible_to, source="relative_id")
    kind = Word(RelationshipKind)


class PrisonerFilters(Filters):
    shows = {"search": "names"}
    search = SearchFilter(method="by_search")
    sex = word_filter(Sex)
    born_precision = word_filter(Precision)

    def by_search(self, rows: QuerySet[Prisoner], name: str, value: str) -> QuerySet[Prisoner]:
        return people_called(rows, value)


class PrisonerViewSet(TakenAway, NounViewSet):
    """People: inside, free or dead; with every spelling of their name."""

    noun = "prisoners"
    queryset = Prisoner.objects.none()
    serializer_class = PrisonerShown
    filterset_class = PrisonerFilters

    def rows(self, user: User) -> QuerySet[Prisoner]:
        names = NameForm.objects.visible_to(user).order_by("-is_preferred", "text")
        seen = Prisoner.objects.visible_to(user)
        return seen.prefetch_related("cases", Prefetch("names", queryset=names))

    def retrieve(self, request: Request, pk: str) -> Response:
        """Whoever was merged into somebody is found there: 308 with the address."""
        kept_id = kept_instead(self.kwargs["pk"])
        if kept_id is not None and self.find(kept_id) is not None:
            where = request.path.replace(str(pk), str(kept_id))
            return Response(status=308, headers={"Location": where})
        return super().retrieve(request, pk)

    @made(PrisonerBody)
    def create(self, **given: Any) -> Prisoner:
        return record_prisoner(**given)

    @edited(PrisonerFacts)
    def partial_update(self, prisoner: Prisoner, **given: Any) -> Prisoner:
        return edit_prisoner(prisoner_id=prisoner.pk, **given)

    @verb(AddedName, versioned=False)
    def add_name(self, prisoner: Prisoner, **given: Any) -> Prisoner:
        add_name(prisoner_id=prisoner.pk, **given)
        return prisoner

    @verb(Relative, versioned=False)
    def relate(self, prisoner: Prisoner, **given: Any) -> Prisoner:
        relate_prisoners(prisoner_id=prisoner.pk, **given)
        return prisoner
