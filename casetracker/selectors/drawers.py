"""In which drawers a name may be filed: by every reading of it, and with one letter amiss."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import connection
from rapidfuzz.distance import OSA

from casetracker.domain.skeleton import parts_of, readings, shortened
from casetracker.models.bulk import text_table

_FILED = "SELECT s.key, s.bones FROM {asked} JOIN casetracker_nameskeleton s ON s.key = v.key"


def near_bones(
    skeletons: Iterable[frozenset[str]], same: Iterable[frozenset[str]] = ()
) -> dict[frozenset[str], dict[str, int]]:
    """For each set of readings the bones of the register that it may be, with their distance:
    0 for the same skeleton, 1 for one letter more, less, other or changed over. One statement.

    Of `same` only the former are asked for, which is much less work."""
    wanted: dict[str, set[frozenset[str]]] = defaultdict(set)
    amiss = set(skeletons)
    for one in amiss:
        for key in shortened(one):
            wanted[key].add(one)
    for one in same:
        for key in one:
            wanted[key].add(one)
    found: dict[frozenset[str], dict[str, int]] = {
        one: {} for ones in wanted.values() for one in ones
    }
    if not wanted:
        return found
    table, parameters = text_table(["key"], [(key,) for key in sorted(wanted)])
    with connection.cursor() as cursor:
        cursor.execute(_FILED.format(asked=table), parameters)
        filed = cursor.fetchall()
    for key, bones in filed:
        for one in wanted[key]:
            if bones not in found[one]:
                found[one][bones] = _distance(one, bones)
    return {
        one: {b: far for b, far in bones.items() if far < 1 + (one in amiss)}
        for one, bones in found.items()
    }


def drawers(bones: Iterable[str], initials: Iterable[str]) -> list[str]:
    """The drawers of these bones and first letters."""
    initials = tuple(initials)
    return [f"{one}|{initial}" for one in bones for initial in initials]


def exact(bones: Mapping[str, int]) -> list[str]:
    """Those of `near_bones` that are the same skeleton."""
    return [one for one, far in bones.items() if far == 0]


def _distance(asked: frozenset[str], bones: str) -> int:
    own = readings(bones)
    if not asked.isdisjoint(own) or not asked.isdisjoint(parts_of(bones)):
        return 0
    long = [(a, b) for a in asked for b in own if min(len(a), len(b)) > 2 < max(len(a), len(b))]
    return min((OSA.distance(a, b) for a, b in long), default=9)
