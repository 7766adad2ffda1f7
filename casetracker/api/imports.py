"""Imports: lists that came in, and what became of each row."""

from __future__ import annotations

from django.db.models import QuerySet

from casetracker.api.filters import Filters, IdFilter, word_filter
from casetracker.api.nouns import NounViewSet, Shown
from casetracker.domain.words import RowOutcome
from casetracker.models import ImportBatch, ImportRow, User


class ImportShown(Shown):
    class Meta:
        model = ImportBatch
        fields = [
            "id",
            "version",
            "created_at",
            "source",
            "layout",
            "team",
            "created_by",
            "wave",
            "row_count",
            "finished_at",
        ]
        read_only_fields = fields


class RowShown(Shown):
    """What a row became; its cells stay sealed."""

    class Meta:
        model = ImportRow
        fields = [
            "id",
            "batch",
            "number",
            "outcome",
            "reasons",
            "score",
            "source_key",
            "prisoner",
            "case",
            "duplicate_of",
        ]
        read_only_fields = fields


class ImportFilters(Filters):
    team = IdFilter("team_id")
    wave = IdFilter("wave_id")


class RowFilters(Filters):
    batch = IdFilter("batch_id")
    outcome = word_filter(RowOutcome)


class ImportViewSet(NounViewSet):
    """Lists that came in."""

    noun = "imports"
    queryset = ImportBatch.objects.none()
    serializer_class = ImportShown
    filterset_class = ImportFilters

    def rows(self, user: User) -> QuerySet[ImportBatch]:
        return ImportBatch.objects.visible_to(user)


class ImportRowViewSet(NounViewSet):
    """What became of each row of a list that came in."""

    noun = "import-rows"
    queryset = ImportRow.objects.none()
    serializer_class = RowShown
    filterset_class = RowFilters
    orderings = {"number": "number"}
    ordering = "number"

    def rows(self, user: User) -> QuerySet[ImportRow]:
        return ImportRow.objects.visible_to(user).select_related("batch")
