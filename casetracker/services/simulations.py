"""Trying a changed rule out: asked for here, worked off in steps by whoever comes round.

The row is the message. A worker leases it, looks at some thousand clocks, writes down how far it
has come and goes on; one that dies is followed by another from there, and a cancelled one stops at
the next step. Memory grows with people and days, not with files.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, Q
from django.db.models.functions import Now

from casetracker.domain.clocks import choose_rule
from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.domain.ladders import Rule
from casetracker.domain.rehearsal import SimulationState, Tally, warnings
from casetracker.domain.rulechecks import RuleSaid, StepSaid, check_rule, rule_from, rule_said
from casetracker.domain.words import ClockKind, Risk, Role, Stage
from casetracker.models import ReminderRule, Simulation, User
from casetracker.services.audit import record
from casetracker.services.clocks import load_rules
from casetracker.services.rehearsals import CHUNK, Window, clocks_in, rehearse_chunk
from casetracker.services.rights import check_version, find_editable

LEASE = timedelta(seconds=120)
#: Chunks between two notes of how far it has come.
CHUNKS_A_STEP = 3
#: Steps that one call of a job takes at most: three million clocks.
MOST_STEPS = 1000
LONGEST_DAYS = 90
KEPT = timedelta(days=30)
_FIELDS = ("threshold_seconds", "in_working_days", "repeats_weekly", "is_urgent")


def said_of(rule: ReminderRule) -> RuleSaid:
    """What a rule says now."""
    steps = [
        StepSaid(offset=step.offset, unit=step.unit, audience=step.audience)
        for step in rule.steps.all()
    ]
    values = {name: getattr(rule, name) for name in _FIELDS}
    return RuleSaid(steps=steps, **values)  # type: ignore[typeddict-item]


def said_instead(rule: ReminderRule) -> RuleSaid:
    """What holds for the files of a rule that says nothing yet: what it would begin with."""
    general = choose_rule(
        load_rules(),
        ClockKind(rule.kind),
        stage=Stage(rule.stage) if rule.stage else None,
        risks=[Risk(rule.risk)] if rule.risk else [],
    )
    return said_of(rule) if general is None else rule_said(general)


@transaction.atomic
def simulate_change(
    *,
    actor: User,
    rule_id: UUID,
    changes: Mapping[str, Any] | None = None,
    revision: int | None = None,
    days: int = 30,
    version: int | None = None,
    now: datetime,
) -> Simulation:
    """Try out that a rule says something else, on the last `days` days: a draft of the change,
    which takes some time. Nothing changes.

    `changes` are some of threshold_seconds, in_working_days, repeats_weekly, is_urgent, steps;
    `revision` instead goes back to an earlier wording. An unfinished draft of the same person
    about the same rule is cancelled. Raises `Refused` for what a rule may not say.
    """
    if not actor.has_role(Role.COORDINATOR):
        raise Forbidden("Coordinators change rules.", field="id", value=rule_id)
    if isinstance(days, bool) or not 1 <= days <= LONGEST_DAYS:
        raise Refused(
            "Look back 1 to 90 days.", field="days", value=days, allowed=[1, LONGEST_DAYS]
        )
    rule = ReminderRule.objects.prefetch_related("steps").filter(pk=rule_id).first()
    if rule is None:
        raise Missing(f"There is no rule {rule_id}.", field="id", value=rule_id)
    check_version(rule, version)
    before = said_of(rule)
    wanted = _wording(rule, revision) if revision is not None else {**before, **(changes or {})}
    after = check_rule(ClockKind(rule.kind), wanted)
    if after == before:
        raise Refused("The rule says this already.", field="changes", value=None)
    older = Simulation.objects.unfinished().filter(rule=rule, requester=actor)
    older.update(state=SimulationState.CANCELLED, finished_at=now, tallies={})
    simulation = Simulation.objects.create(
        rule=rule,
        rule_version=rule.version,
        requester=actor,
        before=before,
        after=after,
        undoes_to=revision,
        days=days,
        as_of=now,
        created_at=now,
    )
    record(actor=actor, verb="simulate_rule", obj=simulation, now=now)
    return simulation


@transaction.atomic
def cancel_simulation(
    *, actor: User, simulation_id: UUID, version: int | None = None, now: datetime
) -> Simulation:
    """Stop trying a rule out; what was counted is thrown away."""
    simulation: Simulation = find_editable(Simulation, simulation_id, actor, version=version)
    running = Simulation.objects.unfinished().filter(pk=simulation.pk)
    if not running.update(state=SimulationState.CANCELLED, finished_at=now, tallies={}):
        raise Conflict(
            f"This is {simulation.state} already.",
            field="state",
            value=simulation.state,
            allowed=[str(SimulationState.WAITING), str(SimulationState.RUNNING)],
        )
    record(actor=actor, verb="cancel_simulation", obj=simulation, now=now)
    simulation.refresh_from_db()
    return simulation


def run_simulations(*, now: datetime, most_steps: int = MOST_STEPS) -> int:
    """Work off what was asked for, the oldest first; returns how many steps were taken.

    Any number may run: each works on a row of its own, under a lease.
    """
    taken = 0
    while taken < most_steps:
        token = uuid.uuid4()
        simulation = _claim(token)
        if simulation is None:
            return taken
        taken += _work(simulation, token, most_steps - taken, now)
    return taken


def prune_simulations(*, now: datetime) -> int:
    """Remove drafts that ended long ago: what was proposed carries its figures itself."""
    ended = Simulation.objects.filter(finished_at__lt=now - KEPT)
    return ended.delete()[0]


@transaction.atomic
def _claim(token: UUID) -> Simulation | None:
    free = Q(lease_until=None) | Q(lease_until__lt=Now())
    waiting = Simulation.objects.unfinished().filter(free).order_by("created_at")
    simulation = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if simulation is None:
        return None
    window = Window.before(simulation.as_of, simulation.days)
    values: dict[str, Any] = {"state": SimulationState.RUNNING, "lease_token": token}
    if simulation.last_clock is None:
        values["total"] = clocks_in(window).count()
    _mine(simulation, None).update(lease_until=_lease(), **values)
    return Simulation.objects.select_related("rule").get(pk=simulation.pk)


def _work(simulation: Simulation, token: UUID, most_steps: int, now: datetime) -> int:
    """Steps of one simulation until it ends, is cancelled, or the caller has done enough."""
    window = Window.before(simulation.as_of, simulation.days)
    before, after = _rule_sets(simulation)
    stored = simulation.tallies or {}
    tallies = [
        Tally.restored(simulation.days, stored.get(name, {})) for name in ("before", "after")
    ]
    sets = [(before, tallies[0]), (after, tallies[1])]
    changed, last, looked_at = (
        _marked(simulation.rule),
        simulation.last_clock,
        simulation.looked_at,
    )
    for step in range(most_steps):
        is_over = False
        for _ in range(CHUNKS_A_STEP):
            looked, last = rehearse_chunk(sets, window, after=last, changed=changed)
            looked_at += looked
            if is_over := looked < CHUNK:
                break
        if is_over:
            _finish(simulation, token, tallies, looked_at, window, now)
            return step + 1
        kept = _mine(simulation, token).update(
            last_clock=last,
            looked_at=looked_at,
            tallies={"before": tallies[0].stored(), "after": tallies[1].stored()},
            lease_until=_lease(),
            version=F("version"),
        )
        if not kept:
            return step + 1  # Cancelled, or another worker has it.
    _mine(simulation, token).update(lease_token=None, lease_until=None)
    return most_steps


def _finish(
    simulation: Simulation,
    token: UUID,
    tallies: list[Tally],
    looked_at: int,
    window: Window,
    now: datetime,
) -> None:
    before, after = (tally.figures(window.since.date()) for tally in tallies)
    result = {"before": before, "after": after}
    _mine(simulation, token).update(
        state=SimulationState.DONE,
        result={**result, "warnings": warnings(before, after, simulation.after)},
        tallies={},
        looked_at=looked_at,
        total=looked_at,
        finished_at=now,
        lease_token=None,
        lease_until=None,
    )


def _rule_sets(simulation: Simulation) -> tuple[list[Rule], list[Rule]]:
    """The rules in force, and the same with the changed one in its place, or beside them."""
    head, rules = simulation.rule, load_rules()
    new = rule_from(
        simulation.after,
        kind=ClockKind(head.kind),
        stage=Stage(head.stage) if head.stage else None,
        risk=Risk(head.risk) if head.risk else None,
        is_after_release=head.is_after_release,
        revision=_marked(head),
    )
    others = [rule for rule in rules if rule.revision != head.revision_id]
    return rules, [*others, new]


def _marked(rule: ReminderRule) -> UUID:
    """By what its notices are told apart: one that is not in force has no revision."""
    return rule.revision_id or rule.pk


def _mine(simulation: Simulation, token: UUID | None) -> Any:
    rows = Simulation.objects.unfinished().filter(pk=simulation.pk)
    return rows if token is None else rows.filter(lease_token=token)


def _lease() -> ExpressionWrapper:
    return ExpressionWrapper(Now() + LEASE, output_field=DateTimeField())


def _wording(rule: ReminderRule, number: int) -> dict[str, Any]:
    found = rule.revisions.filter(number=number).first()
    if found is None:
        raise Missing(f"There is no revision {number} of it.", field="revision", value=number)
    return dict(found.said)
