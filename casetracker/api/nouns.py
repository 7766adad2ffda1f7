"""What the views of all nouns share: scoped reads, versions, and verbs that call one service."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC
from functools import wraps
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from casetracker.api.bodies import Body
from casetracker.api.etags import check_match, etag_of, version_given
from casetracker.api.filters import FilterBackend, Filters, parameters_asked, refuse_parameters
from casetracker.api.rights import Rights
from casetracker.models import User
from casetracker.selectors.rights import fields_for, seeing
from casetracker.services.idempotency import answer_once, find_answer, hash_of

UUID_PATTERN = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
#: The right that a method of the router needs, where it is not called like it.
VERBS = {"list": "read", "retrieve": "read", "partial_update": "edit", "counts": "count"}


class Moment(serializers.DateTimeField):
    """A time, shown in UTC whatever the reader's own zone is."""

    def __init__(self, **options: Any) -> None:
        super().__init__(default_timezone=UTC, **options)


class SealedLine(serializers.CharField):
    """A line that stands sealed; nothing there is shown as the empty word."""

    def __init__(self) -> None:
        super().__init__(read_only=True)

    def get_attribute(self, row: Any) -> str:
        return super().get_attribute(row) or ""


class Shown(serializers.ModelSerializer):
    """A row, with the fields that whoever asks may see of it; others are left out."""

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.DateTimeField: Moment,
    }

    def to_representation(self, row: Any) -> dict[str, Any]:
        seen = fields_for(self.context["request"].user, row)
        found = {}
        for name, field in self.fields.items():
            if name in seen:
                value = field.get_attribute(row)
                pk_only = getattr(value, "pk", value) if _is_key(field) else value
                found[name] = None if pk_only is None else field.to_representation(value)
        return found


def _is_key(field: Any) -> bool:
    return isinstance(field, serializers.PrimaryKeyRelatedField)


class NounViewSet(GenericViewSet):
    """Reads of one noun; verbs are added with `made`, `edited` and `verb`.

    `noun` names its rows in `domain/permissions.py`; `rows(user)` gives what the user may see,
    with everything that is needed to show it.
    """

    noun: ClassVar[str]
    orderings: ClassVar[dict[str, str]] = {"created_at": "created_at"}
    ordering: ClassVar[str] = "-created_at"
    filterset_class: ClassVar[type[Filters] | None] = None
    permission_classes = [IsAuthenticated, Rights]
    filter_backends = [FilterBackend]
    http_method_names = ["get", "head", "post", "patch"]
    lookup_value_regex = UUID_PATTERN
    metadata_class = None

    @property
    def verb(self) -> str | None:
        """The right that this request needs; None for a method that is not taken here."""
        taken = self.action and self.action != "metadata"
        return VERBS.get(self.action, self.action) if taken else None

    def rows(self, user: User) -> QuerySet[Any]:
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any]:
        user = self.request.user
        if self.action == "list":
            user = seeing(user, self.noun, self.fields_asked())
        return self.rows(user)

    def fields_asked(self) -> frozenset[str]:
        """The fields that the filters and the ordering in the address say something about."""
        names = parameters_asked(self.request, self)
        filters = self.filterset_class or Filters
        asked = {filters.field_shown(name) for name in names if name in filters.base_filters}
        if ordering := self.request.query_params.get("ordering"):
            name = ordering.removeprefix("-")
            asked |= {filters.field_shown(name)} if name in self.orderings else set()
        return frozenset(asked)

    def list(self, request: Request) -> Response:
        rows = self.filter_queryset(self.get_queryset())
        page = self.paginate_queryset(rows)
        return self.get_paginated_response([self.show(row) for row in page or ()])

    def retrieve(self, request: Request, pk: str) -> Response:
        return self.respond(self.get_object())

    def get_object(self) -> Any:
        """The row of the address. Raises `NotFound` if it is not visible, 403 for the verb."""
        refuse_parameters(self.request)
        row = self.find(self.kwargs["pk"])
        if row is None:
            raise NotFound(f"There is nothing in {self.noun} with this id that you may see.")
        self.check_object_permissions(self.request, row)
        return row

    def find(self, row_id: Any) -> Any:
        return self.rows(self.request.user).filter(pk=row_id).first()

    def show(self, row: Any) -> Any:
        return self.get_serializer(row).data

    def respond(self, row: Any, status: int = 200) -> Response:
        """The row as it is now, with its version."""
        response = Response(self.show(row), status)
        if tag := etag_of(row):
            response.headers["ETag"] = tag
        return response

    def read(self, body: type[Body] | None, *, partial: bool = False) -> dict[str, Any]:
        """The arguments in the body. Raises `BadFields`; a verb without a body takes {}."""
        reader = (body or Body)(
            data=self.request.data, partial=partial, context={"request": self.request}
        )
        return reader.read()

    def read_many(self, body: type[Body]) -> dict[str, Any]:
        """The arguments of a verb on many objects, which stands on no object's address."""
        refuse_parameters(self.request)
        return self.read(body)

    def act(self, do: Callable[..., Any], status: int, **given: Any) -> Response:
        """Call a service, and show what it changed."""
        made = self.once(lambda now: do(actor=self.request.user, now=now, **given), status)
        row = made and self.find(made)
        # Done, and no longer the caller's to see: a task that was declined.
        return self.respond(row, status) if row else Response(status=204)

    def once(self, do: Callable[[Any], Any], status: int = 200) -> UUID | None:
        """The id of what `do(now)` returns; with an Idempotency-Key, of what it returned before."""
        key, now = self.request.headers.get("Idempotency-Key"), timezone.now()
        if key is None or self.request.method != "POST":
            return getattr(do(now), "pk", None)
        return answer_once(
            actor=self.request.user,
            key=key,
            body_hash=self.body_hash(),
            status=status,
            act=lambda: getattr(do(now), "pk", None),
            now=now,
        ).object_id

    def repeated(self) -> Response | None:
        """The answer to a request that was answered before, whatever has become of the object and
        of the caller's right to do it again."""
        key, user = self.request.headers.get("Idempotency-Key"), self.request.user
        if key is None:
            return None
        answer = find_answer(actor=user, key=key, body_hash=self.body_hash())
        if answer is None or answer.object_id is None:
            return None
        row = self.find(answer.object_id)
        return self.respond(row, answer.status) if row else Response(status=204)

    def body_hash(self) -> str:
        plain = json.dumps(self.request.data, sort_keys=True)
        return hash_of("POST", self.request.path, plain)


def made(body: type[Body]) -> Callable[..., Any]:
    """`POST noun/`: the method calls the service with what the body says."""

    def mark(method: Callable[..., Any]) -> Any:
        @extend_schema(request=body)
        @wraps(method)
        def create(self: NounViewSet, request: Request) -> Response:
            if again := self.repeated():
                return again
            given = self.read_many(body)
            return self.act(lambda **more: method(self, **given, **more), 201)

        return create

    return mark


def edited(body: type[Body]) -> Callable[..., Any]:
    """`PATCH noun/{id}/` with If-Match: the method gets the row and its `changes`."""

    def mark(method: Callable[..., Any]) -> Any:
        @extend_schema(request=body(partial=True))
        @wraps(method)
        def partial_update(self: NounViewSet, request: Request, pk: str) -> Response:
            row = self.get_object()
            version = check_match(request, row)
            given = {"changes": self.read(body, partial=True), "version": version}
            return self.act(lambda **more: method(self, row, **given, **more), 200)

        return partial_update

    return mark


def verb(
    body: type[Body] | None = None, *, versioned: bool = True, found: bool = True
) -> Callable[..., Any]:
    """`POST noun/{id}/verb/`: the method gets the row and what the body says; If-Match counts.

    `versioned` says that the service takes the version too; without `found` it is the service
    that looks for the row, for a verb whose caller may come too late to see it, and the method
    gets the id alone.
    """

    def mark(method: Callable[..., Any]) -> Any:
        path = method.__name__.replace("_", "-")

        @extend_schema(request=body)
        @action(detail=True, methods=["post"], url_path=path)
        @wraps(method)
        def do(self: NounViewSet, request: Request, pk: str) -> Response:
            refuse_parameters(request)
            if again := self.repeated():
                return again
            row = self.get_object() if found else UUID(pk)
            version = check_match(request, row) if found else version_given(request)
            given = self.read(body) | ({"version": version} if versioned else {})
            return self.act(lambda **more: method(self, row, **given, **more), 200)

        return do

    return mark
