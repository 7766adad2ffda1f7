"""What a freed person needs on the first day, and what of it a volunteer can do.

Later phases (week 1, month 1) open when the first day is over: never ten needs at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from casetracker.domain.words import NeedKind, Papers, Stage, TaskKind

#: Volunteers' work of the first day is due within it.
DAY_0_DUE = timedelta(hours=12)


@dataclass(frozen=True)
class NeedPlan:
    """A need to open, and the tasks that come with it."""

    kind: NeedKind
    tasks: tuple[TaskKind, ...] = ()


_DAY_0 = (
    NeedPlan(NeedKind.RECEPTION, (TaskKind.BED, TaskKind.CLOTHES)),
    NeedPlan(NeedKind.TRANSPORT, (TaskKind.TRANSPORT,)),
    NeedPlan(NeedKind.PHONE),
)


def day_0_package(stage: Stage, papers: Papers) -> tuple[NeedPlan, ...]:
    """The first day's needs of a person who is now in `stage`, with `papers` given.

    Abroad: a bed, clothes, a way there, a phone; papers where none were given. Freed inside the
    country: nothing, because contact itself is a risk to them.
    """
    if stage is not Stage.RECEPTION:
        return ()
    if papers is Papers.NONE:
        return (*_DAY_0, NeedPlan(NeedKind.DOCUMENT))
    return _DAY_0
