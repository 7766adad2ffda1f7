"""What runs out for one person: one line per case, the clock that runs out first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from casetracker.domain.words import Role, TaskState
from casetracker.models import Case, Clock, Task, User
from casetracker.models.clock import CASE_PATHS
from casetracker.selectors.keyset import RowCompare, Slice, capped_count, page_of
from casetracker.selectors.names import cases_called, labels_told, preferred_name

#: Where a clock's case is found, by the clock's subject.
CASE_IDS = tuple(f"{path}_id" for path in CASE_PATHS)


@dataclass(frozen=True)
class MyCases:
    page: Slice
    #: How many are put off, counted no further than 1,001.
    asleep: int


@dataclass
class Line:
    """One clock with its case and the name of the person. Without a case: an action over many,
    or a file of another team; without a clock: a file whose clocks stand still."""

    clock: Clock | None
    case: Case | None = None
    name: str = ""
    #: Two words of the reader's mails.
    label: str = ""


def my_cases(
    user: User,
    *,
    now: datetime,
    stage: str = "",
    search: str = "",
    is_asleep: bool = False,
    size: int,
    after: Any = None,
    before: Any = None,
) -> MyCases:
    """The clocks `user` answers for as staff, what runs out first at the top, one per case.

    Reads the index (owner, due_at, id) of running clocks and stops after a page. Clocks that
    are put off stand in a list of their own. Three queries, and a capped count.
    """
    mine = Clock.objects.running().filter(
        owner=user, team__in=user.team_ids(Role.CASEWORKER, Role.COORDINATOR)
    )
    put_off = Q(paused_until__gt=now)
    shown = mine.filter(put_off if is_asleep else ~put_off | Q(paused_until=None))
    first = first_of_each_case(shown)
    if stage or search:
        cases = cases_called(Case.objects.visible_to(user), search)
        cases = cases.filter(stage=stage) if stage else cases
        first = first.filter(case_key__in=cases.values("pk"))
    first = first.annotate(subject_kind=_subject_kind())
    page = page_of(first, "due_at", size=size, after=after, before=before)
    lines = labelled_lines(user, with_cases(page.rows, Case.objects.visible_to(user)))
    asleep = 0 if is_asleep else capped_count(mine.filter(put_off))
    return MyCases(Slice(lines, page.before, page.after), asleep)


def first_of_each_case(clocks: QuerySet[Clock], paths: Iterable[str] = CASE_IDS) -> Any:
    """`clocks` without those whose case has an earlier one among them; `case_key` is the case."""
    paths = tuple(paths)
    kept = clocks.annotate(case_key=Coalesce(*paths) if len(paths) > 1 else F(paths[0]))
    before = RowCompare(F("due_at"), F("pk"), OuterRef("due_at"), OuterRef("pk"), sign="<")
    earlier = clocks.filter(before)
    return kept.filter(*(~Exists(earlier.filter(**{path: OuterRef("case_key")})) for path in paths))


def _subject_kind() -> Coalesce:
    return Coalesce("task__kind", "need__kind", "action__kind")


def with_cases(clocks: Iterable[Clock], cases: QuerySet[Case]) -> list[Line]:
    """The clocks with those of their cases that are among `cases`: one query."""
    clocks = list(clocks)
    keys = {key for clock in clocks if (key := clock.case_key)}  # type: ignore[attr-defined]
    found = named_cases(cases, keys)
    lines = []
    for clock in clocks:
        case = found.get(clock.case_key)  # type: ignore[attr-defined]
        lines.append(Line(clock, case, getattr(case, "name", "") or ""))
    return lines


def labelled_lines(user: User, lines: list[Line]) -> list[Line]:
    """The lines with the words by which `user`'s mails call them: one query."""
    told = labels_told(user, {pk for line in lines for pk in _subjects(line)})
    for line in lines:
        line.label = next((told[pk] for pk in _subjects(line) if pk in told), "")
    return lines


def _subjects(line: Line) -> list[UUID]:
    """What a mail about the line may speak of: the clock's own task or action, or the case."""
    clock, case = line.clock, line.case
    ids = [clock.task_id, clock.action_id] if clock else []
    return [pk for pk in (*ids, case.pk if case else None) if pk]


def named_cases(cases: QuerySet[Case], ids: Iterable[UUID]) -> dict[UUID, Case]:
    """Id → case with `name`, of those among `cases`."""
    found = cases.filter(pk__in=set(ids)).select_related("caseworker", "team")
    return {case.pk: case for case in found.annotate(name=preferred_name())}


def to_confirm(user: User, *, size: int) -> list[Task]:
    """Tasks that somebody reported done and that `user`, as caseworker, confirms."""
    tasks = Task.objects.visible_to(user).filter(
        state=TaskState.REPORTED_DONE, case__caseworker=user
    )
    tasks = tasks.select_related("assignee", "case").order_by("due_at", "pk")
    return list(tasks.annotate(name=preferred_name("case__prisoner"))[:size])
