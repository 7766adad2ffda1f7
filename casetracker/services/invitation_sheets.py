"""Many volunteers let in at once, by a sheet of paper: one code for each, handed over by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from casetracker.domain.errors import Forbidden, Refused
from casetracker.domain.words import Role
from casetracker.models import User
from casetracker.services.audit import record
from casetracker.services.letters import account_link
from casetracker.services.users import invite_on_paper


@dataclass(frozen=True)
class Slip:
    """What one person is given: who it is for, and the link that makes the account theirs."""

    user: User
    link: str


@transaction.atomic
def print_invitations(
    *,
    actor: User,
    people: Sequence[tuple[str, str]],
    team_id: UUID,
    language: str,
    now: datetime,
) -> list[Slip]:
    """Accounts of volunteers, all or none, each with a link for paper; no mail is sent.

    They are asked nothing before a coordinator has vetted them. Whoever was invited before and
    has not come gets a new slip. A link works once and ends like a mailed one. Only a coordinator
    of the team. Raises `Refused` naming the person with whom it cannot be done.
    """
    if team_id not in actor.team_ids(Role.COORDINATOR):
        raise Forbidden("Only coordinators of a team print invitations to it.", field="team")
    slips = []
    for name, email in people:
        try:
            user = invite_on_paper(
                actor=actor, email=email, name=name, team_id=team_id, language=language, now=now
            )
        except Refused as refusal:
            refusal.message = f"{name}: {refusal.message}"
            refusal.field = "people"
            raise
        record(actor=actor, verb="invite_user", obj=user, team_id=team_id, now=now)
        slips.append(Slip(user, account_link(user)))
    return slips
