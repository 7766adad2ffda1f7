"""Two people: what one proposes another decides, once, and it happens with the decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from casetracker.domain.approvals import TERMS, ApprovalKind, ApprovalState, check_proposal
from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused, Stale
from casetracker.models import Approval, AuditEvent, Notice, ReminderRule, User
from casetracker.models.base import new_id
from casetracker.services.approvals import decide, invite_approver, request_approval
from casetracker.services.decisions import EFFECTS, approve, expire_overdue, refuse, withdraw
from casetracker.services.freezing import freeze_user
from tests.rules import proposed

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KIND = ApprovalKind.RULE_CHANGE
WHY = "Thirty days are too long."


@pytest.fixture
def rule(db):
    return ReminderRule.objects.get(kind="case_silent", stage="inside", risk="")


@pytest.fixture
def second(make_user, team):
    return make_user("coordinator", team, name="Second Coordinator")


@pytest.fixture
def propose(coordinator, caseworker, rule, now):
    """A proposal of the coordinator: twenty days instead of thirty. With a caseworker and another
    coordinator the team is not small."""

    def make(actor=coordinator, days=20, at=now):
        return proposed(actor, rule, at, WHY, threshold_seconds=days * 86400)

    return make


def days_of(rule):
    rule.refresh_from_db()
    return rule.threshold_seconds / 86400


def test_nothing_changes_until_another_person_has_approved(propose, rule, second, coordinator, now):
    approval = propose()
    assert days_of(rule) == 30
    assert approval.proposal["before"]["threshold_seconds"] == 30 * 86400
    approve(actor=second, approval_id=approval.pk, reason="Yes.", now=now)
    assert days_of(rule) == 20
    approval.refresh_from_db()
    assert (approval.state, approval.approver, approval.is_alone) == ("approved", second, False)
    assert (approval.reason, approval.answer) == (WHY, "Yes.")
    verbs = AuditEvent.objects.values_list("verb", flat=True)
    assert {"request_approval", "approve", "change_rule"} <= set(verbs)


def test_who_may_decide_is_told_at_once_and_no_longer_once_it_is_decided(
    propose, second, coordinator, caseworker, now
):
    approval = propose()
    wanted = Notice.objects.get(kind="approval_wanted")
    assert (wanted.recipient, wanted.is_urgent, wanted.state) == (second, True, "open")
    approve(actor=second, approval_id=approval.pk, now=now)
    wanted.refresh_from_db()
    assert wanted.state == "withdrawn"
    assert Notice.objects.get(kind="approval_decided").recipient == coordinator


def test_nobody_approves_or_refuses_what_they_proposed(propose, second, coordinator, now):
    approval = propose()
    with pytest.raises(Conflict, match="Somebody else"):
        approve(actor=coordinator, approval_id=approval.pk, now=now + 30 * HOUR)
    with pytest.raises(Forbidden, match="Somebody else"):
        refuse(actor=coordinator, approval_id=approval.pk, reason="No.", now=now)


def test_the_database_too_refuses_an_approver_who_asked(propose, coordinator, now):
    approval = propose()
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.filter(pk=approval.pk).update(
            state="approved", approver=coordinator, decided_at=now
        )


def test_whose_role_does_not_decide_it_is_refused(propose, caseworker, make_user, now):
    approval = propose()
    for actor, error in ((caseworker, Missing), (make_user("auditor"), Forbidden)):
        with pytest.raises(error):
            approve(actor=actor, approval_id=approval.pk, now=now)


def test_of_two_who_decide_at_once_one_wins(propose, rule, second, make_user, team, now):
    approval = propose()
    seen_by_another = Approval.objects.get(pk=approval.pk)
    approve(actor=second, approval_id=approval.pk, now=now)
    with pytest.raises(Conflict, match="approved already"):
        decide(
            seen_by_another, ApprovalState.REFUSED, approver=make_user("coordinator", team), now=now
        )
    approval.refresh_from_db()
    assert approval.state == "approved"


def test_a_refusal_needs_a_reason_and_is_told(propose, rule, second, coordinator, now):
    approval = propose()
    with pytest.raises(Refused, match="1 to 500"):
        refuse(actor=second, approval_id=approval.pk, reason=" ", now=now)
    refuse(actor=second, approval_id=approval.pk, reason="Too many mails.", now=now)
    assert days_of(rule) == 30
    assert Notice.objects.get(kind="approval_decided").recipient == coordinator
    with pytest.raises(Conflict, match="refused already"):
        approve(actor=second, approval_id=approval.pk, now=now)


def test_only_whoever_proposed_it_withdraws_it(propose, second, coordinator, now):
    approval = propose()
    with pytest.raises(Forbidden):
        withdraw(actor=second, approval_id=approval.pk, now=now)
    withdraw(actor=coordinator, approval_id=approval.pk, now=now)
    assert Notice.objects.get(kind="approval_wanted").state == "withdrawn"
    assert propose().state == "requested"


def test_an_effect_that_no_longer_fits_leaves_everything_undecided(
    propose, rule, second, coordinator, make_user, team, now
):
    first, later = propose(), propose(actor=second, days=10)
    approve(actor=second, approval_id=first.pk, now=now)
    with pytest.raises(Conflict, match="changed since"):
        approve(actor=coordinator, approval_id=later.pk, now=now)
    later.refresh_from_db()
    assert (later.state, later.decided_at) == ("requested", None)
    assert days_of(rule) == 20


def test_one_proposal_about_one_subject_at_a_time(propose):
    propose()
    with pytest.raises(Conflict, match="withdraw that first"):
        propose(days=10)


def test_a_proposal_that_nobody_decides_ends_by_itself(propose, second, coordinator, rule, now):
    approval = propose()
    assert expire_overdue(now=now + 13 * DAY) == 0
    with pytest.raises(Conflict, match="time for a decision is over"):
        approve(actor=second, approval_id=approval.pk, now=now + 15 * DAY)
    assert expire_overdue(now=now + 15 * DAY) == 1
    assert expire_overdue(now=now + 15 * DAY) == 0
    approval.refresh_from_db()
    assert (approval.state, approval.approver) == ("expired", None)
    assert Notice.objects.get(kind="approval_decided").recipient == coordinator


def test_what_a_locked_out_person_proposed_is_not_approved(
    propose, second, coordinator, make_user, now
):
    approval = propose()
    freeze_user(actor=make_user("administrator"), user_id=coordinator.pk, now=now)
    with pytest.raises(Conflict, match="locked out"):
        approve(actor=second, approval_id=approval.pk, now=now)
    refuse(actor=second, approval_id=approval.pk, reason="No longer with us.", now=now)


def test_a_version_that_is_not_the_one_seen_is_refused(propose, second, now):
    with pytest.raises(Stale):
        approve(actor=second, approval_id=propose().pk, version=7, now=now)


# ── small teams ─────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def two(coordinator, rule, make_user, team):
    """An instance with two active staff: a coordinator and a caseworker."""
    return coordinator, make_user("caseworker", team)


def test_in_a_small_team_one_person_passes_it_after_a_day_and_the_other_is_told(two, propose, now):
    coordinator, other = two
    User.objects.filter(memberships__role="caseworker").exclude(pk=other.pk).update(is_active=False)
    approval = propose()
    with pytest.raises(Conflict, match="from 2026-02-10T12:00"):
        approve(actor=coordinator, approval_id=approval.pk, now=now + 23 * HOUR)
    approve(actor=coordinator, approval_id=approval.pk, now=now + 24 * HOUR)
    approval.refresh_from_db()
    assert (approval.state, approval.approver, approval.is_alone) == ("approved", coordinator, True)
    assert Notice.objects.get(kind="approval_decided").recipient == other
    assert AuditEvent.objects.filter(verb="approve_alone").exists()


def test_with_three_active_staff_nobody_passes_anything_alone(propose, make_user, team, now):
    make_user("caseworker", team)
    approval = propose()
    with pytest.raises(Conflict, match="Somebody else"):
        approve(actor=approval.requester, approval_id=approval.pk, now=now + 48 * HOUR)


def test_kinds_of_money_and_p3_never_pass_alone(two, propose, coordinator, monkeypatch, now):
    strict = replace(TERMS[KIND], may_pass_alone=False)
    monkeypatch.setitem(TERMS, KIND, strict)
    User.objects.filter(memberships__role="caseworker").update(is_active=False)
    approval = propose()
    with pytest.raises(Forbidden, match="Somebody else"):
        approve(actor=coordinator, approval_id=approval.pk, now=now + 48 * HOUR)


def test_an_outsider_may_be_asked_where_the_team_is_too_small(
    coordinator, rule, make_user, other_team, now, propose
):
    User.objects.filter(memberships__role="caseworker").update(is_active=False)
    outsider = make_user("auditor")
    approval = propose()
    with pytest.raises(Forbidden):
        approve(actor=outsider, approval_id=approval.pk, now=now)
    with pytest.raises(Refused, match="No other coordinator or auditor"):
        invite_approver(
            actor=coordinator, approval_id=approval.pk, email="nobody@example.org", now=now
        )
    invite_approver(actor=coordinator, approval_id=approval.pk, email=outsider.email, now=now)
    assert Notice.objects.get(recipient=outsider).kind == "approval_wanted"
    approve(actor=outsider, approval_id=approval.pk, now=now)
    assert days_of(rule) == 20


def test_where_others_may_decide_no_outsider_is_asked(propose, second, make_user, now):
    approval = propose()
    auditor = make_user("auditor")
    with pytest.raises(Conflict, match="Others in the team"):
        invite_approver(
            actor=approval.requester, approval_id=approval.pk, email=auditor.email, now=now
        )


# ── what a proposal may hold ────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "proposal",
    [
        {},
        {"after": 3},
        {"after": {"x": float("nan")}},
        {"after": {"x": object()}},
        {"before": [], "after": {}},
        {"after": {"text": "x" * 20_001}},
    ],
)
def test_a_proposal_holds_primitives_of_before_and_after(proposal):
    with pytest.raises(Refused):
        check_proposal(proposal)


def test_every_kind_has_an_effect():
    assert set(EFFECTS) == set(ApprovalKind)


def test_a_team_of_its_own_decides_by_its_own_people(
    coordinator, second, make_user, other_team, monkeypatch, now, team
):
    done = []
    monkeypatch.setitem(EFFECTS, KIND, lambda **given: done.append(given["approval"].pk))
    approval = request_approval(
        actor=second,
        kind=KIND,
        subject_id=new_id(),
        proposal={"after": {"role": "caseworker"}},
        reason="Of this team only.",
        team_id=team.pk,
        now=now,
    )
    with pytest.raises(Missing):
        approve(actor=make_user("coordinator", other_team), approval_id=approval.pk, now=now)
    approve(actor=coordinator, approval_id=approval.pk, now=now)
    assert done == [approval.pk]
