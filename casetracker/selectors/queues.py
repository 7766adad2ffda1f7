"""What waits for a coordinator: lists by what is wrong, and who carries how much."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case as Case_
from django.db.models import (
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from casetracker.domain.words import Role, RowOutcome, TaskState
from casetracker.models import Case, Clock, ImportRow, Membership, Notice, Task, User
from casetracker.selectors.answering import unreachable_staff
from casetracker.selectors.home import (
    Line,
    first_of_each_case,
    labelled_lines,
    with_cases,
)
from casetracker.selectors.keyset import CAP, Slice, page_of
from casetracker.selectors.names import cases_called, preferred_name

#: More colleagues than this do not fit one page.
MOST_PEOPLE = 200
#: What a page shows of a member of staff: reading whole rows took longer than the query.
_MEMBER = ("role", "user__name", "user__frozen_at", "user__away_until", "team__name")


class CappedCount(Subquery):
    """The number of rows of a subquery, counted no further than the cap + 1."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) capped)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows.order_by().values("pk")[: CAP + 1])


def _teams(user: User) -> set[UUID]:
    return user.team_ids(Role.COORDINATOR)


def _stale(user: User, now: datetime) -> QuerySet[Clock]:
    awake = ~Q(paused_until__gt=now) | Q(paused_until=None)
    late = Clock.objects.running().filter(
        awake, team__among=_teams(user), case__isnull=False, due_at__lte=now
    )
    return first_of_each_case(late, ["case_id"])


def _escalated(user: User, now: datetime) -> QuerySet[Clock]:
    told = Notice.objects.filter(
        clock=OuterRef("pk"), episode=OuterRef("episode"), is_escalated=True
    )
    return _stale(user, now).filter(Exists(told))


def _open(user: User) -> QuerySet[Case]:
    return Case.objects.open().filter(team__among=_teams(user))


def _unassigned(user: User, now: datetime) -> QuerySet[Case]:
    return _open(user).filter(caseworker=None)


def _unreached(user: User, now: datetime) -> QuerySet[Case]:
    return _open(user).filter(caseworker__in=unreachable_staff(_teams(user)))


def _risk(user: User, now: datetime) -> QuerySet[Case]:
    return _open(user).filter(Q(is_critical_health=True) | Q(is_hunger_strike=True))


def _tasks(user: User) -> QuerySet[Task]:
    return Task.objects.filter(team__among=_teams(user))


def _untaken(user: User, now: datetime) -> QuerySet[Task]:
    return _tasks(user).filter(state__in=[TaskState.OPEN, TaskState.OFFERED])


def _reported(user: User, now: datetime) -> QuerySet[Task]:
    return _tasks(user).filter(state=TaskState.REPORTED_DONE)


def _reviews(user: User, now: datetime) -> QuerySet[ImportRow]:
    return ImportRow.objects.filter(outcome=RowOutcome.REVIEW, batch__team__among=_teams(user))


#: Name → rows. The kind of row decides what a page of it looks like.
QUEUES: dict[str, Callable[[User, datetime], QuerySet[Any]]] = {
    "escalated": _escalated,
    "stale": _stale,
    "risk": _risk,
    "unassigned": _unassigned,
    "unreached": _unreached,
    "untaken": _untaken,
    "reported": _reported,
    "reviews": _reviews,
}
#: In the order of which column each is read.
ORDERS = {Clock: "due_at", Case: "last_activity_at", Task: "due_at"}


def queue_counts(user: User, *, now: datetime) -> dict[str, int]:
    """How long each queue is, counted no further than 1,001: one query for all."""
    counts = {name: CappedCount(rows(user, now)) for name, rows in QUEUES.items()}
    return User.objects.filter(pk=user.pk).annotate(**counts).values(*counts).get()


def queue_page(user: User, name: str, *, now: datetime, size: int, **edges: Any) -> Slice:
    """One page of a queue: `Line`s for cases and clocks, tasks with `name` for tasks.

    Three queries for lines, one for tasks.
    """
    rows = QUEUES[name](user, now)
    if rows.model is Case:
        return _case_page(user, rows, size=size, **edges)
    if rows.model is Clock:
        page = page_of(rows, ORDERS[Clock], size=size, **edges)
        lines = with_cases(page.rows, Case.objects.filter(team__among=_teams(user)))
        return Slice(labelled_lines(user, lines), page.before, page.after)
    rows = rows.select_related("assignee", "case", "team")
    # The name of a person whose file is another team's is not this team's to see.
    own = When(case__team__among=_teams(user), then=preferred_name("case__prisoner"))
    return page_of(
        rows.annotate(name=Case_(own, default=Value(""))), ORDERS[Task], size=size, **edges
    )


def case_page_of(user: User, caseworker_id: UUID, *, size: int, **edges: Any) -> Slice:
    """One page of a caseworker's open cases in the teams that `user` coordinates."""
    return _case_page(user, _open(user).filter(caseworker=caseworker_id), size=size, **edges)


def team_cases(user: User, *, stage: str = "", search: str = "", size: int, **edges: Any) -> Slice:
    """One page of the cases that `user` may see, the longest untouched first; without a stage
    those that are open. Three queries."""
    visible = Case.objects.visible_to(user)
    rows = visible.filter(stage=stage) if stage else visible.open()
    return _case_page(user, cases_called(rows, search), size=size, **edges)


def _case_page(user: User, rows: QuerySet[Case], *, size: int, **edges: Any) -> Slice:
    """One page of cases, each with its clock that runs out first: three queries."""
    named = rows.select_related("caseworker", "team").annotate(name=preferred_name())
    page = page_of(named, ORDERS[Case], size=size, **edges)
    clocks: dict[UUID, Clock] = {}
    running = Clock.objects.running().filter(case__in=[case.pk for case in page.rows])
    for clock in running.order_by("-due_at"):
        clocks[clock.case_id] = clock  # type: ignore[index]
    lines = [Line(clocks.get(case.pk), case, case.name or "") for case in page.rows]
    return Slice(labelled_lines(user, lines), page.before, page.after)


def caseworkers(user: User, *, now: datetime) -> list[Membership]:
    """The staff of the teams that `user` coordinates, each with `open` and `overdue` files in
    that team (capped): one query."""
    theirs = {"caseworker": OuterRef("user"), "team": OuterRef("team")}
    late = {"owner": OuterRef("user"), "team": OuterRef("team"), "due_at__lte": now}
    staff = Membership.objects.filter(
        team__among=_teams(user), role__in=[Role.CASEWORKER, Role.COORDINATOR], user__is_active=True
    )
    # Who is both in a team stands there once, as its coordinator: 200 people are counted, not 400.
    both = Membership.objects.filter(
        user=OuterRef("user"), team=OuterRef("team"), role=Role.COORDINATOR
    )
    staff = staff.filter(Q(role=Role.COORDINATOR) | ~Exists(both))
    staff = (
        staff.select_related("user", "team")
        .only(*_MEMBER)
        .annotate(
            open=CappedCount(Case.objects.open().filter(**theirs)),
            overdue=CappedCount(Clock.objects.running().filter(case__isnull=False, **late)),
        )
    )
    return list(staff.order_by("user__name", "user_id", "team_id")[:MOST_PEOPLE])
