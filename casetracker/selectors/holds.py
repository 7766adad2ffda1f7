"""Floods that are held back, for operators and coordinators."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from casetracker.domain.words import HoldState
from casetracker.models import Hold, User
from casetracker.selectors.keyset import Slice, page_of


def open_holds() -> list[dict[str, Any]]:
    """Every hold that waits for a decision, the oldest first."""
    rows = Hold.objects.open().annotate(team_name=F("team__name")).order_by("created_at")
    fields = ("id", "team_name", "reason", "letters", "clocks_held", "created_at", "releases_at")
    return [
        {"team" if name == "team_name" else name: value for name, value in row.items()}
        for row in rows.values(*fields)
    ]


def holds_of(user: User) -> list[Hold]:
    """What is held back of the teams that `user` coordinates, the oldest first."""
    waiting = Hold.objects.visible_to(user).open()
    return list(waiting.select_related("team").order_by("created_at")[:100])


def holds_page(user: User, *, state: str, size: int, **edges: Any) -> Slice:
    """One page of holds of the teams that `user` coordinates: those that wait the oldest first,
    those that were decided on the latest first."""
    rows = Hold.objects.visible_to(user).filter(state=state).select_related("team", "decided_by")
    is_past = state != HoldState.OPEN
    return page_of(rows, "created_at", size=size, descending=is_past, **edges)
