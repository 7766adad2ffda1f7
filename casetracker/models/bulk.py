"""Many rows in one statement, the same on PostgreSQL and SQLite.

Django's bulk calls split by parameter count and build one CASE per row; a sweep and a mass
release need a constant number of statements. PostgreSQL takes the rows as one array a column
(`unnest`, twice as fast as one JSON text), SQLite as one JSON text (`json_each`).
"""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from django.db import connection, models

from casetracker.models.waiting import copy_in


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
    source, parameters = _table_of(columns, rows)
    table = model._meta.db_table
    # "WHERE true": SQLite cannot otherwise tell ON CONFLICT from a join condition.
    sql = f'INSERT INTO "{table}" ({names}) SELECT {names} FROM {source} WHERE true {on_conflict}'
    with connection.cursor() as cursor:
        if then:
            _do_then(cursor, sql, parameters, str(model._meta.pk.column), then, then_values)
            return []
        if returning is None:
            cursor.execute(sql, parameters)
            return []
        (column,) = _columns(model, [returning])
        cursor.execute(f'{sql} RETURNING "{column.column}"', parameters)
        return [column.to_python(row[0]) for row in cursor.fetchall()]


def write_new_rows(
    model: type[models.Model], fields: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Write `rows` of ids that were made just now, the fastest way the database knows: COPY on
    PostgreSQL, one prepared INSERT on SQLite. Part of the running transaction like any other.

    Words of closed lists come as plain `str`; sealed columns as `sealed_for()` gives them.
    """
    if not rows:
        return
    names = ", ".join(f'"{f.column}"' for f in _columns(model, fields))
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        copy_in(f'COPY "{table}" ({names}) FROM STDIN', _copy_text(rows))
        return
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(
            f'INSERT INTO "{table}" ({names}) VALUES ({marks})',
            [[_for_sqlite(value) for value in row] for row in rows],
        )


def seal_in_rows(model: type[models.Model], name: str, texts: Mapping[Any, str]) -> None:
    """Write each row's text (by id) into its sealed column `name`: sealed for that row alone."""
    field, key = cast(tuple[Any, Any], _columns(model, [name, "id"]))
    sql = f'UPDATE "{model._meta.db_table}" SET "{field.column}" = %s WHERE "{key.column}" = %s'
    rows = [(field.sealed_for(row_id, text), row_id) for row_id, text in texts.items()]
    with connection.cursor() as cursor:
        cursor.executemany(
            sql, [(bytes(it), key.get_db_prep_value(i, connection)) for it, i in rows]
        )


def _do_then(
    cursor: Any,
    sql: str,
    parameters: list[str],
    key: str,
    then: str,
    then_values: Sequence[Any],
    table: str = "",
) -> None:
    if connection.vendor == "postgresql":
        # An UPDATE knows the given rows by their columns, too; SQLite knows only its own there.
        of = f'{table}."{key}"' if table else f'"{key}"'
        cursor.execute(f"WITH done AS ({sql} RETURNING {of}) {then}", [*parameters, *then_values])
        return
    cursor.execute(f'{sql} RETURNING "{key}"', parameters)
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
    then: str = "",
    then_values: Sequence[Any] = (),
) -> int:
    """Update the rows whose `key` is each row's first value, with one statement.

    `fields` name the values after the key; `extra` and `where` are further SQL of this code
    base (`"version" = t."version" + 1`), where `t` is the table and `v` the given rows. `then` is
    as in `insert_rows`. Returns the number of rows updated (with `then`, 0).
    """
    if not rows:
        return 0
    columns = _columns(model, (key, *fields))
    sets = [f'"{f.column}" = v."{f.column}"' for f in columns[1:]]
    sets += [extra] if extra else []
    source, parameters = _table_of(columns, rows)
    key_column = columns[0].column
    sql = (
        f'UPDATE "{model._meta.db_table}" AS t SET {", ".join(sets)} FROM {source} '
        f'WHERE t."{key_column}" = v."{key_column}" {("AND " + where) if where else ""}'
    )
    with connection.cursor() as cursor:
        if then:
            _do_then(cursor, sql, parameters, str(model._meta.pk.column), then, then_values, "t")
            return 0
        cursor.execute(sql, parameters)
        return cursor.rowcount


def text_table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[str, list[str]]:
    """The SQL of a table called `v` with text columns `names`, for a query of this code base to
    look up in an index row by row, and its parameters.

    As a JSON list, of which PostgreSQL expects a hundred rows: of an array it sees the length, and
    for thousands it would rather read the whole register once for each batch of a list. A row is
    one string there: objects take a tenfold time to write and a threefold to read.
    """
    if connection.vendor == "postgresql":
        cells = ", ".join(
            f"split_part(r, '{_MARK}', {n}) AS {name}" for n, name in enumerate(names, 1)
        )
        lines = [_MARK.join(row) for row in rows]
        if "".join(lines).count(_MARK) != len(rows) * (len(names) - 1):
            lines = [_MARK.join([cell.replace(_MARK, " ") for cell in row]) for row in rows]
        return f"(SELECT {cells} FROM json_array_elements_text(%s::json) AS r) AS v", [
            _PLAIN.encode(lines)
        ]
    picked = ", ".join(f"value ->> {n} AS {name}" for n, name in enumerate(names))
    return f"(SELECT {picked} FROM json_each(%s)) AS v", [json.dumps([list(row) for row in rows])]


def _columns(model: type[models.Model], names: Sequence[str]) -> list[models.Field]:
    return [cast(models.Field, model._meta.get_field(name)) for name in names]


def _table_of(
    columns: Sequence[models.Field], rows: Sequence[Sequence[Any]]
) -> tuple[str, list[str]]:
    """The SQL of a table called `v` with `columns`, and its parameters."""
    if connection.vendor == "postgresql":
        # Without a length: a cast would cut what is too long, the column refuses it.
        kinds = [(str(f.column), str(f.db_type(connection)).partition("(")[0]) for f in columns]
        return _arrays(kinds, rows)
    picked = ", ".join(f'value ->> {n} AS "{f.column}"' for n, f in enumerate(columns))
    lists = [[_for_sqlite(value) for value in row] for row in rows]
    return f"(SELECT {picked} FROM json_each(%s)) AS v", [json.dumps(lists)]


def _arrays(
    kinds: Sequence[tuple[str, str]], rows: Sequence[Sequence[Any]]
) -> tuple[str, list[str]]:
    """A table of (name, type) columns on PostgreSQL, one parameter each: half the time of one
    JSON text for all, here and there."""
    typed = ", ".join(f"%s::{kind}[]" for _, kind in kinds)
    names = ", ".join(f'"{name}"' for name, _ in kinds)
    columns = zip(*rows, strict=True)
    return f"unnest({typed}) AS v({names})", [
        "{" + ",".join([_element(value) for value in column]) + "}" for column in columns
    ]


def _element(value: Any) -> str:
    """`value` as it stands in the text of an array of PostgreSQL."""
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, uuid.UUID):
        return value.hex
    if isinstance(value, (int, Decimal)):  # bool too: true and false
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, (dict, list)):
        return _element(json.dumps(value))
    raise TypeError(f"{type(value).__name__} is no value of a column")


def _copy_text(rows: Sequence[Sequence[Any]]) -> str:
    """Rows in PostgreSQL's text format. Written column by column, since the values of one are
    mostly of one type, and often one value: several times as fast as value by value."""
    columns = [_texts(column) for column in zip(*rows, strict=True)]
    return "\n".join(map("\t".join, zip(*columns, strict=True))) + "\n"


def _texts(column: tuple[Any, ...]) -> Sequence[str]:
    if len(set(map(id, column))) == 1:
        return [_text(column[0])] * len(column)
    kinds = set(map(type, column))
    if kinds == {str} and not _ESCAPED.search("".join(column)):
        return column
    if kinds == {uuid.UUID}:
        return [f"{value.int:032x}" for value in column]
    if kinds <= {int, dt.date, dt.datetime}:
        return list(map(str, column))
    return list(map(_text, column))


def _text(value: Any) -> str:
    """One value in PostgreSQL's text format for COPY."""
    if value is None:
        return r"\N"
    kind = type(value)
    if kind is uuid.UUID:
        return str(value.hex)
    if kind is bool:
        return "t" if value else "f"
    if isinstance(value, bytes):
        return rf"\\x{value.hex()}"
    if isinstance(value, (dict, list)):
        value = json.dumps(value)
    text = value if kind is str else str(value)
    return _ESCAPED.sub(lambda found: _ESCAPES[found[0]], text)


#: Between the cells of a row that is one string; a cell that holds it is asked for with a blank.
_MARK = "\x7f"
#: Letters as they are: shorter than their numbers, to write and to read.
_PLAIN = json.JSONEncoder(ensure_ascii=False)
_ESCAPES = {"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"}
_ESCAPED = re.compile(r"[\\\t\n\r]")


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
