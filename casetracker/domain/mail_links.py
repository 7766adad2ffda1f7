"""What a reader may say from a mail without signing in, and how long its link works.

Rules: `reminders.md`, "Action links". One token per letter; each line is answered once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from casetracker.domain.calendars import DAY, at_local, local_date
from casetracker.domain.words import ClockKind, EventKind

LONGEST_LIFE = timedelta(days=14)
#: Who has more time than this may be asked again ...
TIME_ENOUGH = timedelta(days=4)
#: ... on the day that many days later: still before the due time.
ASKED_AGAIN_AFTER = timedelta(days=3)


class LinkVerb(StrEnum):
    """What is said about one line."""

    TAKE = "take"
    CANNOT = "cannot"
    DONE = "done"
    AGAIN = "again"


#: What tells somebody of a task that is theirs to do.
OWN_TASK = frozenset({str(ClockKind.TASK_DUE), str(EventKind.TASK_HANDED_OVER)})


def verbs_for(
    kind: str, *, is_own_task: bool, due_at: datetime | None, now: datetime
) -> tuple[LinkVerb, ...]:
    """What may be said to a line of this kind that still holds.

    `is_own_task`: the reader has taken the task of the line. An offer is not put off: it goes
    to somebody else before the reader would be asked again.
    """
    if kind == EventKind.OFFER_MADE:
        return LinkVerb.TAKE, LinkVerb.CANNOT
    said: tuple[LinkVerb, ...] = ()
    if kind in OWN_TASK and is_own_task:
        said = LinkVerb.DONE, LinkVerb.CANNOT
    if due_at is not None and due_at - now > TIME_ENOUGH:
        said = *said, LinkVerb.AGAIN
    return said


def expires_at(left_at: datetime, due_at: Iterable[datetime | None], *, zone_name: str) -> datetime:
    """When the link of a letter that left at `left_at` stops working.

    With the end of the day, in the reader's zone, on which its last line is due: that day is what
    the letter names. At most 14 days; what had run out already, or has no day, counts with those.
    """
    latest = left_at + LONGEST_LIFE
    ends = [_end_of_day(at, zone_name) if at and at > left_at else latest for at in due_at]
    return min(latest, max(ends, default=latest))


def asked_again_at(answered_at: datetime, *, zone_name: str, hour: int) -> datetime:
    """When who answered *ask me again* is asked again: at their digest hour, days later."""
    return at_local(local_date(answered_at + ASKED_AGAIN_AFTER, zone_name), hour, zone_name)


def _end_of_day(at: datetime, zone_name: str) -> datetime:
    return at_local(local_date(at, zone_name) + DAY, 0, zone_name)
