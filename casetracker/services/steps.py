"""Taking the steps of clocks: who is told what, and where the clocks stand afterwards.

The heart of the sweep, shared with the release of what was held back. One call takes a constant
number of statements: read, who is who, insert the notices, move the clocks on.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from django.db.models import F, QuerySet

from casetracker.domain.clocks import choose_rule, first_step, step_at, take_step
from casetracker.domain.ladders import Rule
from casetracker.domain.words import Audience, ClockKind, Risk, Role, Stage
from casetracker.models import Clock, Membership
from casetracker.models.bulk import update_rows
from casetracker.services.clocks import load_rules
from casetracker.services.notices import NewNotice, insert_notices

_RISKS = {
    "case__is_critical_health": Risk.CRITICAL_HEALTH,
    "case__is_hunger_strike": Risk.HUNGER_STRIKE,
    "case__is_incommunicado": Risk.INCOMMUNICADO,
    "case__is_minor": Risk.MINOR,
    "case__is_redetention_risk": Risk.REDETENTION,
}
_READ = (
    "id",
    "kind",
    "step",
    "episode",
    "due_at",
    "paused_until",
    "team_id",
    "team__country",
    "owner_id",
    "owner__is_active",
    "owner__frozen_at",
    "owner__away_until",
    "owner__deputy_id",
    "owner__deputy__is_active",
    "owner__deputy__frozen_at",
    "case_id",
    "case__stage",
    *_RISKS,
    "task_id",
    "task__case_id",
    "task__is_after_release",
    "need__case_id",
    "detention__case_id",
    "hearing__detention__case_id",
)

_CASES = (
    "case_id",
    "task__case_id",
    "need__case_id",
    "detention__case_id",
    "hearing__detention__case_id",
)
_MOVED = """
"paused_until" = NULL, "pause_reason" = '', "hold_id" = NULL, "version" = t."version" + 1
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
    clocks = list(locked.values(*_READ))
    if not clocks:
        return Steps()
    rules = load_rules()
    coordinators = _coordinators({clock["team_id"] for clock in clocks})
    batch = _Batch()
    for clock in clocks:
        _decide(clock, rules, coordinators, batch, gate, now)
    told = 0 if is_silent else insert_notices(batch.notices, now=now)
    update_rows(
        Clock, "id", ["step", "episode", "due_at", "next_step_at"], batch.moved, extra=_MOVED
    )
    return Steps(len(clocks), told, batch.held)


def _decide(
    clock: dict[str, Any],
    rules: Sequence[Rule],
    coordinators: dict[UUID, list[UUID]],
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
    rule = _rule_of(clock, rules)
    if rule is None:
        batch.moved.append((clock["id"], ordinal, episode, due_at, None))
        return
    if clock["paused_until"] is not None:
        # Waking is a new episode; the ladder of a silence counts from the waking.
        episode += 1
        if rule.threshold:
            due_at = max(due_at, clock["paused_until"])
        ordinal, at = first_step(rule, due_at, started_at=clock["paused_until"], country=country)
    else:
        at = step_at(rule, ordinal, due_at, country=country)
    if at is None or at > now:
        batch.moved.append((clock["id"], ordinal, episode, due_at, at))
        return
    taken = take_step(rule, ordinal, due_at, now=now, country=country)
    if taken is None:
        batch.moved.append((clock["id"], ordinal, episode, due_at, None))
        return
    recipients, is_escalated = _recipients(clock, taken.audience, coordinators, now.date())
    if gate and not _is_never_held(clock, rule) and not gate.lets_through(recipients):
        batch.held.append((clock["id"], clock["team_id"], recipients))
        return
    batch.notices += [
        NewNotice(
            dedupe_key=f"clock:{clock['id']}:{episode}:{ordinal}",
            recipient_id=recipient,
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
        for recipient in recipients
    ]
    batch.moved.append((clock["id"], taken.next_ordinal, episode, due_at, taken.next_at))


def _is_never_held(clock: dict[str, Any], rule: Rule) -> bool:
    return rule.is_urgent or clock["case__stage"] == Stage.RECEPTION


def _rule_of(clock: dict[str, Any], rules: Sequence[Rule]) -> Rule | None:
    return choose_rule(
        rules,
        ClockKind(clock["kind"]),
        stage=Stage(clock["case__stage"]) if clock["case__stage"] else None,
        risks=[risk for column, risk in _RISKS.items() if clock[column]],
        is_after_release=bool(clock["task__is_after_release"])
        and clock["kind"] == ClockKind.OFFER_OPEN,
    )


def _case_id(clock: dict[str, Any]) -> UUID | None:
    return next((clock[column] for column in _CASES if clock[column]), None)


def _recipients(
    clock: dict[str, Any],
    audience: Audience,
    coordinators: dict[UUID, list[UUID]],
    today: date,
) -> tuple[Sequence[UUID], bool]:
    """Whom the step tells, and whether that is somebody other than the owner.

    An owner who is missing or locked out is replaced by the coordinators: a ladder that points
    to nobody is never dropped. The deputy is told only while the owner is away.
    """
    everyone = coordinators.get(clock["team_id"], [])
    if audience is Audience.COORDINATORS:
        return everyone, True
    able = clock["owner_id"] and clock["owner__is_active"] and not clock["owner__frozen_at"]
    if not able:
        return everyone, True
    if audience is Audience.OWNER:
        return [clock["owner_id"]], False
    away = clock["owner__away_until"] is not None and clock["owner__away_until"] >= today
    deputy = clock["owner__deputy_id"]
    if away and deputy and clock["owner__deputy__is_active"]:
        return ([] if clock["owner__deputy__frozen_at"] else [deputy]), True
    return [], True


def _coordinators(team_ids: set[UUID]) -> dict[UUID, list[UUID]]:
    """Team → its coordinators who may be told: one statement."""
    found: dict[UUID, list[UUID]] = {}
    rows = (
        Membership.objects.filter(
            team__in=team_ids,
            role=Role.COORDINATOR,
            user__is_active=True,
            user__frozen_at=None,
        )
        .annotate(member=F("user_id"))
        .values_list("team_id", "member")
    )
    for team_id, user_id in rows:
        found.setdefault(team_id, []).append(user_id)
    return found
