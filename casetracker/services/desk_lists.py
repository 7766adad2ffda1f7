"""A list to take along: one person makes it, says why, and it is on record."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from casetracker.domain.desk_lists import LONGEST_REASON, MOST_ROWS
from casetracker.domain.errors import Forbidden, Refused
from casetracker.domain.inputs import one_line
from casetracker.domain.words import STAFF_ROLES
from casetracker.models import DeskList, User, Wave
from casetracker.selectors.desk_lists import listed_cases
from casetracker.services.audit import record
from casetracker.services.rights import find_visible


@transaction.atomic
def make_desk_list(
    *, actor: User, reason: str, wave_id: UUID | None = None, now: datetime
) -> DeskList:
    """Take the own open files along, or those of one wave that are one's to read.

    One event: who, of whom, why, how many. Raises `Missing` for a wave that is not visible,
    `Refused` without a reason, for an empty list and for one that is too long for a desk.
    """
    if not actor.has_role(*STAFF_ROLES):
        raise Forbidden("Coordinators and caseworkers take lists along.")
    wave = None if wave_id is None else find_visible(Wave, wave_id, actor, field="wave")
    why = one_line(reason, field="reason", longest=LONGEST_REASON, required=True)
    count = listed_cases(actor, wave)[: MOST_ROWS + 1].count()
    if not 1 <= count <= MOST_ROWS:
        raise Refused(
            "Nobody would stand on this list."
            if not count
            else f"More than {MOST_ROWS} people are too many for a list: ask for an export.",
            field="wave",
            value=wave_id,
            allowed=f"1 to {MOST_ROWS} people",
        )
    made = DeskList(maker=actor, wave=wave, reason=why, row_count=count, made_at=now)
    made.save(force_insert=True)
    own = actor.team_ids(*STAFF_ROLES)
    record(
        actor=actor,
        verb="make_desk_list",
        obj=made,
        team_id=wave.team_id if wave else min(own, key=str),
        changes={
            "wave": (None, wave.pk if wave else "own"),
            "reason": (None, why),
            "row_count": (None, count),
        },
        now=now,
    )
    return made
