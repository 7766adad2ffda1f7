"""A text column that never stands in clear.

In Python the attribute is a `str` or None; in the database it is AES-256-GCM bound to table,
column and row id (`vault/seal.py`). Opening happens when the attribute is read, so that lists
which do not show the text never open it. The row id must be made by the application.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldError
from django.db import models

from casetracker.vault.seal import open_bytes, open_sealed, place, seal, seal_bytes


class Sealed(bytes):
    """What came from the database and has not been opened."""


class _OpensWhenRead:
    def __init__(self, field: SealedTextField) -> None:
        self.field = field

    def __get__(self, row: models.Model | None, owner: type | None = None) -> Any:
        if row is None:
            return self
        name = self.field.attname
        if name not in row.__dict__:
            row.refresh_from_db(fields=[name])
        value = row.__dict__[name]
        if isinstance(value, Sealed):
            value = self.field.opened(value, self.field.place_in(row))
            row.__dict__[name] = value
        return value

    def __set__(self, row: models.Model, value: Any) -> None:
        row.__dict__[self.field.attname] = value


class SealedTextField(models.BinaryField):
    """Sealed text, written through `save()` or `bulk_create()`.

    `update()`, `bulk_update()` and filters are refused: they do not know the row.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls: type, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _OpensWhenRead(self))

    def place_in(self, row: models.Model) -> bytes:
        return place(row._meta.db_table, str(self.column), row.pk)

    def sealed_for(self, row_id: object, text: str | None) -> Sealed | None:
        """What the column of row `row_id` must hold, for an `update()` of that one row."""
        if text is None:
            return None
        return Sealed(seal(text, place(self.model._meta.db_table, str(self.column), row_id)))

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        return Sealed(self.sealed(value, self.place_in(model_instance)))

    @staticmethod
    def sealed(value: Any, where: bytes) -> bytes:
        return seal(str(value), where)

    @staticmethod
    def opened(value: bytes, where: bytes) -> Any:
        return open_sealed(value, where)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, Sealed):
            raise FieldError(
                f"{self.model.__name__}.{self.name} is sealed: write it through save(), "
                "bulk_create() or sealed_for()"
            )
        return super().get_db_prep_value(value, connection, prepared)

    def value_to_string(self, obj: models.Model) -> str:
        return "" if obj.__dict__.get(self.attname) is None else "(sealed)"

    def to_python(self, value: Any) -> Any:
        return value


class SealedBytesField(SealedTextField):
    """The same for bytes."""

    @staticmethod
    def sealed(value: Any, where: bytes) -> bytes:
        return seal_bytes(bytes(value), where)

    @staticmethod
    def opened(value: bytes, where: bytes) -> Any:
        return open_bytes(value, where)
