"""What every table shares: time-ordered ids, versions, checked word lists."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, TypeVar

import uuid_utils
from django.db import models
from django.db.models import F, Q

M = TypeVar("M", bound=models.Model)


def new_id() -> uuid.UUID:
    """A version 7 UUID (RFC 9562): made by the application, ordered by time."""
    return uuid.UUID(int=uuid_utils.uuid7().int)


def one_of(field: str, words: type[StrEnum], *, name: str) -> models.CheckConstraint:
    """The database accepts only the words of the list."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": [str(w) for w in words]}), name=name
    )


def found_by(field: str, *, name: str) -> models.Index:
    """The index of a foreign key that is mostly empty: it holds only the rows that have one.

    Such a key takes `db_index=False`, as does one that another index begins with: every index
    is paid for at each write, a sweep rewrites thousands of clocks.
    """
    return models.Index(fields=[field], name=name, condition=Q(**{f"{field}__isnull": False}))


def choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    """The list as Django's choices; doors translate the labels."""
    return [(str(w), str(w).replace("_", " ") or "unknown") for w in words]


def word(words: type[StrEnum], **options: Any) -> models.CharField:
    """A column that holds one word of a closed list."""
    options.setdefault("max_length", 24)
    if any(not str(w) for w in words):
        options.setdefault("blank", True)
    return models.CharField(choices=choices(words), **options)


class RowQuerySet(models.QuerySet[M]):
    """Base of every QuerySet of words."""


class EditableQuerySet(RowQuerySet[M]):
    def update(self, **values: Any) -> int:
        """Django's `update()`, raising `version` as every other write does."""
        values.setdefault("version", F("version") + 1)
        return super().update(**values)

    def bulk_update(
        self, objs: Iterable[M], fields: Iterable[str], batch_size: int | None = None
    ) -> int:
        """Django's `bulk_update()`, raising `version` as every other write does."""
        objs = list(objs)
        for obj in objs:
            obj.version += 1  # type: ignore[attr-defined]
        return super().bulk_update(objs, {*fields, "version"}, batch_size)


class Row(models.Model):
    """A table row with a version 7 UUID."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True


class Editable(Row):
    """A row that people edit: `version` rises with every write and is what `ETag` shows."""

    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            self.version += 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "version"}
        super().save(*args, **kwargs)
