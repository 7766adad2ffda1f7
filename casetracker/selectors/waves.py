"""Waves with what came of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import (
    Count,
    Exists,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from casetracker.domain.reversals import FREE_STAGES
from casetracker.domain.words import EventKind, Role, Stage, TaskState
from casetracker.models import (
    Membership,
    Need,
    Notice,
    Release,
    Task,
    TaskOffer,
    User,
    Wave,
)


def with_counts(waves: QuerySet[Wave], user: User) -> QuerySet[Wave]:
    """Each wave with how many people left, needs and tasks there are, of what `user` sees."""
    return waves.annotate(
        released=_count(Release.objects.visible_to(user), "wave"),
        needs=_count(Need.objects.visible_to(user), "release__wave"),
        tasks=_count(Task.objects.visible_to(user), "need__release__wave"),
    )


def _count(rows: QuerySet[Any], path: str) -> Coalesce:
    of_wave = rows.filter(**{path: OuterRef("pk")}).order_by().values(path)
    counted = of_wave.annotate(count=Count("pk", distinct=True)).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


class Load(NamedTuple):
    """A volunteer with more to do than they said they can."""

    name: str
    tasks: int
    capacity: int


def count_told(wave_id: UUID, *, now: datetime) -> int:
    """How many people are told just now that a wave has come: of their offers, or of new work."""
    offers = Q(kind=EventKind.OFFER_MADE, task__need__release__wave=wave_id)
    work = Q(dedupe_key=f"event:{EventKind.WAVE_RELEASED}:{wave_id}")
    found = Notice.objects.filter(offers | work, changed_at=now).order_by()
    return found.values("recipient").distinct().count()


def bound_for(wave: str, case_ids: Collection[UUID]) -> dict[UUID, str]:
    """Those of the cases who are in the wave of that name → the country they are bound for."""
    rows = Release.objects.filter(wave__name=wave, case__among=case_ids)
    found = rows.values_list("case_id", "actual_destination", "planned_destination")
    return {case_id: actual or planned for case_id, actual, planned in found}


def free_by_another(wave: str, case_ids: Collection[UUID]) -> dict[UUID, Stage]:
    """Those of the cases who are free by another release than one of the wave of that name →
    the stage they are in."""
    stages = [str(stage) for stage in FREE_STAGES]
    rows = Release.objects.standing().filter(case__among=case_ids, case__stage__in=stages)
    here = Release.objects.filter(wave__name=wave, case=OuterRef("case"))
    found = rows.filter(~Exists(here)).values_list("case_id", "case__stage")
    return {case_id: Stage(stage) for case_id, stage in found}


def count_unasked(wave_id: UUID, *, now: datetime) -> int:
    """The tasks that came of a wave just now for which there is no volunteer to ask."""
    made = Task.objects.filter(need__release__wave=wave_id, created_at=now)
    return made.filter(state=TaskState.OPEN).count()


def overloaded(releases: Any) -> list[Load]:
    """The volunteers who are asked to do something for these releases (ids, or a query of them),
    and altogether more than they can take."""
    asked = TaskOffer.objects.standing().filter(task__need__release__in=releases)
    people = set(asked.values_list("volunteer", flat=True))
    loads: Counter[UUID] = Counter()
    standing = TaskOffer.objects.standing().filter(volunteer__in=people)
    taken = Task.objects.open().filter(assignee__in=people)
    loads.update(standing.values_list("volunteer", flat=True))
    loads.update(taken.values_list("assignee", flat=True))
    members = Membership.objects.filter(user__in=people, role=Role.VOLUNTEER)
    of = members.order_by("user__name").values_list("user", "user__name")
    return [
        Load(name, loads[user_id], capacity)
        for user_id, name, capacity in of.annotate(least=Min("capacity"))
        if loads[user_id] > capacity
    ]
