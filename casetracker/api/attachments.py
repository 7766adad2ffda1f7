"""Attachments: files of a case, put in as multipart, read as a download."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import APIException
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from casetracker.api.bodies import Body, Id, VisibleId
from casetracker.api.filters import Filters, IdFilter, word_filter
from casetracker.api.nouns import NounViewSet, Shown, verb
from casetracker.domain.attachments import ALLOWED, MOST_BYTES, FileKind
from casetracker.models import Attachment, Case, User
from casetracker.papers.downloads import download_headers
from casetracker.selectors.rights import seen_by
from casetracker.services.attachments import attach_file, read_attachment, remove_attachment
from casetracker.services.idempotency import hash_of

#: The rest of a multipart body beside its file.
ROOM = 64 * 1024


class FileTooLong(APIException):
    status_code = 413
    default_detail = f"A file may have 20 MB at most. Allowed: {ALLOWED}."
    default_code = "too_long"


class AttachmentShown(Shown):
    name = serializers.CharField(read_only=True)

    class Meta:
        model = Attachment
        fields = [
            "id",
            "version",
            "created_at",
            "case",
            "task",
            "kind",
            "name",
            "size",
            "content_hash",
            "uploaded_by",
        ]
        read_only_fields = fields


class AttachmentBody(Body):
    """`task`: its volunteer may read the file once the task is taken; put nothing in it that they
    may not know."""

    case = VisibleId(Case.objects.visible_to, source="case_id")
    task = Id(source="task_id", required=False)
    file = serializers.FileField(allow_empty_file=True)


class AttachmentFilters(Filters):
    case = IdFilter("case_id")
    task = IdFilter("task_id")
    kind = word_filter(FileKind)


class AttachmentViewSet(NounViewSet):
    """Files of a case. PDF, JPEG, PNG or TXT, written again without scripts and metadata."""

    noun = "attachments"
    queryset = Attachment.objects.none()
    serializer_class = AttachmentShown
    filterset_class = AttachmentFilters

    def rows(self, user: User) -> QuerySet[Attachment]:
        return seen_by(user, Attachment).standing().select_related("case", "task")

    def get_parsers(self) -> list[Any]:
        is_upload = self.request is not None and self.action_map.get("post") == "create"
        return [MultiPartParser()] if is_upload else super().get_parsers()

    @extend_schema(request={"multipart/form-data": AttachmentBody})
    def create(self, request: Request) -> Response:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES + ROOM:
            raise FileTooLong
        if again := self.repeated():
            return again
        given = self.read_many(AttachmentBody)
        file = given.pop("file")
        file.seek(0)
        return self.act(attach_file, 201, name=file.name, data=file.read(), **given)

    def body_hash(self) -> str:
        return hash_of_upload(self.request) if self.action == "create" else super().body_hash()

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, filterset_class=None, pagination_class=None)
    def content(self, request: Request, pk: str) -> HttpResponse:
        """The file; each reading is noted."""
        attachment = self.get_object()
        found = read_attachment(actor=request.user, attachment_id=attachment.pk, now=timezone.now())
        return HttpResponse(found.data, headers=download_headers(found.name))

    @verb()
    def remove(self, attachment: Attachment, **given: Any) -> Attachment:
        """Take out what one put in within the last 24 hours."""
        return remove_attachment(attachment_id=attachment.pk, **given)


def hash_of_upload(request: Request) -> str:
    """What makes a multipart body this body, its file included."""
    said = {key: str(value) for key, value in request.data.items() if key != "file"}
    file = request.data.get("file")
    if isinstance(file, UploadedFile):  # a plain field of that name is refused later
        file.seek(0)
        content = file.read()
        file.seek(0)
        said |= {"name": str(file.name), "content": hashlib.sha256(content).hexdigest()}
    return hash_of("POST", request.path, json.dumps(said, sort_keys=True))
