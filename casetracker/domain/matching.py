"""Who is asked to do what: by language, country, skill, days and load, the same answer every time.

Nobody is asked beyond capacity, in a language they do not speak, for a country where they do not
work, for what they do not do, or for a time in which none of their days lies. Of those who could,
the one with the fewest tasks is asked. No task is left over that a different distribution could
place, and nobody keeps a task that somebody with two fewer could take.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from casetracker.domain.volunteering import Skill, is_free


@dataclass(frozen=True)
class Wanted:
    """A task to be offered."""

    id: Hashable
    team_id: Hashable
    #: ISO 639-1; empty if any language will do.
    language: str = ""
    #: Whom not to ask: they have declined it.
    not_to: frozenset[Hashable] = frozenset()
    #: ISO 3166 alpha-2; empty if it can be done anywhere.
    country: str = ""
    #: What it takes; None if anybody can do it.
    skill: Skill | None = None
    #: From when until when it is to be done; None if any day will do.
    time: tuple[datetime, datetime] | None = None

    def could_be_done_by(self, who: Volunteer) -> bool:
        """Whatever else they have to do."""
        return (
            who.team_id == self.team_id
            and who.id not in self.not_to
            and (not self.language or self.language in who.speaks)
            and (not self.country or not who.works_in or self.country in who.works_in)
            and (self.skill is None or not who.skills or self.skill in who.skills)
            and (self.time is None or who.is_free(*self.time))
        )

    @property
    def kind(self) -> Hashable:
        """The same for tasks that the same people could do."""
        return (self.team_id, self.language, self.not_to, self.country, self.skill, self.time)


@dataclass(frozen=True)
class Volunteer:
    """A vetted volunteer of one team. Somebody of two teams appears twice, with one load; the
    smaller capacity counts."""

    id: Hashable
    team_id: Hashable
    speaks: frozenset[str]
    #: Tasks that are offered to or taken by this person already, whatever the team.
    load: int
    capacity: int
    #: Where, what and when; what is empty narrows nothing down.
    works_in: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    free_on: frozenset[str] = frozenset()
    zone_name: str = "UTC"

    def is_free(self, since: datetime, until: datetime) -> bool:
        return is_free(self.free_on, since=since, until=until, zone_name=self.zone_name)


@dataclass
class _Plan:
    """Tasks are alike if they want the same; a plan counts how many of each kind one has."""

    #: Per kind of task the volunteers who could.
    able: list[list[Hashable]]
    loads: dict[Hashable, int]
    capacity: dict[Hashable, int]
    #: Volunteer → kind of task → numbers of the tasks.
    has: dict[Hashable, dict[int, list[int]]] = field(default_factory=dict)
    #: Kinds for which nobody has room any more, however tasks are passed on.
    full: set[int] = field(default_factory=set)

    def give(self, kind: int, task: int, who: Hashable) -> None:
        self.has.setdefault(who, {}).setdefault(kind, []).append(task)
        self.loads[who] += 1

    def take(self, kind: int, who: Hashable) -> int:
        self.loads[who] -= 1
        return self.has[who][kind].pop()

    def has_room(self, who: Hashable) -> bool:
        return self.loads[who] < self.capacity[who]

    def least_loaded(self, kind: int) -> Hashable | None:
        """Who could take one more, with the fewest tasks; ties fall by the order given."""
        free = [who for who in self.able[kind] if self.has_room(who)]
        return min(free, key=self.loads.__getitem__, default=None)

    def kinds_of(self, who: Hashable) -> list[int]:
        return [kind for kind, tasks in self.has.get(who, {}).items() if tasks]


def choose(
    tasks: Sequence[Wanted], volunteers: Iterable[Volunteer]
) -> dict[Hashable, Hashable | None]:
    """Task id → id of the volunteer to ask, None where nobody can take it.

    Deterministic: the same tasks and volunteers in the same order give the same answer.
    """
    volunteers = list(volunteers)
    kinds: dict[Hashable, int] = {}
    kind_of = [kinds.setdefault(task.kind, len(kinds)) for task in tasks]
    like = dict(zip(kind_of, tasks, strict=True))
    capacity: dict[Hashable, int] = {}
    for one in volunteers:
        capacity[one.id] = min(one.capacity, capacity.get(one.id, one.capacity))
    plan = _Plan(
        able=[
            [who.id for who in volunteers if like[kind].could_be_done_by(who)]
            for kind in kinds.values()
        ],
        loads={one.id: one.load for one in volunteers},
        capacity=capacity,
    )
    # What few can do is placed first: the others still find somebody afterwards.
    for task in sorted(range(len(tasks)), key=lambda n: len(plan.able[kind_of[n]])):
        _place(plan, kind_of[task], task)
    _level(plan)
    chosen: dict[Hashable, Hashable | None] = {task.id: None for task in tasks}
    for who, by_kind in plan.has.items():
        for numbers in by_kind.values():
            chosen.update((tasks[number].id, who) for number in numbers)
    return chosen


def _place(plan: _Plan, kind: int, task: int) -> None:
    """Give a task to the least loaded who could; where all are full, somebody passes one on."""
    if kind in plan.full:
        return
    who = plan.least_loaded(kind)
    if who is not None:
        plan.give(kind, task, who)
        return
    chain = _way_to_room(plan, kind)
    for giver, passed, taker in reversed(chain):
        plan.give(passed, plan.take(passed, giver), taker)
    if chain:
        plan.give(kind, task, chain[0][0])
    else:
        plan.full.add(kind)


def _way_to_room(plan: _Plan, kind: int) -> list[tuple[Hashable, int, Hashable]]:
    """The shortest chain (giver, kind of task, taker) … whose last taker has room."""
    came: dict[Hashable, tuple[Hashable, int] | None] = dict.fromkeys(plan.able[kind])
    waiting = deque(came)
    while waiting:
        giver = waiting.popleft()
        for passed in plan.kinds_of(giver):
            for taker in plan.able[passed]:
                if taker in came:
                    continue
                came[taker] = (giver, passed)
                if plan.has_room(taker):
                    return _chain(came, taker)
                waiting.append(taker)
    return []


def _chain(
    came: dict[Hashable, tuple[Hashable, int] | None], last: Hashable
) -> list[tuple[Hashable, int, Hashable]]:
    chain: list[tuple[Hashable, int, Hashable]] = []
    while (step := came[last]) is not None:
        chain.insert(0, (step[0], step[1], last))
        last = step[0]
    return chain


def _level(plan: _Plan) -> None:
    """Pass single tasks on until nobody could hand one to somebody with two fewer. Ends: the
    sum of the squares of the loads falls with every step."""
    moved = True
    while moved:
        moved = False
        for giver in list(plan.has):
            for kind in plan.kinds_of(giver):
                taker = plan.least_loaded(kind)
                if taker is not None and plan.loads[taker] + 2 <= plan.loads[giver]:
                    plan.give(kind, plan.take(kind, giver), taker)
                    moved = True
