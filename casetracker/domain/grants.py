"""The words in which the matrix of rights is written: role × relation → verbs and fields."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from casetracker.domain.words import Role


class Relation(StrEnum):
    """How a person, in one of their roles, stands to an object."""

    #: It belongs to a team in which the role is held.
    TEAM = "team"
    #: It is assigned to the person, who holds the role in its team.
    OWN = "own"
    #: It is addressed to the person or taken by them, whatever its team.
    PERSONAL = "personal"
    #: It is offered to the person, who has not accepted.
    ASKED = "asked"
    #: It is visible to the person at all.
    SEEN = "seen"
    #: It is visible to the person and not their own (`PERSONAL`): what somebody else proposes.
    OTHERS = "others"
    #: The person proposed it, and it is of a kind that one may pass alone in a small team.
    ALONE = "alone"


@dataclass(frozen=True)
class Grant:
    role: Role
    relation: Relation
    verbs: frozenset[str]
    fields: frozenset[str]


#: (role, relation) pairs in which a person stands to an object.
Standing = Collection[tuple[Role, Relation]]

TEAM, OWN, SEEN = Relation.TEAM, Relation.OWN, Relation.SEEN
PERSONAL, ASKED = Relation.PERSONAL, Relation.ASKED
OTHERS, ALONE = Relation.OTHERS, Relation.ALONE
ADMINISTRATOR, AUDITOR = Role.ADMINISTRATOR, Role.AUDITOR
COORDINATOR, CASEWORKER, VOLUNTEER = Role.COORDINATOR, Role.CASEWORKER, Role.VOLUNTEER


def grant(roles: Role | tuple[Role, ...], relation: Relation, verbs: str, fields: str) -> Any:
    roles = (roles,) if isinstance(roles, Role) else roles
    words = frozenset(verbs.split()), frozenset(fields.split())
    return [Grant(role, relation, *words) for role in roles]


def rows(*grants: list[Grant]) -> tuple[Grant, ...]:
    return tuple(grant for some in grants for grant in some)


STAFF = (COORDINATOR, CASEWORKER)
EVERYBODY = tuple(Role)
