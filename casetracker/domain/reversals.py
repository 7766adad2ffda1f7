"""Freedom that did not last: what it is called, and from which stages it comes about.

Source: `product.md`, W5 and "Legal moves of a case".
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from casetracker.domain.errors import Conflict, Refused
from casetracker.domain.words import EventKind, ReleaseState, Stage


class Reversal(StrEnum):
    #: Turned back before or at the border; never was free.
    REFUSED = "refused"
    #: Brought back after having crossed.
    RETURNED = "returned"
    RE_ARRESTED = "re_arrested"


#: The stages of people who were freed and are.
FREE_STAGES = frozenset({Stage.FREED_IN_COUNTRY, Stage.RECEPTION, Stage.RESETTLING})
FROM: dict[Reversal, frozenset[Stage]] = {
    Reversal.REFUSED: frozenset({Stage.RECEPTION}),
    Reversal.RETURNED: frozenset({Stage.RECEPTION, Stage.RESETTLING}),
    Reversal.RE_ARRESTED: FREE_STAGES | {Stage.CLOSED},
}
#: What becomes of the release; who is arrested again had been free.
STATE_AFTER = {
    Reversal.REFUSED: ReleaseState.REFUSED,
    Reversal.RETURNED: ReleaseState.RETURNED,
}
TOLD_AS = {
    Reversal.REFUSED: EventKind.REFUSED_AT_BORDER,
    Reversal.RETURNED: EventKind.REFUSED_AT_BORDER,
    Reversal.RE_ARRESTED: EventKind.RE_ARRESTED,
}


def reversal_of(stage: Stage) -> Reversal:
    """What it is when a file moves from `stage` to `inside` and nothing more is said."""
    return Reversal.REFUSED if stage is Stage.RECEPTION else Reversal.RE_ARRESTED


def check_reversal(
    how: Reversal, stage: Stage, happened_on: date, released_on: date | None
) -> None:
    """Pass if it can have happened. Raises `Conflict` with what is possible in that stage, or
    `Refused` for a day before the release."""
    if stage not in FROM[how]:
        possible = [str(one) for one in Reversal if stage in FROM[one]]
        raise Conflict(
            f"The file is in {stage}; what can have happened: {', '.join(possible) or 'nothing'}.",
            field="how",
            value=str(how),
            allowed=possible,
        )
    if released_on is not None and happened_on < released_on:
        raise Refused(
            "This lies before the release.",
            field="happened_on",
            value=happened_on.isoformat(),
            allowed=f"from {released_on.isoformat()}",
        )
