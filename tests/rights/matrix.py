"""What the matrix promises for one request, read off its rows and nothing else.

`domain/permissions.py` is data here: nothing of what answers requests takes part, so that a test
compares the two. How somebody stands to a row is said by whoever made the row (`nouns.py`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from casetracker.domain.grants import Grant, Relation
from casetracker.domain.page_rights import ON_PAGES
from casetracker.domain.permissions import RIGHTS
from casetracker.domain.scopes import (
    ALL,
    NAMED_ONLY,
    NEVER_BY_TOKEN,
    OF_THE_TOKEN,
    READING,
    SCOPED,
)
from casetracker.domain.words import Role

#: Both pages of the map.
GRANTS = {**RIGHTS, **ON_PAGES}
#: A right that was used may still meet a state that does not allow it.
DONE = frozenset({200, 201, 204})
DONE_OR_STATE = DONE | {409}


@dataclass(frozen=True)
class Person:
    """Somebody who asks: in these roles, each in these teams (None: of the instance)."""

    name: str
    roles: tuple[tuple[Role, Any], ...] = ()
    #: Signed in at all; a session or token that a freeze has ended is none.
    is_known: bool = True
    has_shown_factor: bool = True
    #: A borrowed device that receives a wave: it finds its own pages, and no others.
    is_desk: bool = False
    #: Of the token, if they ask with one.
    scopes: tuple[str, ...] | None = None

    @property
    def is_in(self) -> bool:
        """Signed in, with the second factor."""
        return self.is_known and self.has_shown_factor and not self.is_desk

    def may_ever(self, noun: str, verb: str) -> bool:
        """Whether one of their roles may do this to something."""
        return self.is_in and self.holds([one for one in GRANTS[noun] if verb in one.verbs])

    def holds(self, grants: Collection[Grant]) -> bool:
        held = {role for role, _ in self.roles}
        return any(grant.role in held for grant in grants)


@dataclass(frozen=True)
class Thing:
    """A row, and how people stand to it: by name, as the test has made it.

    Without a row it is what a request would make or change that stands on no object's address.
    """

    row: Any = None
    #: (team, name of whose it is there).
    ties: tuple[tuple[Any, str | None], ...] = ()
    personal: Collection[str] = ()
    asked: Collection[str] = ()
    alone: Collection[str] = ()
    #: Who sees it without any of these ties.
    seen: Collection[str] = ()
    #: What the body names; who does not see that is told that there is none.
    named: tuple[str, Thing] | None = None


def standing(person: Person, noun: str, thing: Thing) -> frozenset[tuple[Role, Relation]]:
    """The (role, relation) pairs in which somebody stands to it."""
    found = set()
    for role, team in person.roles:
        for tied, owner in thing.ties:
            if tied == team:
                found |= {(role, Relation.TEAM)}
                found |= {(role, Relation.OWN)} if owner == person.name else set()
        found |= {(role, Relation.PERSONAL)} if person.name in thing.personal else set()
        found |= {(role, Relation.ASKED)} if person.name in thing.asked else set()
        found |= {(role, Relation.ALONE)} if person.name in thing.alone else set()
    if person.name in thing.seen or "read" in verbs(noun, found):
        found |= {(role, Relation.SEEN) for role, _ in person.roles}
        if person.name not in thing.personal:
            found |= {(role, Relation.OTHERS) for role, _ in person.roles}
    return frozenset(found)


def grants(noun: str, pairs: Collection[tuple[Role, Relation]]) -> list[Grant]:
    return [grant for grant in GRANTS[noun] if (grant.role, grant.relation) in pairs]


def verbs(noun: str, pairs: Collection[tuple[Role, Relation]]) -> set[str]:
    return set().union(*(grant.verbs for grant in grants(noun, pairs)))


def fields(person: Person, noun: str, thing: Thing) -> set[str]:
    """What is shown of it to this person."""
    held = grants(noun, standing(person, noun, thing))
    return set().union(*(grant.fields for grant in held))


def sees(person: Person, noun: str, thing: Thing) -> bool:
    return "read" in verbs(noun, standing(person, noun, thing))


def covers(scopes: Collection[str], noun: str, verb: str) -> bool:
    """Whether a token with these scopes reaches the verb."""
    if verb in NEVER_BY_TOKEN.get(noun, ()):
        return False
    if verb in OF_THE_TOKEN or (ALL in scopes and noun not in NAMED_ONLY):
        return True
    way = "read" if verb in READING else "write"
    return way in SCOPED.get(noun, ()) and f"{noun}:{way}" in scopes


def promised(person: Person, noun: str, verb: str, thing: Thing | None) -> frozenset[int]:
    """The answers that the matrix allows; `thing` is None for a list or a count."""
    if person.is_desk:
        return frozenset({404})
    if not person.is_known:
        return frozenset({401})
    if not person.has_shown_factor:
        return frozenset({403})
    if person.scopes is not None and not covers(person.scopes, noun, verb):
        return frozenset({403})
    if verb in OF_THE_TOKEN and person.scopes is None:
        return frozenset({403})
    if not person.may_ever(noun, verb):
        return frozenset({403})
    if thing is None:
        return DONE
    if thing.named is not None and not sees(person, *thing.named):
        return frozenset({400})
    if thing.row is not None and not sees(person, noun, thing):
        return frozenset({404})
    may = verb in verbs(noun, standing(person, noun, thing))
    return DONE_OR_STATE if may else frozenset({403})


def lines(noun: str) -> set[tuple[Role, Relation]]:
    """The lines of the matrix that say something of a row; a count says nothing of any."""
    return {(grant.role, grant.relation) for grant in RIGHTS[noun] if grant.verbs - {"count"}}
