"""The timeline of a case, newest first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from casetracker.models import Activity, Case, User
from casetracker.selectors.keyset import Slice, page_of


def timeline(case: Case, user: User, *, size: int, after: Any = None, before: Any = None) -> Slice:
    """One page of entries that `user` may read, each with its actor: one query."""
    entries = Activity.objects.visible_to(user).filter(case=case).select_related("actor")
    return page_of(entries, "occurred_at", size=size, after=after, before=before, descending=True)


def recorded_since(case: Case, user: User, since: datetime, *, most: int = 5) -> list[Activity]:
    """What was put on the timeline after `since`, the latest first: what changed under a form."""
    entries = Activity.objects.visible_to(user).filter(case=case, recorded_at__gt=since)
    return list(entries.select_related("actor").order_by("-recorded_at", "-pk")[:most])
