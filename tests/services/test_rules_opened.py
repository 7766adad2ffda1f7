"""A rule of its own for files that had none: opened by one coordinator, in force by a second."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casetracker.domain.clocks import choose_rule
from casetracker.domain.errors import Conflict, Forbidden, Refused
from casetracker.domain.words import ClockKind, Risk, Stage
from casetracker.models import AuditEvent, Clock, Notice, ReminderRule, RuleRevision
from casetracker.selectors.rules import rule_book, teams_of_changed_rules
from casetracker.services.activities import record_activity
from casetracker.services.clocks import load_rules
from casetracker.services.decisions import approve
from casetracker.services.rules import open_rule
from casetracker.services.simulations import said_instead
from casetracker.services.sweep import sweep
from tests.conftest import NOW
from tests.rules import proposed, tried_out

DAY = timedelta(days=1)
OWNER_AT_ONCE = {"offset": 0, "unit": "days", "audience": "owner"}
SAYS = {"threshold_seconds": 5 * 86400, "steps": [OWNER_AT_ONCE]}


@pytest.fixture
def second(make_user, team):
    return make_user("coordinator", team)


@pytest.fixture
def rule(coordinator):
    """For people inside who may be arrested again: nothing of the kind is installed."""
    place = {"kind": "case_silent", "stage": "inside", "risk": "redetention"}
    return open_rule(actor=coordinator, now=NOW, **place)


@pytest.fixture
def at_risk(make_case):
    case = make_case("Пад Рызыкай")
    type(case).objects.filter(pk=case.pk).update(is_redetention_risk=True)
    return case


def care(case, caseworker, at):
    record_activity(actor=caseworker, case_id=case.pk, kind="visit", occurred_at=at, now=at)
    return Clock.objects.get(case=case, kind="case_silent")


def test_a_rule_that_is_opened_reminds_nobody_and_changes_nothing(
    rule, at_risk, caseworker, coordinator
):
    assert not rule.is_in_force
    assert not rule.steps.exists()
    assert rule.pk not in {found.revision for found in load_rules()}
    assert care(at_risk, caseworker, NOW + DAY).due_at == NOW + 31 * DAY
    event = AuditEvent.objects.get(verb="open_rule")
    assert (event.actor_id, event.object_id) == (coordinator.pk, rule.pk)
    assert said_instead(rule)["threshold_seconds"] == 30 * 86400


def test_what_it_shall_say_is_tried_out_proposed_and_approved_by_another(
    rule, at_risk, caseworker, coordinator, second
):
    running = care(at_risk, caseworker, NOW + DAY)
    approval = proposed(coordinator, rule, NOW + DAY, **SAYS)
    with pytest.raises((Forbidden, Conflict)):
        approve(actor=coordinator, approval_id=approval.pk, now=NOW + DAY)
    assert not ReminderRule.objects.get(pk=rule.pk).is_in_force
    approve(actor=second, approval_id=approval.pk, now=NOW + 2 * DAY)
    rule.refresh_from_db()
    assert (rule.is_in_force, rule.threshold_seconds) == (True, 5 * 86400)
    # What runs keeps its days; the next silence goes by the new rule.
    running.refresh_from_db()
    assert running.due_at == NOW + 31 * DAY
    assert care(at_risk, caseworker, NOW + 3 * DAY).due_at == NOW + 8 * DAY
    sweep(now=NOW + 8 * DAY)
    assert Notice.objects.filter(case=at_risk, kind="case_silent").count() == 1


def test_others_keep_the_rule_they_had(rule, case, caseworker, coordinator, second):
    approve(actor=second, approval_id=proposed(coordinator, rule, NOW, **SAYS).pk, now=NOW)
    assert care(case, caseworker, NOW + DAY).due_at == NOW + 31 * DAY
    general = choose_rule(load_rules(), ClockKind.CASE_SILENT, stage=Stage.INSIDE)
    assert general.threshold == 30 * DAY


def test_a_trial_counts_what_it_would_have_sent_apart(rule, at_risk, coordinator):
    trial = tried_out(coordinator, rule, NOW + 20 * DAY, **SAYS)
    assert trial.result["before"]["of_rule"] == 0
    assert trial.result["after"]["of_rule"] == 1


def test_its_first_wording_is_new_and_was_not_installed(
    rule, at_risk, case, caseworker, coordinator, second
):
    approve(actor=second, approval_id=proposed(coordinator, rule, NOW, **SAYS).pk, now=NOW)
    revision = RuleRevision.objects.get(rule=rule)
    assert (revision.number, revision.approval.approver_id) == (1, second.pk)
    clock = care(at_risk, caseworker, NOW + DAY)
    assert clock.revision_id == revision.pk
    # A flood by it waits for a person, as after any change.
    assert teams_of_changed_rules([clock.pk], now=NOW + 6 * DAY) == {at_risk.team_id}
    # A clock of before rules had revisions goes by what was installed, never by this.
    installed = rule_book(load_rules(), [{"revision_id": None}]).installed
    found = choose_rule(
        installed, ClockKind.CASE_SILENT, stage=Stage.INSIDE, risks=[Risk.REDETENTION]
    )
    assert found.threshold == 30 * DAY


def test_in_a_small_team_one_may_pass_it_alone_after_a_day(rule, coordinator, caseworker):
    approval = proposed(coordinator, rule, NOW, **SAYS)
    with pytest.raises(Conflict):
        approve(actor=coordinator, approval_id=approval.pk, now=NOW + DAY / 2)
    done = approve(actor=coordinator, approval_id=approval.pk, now=NOW + DAY)
    assert done.is_alone
    assert ReminderRule.objects.get(pk=rule.pk).is_in_force
    assert AuditEvent.objects.filter(verb="approve_alone").exists()


@pytest.mark.parametrize(
    ("place", "field"),
    [
        ({"kind": "hearing"}, "kind"),
        ({"kind": "nonsense"}, "kind"),
        ({"kind": "life_silent", "stage": "reception"}, "stage"),
        ({"kind": "case_silent", "stage": "closed"}, "stage"),
        ({"kind": "case_silent", "risk": "nonsense"}, "risk"),
        ({"kind": "case_silent", "stage": "inside"}, "kind"),
    ],
)
def test_a_place_that_has_a_rule_or_can_have_none_is_refused(coordinator, place, field):
    before = ReminderRule.objects.count()
    with pytest.raises(Refused) as refusal:
        open_rule(actor=coordinator, now=NOW, **place)
    assert refusal.value.field == field
    assert ReminderRule.objects.count() == before


def test_only_coordinators_open_rules(caseworker):
    with pytest.raises(Forbidden):
        open_rule(actor=caseworker, kind="case_silent", risk="minor", now=NOW)
