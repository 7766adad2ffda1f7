"""Releases found and locked with their cases, for whoever changes many at once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from casetracker.domain.errors import Missing, Refused
from casetracker.models import Release, User, Wave
from casetracker.services.rights import find_visible

MOST = 5000


def find_releases(
    actor: User | None, release_ids: Collection[UUID], *, wave_id: UUID | None = None
) -> list[Release]:
    """The releases (of one wave, if it is given) in the order asked for, locked with their cases,
    which come with their teams.

    Raises `Refused` for none or too many, `Missing` for the first one that `actor` may not
    change: all or nothing.
    """
    wanted = list(dict.fromkeys(release_ids))
    if not 0 < len(wanted) <= MOST:
        raise Refused(
            "Choose people of the wave.",
            field="releases",
            value=len(wanted),
            allowed=f"1 to {MOST} people",
        )
    rows: Any = Release.objects.filter(pk__in=wanted)
    if wave_id is not None:
        rows = rows.filter(wave=find_visible(Wave, wave_id, actor, field="wave"))
    if actor is not None:
        rows = rows.filter(pk__in=Release.objects.visible_to(actor).values("pk"))
    locked = rows.select_related("case__team").order_by("case_id")
    found = {row.pk: row for row in locked.select_for_update(of=("self", "case"), no_key=True)}
    for release_id in wanted:
        if release_id not in found:
            raise Missing(
                f"There is no release {release_id} here that you may change.",
                field="releases",
                value=release_id,
            )
    return [found[release_id] for release_id in wanted]
