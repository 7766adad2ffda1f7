"""Imports: lists that came in, and what became of each row."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from casetracker.api.attachments import ROOM, hash_of_upload
from casetracker.api.bodies import Body, Id, Line, VisibleId
from casetracker.api.filters import Filters, IdFilter, word_filter
from casetracker.api.nouns import NounViewSet, Shown, verb
from casetracker.domain.encodings import MAX_BYTES
from casetracker.domain.errors import Refused
from casetracker.domain.words import Role, RowOutcome
from casetracker.models import ImportBatch, ImportRow, Team, User
from casetracker.services.import_decisions import decide_row, reopen_row
from casetracker.services.import_uploads import commit_list, map_columns, undo_list, upload_list

#: Characters of a list in a body; a longer one comes as a file.
LONGEST_LIST = 400_000


class ListTooLong(APIException):
    status_code = 413
    default_detail = f"A list may have {MAX_BYTES // 1024 // 1024} MB at most; split it."
    default_code = "too_long"


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
            "state",
            "headers",
            "columns",
            "done_rows",
            "counts",
            "refusal",
            "finished_at",
            "undone_at",
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
            "source",
            "facts",
            "observed_on",
        ]
        read_only_fields = fields


class UploadBody(Body):
    """A list as text: CSV, or names one a line."""

    source = Line(max_length=120)  # type: ignore[assignment]
    text = serializers.CharField(max_length=LONGEST_LIST, trim_whitespace=False)
    team = VisibleId(Team.objects.visible_to, source="team_id", required=False)
    delimiter = Line(max_length=20, required=False)


class FileBody(Body):
    """A list as a file: CSV, XLSX or text. `sheet` is of a workbook."""

    source = Line(max_length=120)  # type: ignore[assignment]
    file = serializers.FileField(allow_empty_file=True)
    team = VisibleId(Team.objects.visible_to, source="team_id", required=False)
    encoding = Line(max_length=20, required=False)
    delimiter = Line(max_length=20, required=False)
    sheet = Line(max_length=60, required=False)


class ColumnsBody(Body):
    """Header → field; empty for a column that is not read."""

    columns = serializers.DictField(
        child=serializers.CharField(max_length=40, allow_blank=True), required=False, default=dict
    )


class CommitBody(Body):
    caseworkers = serializers.ListField(
        child=Id(), required=False, default=list, max_length=100, source="caseworker_ids"
    )


def _upload(*, actor: User, team_id: Any = None, **given: Any) -> ImportBatch:
    teams = sorted(actor.team_ids(Role.COORDINATOR, Role.CASEWORKER))
    if team_id is None and len(teams) != 1:
        raise Refused("You are in several teams: say which.", field="team", value=None)
    return upload_list(actor=actor, team_id=team_id or teams[0], **given)


class ImportFilters(Filters):
    team = IdFilter("team_id")
    wave = IdFilter("wave_id")


class RowFilters(Filters):
    batch = IdFilter("batch_id")
    case = IdFilter("case_id")
    outcome = word_filter(RowOutcome)


class ImportViewSet(NounViewSet):
    """Lists that came in."""

    noun = "imports"
    queryset = ImportBatch.objects.none()
    serializer_class = ImportShown
    filterset_class = ImportFilters
    most_upload = MAX_BYTES

    def rows(self, user: User) -> QuerySet[ImportBatch]:
        return ImportBatch.objects.visible_to(user)

    def get_parsers(self) -> list[Any]:
        is_upload = self.request is not None and self.action_map.get("post") == "create"
        more = [MultiPartParser()] if is_upload else []
        return [*super().get_parsers(), *more]

    @extend_schema(request={"application/json": UploadBody, "multipart/form-data": FileBody})
    def create(self, request: Request) -> Response:
        """Kept sealed as a draft: see `columns`, then `commit`. A file, of up to 50 MB, comes as
        multipart."""
        is_file = (request.content_type or "").startswith("multipart/")
        if is_file and int(request.META.get("CONTENT_LENGTH") or 0) > self.most_upload + ROOM:
            raise ListTooLong
        if again := self.repeated():
            return again
        given = self.read_many(FileBody if is_file else UploadBody)
        if is_file:
            file = given.pop("file")
            file.seek(0)
            data = file.read()
        else:
            data = given.pop("text").encode()
        return self.act(_upload, 201, data=data, **given)

    def body_hash(self) -> str:
        is_file = (self.request.content_type or "").startswith("multipart/")
        return hash_of_upload(self.request) if is_file else super().body_hash()

    @verb(ColumnsBody)
    def columns(self, batch: ImportBatch, **given: Any) -> ImportBatch:
        """Say what columns hold; what each row would become is found out then."""
        return map_columns(batch_id=batch.pk, **given)

    @verb(CommitBody)
    def commit(self, batch: ImportBatch, **given: Any) -> ImportBatch:
        return commit_list(batch_id=batch.pk, **given)

    @verb()
    def undo(self, batch: ImportBatch, **given: Any) -> ImportBatch:
        return undo_list(batch_id=batch.pk, **given)


class ImportRowViewSet(NounViewSet):
    """What became of each row of a list that came in."""

    noun = "import-rows"
    queryset = ImportRow.objects.none()
    serializer_class = RowShown
    filterset_class = RowFilters
    orderings = {"number": "number"}
    ordering = "number"

    def rows(self, user: User) -> QuerySet[ImportRow]:
        return ImportRow.objects.visible_to(user).select_related("batch", "case")

    @verb(versioned=False)
    def same(self, row: ImportRow, **given: Any) -> ImportRow:
        """The person whom the row was held against."""
        return decide_row(row_id=row.pk, answer="same", **given)

    @verb(versioned=False)
    def different(self, row: ImportRow, **given: Any) -> ImportRow:
        """A person of its own; the two are never asked about again."""
        return decide_row(row_id=row.pk, answer="different", **given)

    @verb(versioned=False)
    def skip(self, row: ImportRow, **given: Any) -> ImportRow:
        """It names nobody: it is left out, and so the very row of a later edition."""
        return decide_row(row_id=row.pk, answer="skip", **given)

    @verb(versioned=False)
    def ask_again(self, row: ImportRow, **given: Any) -> ImportRow:
        """Take back what a person decided: what the row brought is gone, and it waits again."""
        return reopen_row(row_id=row.pk, **given)
