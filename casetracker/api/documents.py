"""Identity documents, and the schemes by which many of them count."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from casetracker.api.bodies import Body, Country, Day, Id, Line, Text, VisibleId, Word
from casetracker.api.filters import Filters, IdFilter, SearchFilter, word_filter
from casetracker.api.nouns import NounViewSet, Shown, edited, made, verb
from casetracker.api.quarantines import TakenAway
from casetracker.domain.documents import DocumentKind, DocumentState
from casetracker.models import Case, IdentityDocument, Scheme, User
from casetracker.selectors.rights import seen_by
from casetracker.services.documents import (
    LONGEST_NUMBER,
    edit_document,
    record_document,
    renew_document,
)
from casetracker.services.schemes import LONGEST, edit_scheme, extend_scheme, record_scheme


class DocumentShown(Shown):
    number = serializers.CharField(read_only=True, allow_null=True)
    note = serializers.CharField(read_only=True, allow_null=True)
    scheme_ends_on = serializers.DateField(source="scheme.ends_on", read_only=True, default=None)

    class Meta:
        model = IdentityDocument
        fields = [
            "id",
            "version",
            "created_at",
            "case",
            "kind",
            "country",
            "number",
            "issued_on",
            "expires_on",
            "scheme",
            "scheme_ends_on",
            "procedure",
            "state",
            "replaces",
            "note",
        ]
        read_only_fields = fields


class DocumentTerms(Body):
    country = Country(required=False, allow_blank=True)
    number = Line(max_length=LONGEST_NUMBER, required=False, allow_blank=True)
    issued_on = Day(required=False, allow_null=True)
    expires_on = Day(required=False, allow_null=True)
    state = Word(DocumentState, required=False)
    note = Text(max_length=5000, required=False, allow_blank=True)


class DocumentBody(DocumentTerms):
    case = VisibleId(Case.objects.visible_to, source="case_id")
    kind = Word(DocumentKind)
    scheme = Id(source="scheme_id", required=False, allow_null=True)
    procedure = Id(source="procedure_id", required=False, allow_null=True)


class DocumentChanges(DocumentTerms):
    scheme = Id(required=False, allow_null=True)
    procedure = Id(required=False, allow_null=True)


class Renewal(Body):
    """The number stays, if no other is given."""

    expires_on = Day()
    issued_on = Day(required=False, allow_null=True)
    number = Line(max_length=LONGEST_NUMBER, required=False, allow_blank=True)


class DocumentFilters(Filters):
    case = IdFilter("case_id")
    kind = word_filter(DocumentKind)
    state = word_filter(DocumentState)
    scheme = IdFilter("scheme_id")
    procedure = IdFilter("procedure_id")


class DocumentViewSet(TakenAway, NounViewSet):
    """A document ends, and so does the scheme by which it counts: it is reminded of both."""

    noun = "documents"
    queryset = IdentityDocument.objects.none()
    serializer_class = DocumentShown
    filterset_class = DocumentFilters

    def rows(self, user: User) -> QuerySet[IdentityDocument]:
        return seen_by(user, IdentityDocument).select_related("case", "scheme")

    @made(DocumentBody)
    def create(self, **given: Any) -> IdentityDocument:
        return record_document(**given)

    @edited(DocumentChanges)
    def partial_update(self, document: IdentityDocument, **given: Any) -> IdentityDocument:
        return edit_document(document_id=document.pk, **given)

    @verb(Renewal)
    def renew(self, document: IdentityDocument, **given: Any) -> IdentityDocument:
        """Another takes its place: that one is shown, this one is kept."""
        return renew_document(document_id=document.pk, **given)


class SchemeShown(Shown):
    #: In use, of every team: what moves when it is extended.
    documents_in_use = serializers.IntegerField(read_only=True)
    people = serializers.IntegerField(read_only=True)

    class Meta:
        model = Scheme
        fields = [
            "id",
            "version",
            "created_at",
            "name",
            "country",
            "ends_on",
            "source",
            "checked_on",
            "documents_in_use",
            "people",
        ]
        read_only_fields = fields


class SchemeChanges(Body):
    name = Line(max_length=LONGEST["name"])
    country = Country()
    source = Line(max_length=LONGEST["source"])  # type: ignore[assignment]
    checked_on = Day(required=False)


class SchemeBody(SchemeChanges):
    ends_on = Day()


class Extension(Body):
    ends_on = Day()
    source = Line(max_length=LONGEST["source"], required=False)  # type: ignore[assignment]


class SchemeFilters(Filters):
    country = SearchFilter()


class SchemeViewSet(NounViewSet):
    """A rule by which documents of many count until one day."""

    noun = "schemes"
    queryset = Scheme.objects.none()
    serializer_class = SchemeShown
    filterset_class = SchemeFilters
    orderings = {"ends_on": "ends_on", "name": "name", "created_at": "created_at"}
    ordering = "ends_on"

    def rows(self, user: User) -> QuerySet[Scheme]:
        return Scheme.objects.visible_to(user).counted()

    @made(SchemeBody)
    def create(self, **given: Any) -> Scheme:
        return record_scheme(**given)

    @edited(SchemeChanges)
    def partial_update(self, scheme: Scheme, **given: Any) -> Scheme:
        return edit_scheme(scheme_id=scheme.pk, **given)

    @verb(Extension)
    def extend(self, scheme: Scheme, **given: Any) -> Scheme:
        """It ends on another day: the clocks of all its documents move at once."""
        return extend_scheme(scheme_id=scheme.pk, **given)
