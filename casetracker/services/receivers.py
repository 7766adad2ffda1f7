"""Who receives the released: teams that serve the destination, owners of needs, volunteers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from casetracker.domain.errors import Conflict
from casetracker.domain.matching import Volunteer, Wanted, choose
from casetracker.domain.words import STAFF_ROLES, OfferAnswer, Role
from casetracker.models import Membership, Task, TaskOffer
from casetracker.models.base import new_id
from casetracker.models.bulk import insert_rows
from casetracker.selectors.volunteers import PROFILE, as_volunteer

#: (offer id, task id, volunteer id)
Offer = tuple[UUID, UUID, UUID]


@dataclass
class Receivers:
    """Who could do what, as one statement found it."""

    #: Country → the teams that serve it, by name.
    teams: dict[str, list[UUID]] = field(default_factory=dict)
    #: Team → its staff, caseworkers before coordinators; a dictionary as an ordered set.
    staff: dict[UUID, dict[UUID, None]] = field(default_factory=dict)
    volunteers: list[Volunteer] = field(default_factory=list)
    coordinators: set[UUID] = field(default_factory=set)
    _owned: Counter[UUID] = field(default_factory=Counter)

    def team_for(self, destination: str, own_team: UUID) -> UUID:
        """The team that meets needs at `destination`: the case's own if it serves it or nobody
        does, otherwise the first that does."""
        serving = self.teams.get(destination, [])
        return serving[0] if serving and own_team not in serving else own_team

    def next_owner(self, team_id: UUID, own_team: UUID, caseworker_id: UUID | None) -> UUID:
        """The member of staff who answers for a need: the caseworker where the case's own team
        meets it, otherwise whoever of the meeting team has been given the fewest.

        Raises `Conflict` if neither team has any staff.
        """
        staff = self.staff.get(team_id) or self.staff.get(own_team) or {}
        if caseworker_id in staff:
            return caseworker_id
        if not staff:
            raise Conflict(
                "A need has a member of staff as owner, and the team has none: add a coordinator "
                "or caseworker first.",
                field="team",
                value=team_id,
            )
        # Of equals the first: that is how `min` chooses.
        owner = min(staff, key=lambda who: self._owned[who])
        self._owned[owner] += 1
        return owner


def find_receivers(
    *, team_ids: Collection[UUID], countries: Collection[str], today: date
) -> Receivers:
    """Everybody able in the teams `team_ids` and in those that serve `countries`: one statement."""
    rows = (
        Membership.objects.filter(
            Q(team__in=team_ids) | Q(team__countries__country__in=countries),
            user__is_active=True,
            user__frozen_at=None,
        )
        .annotate(load=_load(), country=F("team__countries__country"))
        .order_by("team__name", "role", "created_at", "user_id")
        .values(
            *PROFILE,
            "role",
            "vetted_at",
            "load",
            "country",
            "user__away_until",
            "user__address_failed_at",
            "user__mail_stopped_at",
        )
    )
    found = Receivers()
    seen: set[tuple[UUID, UUID, str]] = set()
    for row in rows:
        if row["country"] in countries:
            found.teams.setdefault(row["country"], []).append(row["team_id"])
        key = (row["team_id"], row["user_id"], row["role"])
        if key not in seen:
            seen.add(key)
            _sort_in(found, row, today)
    return found


def choose_volunteers(tasks: Sequence[Wanted], receivers: Receivers) -> dict[UUID, UUID]:
    """Task → the least loaded vetted volunteer of its team who can do it; tasks of teams that
    have none are left out.

    On the day of a mass release everything is offered to somebody who can do it: what exceeds
    the capacities is shared out evenly beyond them, and then also on days that are not theirs.
    """
    volunteers = receivers.volunteers
    chosen: dict[Any, Any] = choose(tasks, volunteers)
    for any_day in (False, True):
        rest = [task for task in tasks if chosen[task.id] is None]
        if any_day:
            rest = [replace(task, time=None) for task in rest]
        asked = Counter(who for who in chosen.values() if who)
        beyond = [
            replace(who, load=who.load + asked[who.id], capacity=who.load + len(tasks))
            for who in volunteers
        ]
        chosen |= choose(rest, beyond)
    return {task_id: who for task_id, who in chosen.items() if who is not None}


def insert_offers(chosen: Mapping[UUID, UUID], *, now: datetime) -> list[Offer]:
    """Write a standing offer per task → volunteer: one statement. The tasks' state is the
    caller's."""
    offers = [(new_id(), task_id, volunteer) for task_id, volunteer in chosen.items()]
    pending = str(OfferAnswer.PENDING)
    insert_rows(
        TaskOffer,
        ("id", "task", "volunteer", "offered_at", "answer"),
        [(offer_id, task_id, volunteer, now, pending) for offer_id, task_id, volunteer in offers],
        on_conflict="",
    )
    return offers


def _can_be_asked(row: Mapping[str, Any], today: date) -> bool:
    away = row["user__away_until"]
    gets_mail = row["user__address_failed_at"] is None and row["user__mail_stopped_at"] is None
    return row["vetted_at"] is not None and gets_mail and (away is None or away < today)


def _load() -> Any:
    """Open tasks that the member has, and offers that stand."""
    taken = Task.objects.open().filter(assignee=OuterRef("user"))
    asked = TaskOffer.objects.standing().filter(volunteer=OuterRef("user"))
    return _count(taken, "assignee") + _count(asked, "volunteer")


def _count(rows: Any, by: str) -> Any:
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _sort_in(found: Receivers, row: Mapping[str, Any], today: date) -> None:
    team_id, user_id = row["team_id"], row["user_id"]
    if row["role"] in STAFF_ROLES:
        found.staff.setdefault(team_id, {})[user_id] = None
    if row["role"] == Role.COORDINATOR:
        found.coordinators.add(user_id)
    if row["role"] == Role.VOLUNTEER and _can_be_asked(row, today):
        found.volunteers.append(as_volunteer(row, load=row["load"]))
