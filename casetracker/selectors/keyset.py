"""Pages of a list by (ordering value, id): the same cost at any depth, no row twice or lost.

The two are compared as a row, `(a, id) > (x, y)`. The ORM writes its tuple comparison on SQLite
as `a > x OR (a = x AND id > y)`, which reads the index from its start; PostgreSQL is no better
with that form. One expression therefore, the same for both databases.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Expression, F, Func, QuerySet, Value

#: No list counts further than this; beyond it says "1,000+".
CAP = 1000


class RowCompare(Func):
    """`(a, b) > (x, y)` over two columns and two values of the same kinds."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, *expressions: Any, sign: str = ">") -> None:
        super().__init__(*expressions, sign=sign)

    def as_sql(  # type: ignore[override]  # the stub says str | int; a value may be a time
        self, compiler: Any, connection: Any, **context: Any
    ) -> tuple[str, list[Any]]:
        parts = [compiler.compile(expression) for expression in self.get_source_expressions()]
        a, b, x, y = (sql for sql, _ in parts)
        parameters = [value for _, values in parts for value in values]
        return f"({a}, {b}) {self.extra['sign']} ({x}, {y})", parameters


@dataclass(frozen=True)
class Slice:
    """The rows of one page, and the ends from which its neighbours are read (or None)."""

    rows: list[Any]
    #: (ordering value, id) of the first row, if there are rows before it.
    before: tuple[Any, Any] | None
    #: (ordering value, id) of the last row, if there are rows after it.
    after: tuple[Any, Any] | None


def beyond(
    rows: QuerySet[Any],
    field: str,
    edge: tuple[Any, Any],
    *,
    descending: bool = False,
    output_field: Any = None,
) -> QuerySet[Any]:
    """The rows that lie beyond `edge` in the order (`field`, id).

    `output_field` is that of an annotation; of a column it is known.
    """
    meta = rows.model._meta
    kind = output_field or meta.get_field(field)
    left: list[Expression | F] = [F(field), F("pk")]
    right = [Value(edge[0], output_field=kind), Value(edge[1], output_field=meta.pk)]
    return rows.filter(RowCompare(*left, *right, sign="<" if descending else ">"))


def page_of(
    rows: QuerySet[Any],
    field: str,
    *,
    size: int,
    after: tuple[Any, Any] | None = None,
    before: tuple[Any, Any] | None = None,
    descending: bool = False,
    edge_of: Callable[[Any], tuple[Any, Any]] | None = None,
    output_field: Any = None,
) -> Slice:
    """One page of `rows` in the order (`field`, id): from the start, after or before an edge.

    One query; it reads one row more than it shows, to know whether there are more. `edge_of`
    finds (value, id) in rows that are no models (`.values()`), `output_field` is that of a
    `field` which is an annotation.
    """
    backwards = before is not None
    downwards = descending != backwards
    edge = before if backwards else after
    if edge is not None:
        rows = beyond(rows, field, edge, descending=downwards, output_field=output_field)
    sign = "-" if downwards else ""
    found = list(rows.order_by(f"{sign}{field}", f"{sign}pk")[: size + 1])
    has_more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    edge_of = edge_of or (lambda row: (getattr(row, field), row.pk))
    ends = [edge_of(row) for row in (found[:1] + found[-1:])]
    if not ends:
        return Slice([], None, None)
    has_before = has_more if backwards else after is not None
    has_after = True if backwards else has_more
    return Slice(found, ends[0] if has_before else None, ends[-1] if has_after else None)


def capped_count(rows: QuerySet[Any], cap: int = CAP) -> int:
    """How many rows there are, counted no further than `cap` + 1."""
    return rows.order_by()[: cap + 1].count()
