"""Every column that holds sealed values, and which of its values an old key still holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models

from casetracker.vault.fields import SealedTextField
from casetracker.vault.keys import UnknownKey, ring
from casetracker.vault.seal import CannotOpen, open_bytes, place, seal_bytes, start_of


@dataclass(frozen=True)
class SealedColumn:
    """One sealed column. Rows are handled as (id, value) with the id as the database has it."""

    model: type[models.Model]
    field: SealedTextField

    @property
    def name(self) -> str:
        return f"{self.model._meta.db_table}.{self.field.column}"

    def count_of_other_keys(self) -> int:
        """How many values hold another key than the ring's first. Reads the whole column."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) {self._of_other_keys()}", [start_of_new()])
            return cursor.fetchone()[0]

    def batches_of_other_keys(self, size: int) -> Iterator[list[tuple[Any, bytes]]]:
        """The values that hold another key, by row id, in lists of at most `size`."""
        key, last = self._key, None
        sql = f"SELECT {key}, {self._column} {self._of_other_keys()}"
        while True:
            after = "" if last is None else f" AND {key} > %s"
            values = [start_of_new(), *([] if last is None else [last])]
            with connection.cursor() as cursor:
                cursor.execute(f"{sql}{after} ORDER BY {key} LIMIT {size:d}", values)
                found = [(row[0], bytes(row[1])) for row in cursor.fetchall()]
            if not found:
                return
            last = found[-1][0]
            yield found

    def seal_again(self, rows: Sequence[tuple[Any, bytes]]) -> int:
        """Give each value the ring's first key where it still is what was read; returns how many.

        Must run in a transaction. Raises `UnknownKey` or `CannotOpen`, naming table, column
        and row.
        """
        sql = (
            f"UPDATE {connection.ops.quote_name(self.model._meta.db_table)} "  # noqa: S608
            f"SET {self._column} = %s WHERE {self._key} = %s AND {self._column} = %s"
        )
        with connection.cursor() as cursor:
            cursor.executemany(sql, [(self._sealed_again(*row), *row) for row in rows])
            return cursor.rowcount

    def _sealed_again(self, row_id: Any, value: bytes) -> bytes:
        key = self.model._meta.pk.to_python(row_id)
        where = place(self.model._meta.db_table, str(self.field.column), key)
        try:
            return seal_bytes(open_bytes(value, where), where)
        except (CannotOpen, UnknownKey) as error:
            raise type(error)(f"{self.name} of row {key}: {error}") from error

    @property
    def _key(self) -> str:
        return connection.ops.quote_name(str(self.model._meta.pk.column))

    @property
    def _column(self) -> str:
        return connection.ops.quote_name(str(self.field.column))

    def _of_other_keys(self) -> str:
        table = connection.ops.quote_name(self.model._meta.db_table)
        return (
            f"FROM {table} WHERE {self._column} IS NOT NULL "
            f"AND substr({self._column}, 1, {len(start_of_new()):d}) <> %s"
        )


def sealed_columns() -> list[SealedColumn]:
    """All of them, by table and column."""
    found = [
        SealedColumn(model, field)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, SealedTextField)
    ]
    return sorted(found, key=lambda column: column.name)


def start_of_new() -> bytes:
    """How every value begins that the ring's first key has sealed."""
    return start_of(ring().sealing)
