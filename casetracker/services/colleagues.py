"""What befalls a colleague, told to whoever answers for their teams."""

from __future__ import annotations

from datetime import datetime

from casetracker.domain.words import EventKind
from casetracker.models import User
from casetracker.selectors.answering import answering
from casetracker.services.notices import event, insert_notices


def tell_of_person(
    kind: EventKind,
    who: User,
    *,
    occurrence: str,
    but: User | None = None,
    is_urgent: bool = False,
    now: datetime,
) -> None:
    """Tell the coordinators of somebody's teams of what befell them; not `but`, who did it."""
    teams = who.memberships.exclude(team=None).values_list("team", flat=True)
    told = {lead for leads in answering(set(teams)).values() for lead in leads}
    told -= {who.pk, but.pk if but else None}
    insert_notices(
        [
            event(kind, who.pk, lead, is_urgent=is_urgent, occurrence=occurrence)
            for lead in sorted(told)
        ],
        now=now,
    )
