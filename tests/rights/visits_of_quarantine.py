"""Pages of what was taken away."""

from __future__ import annotations

from collections.abc import Iterator

from casetracker.domain.quarantine import Quarantined
from tests.rights.nouns import TAKEN_AWAY, things_of
from tests.rights.pages import Visit
from tests.rights.world import World

NOUNS = {kind: f"{kind}s" for kind in Quarantined}


def visits(world: World) -> Iterator[Visit]:
    yield Visit("quarantine", ("quarantines", "read"))
    for thing in things_of(world, "quarantines").things:
        where = {"quarantine_id": thing.row.pk}
        yield Visit("take_back", ("quarantines", "lift"), where, thing, {})
    for kind, noun in NOUNS.items():
        for thing in things_of(world, noun).things:
            where = {"kind": str(kind), "row_id": thing.row.pk}
            right = (noun, "quarantine")
            yield Visit("take_away", right, where, thing)
            yield Visit("take_away", right, where, thing, TAKEN_AWAY)
