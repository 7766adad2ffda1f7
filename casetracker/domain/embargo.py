"""When the name of somebody who is said to be free may be passed on.

Source: `product.md`, Wave, Release: per person, by two sources, neither controlled by the
detaining state, one of whom saw the person. On 11 September 2025 state channels reported that a
man had crossed the border who stood in the neutral zone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from casetracker.domain.fold import fold
from casetracker.domain.skeleton import skeleton
from casetracker.domain.words import ReleaseState

SOURCES_NEEDED = 2
LONGEST_SOURCE = 120


class ReportSays(StrEnum):
    FREE = "free"
    NOT_FREE = "not_free"


class Lacking(StrEnum):
    """Why a name stays under embargo."""

    SOURCES = "sources"
    NOT_SEEN = "not_seen"
    CONTRADICTED = "contradicted"


#: Confirmed as long as nothing is lacking; a refusal or a return is recorded, not reported.
OPEN_TO_REPORTS = frozenset({ReleaseState.PLANNED, ReleaseState.ANNOUNCED, ReleaseState.CONFIRMED})
#: In these the person is said to be free, and nobody may be told so.
UNDER_EMBARGO = frozenset({ReleaseState.PLANNED, ReleaseState.ANNOUNCED})


@dataclass(frozen=True)
class Report:
    """What one source says of one person."""

    source: str
    says: ReportSays
    #: The source is controlled by the state that detains.
    is_states: bool
    saw_person: bool
    observed_on: date
    recorded_at: datetime


def source_key(source: str) -> tuple[str, ...]:
    """Equal for what may be one source: in another case, script or order of words."""
    return tuple(sorted(skeleton(word) or word for word in fold(source).split()))


def lacking(reports: Iterable[Report]) -> tuple[Lacking, ...]:
    """What is missing before the name may be passed on; nothing: it is confirmed.

    Of each source its latest word counts, of the state's own sources none. One source that
    contradicts is enough against any number.
    """
    #: Source → whether it saw the person free; None where it says that they are not.
    saw: dict[tuple[str, ...], bool | None] = {}
    for report in sorted(reports, key=lambda one: (one.observed_on, one.recorded_at)):
        if report.is_states:
            continue
        key = source_key(report.source)
        if report.says is ReportSays.NOT_FREE:
            saw[key] = None
        else:
            saw[key] = bool(saw.get(key)) or report.saw_person
    free = [seen for seen in saw.values() if seen is not None]
    found = []
    if len(free) < SOURCES_NEEDED:
        found.append(Lacking.SOURCES)
    if not any(free):
        found.append(Lacking.NOT_SEEN)
    if len(free) < len(saw):
        found.append(Lacking.CONTRADICTED)
    return tuple(found)


def state_after(state: ReleaseState, reports: Iterable[Report]) -> ReleaseState:
    """The state of a release with these reports."""
    if state not in OPEN_TO_REPORTS:
        return state
    if not lacking(reports):
        return ReleaseState.CONFIRMED
    return ReleaseState.ANNOUNCED if state is ReleaseState.CONFIRMED else state
