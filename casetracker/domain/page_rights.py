"""What people do on pages and no program does: rows as in `permissions.py`.

Together the two pages say of every page which right it asks for; `tests/rights` asks them all.
"""

from __future__ import annotations

from collections.abc import Mapping

from casetracker.domain.grants import (
    ADMINISTRATOR,
    AUDITOR,
    CASEWORKER,
    COORDINATOR,
    OTHERS,
    OWN,
    PERSONAL,
    SEEN,
    STAFF,
    TEAM,
    Grant,
    Relation,
)
from casetracker.domain.words import Role


def _may(roles: Role | tuple[Role, ...], relation: Relation, verbs: str) -> list[Grant]:
    roles = (roles,) if isinstance(roles, Role) else roles
    return [Grant(role, relation, frozenset(verbs.split()), frozenset()) for role in roles]


ON_PAGES: Mapping[str, tuple[Grant, ...]] = {
    # Who there is: an auditor reads it without addresses, and no page of one person.
    "rosters": (
        *_may(COORDINATOR, TEAM, "read"),
        *_may((ADMINISTRATOR, AUDITOR), SEEN, "read"),
    ),
    # Whoever belongs to a team, to those who coordinate it; everybody else to administrators.
    "people": (
        *_may(COORDINATOR, TEAM, "read vet unvet hand_over address_works"),
        *_may(ADMINISTRATOR, SEEN, "read address_works"),
    ),
    # TEAM: caseworkers and volunteers of it who hold nothing higher anywhere.
    "people-below": (
        *_may(COORDINATOR, TEAM, "read lock unlock reset_factor"),
        *_may(ADMINISTRATOR, SEEN, "read"),
        *_may(ADMINISTRATOR, OTHERS, "lock unlock reset_factor propose_role"),
    ),
    "invitations": (
        *_may(COORDINATOR, TEAM, "create print"),
        *_may(ADMINISTRATOR, SEEN, "create"),
    ),
    "queues": tuple(_may(COORDINATOR, TEAM, "read assign_many")),
    "holds": tuple(_may(COORDINATOR, TEAM, "read release discard")),
    "scans": tuple(_may(COORDINATOR, SEEN, "read start cancel")),
    "lists": (*_may(COORDINATOR, TEAM, "read discard"), *_may(CASEWORKER, OWN, "read discard")),
    # Anybody's file may be asked for; read by whom a second person has let in, for an hour.
    "exceptions": (*_may(STAFF, SEEN, "ask"), *_may(STAFF, PERSONAL, "read")),
    # Borrowed devices that receive a wave of the team.
    "desks": tuple(_may(COORDINATOR, TEAM, "read open end")),
    "volunteers": tuple(_may(COORDINATOR, TEAM, "read")),
    "record-checks": tuple(_may(AUDITOR, SEEN, "create")),
    "system": tuple(_may(ADMINISTRATOR, SEEN, "read")),
}
