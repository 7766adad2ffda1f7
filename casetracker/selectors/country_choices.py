"""How many chose which country, as of any instant."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count

from casetracker.models import CountryChoice, User


def count_choices(user: User, *, at: datetime) -> dict[str, int]:
    """Country (ISO 3166 alpha-2) → how many people's choice it was at that instant, of the files
    whose inside `user` may read. One query."""
    rows = CountryChoice.objects.visible_to(user).at(at).order_by()
    counted = rows.values_list("country").annotate(people=Count("case__prisoner", distinct=True))
    return dict(counted.order_by("-people", "country"))
