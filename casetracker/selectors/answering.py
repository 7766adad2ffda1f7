"""Who is told where a ladder points to no single person, or to one who cannot be told."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from casetracker.domain.words import ENDED_STAGES, STAFF_ROLES, Role
from casetracker.models import Case, Membership, Team

#: A member who is active, not locked out, and whose mails arrive.
TOLD = Q(user__is_active=True, user__frozen_at=None, user__address_failed_at=None)


def answering(team_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """Team → its coordinators; of a team in which none can be told its caseworkers; of one that
    has none of these either the administrators. Empty only if the instance has nobody: one
    statement."""
    if not team_ids:
        return {}
    theirs = Membership.objects.filter(TOLD, team__in=team_ids)
    leads = Membership.objects.filter(TOLD, role=Role.COORDINATOR, team=OuterRef("team"))
    next_best = Q(role=Role.CASEWORKER) & ~Exists(leads)
    staff = Q(pk__in=theirs.filter(Q(role=Role.COORDINATOR) | next_best).values("pk"))
    rows = (
        Membership.objects.filter(staff | (TOLD & Q(role=Role.ADMINISTRATOR)))
        .annotate(member=F("user_id"))
        .order_by("member")
        .values_list("team_id", "member")
    )
    found: dict[Any, list[UUID]] = {}
    for team_id, user_id in rows:
        found.setdefault(team_id, []).append(user_id)
    administrators = found.pop(None, [])
    return {team_id: found.get(team_id, administrators) for team_id in team_ids}


def unreachable_staff(team_ids: Collection[UUID]) -> Any:
    """Ids of the staff of these teams whom no mail reaches: coordinators are told instead."""
    rows = Membership.objects.filter(~TOLD, team__in=team_ids, role__in=sorted(STAFF_ROLES))
    return rows.values("user")


def teams_that_reach_nobody() -> list[str]:
    """Names of the teams with open files and no coordinator who can be told, a hundred at most."""
    leads = Membership.objects.filter(TOLD, role=Role.COORDINATOR, team=OuterRef("pk"))
    open_files = Case.objects.filter(team=OuterRef("pk")).exclude(stage__in=sorted(ENDED_STAGES))
    rows = Team.objects.filter(~Exists(leads), Exists(open_files)).order_by("name")
    return list(rows.values_list("name", flat=True)[:100])
