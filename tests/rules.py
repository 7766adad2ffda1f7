"""A change of a rule as its steps follow one another: tried out, proposed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from casetracker.models import Approval, ReminderRule, Simulation, User
from casetracker.services.rules import propose_rule_change
from casetracker.services.simulations import run_simulations, simulate_change


def tried_out(actor: User, rule: ReminderRule, now: datetime, **given: Any) -> Simulation:
    """A finished simulation; `revision`, `days` or the changes themselves."""
    options = {name: given.pop(name) for name in ("revision", "days") if name in given}
    simulation = simulate_change(actor=actor, rule_id=rule.pk, changes=given, now=now, **options)
    run_simulations(now=now)
    simulation.refresh_from_db()
    return simulation


def proposed(
    actor: User, rule: ReminderRule, now: datetime, reason: str = "So.", **given: Any
) -> Approval:
    return propose_rule_change(
        actor=actor,
        simulation_id=tried_out(actor, rule, now, **given).pk,
        reason=reason,
        answer="We mean it.",
        now=now,
    )
