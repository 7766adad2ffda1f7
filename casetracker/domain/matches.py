"""Words of the question whether two people are one."""

from __future__ import annotations

from enum import StrEnum


class MatchState(StrEnum):
    """What was decided on a pair."""

    OPEN = "open"
    #: Put back: comes after the others.
    LATER = "later"
    #: Two people. Never asked again.
    DIFFERENT = "different"
    #: One person; the two are merged.
    SAME = "same"


class ScanState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


#: What still waits for a person.
UNDECIDED = (MatchState.OPEN, MatchState.LATER)
