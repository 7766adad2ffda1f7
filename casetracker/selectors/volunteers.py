"""Who can be asked to do a task, and how much they have on their hands."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, IntegerField, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from casetracker.domain.matching import Volunteer, Wanted
from casetracker.domain.volunteering import TAKES
from casetracker.domain.words import Role, TaskKind, TaskState
from casetracker.models import Membership, Task, TaskOffer, User

#: A page shows so many volunteers at most.
MOST_LISTED = 500


#: What of a volunteer's membership `as_volunteer` reads.
PROFILE = (
    *("user_id", "team_id", "capacity", "user__speaks", "user__language", "user__time_zone"),
    *("user__works_in", "user__skills", "user__free_on"),
)


def vetted_volunteers(team_ids: Collection[UUID]) -> QuerySet[Membership]:
    """Memberships of volunteers who have been vetted and may be told things: who has stopped
    mails would not hear of it."""
    return Membership.objects.filter(
        team__in=team_ids,
        role=Role.VOLUNTEER,
        vetted_at__isnull=False,
        user__is_active=True,
        user__frozen_at=None,
        user__mail_stopped_at=None,
    )


def askable_volunteers(team_ids: Collection[UUID], *, now: datetime) -> list[Volunteer]:
    """The vetted volunteers of the teams who are not away and whose address works, with what
    they have taken or are offered; who was asked longest ago comes first. One statement."""
    offers = TaskOffer.objects.filter(volunteer=OuterRef("user")).order_by().values("volunteer")
    rows = (
        vetted_volunteers(team_ids)
        .filter(user__address_failed_at=None)
        .exclude(user__away_until__gte=now.date())
        .annotate(
            **_busy(),
            last_asked_at=Subquery(offers.annotate(last=Max("offered_at")).values("last")),
        )
        .order_by(F("last_asked_at").asc(nulls_first=True), "user_id", "team_id")
        .values(*PROFILE, "taken", "asked")
    )
    return [as_volunteer(row, load=row["taken"] + row["asked"]) for row in rows]


def as_volunteer(row: Mapping[str, Any], *, load: int) -> Volunteer:
    """As matching takes it, of a membership read by `PROFILE`."""
    return Volunteer(
        id=row["user_id"],
        team_id=row["team_id"],
        speaks=frozenset(row["user__speaks"] or [row["user__language"]]),
        load=load,
        capacity=row["capacity"],
        works_in=frozenset(row["user__works_in"]),
        skills=frozenset(row["user__skills"]),
        free_on=frozenset(row["user__free_on"]),
        zone_name=row["user__time_zone"],
    )


def wanted(
    task_id: UUID,
    team_id: UUID,
    kind: str,
    *,
    language: str = "",
    country: str = "",
    due_at: datetime,
    now: datetime,
    not_to: Collection[UUID] = (),
) -> Wanted:
    """A task as matching takes it: what it takes, and the time there is for it."""
    return Wanted(
        task_id,
        team_id,
        language,
        frozenset(not_to),
        country,
        TAKES.get(TaskKind(kind)),
        (now, max(now, due_at)),
    )


def _busy() -> dict[str, Any]:
    """Of a membership, whatever the team: tasks that are `taken`, offers that stand."""
    tasks = Task.objects.filter(assignee=OuterRef("user"), state=TaskState.ACCEPTED)
    offers = TaskOffer.objects.standing().filter(volunteer=OuterRef("user"))
    return {
        "taken": _count(tasks.order_by().values("assignee")),
        "asked": _count(offers.order_by().values("volunteer")),
    }


def _count(grouped: QuerySet) -> Coalesce:
    counted = grouped.annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


@dataclass(frozen=True)
class Sought:
    """Whom to show: who speaks, works in, can do, is free on; empty: everybody."""

    language: str = ""
    country: str = ""
    skill: str = ""
    day: str = ""
    has_room: bool = False


@dataclass(frozen=True)
class Listed:
    """A volunteer of a team, and how many tasks they have or are offered, whatever the team."""

    membership: Membership
    taken: int
    asked: int
    #: Vetted, there, told things, and with fewer tasks than they take at once.
    could_be_asked: bool

    @property
    def person(self) -> User:
        return self.membership.user


def volunteers_seen_by(user: User, sought: Sought, *, now: datetime) -> list[Listed]:
    """The volunteers of the teams that `user` coordinates, the least busy first. One statement."""
    teams = user.team_ids(Role.COORDINATOR)
    members = Membership.objects.filter(team__in=teams, role=Role.VOLUNTEER)
    rows = members.select_related("user", "team").annotate(**_busy()).order_by("user__name", "pk")
    listed = [_listed(row, now) for row in rows[:MOST_LISTED]]
    fitting = [one for one in listed if _fits(one, sought)]
    return sorted(fitting, key=lambda one: one.taken + one.asked)


def volunteer_seen_by(user: User, person_id: UUID) -> tuple[User, int] | None:
    """Oneself as a volunteer, or one of a team that `user` coordinates, with how many tasks they
    take at once there."""
    members = Membership.objects.filter(user=person_id, role=Role.VOLUNTEER).order_by("pk")
    if person_id != user.pk:
        members = members.filter(team__in=user.team_ids(Role.COORDINATOR))
    found = members.select_related("user").first()
    return (found.user, found.capacity) if found else None


def _listed(row: Any, now: datetime) -> Listed:
    person = row.user
    is_told = person.mail_stopped_at is None and person.address_failed_at is None
    is_there = person.away_until is None or person.away_until < now.date()
    is_able = row.vetted_at is not None and person.is_active and not person.is_frozen
    has_room = row.taken + row.asked < row.capacity
    return Listed(row, row.taken, row.asked, is_able and is_told and is_there and has_room)


def _fits(one: Listed, sought: Sought) -> bool:
    person = one.person
    return (
        sought.language in ("", *(person.speaks or [person.language]))
        and (not person.works_in or sought.country in ("", *person.works_in))
        and (not person.skills or sought.skill in ("", *person.skills))
        and (not person.free_on or sought.day in ("", *person.free_on))
        and (one.could_be_asked or not sought.has_room)
    )
