"""As `nouns.py`: what other sources count."""

from __future__ import annotations

from typing import Any

from casetracker.services.observations import record_observation, withdraw_observation
from tests.conftest import NOW
from tests.rights.matrix import Thing
from tests.rights.nouns import STAFF, Noun, noun
from tests.rights.world import World

READERS = (*STAFF, "auditor", "administrator")


@noun("observations")
def observations(world: World) -> Noun:
    def said(source: str) -> Any:
        given = {"counted": "inside", "number": 9, "counted_on": NOW.date(), "now": NOW}
        return record_observation(actor=None, source=source, **given)

    gone = said("A slip")
    withdraw_observation(actor=None, observation_id=gone.pk, now=NOW)
    body = {
        "counted": "freed",
        "country": "LT",
        "number": 9,
        "counted_on": NOW.date().isoformat(),
        "source": "A newspaper",
    }
    return Noun(
        [Thing(row, seen=READERS) for row in (said("A list"), gone)],
        loose={"create": [(body, Thing(seen=READERS))]},
    )
