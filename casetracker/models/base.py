"""What every table shares: time-ordered ids, versions, checked word lists."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import In
from uuid_utils.compat import uuid7

M = TypeVar("M", bound=models.Model)


def new_id() -> uuid.UUID:
    """A version 7 UUID (RFC 9562): made by the application, ordered by time."""
    return uuid7()


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


@models.ForeignKey.register_lookup
@models.Field.register_lookup
class Among(In):
    """`pk__among=ids`: `__in` for many values at once, on PostgreSQL as one parameter.

    A list of 500 parameters costs ten milliseconds of parsing in the driver before it is sent.
    """

    lookup_name = "among"

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, parameters = self.process_lhs(compiler, connection)
        field = self.lhs.output_field
        values = [field.get_db_prep_value(value, connection, prepared=True) for value in self.rhs]
        if not values:
            raise EmptyResultSet
        return f"{left} = ANY(%s)", [*parameters, values]


class RowQuerySet(models.QuerySet[M]):
    """Base of every QuerySet of words."""

    def in_place(self) -> Any:
        """Without what hangs on something that stands in quarantine (`quarantine.py`)."""
        return self


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
