"""People as lists of names that a page offers to choose from."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q

from casetracker.domain.words import ENDED_TASKS, INSTANCE_ROLES, Role
from casetracker.models import Membership, Team, User

MOST = 500


def staff_of(team_ids: Collection[UUID]) -> list[tuple[str, str]]:
    """(id, name) of who may be given a case of any of the teams."""
    staff = User.objects.able().staff_of(team_ids).order_by("name")
    return [(str(pk), name) for pk, name in staff.values_list("pk", "name")[:MOST]]


def deputies_for(user: User) -> list[tuple[str, str]]:
    """(id, name) of who may stand in for `user`: staff of the same teams."""
    teams = user.team_ids(Role.COORDINATOR, Role.CASEWORKER)
    return [(pk, name) for pk, name in staff_of(teams) if pk != str(user.pk)]


def volunteers_of(team_id: UUID) -> list[tuple[str, str]]:
    """(id, "name (tasks now)") of the team's vetted volunteers, the least busy first."""
    busy = Count("user__tasks", filter=~Q(user__tasks__state__in=sorted(ENDED_TASKS)))
    members = Membership.objects.filter(
        team=team_id,
        role=Role.VOLUNTEER,
        vetted_at__isnull=False,
        user__is_active=True,
        user__frozen_at=None,
        user__mail_stopped_at=None,
    ).annotate(busy=busy)
    rows = members.order_by("busy", "user__name").values_list("user_id", "user__name", "busy")
    return [(str(pk), f"{name} ({count})") for pk, name, count in rows[:MOST]]


def people_seen_by(user: User) -> list[User]:
    """Whom `user` may see in the list of people, with the memberships `user` may see.

    Three queries. A coordinator sees the teams one coordinates, an administrator everybody, an
    auditor everybody, too; `is_known` tells whose address the reader is shown.
    """
    seen = User.objects.visible_to(user).order_by("name", "pk")
    shown = Membership.objects.visible_to(user).select_related("team").order_by("role")
    people = list(seen.prefetch_related(Prefetch("memberships", queryset=shown))[:MOST])
    known = set(User.objects.known_to(user).values_list("pk", flat=True))
    for person in people:
        person.is_known = person.pk in known
    return people


def person_seen_by(user: User, person_id: UUID) -> User | None:
    """One of `people_seen_by` whom `user` knows, or None."""
    shown = Membership.objects.visible_to(user).select_related("team").order_by("role")
    seen = User.objects.known_to(user).filter(pk=person_id)
    return seen.prefetch_related(Prefetch("memberships", queryset=shown)).first()


def teams_to_invite(user: User) -> Any:
    """The teams into which `user` may invite somebody."""
    if user.has_role(*INSTANCE_ROLES):
        return Team.objects.visible_to(user).order_by("name")
    return Team.objects.filter(pk__in=user.team_ids(Role.COORDINATOR)).order_by("name")
