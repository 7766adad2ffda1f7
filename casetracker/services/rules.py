"""Reminder rules as data: one for a stage or risk that has none is opened, and says nothing; a
change that was tried out is proposed by one coordinator and approved by another; an episode that
runs keeps the wording under which it began."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from casetracker.domain.approvals import LONGEST_REASON, ApprovalKind
from casetracker.domain.errors import Conflict, Forbidden, Refused
from casetracker.domain.inputs import one_line
from casetracker.domain.rehearsal import SimulationState
from casetracker.domain.rulechecks import check_place, check_rule
from casetracker.domain.words import ClockKind, Role
from casetracker.models import Approval, LadderStep, ReminderRule, RuleRevision, Simulation, User
from casetracker.models.base import new_id
from casetracker.services.approvals import request_approval
from casetracker.services.audit import record
from casetracker.services.rights import find_editable

_FIELDS = ("threshold_seconds", "in_working_days", "repeats_weekly", "is_urgent")


@transaction.atomic
def open_rule(
    *, actor: User, kind: str, stage: str = "", risk: str = "", now: datetime
) -> ReminderRule:
    """Open a rule of its own for files of a stage, a risk or both; empty means any.

    It reminds nobody until what it shall say has been tried out, proposed and approved, like any
    change. Raises `Refused` for what has no rules by stage and risk, `Conflict` if there is one.
    """
    if not actor.has_role(Role.COORDINATOR):
        raise Forbidden("Coordinators make rules.", field="id")
    of_kind, stage, risk = check_place(kind, stage, risk)
    rule = ReminderRule(kind=of_kind, stage=stage, risk=risk, created_at=now)
    try:
        with transaction.atomic():
            rule.save(force_insert=True)
    except IntegrityError:
        raise Conflict(
            "There is a rule for this already: change that one.",
            field="kind",
            value=str(of_kind),
            allowed="a stage or a risk that has no rule of its own",
        ) from None
    place = {"kind": (None, rule.kind), "stage": (None, stage), "risk": (None, risk)}
    record(actor=actor, verb="open_rule", obj=rule, changes=place, now=now)
    return rule


@transaction.atomic
def propose_rule_change(
    *,
    actor: User,
    simulation_id: UUID,
    reason: str,
    answer: str = "",
    version: int | None = None,
    now: datetime,
) -> Approval:
    """Propose the change that was tried out; another coordinator approves. Nothing changes yet.

    Only one's own simulation, once it is done, of the rule as it still is. Raises `Refused` if it
    warns of something and `answer` does not say why that is right all the same.
    """
    simulation: Simulation = find_editable(Simulation, simulation_id, actor, related=("rule",))
    if simulation.state != SimulationState.DONE:
        raise Conflict(
            "Wait until it has been tried out to the end.",
            field="simulation",
            value=simulation.state,
            allowed=str(SimulationState.DONE),
        )
    if version not in (None, simulation.rule.version) or (
        simulation.rule.version != simulation.rule_version
    ):
        raise Conflict(
            "The rule has changed since this was tried out: do that again.",
            field="version",
            value=simulation.rule_version,
            allowed=simulation.rule.version,
        )
    warned = (simulation.result or {}).get("warnings", [])
    said = one_line(answer, field="answer", longest=LONGEST_REASON)
    if warned and not said:
        raise Refused(
            "The trial warns of something: say why it is right all the same.",
            field="answer",
            value="",
            allowed=f"an answer to: {', '.join(warned)}",
        )
    approval = request_approval(
        actor=actor,
        kind=ApprovalKind.RULE_CHANGE,
        subject_id=simulation.rule_id,
        proposal={
            "version": simulation.rule_version,
            "before": simulation.before,
            "after": simulation.after,
            "undoes_to": simulation.undoes_to,
            "days": simulation.days,
            "figures": simulation.result,
        },
        reason=f"{reason} [{said}]" if warned and reason.strip() else reason,
        now=now,
    )
    simulation.approval = approval
    simulation.save(update_fields=["approval"])
    return approval


def put_in_force(*, approval: Approval, actor: User, now: datetime) -> None:
    """The effect of an approved change. Raises `Conflict` if the rule has changed since."""
    rule = ReminderRule.objects.select_for_update().filter(pk=approval.subject_id).first()
    if rule is None or rule.version != approval.proposal["version"]:
        raise Conflict(
            "The rule has changed since this was proposed: refuse it, and propose it again.",
            field="version",
            value=approval.proposal["version"],
            allowed=rule.version if rule else None,
        )
    after = check_rule(ClockKind(rule.kind), approval.proposal["after"])
    changes = {name: (getattr(rule, name), after[name]) for name in _FIELDS}  # type: ignore[literal-required]
    for name, (_, value) in changes.items():
        setattr(rule, name, value)
    rule.revision_id = new_id()
    rule.save(update_fields=[*_FIELDS, "revision_id"])
    RuleRevision.objects.create(
        id=rule.revision_id,
        rule=rule,
        number=rule.revisions.count() + 1,
        said=after,
        in_force_at=now,
        approval=approval,
    )
    rule.steps.all().delete()
    LadderStep.objects.bulk_create(
        LadderStep(rule=rule, ordinal=ordinal, **step)
        for ordinal, step in enumerate(after["steps"])
    )
    changes["steps"] = (approval.proposal["before"]["steps"], after["steps"])
    record(actor=actor, verb="change_rule", obj=rule, changes=changes, now=now)
