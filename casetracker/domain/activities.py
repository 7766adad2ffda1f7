"""Which entries on a timeline count as care for a file (`product.md`, "What restarts …")."""

from __future__ import annotations

from datetime import datetime

from casetracker.domain.words import ActivityKind, ClockKind

LIFE = frozenset(
    {
        ActivityKind.SIGN_OF_LIFE,
        ActivityKind.VISIT,
        ActivityKind.LETTER_RECEIVED,
        ActivityKind.HEARING_ATTENDED,
        ActivityKind.TRANSFER_SEEN,
        ActivityKind.HEALTH_REPORT,
        ActivityKind.CREDIBLE_NEWS,
    }
)
WORK = frozenset(
    {
        ActivityKind.LETTER_SENT,
        ActivityKind.ACTION,
        ActivityKind.ANSWER,
        ActivityKind.NEED_MOVED,
        ActivityKind.TASK_DONE,
        ActivityKind.CONTACT_MADE,
        ActivityKind.STAGE_CHANGED,
        ActivityKind.FACT_CHANGED,
        ActivityKind.CHECKED_NO_NEWS,
        ActivityKind.RELEASED,
    }
)
#: What a person may record by hand; the rest is written by the verbs themselves.
RECORDABLE = LIFE | {
    ActivityKind.LETTER_SENT,
    ActivityKind.CONTACT_MADE,
    ActivityKind.CHECKED_NO_NEWS,
    ActivityKind.NOTE,
}
#: One statement on behalf of 300 people must not make 300 files look cared for.
MANY_CASES = 10


def clocks_restarted(
    kind: ActivityKind, *, occurred_at: datetime, now: datetime, covers: int = 1
) -> frozenset[ClockKind]:
    """The silence clocks that an activity restarts.

    `covers` is the number of cases the underlying act covers. Anything dated in the future
    restarts nothing, nor does an action that covers more than `MANY_CASES` cases; *checked, no
    news* counts however many files it was said of.
    """
    if occurred_at > now:
        return frozenset()
    if covers > MANY_CASES and kind is not ActivityKind.CHECKED_NO_NEWS:
        return frozenset()
    if kind in LIFE:
        return frozenset({ClockKind.CASE_SILENT, ClockKind.LIFE_SILENT})
    if kind in WORK:
        return frozenset({ClockKind.CASE_SILENT})
    return frozenset()
