"""Needs as whoever sees to them meets them, also those of files of another team."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case as Case_
from django.db.models import DateTimeField, Value, When
from django.db.models.functions import Coalesce

from casetracker.domain.words import Role
from casetracker.models import Need, Task, User
from casetracker.selectors.keyset import Slice, page_of
from casetracker.selectors.names import preferred_name

#: Needs without a date stand last.
LAST = datetime(9990, 1, 1, tzinfo=UTC)
STAFF = (Role.COORDINATOR, Role.CASEWORKER)


def need_page(user: User, *, is_teams: bool = False, size: int, **edges: Any) -> Slice:
    """One page of open needs, what is due first at the top: those that `user` owns, or those
    of the teams that `user` coordinates. One query."""
    needs = _named(user).open()
    if is_teams:
        needs = needs.filter(team__in=user.team_ids(Role.COORDINATOR))
    else:
        needs = needs.filter(owner=user)
    due = DateTimeField()
    needs = needs.annotate(due=Coalesce("due_at", Value(LAST, output_field=due)))
    return page_of(needs, "due", size=size, output_field=due, **edges)


def find_need(user: User, need_id: UUID) -> Need | None:
    """The need, if `user` may see it, with `name` where its file is `user`'s team's."""
    return _named(user).filter(pk=need_id).first()


def tasks_of(need: Need, user: User) -> list[Task]:
    """The tasks of a need that `user` may see."""
    tasks = Task.objects.visible_to(user).filter(need=need).select_related("assignee")
    return list(tasks.order_by("due_at", "pk"))


def _named(user: User) -> Any:
    # The name of a person whose file is another team's is not this team's to see.
    own = When(case__team__in=user.team_ids(*STAFF), then=preferred_name("case__prisoner"))
    needs = Need.objects.visible_to(user).select_related(
        "case", "case__caseworker", "owner", "team", "release"
    )
    return needs.annotate(name=Case_(own, default=Value("")))
