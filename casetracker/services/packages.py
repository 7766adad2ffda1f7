"""The needs of many freed people at once: rows, volunteers' tasks, offers, and who is told.

Each table is written once, however many people there are. The callers hold the transaction, the
cases and the books.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from casetracker.domain.clocks import choose_rule, due_after
from casetracker.domain.ladders import Rule
from casetracker.domain.packages import DAY_0_DUE, PackageRule
from casetracker.domain.words import (
    ClockKind,
    EventKind,
    NeedKind,
    NeedState,
    Phase,
    TaskKind,
    TaskState,
)
from casetracker.models import Need, Task
from casetracker.models.base import new_id
from casetracker.models.bulk import insert_rows
from casetracker.selectors.volunteers import wanted
from casetracker.services.clocks import Start
from casetracker.services.notices import NewNotice, event
from casetracker.services.receivers import Offer, Receivers, choose_volunteers, insert_offers

_NEED = (
    "id",
    "version",
    "created_at",
    "case",
    "release",
    "team",
    "owner",
    "kind",
    "phase",
    "state",
    "due_at",
)
_TASK = (
    "id",
    "version",
    "created_at",
    "case",
    "team",
    "need",
    "kind",
    "due_at",
    "state",
    "language",
    "country",
    "is_after_release",
)


class NewNeed(NamedTuple):
    id: UUID
    kind: NeedKind
    phase: Phase
    owner_id: UUID
    team_id: UUID
    #: The person said how, or by whom: whoever sees to the need chooses whom to ask.
    has_wishes: bool = False


class NewTask(NamedTuple):
    """`owner_id` is the member of staff who answers for it: the owner of its need."""

    id: UUID
    need_id: UUID
    kind: TaskKind
    team_id: UUID
    owner_id: UUID
    due_at: datetime
    #: It cannot wait: the offer times out in hours, and its mail leaves at once.
    is_after_release: bool
    #: Nobody is asked without somebody who has read the person's wishes.
    is_asked_by_hand: bool = False


@dataclass(kw_only=True)
class Work:
    """What is opened for one freed person. The case comes with its team."""

    case: Any
    release_id: UUID
    #: ISO 3166 alpha-2.
    destination: str
    #: When its needs are due; those of the first day are watched by the file's own clock.
    due_at: datetime | None = None
    needs: list[NewNeed] = field(default_factory=list)
    tasks: list[NewTask] = field(default_factory=list)

    def plan(self, rules: Iterable[PackageRule], receivers: Receivers, now: datetime) -> None:
        """The needs of a package, with the team that meets them and its owner."""
        team_id = receivers.team_for(self.destination, self.case.team_id)
        for rule in rules:
            owner = receivers.next_owner(team_id, self.case.team_id, self.case.caseworker_id)
            need = NewNeed(new_id(), rule.need, rule.phase, owner, team_id)
            self.needs.append(need)
            self.add_tasks(need, rule.tasks, self.due_at, now)

    def add_tasks(
        self, need: NewNeed, kinds: Iterable[TaskKind], due_at: datetime | None, now: datetime
    ) -> None:
        """What volunteers do for the need until `due_at`; at once where it has no date."""
        at, is_urgent = due_at or now + DAY_0_DUE, due_at is None
        self.tasks += [
            NewTask(
                new_id(),
                need.id,
                kind,
                need.team_id,
                need.owner_id,
                at,
                is_urgent,
                need.has_wishes,
            )
            for kind in kinds
        ]


def write_needs(works: Iterable[Work], *, now: datetime) -> None:
    """One statement."""
    rows = [
        (
            need.id,
            1,
            now,
            one.case.pk,
            one.release_id,
            need.team_id,
            need.owner_id,
            str(need.kind),
            str(need.phase),
            str(NeedState.OPEN),
            one.due_at,
        )
        for one in works
        for need in one.needs
    ]
    insert_rows(Need, _NEED, rows)


def offer_tasks(works: Sequence[Work], *, now: datetime) -> list[Offer]:
    """Write the tasks, each offered to the least busy volunteer of its team who can do it, unless
    the person has wishes: three statements. Their clocks and notices: `offer_clocks`,
    `offer_notices`."""
    questions = [
        wanted(
            task.id, task.team_id, task.kind, country=one.destination, due_at=task.due_at, now=now
        )
        for one in works
        for task in one.tasks
        if not task.is_asked_by_hand
    ]
    asked = choose_volunteers(questions, today=now.date())
    rows = [
        (
            task.id,
            1,
            now,
            one.case.pk,
            task.team_id,
            task.need_id,
            str(task.kind),
            task.due_at,
            str(TaskState.OFFERED if task.id in asked else TaskState.OPEN),
            "",
            one.destination,
            task.is_after_release,
        )
        for one in works
        for task in one.tasks
    ]
    insert_rows(Task, _TASK, rows)
    return insert_offers(asked, now=now)


def offer_clocks(works: Iterable[Work], rules: Sequence[Rule], *, now: datetime) -> list[Start]:
    """The clocks of the new tasks: nobody has taken them yet."""
    kind = ClockKind.OFFER_OPEN
    rule_for = {
        urgent: choose_rule(rules, kind, is_after_release=urgent) for urgent in (True, False)
    }
    due: dict[tuple[str, bool], datetime] = {}
    found = []
    for one in works:
        country = one.case.team.country
        for task in one.tasks:
            rule = rule_for[task.is_after_release]
            if rule is None:
                continue
            key = country, task.is_after_release
            if key not in due:
                due[key] = due_after(rule, now, country=country)
            who, team_id = task.owner_id, task.team_id
            found.append(Start(kind, "task", task.id, who, team_id, country, rule, now, due[key]))
    return found


def offer_notices(works: Iterable[Work], offers: Iterable[Offer]) -> list[NewNotice]:
    """What tells each volunteer of their offers."""
    asked = {task.id: (one.case.pk, task) for one in works for task in one.tasks}
    found = []
    for offer_id, task_id, volunteer_id in offers:
        case_id, task = asked[task_id]
        found.append(
            event(
                EventKind.OFFER_MADE,
                offer_id,
                volunteer_id,
                case_id=case_id,
                task_id=task_id,
                due_at=task.due_at,
                is_urgent=task.is_after_release,
            )
        )
    return found
