"""Reminder rules: those in force, those by which running episodes go on, their history."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from casetracker.domain.approvals import ApprovalKind
from casetracker.domain.clocks import choose_rule
from casetracker.domain.ladders import Rule
from casetracker.domain.rehearsal import SimulationState
from casetracker.domain.rulechecks import rule_from
from casetracker.domain.words import ClockKind, Risk, Stage
from casetracker.models import Approval, Clock, ReminderRule, RuleRevision, Simulation, User
from casetracker.selectors.told import facts_of

#: A rule is new for so long after the first of its clocks can have run out.
NEW_FOR = timedelta(days=7)
#: No list of a rule's past is longer.
MOST = 100


@dataclass
class RuleBook:
    """The rules in force, and the earlier wordings under which episodes began that still run."""

    in_force: list[Rule]
    #: Revision → its wording, of those that clocks go by.
    earlier: dict[UUID, Rule] = field(default_factory=dict)
    #: As they were installed, for clocks from before rules had revisions.
    installed: list[Rule] = field(default_factory=list)

    def now(self, clock: Mapping[str, Any]) -> Rule | None:
        """The rule for an episode that begins now."""
        return choose_rule(self.in_force, ClockKind(clock["kind"]), **facts_of(clock))

    def running(self, clock: Mapping[str, Any]) -> Rule | None:
        """The rule by which the episode of a clock began: a change never re-keys it."""
        if clock["revision_id"] is None:
            return choose_rule(self.installed, ClockKind(clock["kind"]), **facts_of(clock))
        found = self.earlier.get(clock["revision_id"])
        return found or self.now(clock)


def rule_book(in_force: list[Rule], clocks: Iterable[Mapping[str, Any]]) -> RuleBook:
    """The rules that these clocks go by: no statement while nothing has changed, else one."""
    current = {rule.revision: rule for rule in in_force if rule.revision}
    wanted = {clock["revision_id"] for clock in clocks}
    old = wanted - current.keys() - {None}
    book = RuleBook(in_force, dict(current), in_force)
    if old or None in wanted:
        rows = revisions(
            Q(pk__in=old) | Q(number=1, approval=None) if None in wanted else Q(pk__in=old)
        )
        first = []
        for revision in rows:
            rule = rule_of_revision(revision)
            book.earlier[revision.pk] = rule
            if revision.number == 1 and revision.approval_id is None:
                first.append(rule)
        if None in wanted and first:
            book.installed = first
    return book


def teams_of_changed_rules(clock_ids: Collection[UUID], *, now: datetime) -> set[UUID]:
    """The teams of those of these clocks that run by a wording that is new: so new that nobody
    has seen yet what it does. One statement."""
    rows = Clock.objects.filter(pk__in=clock_ids, revision__approval__isnull=False).values_list(
        "team_id", "revision__in_force_at", "revision__said"
    )
    return {
        team_id
        for team_id, since, said in rows
        if now <= since + timedelta(seconds=said["threshold_seconds"]) + NEW_FOR
    }


def revisions(where: Q) -> list[RuleRevision]:
    return list(RuleRevision.objects.filter(where).select_related("rule"))


def rule_of_revision(revision: RuleRevision) -> Rule:
    """A wording as the domain reads it."""
    head = revision.rule
    return rule_from(
        revision.said,
        kind=ClockKind(head.kind),
        stage=Stage(head.stage) if head.stage else None,
        risk=Risk(head.risk) if head.risk else None,
        is_after_release=head.is_after_release,
        revision=revision.pk,
    )


def rule_of(user: User, rule_id: UUID) -> ReminderRule | None:
    """One rule with its ladder, or None."""
    rows = ReminderRule.objects.visible_to(user).prefetch_related("steps")
    return rows.filter(pk=rule_id).first()


def rules_by_kind(user: User, *, kind: str = "", stage: str = "") -> list[ReminderRule]:
    """Every rule with its ladder, or those of one kind of clock and one stage: two statements.

    They are as many as there are kinds, stages and risks: a page holds them all.
    """
    rows = ReminderRule.objects.visible_to(user).prefetch_related("steps")
    rows = rows.filter(**{name: said for name, said in (("kind", kind), ("stage", stage)) if said})
    order = {str(kind): place for place, kind in enumerate(ClockKind)}
    stages = {str(stage): place for place, stage in enumerate(Stage)}
    return sorted(rows, key=lambda rule: (order[rule.kind], stages.get(rule.stage, -1), rule.risk))


def history_of(rule_id: UUID) -> list[RuleRevision]:
    """Every wording of a rule, the latest first, with who proposed and approved it."""
    rows = RuleRevision.objects.filter(rule=rule_id)
    people = ("approval__requester", "approval__approver")
    return list(rows.select_related(*people).order_by("-number")[:MOST])


def open_proposals(user: User, rule_id: UUID | None = None) -> list[Approval]:
    """Changes of rules that wait for a decision, of all rules or of one."""
    rows = Approval.objects.visible_to(user).requested().filter(kind=ApprovalKind.RULE_CHANGE)
    if rule_id is not None:
        rows = rows.filter(subject_id=rule_id)
    return list(rows.select_related("requester").order_by("-created_at")[:MOST])


def trials_of(user: User, rule_id: UUID) -> list[Simulation]:
    """What this person has tried out of a rule and not proposed yet, the latest first."""
    rows = Simulation.objects.filter(requester=user, rule=rule_id, approval=None)
    rows = rows.exclude(state=SimulationState.CANCELLED).filter(rule_version=F("rule__version"))
    return list(rows.order_by("-created_at")[:5])


def trial_of(user: User, trial_id: UUID) -> Simulation | None:
    """One trial with its rule, or None."""
    rows = Simulation.objects.visible_to(user).select_related("rule", "approval")
    return rows.filter(pk=trial_id).first()
