"""Lists of cases: one query for a page, with names and what runs out first.

Rows are plain values: building models and serializers would cost more than the query does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from casetracker.domain.permissions import Tie, all_fields, fields_of, standing
from casetracker.domain.words import Role, Stage
from casetracker.models import Case, Clock, Need, User
from casetracker.models.case import CaseQuerySet
from casetracker.selectors.keyset import RowCompare
from casetracker.selectors.prisoners import spelled

#: What a row shows, and the column it is read from.
COLUMNS = {
    "id": "pk",
    "version": "version",
    "created_at": "created_at",
    "reference": "reference",
    "prisoner": "prisoner_id",
    "team": "team_id",
    "caseworker": "caseworker_id",
    "caseworker_name": "caseworker__name",
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
NAMES = (*COLUMNS, "name", "clock_kind", "clock_due_at", "clock_id")
AT = {name: place for place, name in enumerate(NAMES)}
_TEAM, _WORKER, _KIND = AT["team"], AT["caseworker"], AT["clock_kind"]
_INSTANTS = [AT[name] for name in COLUMNS if name.endswith("_at")] + [AT["clock_due_at"]]
_IDS = [AT[name] for name in ("id", "prisoner", "team", "caseworker")]

Row = tuple[Any, ...]


def case_rows(cases: CaseQuerySet) -> QuerySet[Any, Row]:
    """The cases as rows of `NAMES`, each with the first of its running clocks."""
    first = Clock.objects.running().filter(case=OuterRef("pk")).order_by("due_at", "pk")
    rows = cases.annotate(
        preferred=_preferred_name("prisoner__names"),
        clock_kind=Subquery(first.values("kind")[:1]),
        clock_due_at=Subquery(first.values("due_at")[:1]),
        clock_id=Subquery(first.values("pk")[:1]),
    )
    return rows.values_list(
        *COLUMNS.values(), "preferred__text", "clock_kind", "clock_due_at", "clock_id"
    )


def case_rows_by_clock(cases: CaseQuerySet) -> QuerySet[Any, Row]:
    """The same rows by way of their first running clock, so that they can be read in the order
    in which they run out; cases without a running clock are not among them."""
    same = Clock.objects.running().filter(case=OuterRef("case"))
    earlier = same.filter(
        RowCompare(F("due_at"), F("pk"), OuterRef("due_at"), OuterRef("pk"), sign="<")
    )
    clocks = Clock.objects.running().filter(~Exists(earlier), case__in=cases.order_by())
    rows = clocks.annotate(preferred=_preferred_name("case__prisoner__names"))
    columns = (f"case__{column}" for column in COLUMNS.values())
    return rows.values_list(*columns, "preferred__text", "kind", "due_at", "pk")


def edge_in(column: str) -> Callable[[Row], tuple[Any, Any]]:
    """Where a row stands in the order of `column`, as `keyset.page_of` asks."""
    if column == "due_at":
        place, row_id = AT["clock_due_at"], AT["clock_id"]
    else:
        place, row_id = AT[next(n for n, c in COLUMNS.items() if c == column)], AT["id"]
    return lambda row: (row[place], row[row_id])


def as_shown(user: User, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The rows as `user` may see them, times in RFC 3339 (UTC) and ids as text."""
    known: dict[tuple[Any, bool], frozenset[str] | None] = {}
    found = []
    for row in rows:
        key = row[_TEAM], row[_WORKER] == user.pk
        if key not in known:
            known[key] = _fields(user, row)
        shown = _shown(row)
        seen = known[key]
        found.append(shown if seen is None else {k: v for k, v in shown.items() if k in seen})
    return found


def search_cases(cases: CaseQuerySet, text: str) -> CaseQuerySet:
    """Those of `cases` whose person `text` names."""
    return cases.filter(Exists(spelled(text).filter(prisoner=OuterRef("prisoner"))))


def reachable_cases(user: User) -> CaseQuerySet:
    """Cases that `user` sees, and those of needs that `user` sees: a destination team works on
    a need without seeing its case."""
    needs = Need.objects.visible_to(user).filter(case=OuterRef("pk"))
    seen = Case.objects.visible_to(user).filter(pk=OuterRef("pk"))
    return Case.objects.filter(Exists(seen) | Exists(needs))


def count_cases(user: User) -> dict[str, int]:
    """How many cases stand in each stage: of all for an administrator, of those that are
    visible for everybody else."""
    is_administrator = user.has_role(Role.ADMINISTRATOR)
    cases = Case.objects.all() if is_administrator else Case.objects.visible_to(user)
    counted = cases.order_by().values_list("stage").annotate(count=Count("pk"))
    return {str(stage): 0 for stage in Stage} | dict(counted)


def _preferred_name(path: str) -> FilteredRelation:
    return FilteredRelation(path, condition=Q(**{f"{path}__is_preferred": True}))


def _fields(user: User, row: Row) -> frozenset[str] | None:
    """The fields shown of a row; None for all of them."""
    ties = [Tie(row[_TEAM], row[_WORKER])]
    seen = fields_of("cases", standing(person_id=user.pk, roles=user.roles(), ties=ties))
    return None if seen == all_fields("cases") else seen


def _shown(row: Row) -> dict[str, Any]:
    values: list[Any] = list(row)
    for place in _IDS:
        if values[place] is not None:
            values[place] = str(values[place])
    for place in _INSTANTS:
        if values[place] is not None:
            values[place] = values[place].isoformat().replace("+00:00", "Z")
    shown = dict(zip(NAMES, values, strict=True))
    kind, due_at, _ = (shown.pop(name) for name in ("clock_kind", "clock_due_at", "clock_id"))
    shown["clock"] = None if kind is None else {"kind": kind, "due_at": due_at}
    return shown
