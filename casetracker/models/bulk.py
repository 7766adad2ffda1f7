"""Many rows in one statement, the same on PostgreSQL and SQLite.

Django's bulk calls split by parameter count and build one CASE per row; a sweep and a mass
release need a constant number of statements. The rows travel as one JSON parameter, which
both databases unpack into a table: `json_to_recordset` (twice as fast here as its `jsonb`
sister, which sorts the keys of every row first) and `json_each`.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from typing import Any, cast

from django.db import connection, models


def insert_rows(
    model: type[models.Model],
    fields: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    on_conflict: str = "ON CONFLICT DO NOTHING",
    returning: str | None = None,
    then: str = "",
    then_values: Sequence[Any] = (),
) -> list[Any]:
    """Insert `rows` (values in the order of `fields`) with one statement.

    Returns the values of the column `returning` of the rows that were written, if asked for.
    `then` is a statement on what was written, whose ids it takes from the table `done`; on
    PostgreSQL both travel as one. `on_conflict` and `then` are SQL of this code base, never
    input.
    """
    if not rows:
        return []
    columns = _columns(model, fields)
    names = ", ".join(f'"{f.column}"' for f in columns)
    source, parameter = _table_of(columns, rows)
    table = model._meta.db_table
    # "WHERE true": SQLite cannot otherwise tell ON CONFLICT from a join condition.
    sql = f'INSERT INTO "{table}" ({names}) SELECT {names} FROM {source} WHERE true {on_conflict}'
    with connection.cursor() as cursor:
        if then:
            _insert_then(cursor, sql, parameter, str(model._meta.pk.column), then, then_values)
            return []
        if returning is None:
            cursor.execute(sql, [parameter])
            return []
        (column,) = _columns(model, [returning])
        cursor.execute(f'{sql} RETURNING "{column.column}"', [parameter])
        return [column.to_python(row[0]) for row in cursor.fetchall()]


def _insert_then(
    cursor: Any, sql: str, parameter: str, key: str, then: str, then_values: Sequence[Any]
) -> None:
    sql = f'{sql} RETURNING "{key}"'
    if connection.vendor == "postgresql":
        cursor.execute(f"WITH done AS ({sql}) {then}", [parameter, *then_values])
        return
    cursor.execute(sql, [parameter])
    ids = json.dumps([row[0] for row in cursor.fetchall()])
    cursor.execute(
        f'WITH done("{key}") AS (SELECT value FROM json_each(%s)) {then}', [ids, *then_values]
    )


def update_rows(
    model: type[models.Model],
    key: str,
    fields: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    extra: str = "",
    where: str = "",
) -> int:
    """Update the rows whose `key` is each row's first value, with one statement.

    `fields` name the values after the key; `extra` and `where` are further SQL of this code
    base (`"version" = t."version" + 1`), where `t` is the table and `v` the given rows.
    Returns the number of rows updated.
    """
    if not rows:
        return 0
    columns = _columns(model, (key, *fields))
    sets = [f'"{f.column}" = v."{f.column}"' for f in columns[1:]]
    sets += [extra] if extra else []
    source, parameter = _table_of(columns, rows)
    key_column = columns[0].column
    sql = (
        f'UPDATE "{model._meta.db_table}" AS t SET {", ".join(sets)} FROM {source} '
        f'WHERE t."{key_column}" = v."{key_column}" {("AND " + where) if where else ""}'
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [parameter])
        return cursor.rowcount


def _columns(model: type[models.Model], names: Sequence[str]) -> list[models.Field]:
    return [cast(models.Field, model._meta.get_field(name)) for name in names]


def _table_of(columns: Sequence[models.Field], rows: Sequence[Sequence[Any]]) -> tuple[str, str]:
    """The SQL of a table called `v` with `columns`, and its one parameter."""
    if connection.vendor == "postgresql":
        kinds = ", ".join(f'"{f.column}" {f.db_type(connection)}' for f in columns)
        names = [f.column for f in columns]
        data = [dict(zip(names, row, strict=True)) for row in rows]
        return f"json_to_recordset(%s::json) AS v({kinds})", json.dumps(data, default=_for_json)
    picked = ", ".join(f'value ->> {n} AS "{f.column}"' for n, f in enumerate(columns))
    lists = [[_for_sqlite(value) for value in row] for row in rows]
    return f"(SELECT {picked} FROM json_each(%s)) AS v", json.dumps(lists)


def _for_json(value: Any) -> str:
    """What JSON has no word for, as PostgreSQL reads it."""
    if isinstance(value, (uuid.UUID, dt.date)):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no value of a column")


def _for_sqlite(value: Any) -> Any:
    """As Django's SQLite backend stores it."""
    if isinstance(value, uuid.UUID):
        return value.hex
    if isinstance(value, dt.datetime):
        naive = value.astimezone(dt.UTC).replace(tzinfo=None) if value.tzinfo else value
        return str(naive)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (dict, list)):
        return json.dumps(value)
    return value
