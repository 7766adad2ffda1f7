"""Who can be asked to do a task, and how much they have on their hands."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, IntegerField, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from casetracker.domain.matching import Volunteer
from casetracker.domain.words import OfferAnswer, Role, TaskState
from casetracker.models import Membership, Task, TaskOffer


def vetted_volunteers(team_ids: Collection[UUID]) -> QuerySet[Membership]:
    """Memberships of volunteers who have been vetted and may be told things."""
    return Membership.objects.filter(
        team__in=team_ids,
        role=Role.VOLUNTEER,
        vetted_at__isnull=False,
        user__is_active=True,
        user__frozen_at=None,
    )


def askable_volunteers(team_ids: Collection[UUID], *, now: datetime) -> list[Volunteer]:
    """The vetted volunteers of the teams who are not away and whose address works, with what
    they have taken or are offered; who was asked longest ago comes first. One statement."""
    offers = TaskOffer.objects.filter(volunteer=OuterRef("user")).order_by().values("volunteer")
    tasks = Task.objects.filter(assignee=OuterRef("user"), state=TaskState.ACCEPTED)
    rows = (
        vetted_volunteers(team_ids)
        .filter(user__address_failed_at=None)
        .exclude(user__away_until__gte=now.date())
        .annotate(
            taken=_count(tasks.order_by().values("assignee")),
            asked=_count(offers.filter(answer=OfferAnswer.PENDING)),
            last_asked_at=Subquery(offers.annotate(last=Max("offered_at")).values("last")),
        )
        .order_by(F("last_asked_at").asc(nulls_first=True), "user_id", "team_id")
        .values_list("user_id", "team_id", "user__speaks", "capacity", "taken", "asked")
    )
    return [
        Volunteer(
            id=user_id,
            team_id=team_id,
            speaks=frozenset(speaks),
            load=taken + asked,
            capacity=capacity,
        )
        for user_id, team_id, speaks, capacity, taken, asked in rows
    ]


def _count(grouped: QuerySet) -> Coalesce:
    counted = grouped.annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
