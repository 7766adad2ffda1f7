"""Whoever answers for a file is told at once that things have changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from casetracker.domain.words import EventKind
from casetracker.models import Case, User
from casetracker.models.base import new_id
from casetracker.services.notices import event, insert_notices


def tell_keepers(
    cases: Sequence[Case],
    kind: EventKind,
    *,
    also: Mapping[UUID, set[Any]] | None = None,
    actor: User | None,
    now: datetime,
) -> None:
    """Tell the coordinators and the caseworker of each file, and whom `also` names for it (file
    id → people), but for whoever did it: two statements."""
    rows = User.objects.able().coordinating({case.team_id for case in cases})
    leads = set(rows.values_list("pk", "memberships__team"))
    notices = []
    for case in cases:
        told = {who for who, team_id in leads if team_id == case.team_id}
        told |= {case.caseworker_id} | (also or {}).get(case.pk, set())
        told -= {None, actor.pk if actor else None}
        what = new_id()
        notices += [event(kind, what, who, case_id=case.pk, is_urgent=True) for who in told]
    insert_notices(notices, now=now)
