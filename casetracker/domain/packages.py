"""What a freed person needs, by rule, in phases; and what of it a volunteer can do.

The rules are rows of a table (`RULES`): by how the person was freed, where they go, whom they
left behind and how they are. Source: `product.md`, W1 ("never ten needs at once") and "Facts that
break naive models".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from casetracker.domain.words import NeedKind, Papers, Phase, ReleaseKind, Risk, Stage, TaskKind

#: Volunteers' work of the first day is due within it.
DAY_0_DUE = timedelta(hours=12)
#: No phase opens more than this.
MOST_AT_ONCE = 5


@dataclass(frozen=True)
class Span:
    """When a phase opens and when its needs are due, counted from the release."""

    opens: timedelta
    due: timedelta


#: The first day opens with the release and is watched by the clock of the stage `reception`.
SPANS: dict[Phase, Span] = {
    Phase.WEEK_1: Span(opens=timedelta(days=1), due=timedelta(days=7)),
    Phase.MONTH_1: Span(opens=timedelta(days=7), due=timedelta(days=30)),
}


@dataclass(frozen=True)
class Freed:
    """What a package depends on."""

    stage: Stage
    kind: ReleaseKind = ReleaseKind.UNKNOWN
    #: ISO 3166 alpha-2.
    destination: str = ""
    #: What was given at the border.
    papers: Papers = Papers.UNKNOWN
    #: Relatives are recorded, or other prisoners of the family.
    has_family: bool = False
    risks: frozenset[Risk] = frozenset()


@dataclass(frozen=True)
class PackageRule:
    """A need that opens in a phase, for whom all that is said here holds."""

    phase: Phase
    need: NeedKind
    tasks: tuple[TaskKind, ...] = ()
    kinds: frozenset[ReleaseKind] | None = None
    papers: frozenset[Papers] | None = None
    #: Countries in which it is not needed.
    not_in: frozenset[str] = frozenset()
    family: bool | None = None
    #: One of these risks, or (`without`) none of them.
    risks: frozenset[Risk] = frozenset()
    without: frozenset[Risk] = frozenset()

    def holds_for(self, freed: Freed) -> bool:
        return (
            (self.kinds is None or freed.kind in self.kinds)
            and (self.papers is None or freed.papers in self.papers)
            and freed.destination not in self.not_in
            and (self.family is None or freed.has_family is self.family)
            and (not self.risks or bool(self.risks & freed.risks))
            and not self.without & freed.risks
        )


#: Who leaves of their own will at the end of a sentence has not lost the way home by it.
_ENDS = frozenset({ReleaseKind.SERVED, ReleaseKind.BAIL})
_PUT_OUT = frozenset(ReleaseKind) - _ENDS
_HAS_PAPERS = frozenset({Papers.PASSPORT})
_ILL = frozenset({Risk.CRITICAL_HEALTH, Risk.HUNGER_STRIKE})
_MINOR = frozenset({Risk.MINOR})
#: Where Belarusian and Russian are understood in shops and offices.
_UNDERSTOOD_IN = frozenset({"BY", "KG", "KZ", "RU", "UA"})

RULES: tuple[PackageRule, ...] = (
    PackageRule(Phase.DAY_0, NeedKind.RECEPTION, (TaskKind.BED, TaskKind.CLOTHES)),
    PackageRule(Phase.DAY_0, NeedKind.TRANSPORT, (TaskKind.TRANSPORT,)),
    PackageRule(Phase.DAY_0, NeedKind.PHONE),
    PackageRule(Phase.DAY_0, NeedKind.DOCUMENT, papers=frozenset({Papers.NONE})),
    PackageRule(Phase.DAY_0, NeedKind.MEDICAL, risks=_ILL),
    PackageRule(Phase.WEEK_1, NeedKind.MEDICAL, without=_ILL),
    PackageRule(Phase.WEEK_1, NeedKind.FUNDS),
    PackageRule(
        Phase.WEEK_1, NeedKind.DOCUMENT, papers=frozenset(Papers) - {Papers.NONE} - _HAS_PAPERS
    ),
    PackageRule(Phase.WEEK_1, NeedKind.ASYLUM, kinds=_PUT_OUT),
    PackageRule(Phase.WEEK_1, NeedKind.LEGAL, kinds=_ENDS),
    PackageRule(Phase.WEEK_1, NeedKind.DIGITAL_SAFETY),
    PackageRule(Phase.MONTH_1, NeedKind.HOUSING),
    PackageRule(Phase.MONTH_1, NeedKind.PSYCHOLOGICAL),
    PackageRule(Phase.MONTH_1, NeedKind.LANGUAGE, (TaskKind.LANGUAGE,), not_in=_UNDERSTOOD_IN),
    PackageRule(Phase.MONTH_1, NeedKind.FAMILY, family=True),
    PackageRule(Phase.MONTH_1, NeedKind.SCHOOL, risks=_MINOR),
    PackageRule(Phase.MONTH_1, NeedKind.WORK, without=_MINOR),
)
#: Needs that are met in one place: who goes on to another country has them again.
PLACE_BOUND = frozenset({NeedKind.RECEPTION, NeedKind.TRANSPORT, NeedKind.HOUSING})
#: What of it has to be done again there; clothes travel along.
PLACE_BOUND_TASKS = frozenset({TaskKind.BED, TaskKind.TRANSPORT})


def package(phase: Phase, freed: Freed, rules: Sequence[PackageRule] = RULES) -> list[PackageRule]:
    """The rules whose needs open in `phase` for such a person.

    Freed inside the country: none, because contact itself is a risk to them (W6).
    """
    if freed.stage not in (Stage.RECEPTION, Stage.RESETTLING):
        return []
    return [rule for rule in rules if rule.phase is phase and rule.holds_for(freed)]


def tasks_of(need: NeedKind, rules: Sequence[PackageRule] = RULES) -> tuple[TaskKind, ...]:
    """What volunteers do for such a need."""
    return next((rule.tasks for rule in rules if rule.need is need and rule.tasks), ())


def phase_after(phase: Phase) -> Phase | None:
    """The phase that opens next; None after the last."""
    phases = list(Phase)
    place = phases.index(phase) + 1
    return phases[place] if place < len(phases) else None


def first_phase_at(stage: Stage, now: datetime) -> tuple[str, datetime | None]:
    """The phase after the first day of somebody who is in `stage` now, and when it opens."""
    if stage is not Stage.RECEPTION:
        return "", None
    return str(Phase.WEEK_1), now + SPANS[Phase.WEEK_1].opens
