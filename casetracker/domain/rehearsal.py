"""What rules would have sent: episodes and a rule in, times and people out. Pure.

Used to show, before a change is approved, what it would have done in the last days.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from casetracker.domain.clocks import FOREVER, due_after, first_step, take_step
from casetracker.domain.ladders import Rule
from casetracker.domain.rulechecks import RuleSaid
from casetracker.domain.words import Audience, Stage

DAY = timedelta(days=1)
#: One person told so often on one day is told hourly.
HOURLY = 24
#: A silence that may last longer than this reminds nobody of a file for a year.
VERY_LONG, VERY_SHORT = 365 * DAY, DAY


class SimulationState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Episode:
    """One run of a clock: it counts from `started_at`, and was known from `begins_at` until
    `ends_at`."""

    started_at: datetime
    begins_at: datetime
    ends_at: datetime
    stage: Stage | None = None
    #: Of a clock that runs towards a date.
    due_at: datetime | None = None
    #: Which part of the threshold was allowed: files that were imported together are spread.
    share: float = 1.0
    #: It began with waking from a snooze: its ladder counts from then.
    is_waking: bool = False


@dataclass(frozen=True)
class Told:
    at: datetime
    audience: Audience


def told_in(rule: Rule, episode: Episode, *, since: datetime, country: str) -> Iterator[Told]:
    """The steps that are taken in an episode from `since` on, as the sweep takes them."""
    due = _due(rule, episode, country)
    started = episode.started_at
    if episode.is_waking:
        started = episode.begins_at
        if rule.threshold:
            due = max(due, started)
    ordinal, at = first_step(rule, due, started_at=started, country=country)
    while at is not None:
        when = max(at, episode.begins_at)
        if when >= episode.ends_at:
            return
        taken = take_step(rule, ordinal, due, now=max(when, since), country=country)
        if taken is None:
            return
        if when >= since:
            yield Told(when, taken.audience)
        ordinal, at = taken.next_ordinal, taken.next_at


def _due(rule: Rule, episode: Episode, country: str) -> datetime:
    if episode.due_at is not None and not rule.threshold:
        return episode.due_at
    if episode.share < 1.0:
        return episode.started_at + rule.threshold * episode.share
    return min(due_after(rule, episode.started_at, country=country), FOREVER)


@dataclass
class Tally:
    """Counts of what was told: per person and day, so that memory grows with people, not files."""

    days: int
    people: dict[str, list[int]] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    #: By the rule that is to be changed.
    of_rule: int = 0

    def add(self, who: Any, day: int, kind: str, *, is_of_rule: bool) -> None:
        counts = self.people.get(str(who))
        if counts is None:
            counts = self.people[str(who)] = [0] * self.days
        counts[min(max(day, 0), self.days - 1)] += 1
        self.kinds[kind] += 1
        self.of_rule += is_of_rule

    def stored(self) -> dict[str, Any]:
        """In primitives, to go on from later."""
        return {"people": self.people, "kinds": dict(self.kinds), "of_rule": self.of_rule}

    @classmethod
    def restored(cls, days: int, stored: Mapping[str, Any]) -> Tally:
        people = {who: list(counts) for who, counts in stored.get("people", {}).items()}
        return cls(days, people, Counter(stored.get("kinds", {})), stored.get("of_rule", 0))

    def figures(self, since: date) -> dict[str, Any]:
        """What it comes to; names nobody. `letters` are days on which a person was told."""
        per_day = [
            (count, day) for counts in self.people.values() for day, count in enumerate(counts)
        ]
        worst, on = max(per_day, default=(0, 0), key=lambda found: (found[0], -found[1]))
        return {
            "notices": sum(self.kinds.values()),
            "people": len(self.people),
            "letters": sum(1 for count, _ in per_day if count),
            "worst_day": worst,
            "worst_on": (since + DAY * on).isoformat() if worst else None,
            "of_rule": self.of_rule,
            "kinds": dict(self.kinds),
        }


def warnings(before: Mapping[str, Any], after: Mapping[str, Any], said: RuleSaid) -> list[str]:
    """What whoever proposes such a rule must answer first, as words of a closed list."""
    found = []
    threshold = timedelta(seconds=said["threshold_seconds"])
    if before["of_rule"] and not after["of_rule"]:
        found.append("silences")
    if threshold > VERY_LONG:
        found.append("very_long")
    if timedelta() < threshold < VERY_SHORT and not said["is_urgent"]:
        found.append("very_short")
    if after["worst_day"] >= HOURLY and after["worst_day"] > before["worst_day"]:
        found.append("hourly")
    if after["notices"] > 3 * before["notices"] + 100:
        found.append("flood")
    return found


#: Every word that `warnings` can say.
WARNINGS: Sequence[str] = ("silences", "very_long", "very_short", "hourly", "flood")
