"""What is counted of the people in the register, and what another source's count says of ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from casetracker.domain.words import Stage

#: Most people of any count that we take for a count.
MOST_PEOPLE = 10_000_000
LONGEST_SOURCE = 300


class Counted(StrEnum):
    """Each says how many people; nobody is in a count twice."""

    INSIDE = "inside"
    FREED = "freed"
    FREED_IN_COUNTRY = "freed_in_country"
    RECEPTION = "reception"
    RESETTLING = "resettling"
    WITHOUT_PAPERS = "without_papers"
    OPEN_ASYLUM = "open_asylum"


class Exactness(StrEnum):
    EXACTLY = "exactly"
    AT_LEAST = "at_least"


#: Who has left prison and is alive, with a file that is worked on.
FREED_STAGES = (Stage.FREED_IN_COUNTRY, Stage.RECEPTION, Stage.RESETTLING)
STAGES: Mapping[Counted, tuple[Stage, ...]] = {
    Counted.INSIDE: (Stage.INSIDE,),
    Counted.FREED: FREED_STAGES,
    Counted.FREED_IN_COUNTRY: (Stage.FREED_IN_COUNTRY,),
    Counted.RECEPTION: (Stage.RECEPTION,),
    Counted.RESETTLING: (Stage.RESETTLING,),
}
#: Of these the register knows where people are or go.
BY_COUNTRY = frozenset({Counted.FREED, Counted.RECEPTION, Counted.RESETTLING})


@dataclass(frozen=True)
class Counts:
    """How many people were where at one instant."""

    at: datetime
    #: (stage, destination or empty) → people.
    people: Mapping[tuple[str, str], int]
    #: What the stages do not say: papers and asylum.
    others: Mapping[Counted, int] = field(default_factory=dict)

    def of(self, counted: Counted) -> int:
        if counted in self.others:
            return self.others[counted]
        return sum(number for (stage, _), number in self.people.items() if stage in STAGES[counted])

    def in_country(self, counted: Counted, country: str) -> int:
        """Of a count by country those who are in or go to it; empty: it is not known where."""
        return sum(self.people.get((stage, country), 0) for stage in STAGES[counted])

    def stages(self) -> dict[str, int]:
        """Of each stage, also where it is nobody."""
        found = Counter({str(stage): 0 for stage in Stage})
        for (stage, _where), number in self.people.items():
            found[stage] += number
        return dict(found)

    def countries(self) -> list[str]:
        """Where freed people are or go, most people first; empty: not known."""
        found: Counter[str] = Counter()
        for (stage, where), number in self.people.items():
            if stage in FREED_STAGES:
                found[where] += number
        return sorted(found, key=lambda where: (not where, -found[where], where))


def counts_of(
    at: datetime, rows: Iterable[tuple[str, str, int]], others: Mapping[Counted, int]
) -> Counts:
    """From (stage, destination, people), each pair once."""
    people = {(str(stage), where): number for stage, where, number in rows if number}
    return Counts(at, people, others)


def end_of(day: date, *, now: datetime) -> datetime:
    """The instant by which a day is counted: its end in UTC, or `now` while it lasts."""
    return min(datetime.combine(day + timedelta(days=1), time(), UTC), now)


def difference(ours: int, theirs: int, exactness: Exactness) -> int:
    """How many more (or fewer) people the register has than the source says; a source that says
    "at least" is contradicted by fewer only."""
    apart = ours - theirs
    return min(apart, 0) if exactness is Exactness.AT_LEAST else apart
