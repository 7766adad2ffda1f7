"""The board of a wave: where each person stands, who receives them, what is open."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Case as Either
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.db.models.fields import CharField
from django.db.models.functions import Coalesce

from casetracker.domain.words import ENDED_TASKS, RowOutcome, TaskState
from casetracker.models import Case, ImportRow, Need, Release, ReleaseReport, Task, User, Wave
from casetracker.models.case import case_is_own
from casetracker.models.need import OPEN_NEEDS
from casetracker.models.wave import name_is_held
from casetracker.selectors.keyset import Slice, page_of
from casetracker.selectors.names import cases_called, preferred_name

#: Names that wait for a decision are shown up to here; the others when some of them are settled.
MOST_WAITING = 200
#: What can be asked of the board beside a state, a country and papers.
SHOWS = ("elsewhere", "embargo", "open", "untaken")
#: What a row of the board is made of; the other columns of a person stay where they are.
_READ = (
    "state",
    "planned_destination",
    "actual_destination",
    "papers_given",
    "case__reference",
    "case__stage",
)
_NO_ONE = [str(TaskState.OPEN), str(TaskState.OFFERED)]


@dataclass
class BoardRow:
    """One person of a wave."""

    release: Any
    needs: int = 0
    #: State of a task → how many.
    tasks: dict[str, int] = field(default_factory=dict)
    #: "team: owner" of what is open; a dictionary as an ordered set.
    receivers: dict[str, None] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.release.name)

    @property
    def destination(self) -> str:
        return str(self.release.actual_destination or self.release.planned_destination)

    @property
    def is_rerouted(self) -> bool:
        one = self.release
        return bool(one.actual_destination and one.actual_destination != one.planned_destination)


@dataclass(frozen=True)
class Board:
    rows: list[BoardRow]
    page: Slice
    #: How many of the wave are the reader's to see, and how many are others'.
    total: int
    others: int
    #: Filter → value → how many of those the reader sees.
    counts: Mapping[str, Mapping[str, int]]
    #: (name, reasons) of the rows that wait for a person's decision.
    waiting: list[tuple[str, list[str]]]


def board_people(
    wave: Wave, user: User, filters: Mapping[str, str] | None = None
) -> QuerySet[Release]:
    """The people of the wave that are `user`'s to see and fit the filters (`state`, `to`,
    `papers`, `show`, `q`)."""
    asked = filters or {}
    rows: Any = Release.objects.visible_to(user).filter(wave=wave)
    if asked.get("state"):
        rows = rows.filter(state=asked["state"])
    if asked.get("papers"):
        rows = rows.filter(papers_given=asked["papers"])
    if asked.get("to"):
        rows = rows.filter(
            Q(actual_destination=asked["to"])
            | Q(actual_destination="", planned_destination=asked["to"])
        )
    if asked.get("q"):
        rows = rows.filter(case__in=cases_called(Case.objects.visible_to(user), asked["q"]))
    return _showing(rows, asked.get("show", ""))


def people_named(user: User, release_ids: Collection[UUID]) -> list[Release]:
    """Those of the releases that are `user`'s to see, each with `name` and its case, by name."""
    rows: Any = Release.objects.visible_to(user).filter(pk__in=release_ids)
    return list(rows.annotate(name=_name()).select_related("case").order_by("name", "pk"))


def release_page(user: User, release_id: UUID) -> Release | None:
    """One person's leaving with `name`, case, wave and reports, if it is `user`'s to see."""
    rows: Any = Release.objects.visible_to(user).filter(pk=release_id).annotate(name=_name())
    reports = ReleaseReport.objects.order_by("created_at", "pk").select_related("recorded_by")
    related = ("case__caseworker", "case__prisoner", "wave", "detention")
    found = rows.select_related(*related).prefetch_related(Prefetch("reports", reports))
    return found.first()


def wave_board(
    wave: Wave, user: User, *, filters: Mapping[str, str], size: int, **edges: Any
) -> Board:
    """One page of the board, by name: five queries, however many left."""
    people = board_people(wave, user, filters).annotate(name=_name())
    people = people.select_related("case").prefetch_related("reports").only(*_READ)
    page = page_of(people, "name", size=size, output_field=CharField(), **edges)
    rows = {one.pk: BoardRow(one) for one in page.rows}
    _add_work(rows)
    counts, total, others = _counts(wave, user)
    waiting = _waiting(wave, user)
    return Board(list(rows.values()), page, total, others, counts, waiting)


def _name() -> Coalesce:
    return Coalesce(preferred_name("case__prisoner"), F("case__reference"))


def _showing(rows: Any, show: str) -> Any:
    if show == "elsewhere":
        return rows.exclude(actual_destination__in=["", F("planned_destination")])
    if show == "embargo":
        return rows.under_embargo()
    if show == "open":
        return rows.filter(Exists(Need.objects.open().filter(release=OuterRef("pk"))))
    if show == "untaken":
        tasks = Task.objects.filter(need__release=OuterRef("pk"), state__in=_NO_ONE)
        return rows.filter(Exists(tasks))
    return rows


def _add_work(rows: Mapping[UUID, BoardRow]) -> None:
    """Needs with their tasks, in one query."""
    found = Need.objects.filter(release__in=rows).order_by("created_at", "pk")
    read = ("release", "pk", "state", "team__name", "owner__name", "tasks__state")
    seen = set()
    for release_id, need_id, state, team, owner, task in found.values_list(*read):
        row = rows[release_id]
        if need_id not in seen and state in OPEN_NEEDS:
            row.needs += 1
            row.receivers[f"{team}: {owner}"] = None
        seen.add(need_id)
        if task is not None and task not in ENDED_TASKS:
            row.tasks[task] = row.tasks.get(task, 0) + 1


def _counts(wave: Wave, user: User) -> tuple[dict[str, Counter[str]], int, int]:
    """How many there are of what, in one query that reads each of them and their case once: two
    look-ups more for each would be most of what the board costs."""
    is_turned = ~Q(actual_destination__in=["", F("planned_destination")])
    grouped = (
        Release.objects.filter(wave=wave)
        .order_by()
        .annotate(
            is_mine=_when(case_is_own(user, "case__")),
            is_held=_when(name_is_held()),
            to=Either(
                When(actual_destination="", then=F("planned_destination")),
                default=F("actual_destination"),
            ),
            is_turned=_when(is_turned),
        )
        .values_list("is_mine", "state", "to", "papers_given", "is_turned", "is_held")
        .annotate(n=Count("pk"))
    )
    counts: dict[str, Counter[str]] = {key: Counter() for key in ("state", "to", "papers", "show")}
    total = others = 0
    for is_mine, state, to, papers, turned, held, n in grouped:
        if not is_mine:
            others += n
            continue
        total += n
        counts["state"][state] += n
        counts["to"][to] += n
        counts["papers"][papers] += n
        counts["show"]["elsewhere"] += n * turned
        counts["show"]["embargo"] += n * held
    return counts, total, others


def _when(condition: Q) -> Either:
    return Either(When(condition, then=Value(True)), default=Value(False))


def _waiting(wave: Wave, user: User) -> list[tuple[str, list[str]]]:
    kept = ImportRow.objects.visible_to(user).filter(batch__wave=wave, outcome=RowOutcome.REVIEW)
    return [(_kept_name(row), list(row.reasons)) for row in kept.order_by("number")[:MOST_WAITING]]


def kept_rows(wave: Wave, user: User) -> list[dict[str, str]]:
    """The cells of the rows that wait for a decision, as the list had them."""
    kept = ImportRow.objects.visible_to(user).filter(batch__wave=wave, outcome=RowOutcome.REVIEW)
    return [dict(json.loads(str(row.raw))) for row in kept.order_by("batch", "number")]


def _kept_name(row: ImportRow) -> str:
    cells = dict(json.loads(str(row.raw)))
    return cells.get("name") or cells.get("reference") or ""
