"""Lists of cases: one query for a page, with names and what runs out first.

The ORM chooses and orders the cases; their rows are read around its query by SQL of our own, as
text that needs no more than a few letters changed to be shown. Models, or even `.values()`, would
cost more than the query does (`speed.md`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.query import BaseIterable

from casetracker.domain.permissions import Tie, all_fields, fields_of, standing
from casetracker.domain.words import Role
from casetracker.models import Clock, User
from casetracker.models.case import CaseQuerySet

#: What a row shows, and the column of the case that it is read from.
COLUMNS = {
    "id": "id",
    "version": "version",
    "created_at": "created_at",
    "reference": "reference",
    "prisoner": "prisoner_id",
    "team": "team_id",
    "caseworker": "caseworker_id",
    "stage": "stage",
    "destination": "destination",
    "closing_reason": "closing_reason",
    "opened_at": "opened_at",
    "closed_at": "closed_at",
    "last_activity_at": "last_activity_at",
    "last_life_sign_at": "last_life_sign_at",
    "critical_health": "is_critical_health",
    "hunger_strike": "is_hunger_strike",
    "incommunicado": "is_incommunicado",
    "minor": "is_minor",
    "redetention": "is_redetention_risk",
}
NAMES = (*COLUMNS, "name", "caseworker_name")
AT = {name: place for place, name in enumerate((*NAMES, "clock"))}
_IDS = [AT[name] for name in ("id", "prisoner", "team", "caseworker")]
_INSTANTS = [AT[name] for name in COLUMNS if name.endswith("_at")]
_FLAGS = [AT[name] for name, column in COLUMNS.items() if column.startswith("is_")]
_TEAM, _WORKER = AT["team"], AT["caseworker"]


def _column(place: int, column: str) -> str:
    as_text = place in _IDS or place in _INSTANTS
    return f"CAST(c.{column} AS TEXT)" if as_text else f"c.{column}"


#: When the clock runs out, what it is and its id, as one text.
_CLOCK = "CAST(k.due_at AS TEXT) || '|' || k.kind || '|' || CAST(k.id AS TEXT)"
_FIRST_CLOCK = f"""(SELECT {_CLOCK} FROM casetracker_clock k
  WHERE k.case_id = c.id AND k.stopped_at IS NULL ORDER BY k.due_at, k.id LIMIT 1)"""  # noqa: S608
_SELECT = ", ".join(_column(place, column) for place, column in enumerate(COLUMNS.values()))
_ROWS = f"""
SELECT {_SELECT}, n.text, w.name, {{clock}} FROM {{cases}}
LEFT JOIN casetracker_nameform n ON n.prisoner_id = c.prisoner_id AND n.is_preferred
LEFT JOIN casetracker_user w ON w.id = c.caseworker_id
ORDER BY {{order}}
"""  # noqa: S608

#: As SQL, which the ORM need not put together anew for each page.
_IS_FIRST = RawSQL(
    """NOT EXISTS (SELECT 1 FROM casetracker_clock e WHERE e.case_id = casetracker_clock.case_id
    AND e.stopped_at IS NULL
    AND (e.due_at, e.id) < (casetracker_clock.due_at, casetracker_clock.id))""",
    (),
    BooleanField(),
)

Row = tuple[Any, ...]


class _Rows(BaseIterable):
    """The rows of a queryset of cases."""

    alias = "c"
    cases = "({chosen}) c"
    clock = _FIRST_CLOCK

    def __iter__(self) -> Iterator[Row]:
        query = self.queryset.query.clone()
        query.clear_select_clause()
        query.add_fields(["pk"])
        try:
            chosen, parameters = query.sql_with_params()
        except EmptyResultSet:
            return iter(())
        # The ORM would name every column, which takes longer than reading them.
        table = f'"{query.get_meta().db_table}"'
        chosen = f"SELECT {table}.* FROM {chosen.partition(' FROM ')[2]}"  # noqa: S608
        order = ", ".join(self._ordered(name) for name in query.order_by) or f"{self.alias}.id"
        cases = self.cases.format(chosen=chosen)
        with connection.cursor() as cursor:
            cursor.execute(_ROWS.format(clock=self.clock, cases=cases, order=order), parameters)
            return iter(cursor.fetchall())

    def _ordered(self, name: Any) -> str:
        column = {"pk": "id"}.get(name.removeprefix("-"), name.removeprefix("-"))
        return f"{self.alias}.{column}{' DESC' if name.startswith('-') else ''}"


class _RowsByClock(_Rows):
    """The rows of a queryset of clocks of cases."""

    alias = "k"
    # A clock is of its case's team; where it were not, the case would not be shown.
    cases = "({chosen}) k JOIN casetracker_case c ON c.id = k.case_id AND c.team_id = k.team_id"
    clock = _CLOCK


def case_rows(cases: CaseQuerySet) -> QuerySet[Any, Row]:
    """The cases as rows of `AT`, each with the first of its running clocks."""
    rows: QuerySet[Any, Any] = cases._chain()  # type: ignore[attr-defined]
    rows._iterable_class = _Rows
    return rows


def case_rows_by_clock(user: User, cases: CaseQuerySet | None = None) -> QuerySet[Any, Row]:
    """The same rows by way of their first running clock, so that they can be read in the order
    in which they run out: those of `cases`, or of all in the teams where `user` is staff. Cases
    without a running clock are not among them."""
    teams = user.team_ids(Role.COORDINATOR, Role.CASEWORKER)
    clocks = Clock.objects.running().filter(_IS_FIRST, case__isnull=False, team__in=teams)
    if cases is not None:
        clocks = clocks.filter(case__in=cases.order_by())
    rows: QuerySet[Any, Any] = clocks
    rows._iterable_class = _RowsByClock
    return rows


def edge_in(column: str) -> Callable[[Row], tuple[Any, Any]]:
    """Where a row stands in the order of `column`, as `keyset.page_of` asks."""
    if column == "due_at":
        return _edge_of_clock
    place = AT[next(name for name, known in COLUMNS.items() if known == column)]
    if place in _INSTANTS:
        return lambda row: (_instant(row[place]), row[0])
    return lambda row: (row[place], row[0])


def as_shown(user: User, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The rows as `user` may see them, times in RFC 3339 (UTC) and ids as text."""
    known: dict[tuple[Any, bool], frozenset[str] | None] = {}
    own, is_sqlite = str(user.pk), connection.vendor == "sqlite"
    found = []
    for row in rows:
        values = list(row)
        if is_sqlite:
            _put_right(values)
        key = values[_TEAM], values[_WORKER] == own
        if key not in known:
            known[key] = _fields(user, values[_TEAM], is_own=key[1])
        shown = _shown(values)
        seen = known[key]
        found.append(shown if seen is None else {k: v for k, v in shown.items() if k in seen})
    return found


def _shown(values: list[Any]) -> dict[str, Any]:
    for place in _INSTANTS:
        if values[place] is not None:
            values[place] = _instant(values[place])
    clock = values.pop()
    shown = dict(zip(NAMES, values, strict=True))
    if clock is None:
        shown["clock"] = None
    else:
        due_at, kind, _ = clock.split("|")
        shown["clock"] = {"kind": kind, "due_at": _instant(due_at)}
    return shown


def _put_right(values: list[Any]) -> None:
    """SQLite keeps ids as 32 digits, and truth as a number."""
    for place in _IDS:
        values[place] = values[place] and str(UUID(values[place]))
    for place in _FLAGS:
        values[place] = bool(values[place])


def _instant(text: str) -> str:
    """Both databases write `2026-02-09 12:00:00`, PostgreSQL with the offset of its session."""
    return f"{text[:10]}T{text[11:].removesuffix('+00')}Z"


def _edge_of_clock(row: Row) -> tuple[Any, Any]:
    due_at, _, clock_id = row[AT["clock"]].split("|")
    return _instant(due_at), clock_id


def _fields(user: User, team: str, *, is_own: bool) -> frozenset[str] | None:
    """The fields shown of a case of that team; None for all of them."""
    ties = [Tie(UUID(team), user.pk if is_own else None)]
    seen = fields_of("cases", standing(person_id=user.pk, roles=user.roles(), ties=ties))
    return None if seen == all_fields("cases") else seen
