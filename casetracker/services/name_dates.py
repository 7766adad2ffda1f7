"""The dates that stand beside a spelling, so that lists find people by name and date at once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce

from casetracker.domain.words import Precision
from casetracker.models import Detention, NameForm, Prisoner


def date_names(*, prisoner_ids: Collection[UUID]) -> None:
    """Write beside the spellings of these people when they were born and last arrested, as far as
    that is known to the day. Part of every write of names, births and arrests; one statement."""
    if not prisoner_ids:
        return
    day = Precision.DAY
    people = Prisoner.objects.filter(pk=OuterRef("prisoner"), born_precision=day)
    arrests = Detention.objects.filter(case__prisoner=OuterRef("prisoner"), arrested_precision=day)
    NameForm.objects.filter(prisoner__in=prisoner_ids).update(
        born=_text_of(people, "born_on"),
        arrested=_text_of(arrests.order_by("-arrested_on"), "arrested_on"),
    )


def _text_of(rows: QuerySet[Any], column: str) -> Coalesce:
    said = rows.annotate(said=Cast(F(column), CharField(max_length=10))).values("said")[:1]
    return Coalesce(Subquery(said), Value(""))
