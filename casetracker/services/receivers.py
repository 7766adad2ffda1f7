"""Who receives the released: teams that serve the destination, owners of needs, volunteers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, FilteredRelation, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from casetracker.domain.errors import Conflict
from casetracker.domain.matching import Volunteer, Wanted, choose
from casetracker.domain.words import STAFF_ROLES, OfferAnswer, Role
from casetracker.models import Membership, Task, TaskOffer
from casetracker.models.base import new_id
from casetracker.models.bulk import insert_rows
from casetracker.selectors.volunteers import PROFILE, as_volunteer, vetted_volunteers

#: (offer id, task id, volunteer id)
Offer = tuple[UUID, UUID, UUID]


@dataclass
class Receivers:
    """Who could see to what, as one statement found it."""

    #: Country → the teams that serve it, by name; a dictionary as an ordered set.
    teams: dict[str, dict[UUID, None]] = field(default_factory=dict)
    #: Team → its staff, caseworkers before coordinators; an ordered set, too.
    staff: dict[UUID, dict[UUID, None]] = field(default_factory=dict)
    coordinators: set[UUID] = field(default_factory=set)
    _owned: Counter[UUID] = field(default_factory=Counter)

    def team_for(self, destination: str, own_team: UUID) -> UUID:
        """The team that meets needs at `destination`: the case's own if it serves it or nobody
        does, otherwise the first that does."""
        serving = self.teams.get(destination, {})
        return own_team if own_team in serving else next(iter(serving), own_team)

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


def find_receivers(*, team_ids: Collection[UUID], countries: Collection[str]) -> Receivers:
    """Everybody able in the teams `team_ids` and in those that serve `countries`: one statement."""
    asked = Q(team__countries__country__in=countries)
    rows = (
        Membership.objects.annotate(serves=FilteredRelation("team__countries", condition=asked))
        .filter(
            Q(team__in=team_ids) | Q(serves__isnull=False),
            user__is_active=True,
            user__frozen_at=None,
        )
        .order_by("team__name", "role", "created_at", "user_id")
        .values_list("team_id", "user_id", "role", "serves__country")
    )
    found = Receivers()
    for team_id, user_id, role, country in rows:
        if country:
            found.teams.setdefault(country, {})[team_id] = None
        if role in STAFF_ROLES:
            found.staff.setdefault(team_id, {})[user_id] = None
        if role == Role.COORDINATOR:
            found.coordinators.add(user_id)
    return found


def choose_volunteers(tasks: Sequence[Wanted], *, today: date) -> dict[UUID, UUID]:
    """Task → the least loaded vetted volunteer of its team who can do it; tasks of teams that
    have none are left out. One statement, whatever their number.

    On the day of a mass release everything is offered to somebody who can do it: what exceeds
    the capacities is shared out evenly beyond them, and then also on days that are not theirs.
    """
    volunteers = _volunteers({task.team_id for task in tasks}, today) if tasks else []
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


def _volunteers(team_ids: Collection[Any], today: date) -> list[Volunteer]:
    """Who of these teams can be asked, longest in the team first."""
    rows = (
        vetted_volunteers(team_ids)
        .filter(Q(user__away_until=None) | Q(user__away_until__lt=today))
        .filter(user__address_failed_at=None)
        .annotate(load=_load())
        .order_by("team__name", "created_at", "user_id")
        .values(*PROFILE, "load")
    )
    return [as_volunteer(row, load=row["load"]) for row in rows]


def _load() -> Any:
    """Open tasks that the member has, and offers that stand."""
    taken = Task.objects.open().filter(assignee=OuterRef("user"))
    asked = TaskOffer.objects.standing().filter(volunteer=OuterRef("user"))
    return _count(taken, "assignee") + _count(asked, "volunteer")


def _count(rows: Any, by: str) -> Any:
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
