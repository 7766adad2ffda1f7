"""Taking the steps of clocks: who is told what, and where the clocks stand afterwards.

The heart of the sweep, shared with the release of what was held back. One call takes a constant
number of statements: read, who is who, insert the notices, move the clocks on.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from django.db.models import QuerySet

from casetracker.domain.clocks import first_step, step_at, take_step
from casetracker.domain.ladders import Rule
from casetracker.domain.words import Stage
from casetracker.models import Case, Clock
from casetracker.models.bulk import update_rows
from casetracker.models.clock import CASE_PATHS
from casetracker.selectors.answering import answering
from casetracker.selectors.rules import RuleBook, rule_book
from casetracker.selectors.told import COLUMNS, recipients
from casetracker.services.clocks import load_rules
from casetracker.services.notices import NewNotice, insert_notices

_CASES = tuple(f"{path}_id" for path in CASE_PATHS)
_READ = (
    "id",
    "step",
    "episode",
    "revision_id",
    "due_at",
    "paused_until",
    "team__country",
    "task_id",
    *(column for column in _CASES if column not in COLUMNS),
    *COLUMNS,
)
#: A step that nobody can be told waits for somebody this long.
NOBODY = timedelta(hours=1)
_MOVED = """
"paused_until" = NULL, "pause_reason_sealed" = NULL, "hold_id" = NULL, "version" = t."version" + 1
"""


class Gate(Protocol):
    """Decides whether a step may be told now."""

    def lets_through(self, recipients: Collection[UUID]) -> bool: ...


@dataclass
class Steps:
    """What came of taking steps: clocks looked at, notices told, and (clock, team, recipients)
    held back."""

    clocks: int = 0
    notices: int = 0
    held: list[tuple[UUID, UUID, Sequence[UUID]]] = field(default_factory=list)


@dataclass
class _Batch:
    notices: list[NewNotice] = field(default_factory=list)
    moved: list[tuple[Any, ...]] = field(default_factory=list)
    held: list[tuple[UUID, UUID, Sequence[UUID]]] = field(default_factory=list)


def take_steps(
    locked: QuerySet[Clock],
    *,
    now: datetime,
    gate: Gate | None = None,
    is_silent: bool = False,
) -> Steps:
    """Take the step of each of these clocks, a QuerySet that locks what it reads.

    `gate` may hold back what is not urgent; what it holds does not advance. `is_silent` moves
    the clocks on without telling anybody.
    """
    # Locked by themselves: planning so many joins costs more than a sweep that finds nothing.
    ids = list(locked.values_list("pk", flat=True))
    if not ids:
        return Steps()
    clocks = list(Clock.objects.filter(pk__among=ids).order_by("next_step_at", "pk").values(*_READ))
    arrived = _just_arrived(clocks)
    book = rule_book(load_rules(), clocks)
    others = answering({clock["team_id"] for clock in clocks})
    batch = _Batch()
    for clock in clocks:
        clock["has_arrived"] = _case_id(clock) in arrived
        _decide(clock, book, others, batch, gate, now)
    told = 0 if is_silent else insert_notices(batch.notices, now=now)
    update_rows(
        Clock,
        "id",
        ["step", "episode", "due_at", "next_step_at", "revision"],
        batch.moved,
        extra=_MOVED,
    )
    return Steps(len(clocks), told, batch.held)


def _decide(
    clock: dict[str, Any],
    book: RuleBook,
    others: dict[UUID, list[UUID]],
    batch: _Batch,
    gate: Gate | None,
    now: datetime,
) -> None:
    """One clock: what its step says to whom, and where it stands afterwards."""
    country, due_at, episode, ordinal = (
        clock["team__country"],
        clock["due_at"],
        clock["episode"],
        clock["step"],
    )
    is_waking = clock["paused_until"] is not None
    rule = book.now(clock) if is_waking else book.running(clock)
    if rule is None:
        batch.moved.append((clock["id"], ordinal, episode, due_at, None, clock["revision_id"]))
        return
    if is_waking:
        # Waking is a new episode; the ladder of a silence counts from the waking.
        episode += 1
        if rule.threshold:
            due_at = max(due_at, clock["paused_until"])
        ordinal, at = first_step(rule, due_at, started_at=clock["paused_until"], country=country)
    else:
        at = step_at(rule, ordinal, due_at, country=country)
    revision = rule.revision if is_waking else clock["revision_id"]
    if at is None or at > now:
        batch.moved.append((clock["id"], ordinal, episode, due_at, at, revision))
        return
    taken = take_step(rule, ordinal, due_at, now=now, country=country)
    if taken is None:
        batch.moved.append((clock["id"], ordinal, episode, due_at, None, revision))
        return
    found = recipients(clock, taken.audience, others, now.date())
    if found is None:
        # Nobody at all: the step is not dropped, it waits until somebody can be told.
        batch.moved.append((clock["id"], ordinal, episode, due_at, now + NOBODY, revision))
        return
    told, is_escalated = found
    if gate and not _is_never_held(clock, rule) and not gate.lets_through(told):
        batch.held.append((clock["id"], clock["team_id"], told))
        return
    notice = NewNotice(
        dedupe_key=f"clock:{clock['id']}:{episode}:{ordinal}",
        recipient_id=clock["id"],
        kind=clock["kind"],
        clock_id=clock["id"],
        case_id=_case_id(clock),
        task_id=clock["task_id"],
        episode=episode,
        step=ordinal,
        is_urgent=rule.is_urgent and not taken.is_repeat,
        is_escalated=is_escalated,
        is_repeat=taken.is_repeat,
        due_at=due_at,
    )
    batch.notices += [notice._replace(recipient_id=recipient) for recipient in told]
    batch.moved.append((clock["id"], taken.next_ordinal, episode, due_at, taken.next_at, revision))


def _is_never_held(clock: dict[str, Any], rule: Rule) -> bool:
    """Urgent, or about somebody who has just arrived."""
    return rule.is_urgent or clock["has_arrived"]


def _just_arrived(clocks: list[dict[str, Any]]) -> set[UUID]:
    """Those of the files of these clocks whose people have just arrived somewhere."""
    arrived = {clock["case_id"] for clock in clocks if clock["case__stage"] == Stage.RECEPTION}
    others = {case for clock in clocks if not clock["case_id"] and (case := _case_id(clock))}
    if others:
        found = Case.objects.filter(pk__among=others, stage=Stage.RECEPTION)
        arrived |= set(found.values_list("pk", flat=True))
    return arrived


def _case_id(clock: dict[str, Any]) -> UUID | None:
    return next((clock[column] for column in _CASES if clock[column]), None)
