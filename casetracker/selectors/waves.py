"""Waves with what came of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from casetracker.models import Need, Release, Task, User, Wave


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
