"""Rules as data: changed by two people; running episodes keep their schedule; all is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casetracker.domain.errors import Forbidden, Missing, Refused, Stale
from casetracker.domain.rulechecks import check_rule
from casetracker.domain.words import ClockKind
from casetracker.models import Clock, Heartbeat, Hold, Notice, ReminderRule
from casetracker.models.base import new_id
from casetracker.services.activities import record_activity
from casetracker.services.clocks import snooze_clock
from casetracker.services.decisions import approve
from casetracker.services.holds import release_overdue
from casetracker.services.simulations import simulate_change
from casetracker.services.sweep import sweep
from tests.rules import proposed

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OWNER_AT_ONCE = {"offset": 0, "unit": "days", "audience": "owner"}


@pytest.fixture
def rule(db):
    return ReminderRule.objects.get(kind="case_silent", stage="inside", risk="")


@pytest.fixture
def second(make_user, team):
    return make_user("coordinator", team)


@pytest.fixture
def change(coordinator, second, rule):
    """`change(at, threshold_seconds=…)`: proposed by one coordinator, approved by another."""

    def make(at, **changes):
        approval = proposed(coordinator, rule, at, **changes)
        return approve(actor=second, approval_id=approval.pk, now=at)

    return make


def silent(case):
    return Clock.objects.get(case=case, kind="case_silent")


def told(case):
    rows = Notice.objects.filter(case=case, kind="case_silent").order_by("created_at")
    return [(row.step, row.is_escalated) for row in rows]


# ── a change never re-keys a running episode ────────────────────────────────────────────────────
def test_a_running_episode_keeps_its_threshold_and_its_ladder(case, change, now):
    due = silent(case).due_at
    change(now + DAY, threshold_seconds=5 * 86400, steps=[OWNER_AT_ONCE], repeats_weekly=False)
    assert silent(case).due_at == due == now + 30 * DAY
    for day in (29, 30, 32, 34, 36, 43):
        sweep(now=now + day * DAY + HOUR)
    # Owner, coordinators after 2 and after 4 working days, then weekly: as it was when it began.
    assert [step for step, _ in told(case)] == [0, 1, 1, 2, 2, 3, 3]


def test_the_next_episode_goes_by_the_new_rule(case, caseworker, change, now):
    change(now + DAY, threshold_seconds=5 * 86400, steps=[OWNER_AT_ONCE], repeats_weekly=False)
    at = now + 2 * DAY
    record_activity(actor=caseworker, case_id=case.pk, kind="visit", occurred_at=at, now=at)
    assert silent(case).due_at == at + 5 * DAY
    for day in range(8, 40):
        sweep(now=now + day * DAY)
    assert told(case) == [(0, False)]


def test_waking_from_a_snooze_is_a_new_episode_under_the_new_ladder(case, caseworker, change, now):
    clock = silent(case)
    until = now + 40 * DAY
    snooze_clock(actor=caseworker, clock_id=clock.pk, until=until, reason="Away.", now=now)
    change(now + DAY, steps=[OWNER_AT_ONCE], repeats_weekly=False)
    for day in range(40, 60):
        sweep(now=now + day * DAY)
    assert told(case) == [(0, False)]
    assert silent(case).episode == 2


def test_clocks_from_before_rules_had_revisions_go_by_what_was_installed(case, change, now):
    Clock.objects.update(revision=None)
    change(now + DAY, threshold_seconds=5 * 86400, steps=[OWNER_AT_ONCE], repeats_weekly=False)
    for day in (30, 34):
        sweep(now=now + day * DAY + HOUR)
    assert [step for step, _ in told(case)] == [0, 1, 1]


def test_every_wording_is_kept_with_who_made_it(rule, change, coordinator, second, now):
    change(now, threshold_seconds=20 * 86400)
    change(now + DAY, threshold_seconds=10 * 86400)
    said = [(r.number, r.said["threshold_seconds"] // 86400) for r in rule.revisions.all()]
    assert said == [(1, 30), (2, 20), (3, 10)]
    last = rule.revisions.get(number=3)
    assert (last.approval.requester, last.approval.approver) == (coordinator, second)
    rule.refresh_from_db()
    assert rule.revision_id == last.pk
    assert [step.offset for step in rule.steps.all()] == [0, 2, 4]


# ── a flood after a change waits for a person ───────────────────────────────────────────────────
def test_a_flood_after_a_change_is_not_released_by_itself(make_user, make_case, team, change, now):
    change(now, threshold_seconds=3600)
    for number in range(45):
        make_case(f"Прыклад {number}", worker=make_user("caseworker", team))
    Heartbeat.objects.create(name="sweep", at=now)
    sweep(now=now + 2 * HOUR)
    hold = Hold.objects.get()
    assert (hold.reason, hold.releases_at, hold.clocks_held) == ("rule_changed", None, 5)
    assert release_overdue(now=now + 20 * DAY) == 0


def test_long_after_a_change_a_flood_is_an_ordinary_one(make_user, make_case, team, change, now):
    change(now - 30 * DAY, threshold_seconds=3600)
    for number in range(45):
        make_case(f"Прыклад {number}", worker=make_user("caseworker", team))
    Heartbeat.objects.create(name="sweep", at=now)
    sweep(now=now + 2 * HOUR)
    assert Hold.objects.get().reason == "flood"


# ── who may, and what is refused ────────────────────────────────────────────────────────────────
def test_only_coordinators_change_rules(rule, caseworker, now):
    with pytest.raises(Forbidden):
        simulate_change(
            actor=caseworker, rule_id=rule.pk, changes={"threshold_seconds": 86400}, now=now
        )


def test_what_changes_nothing_is_no_change(rule, coordinator, now):
    given = {"actor": coordinator, "now": now}
    with pytest.raises(Refused, match="says this already"):
        simulate_change(rule_id=rule.pk, changes={"threshold_seconds": 30 * 86400}, **given)
    with pytest.raises(Missing):
        simulate_change(rule_id=new_id(), changes={}, **given)
    with pytest.raises(Missing, match="no revision 9"):
        simulate_change(rule_id=rule.pk, revision=9, **given)
    with pytest.raises(Stale):
        simulate_change(rule_id=rule.pk, changes={}, version=7, **given)
    with pytest.raises(Refused, match="1 to 90 days"):
        simulate_change(rule_id=rule.pk, changes={}, days=0, **given)


def test_an_undo_is_a_change_that_goes_the_same_way(rule, change, coordinator, second, now):
    change(now, threshold_seconds=20 * 86400, steps=[OWNER_AT_ONCE])
    approval = proposed(second, rule, now + DAY, revision=1)
    rule.refresh_from_db()
    assert rule.threshold_seconds == 20 * 86400
    assert approval.proposal["undoes_to"] == 1
    approve(actor=coordinator, approval_id=approval.pk, now=now + DAY)
    rule.refresh_from_db()
    assert rule.threshold_seconds == 30 * 86400
    assert [step.offset for step in rule.steps.all()] == [0, 2, 4]
    assert rule.revisions.count() == 3


GOOD = {"threshold_seconds": 86400, "steps": [OWNER_AT_ONCE]}


@pytest.mark.parametrize("threshold", [0, -1, 3599, 10**9 * 86400, 5 * 366 * 86400 + 1, 1.5, "7"])
def test_a_threshold_lies_between_an_hour_and_five_years(threshold):
    with pytest.raises(Refused) as refused:
        check_rule(ClockKind.CASE_SILENT, {**GOOD, "threshold_seconds": threshold})
    assert refused.value.field == "threshold_seconds"
    assert refused.value.value == str(threshold)
    assert refused.value.allowed == [3600, 5 * 366 * 86400]


@pytest.mark.parametrize(
    ("steps", "field", "match"),
    [
        ([], "steps", "tell nobody"),
        (None, "steps", "tell nobody"),
        ("owner", "steps", "tell nobody"),
        ([OWNER_AT_ONCE] * 11, "steps", "at most 10"),
        ([OWNER_AT_ONCE, OWNER_AT_ONCE], "steps", "within 4 hours"),
        (
            [{"offset": n, "unit": "hours", "audience": "owner"} for n in range(5)],
            "steps",
            "within 4 hours",
        ),
        ([{"offset": 401, "unit": "days", "audience": "owner"}], "steps.offset", "at most 400"),
        ([{"offset": True, "unit": "days", "audience": "owner"}], "steps.offset", "at most"),
        ([{"offset": 0, "unit": "fortnights", "audience": "owner"}], "steps.unit", "none of"),
        ([{"offset": 0, "unit": "days", "audience": "everybody"}], "steps.audience", "none of"),
        ([7], "steps", "when and whom"),
    ],
)
def test_a_ladder_tells_somebody_and_nobody_hourly(steps, field, match):
    with pytest.raises(Refused, match=match) as refused:
        check_rule(ClockKind.CASE_SILENT, {**GOOD, "steps": steps})
    assert refused.value.field == field


def test_a_clock_towards_a_date_has_no_threshold():
    with pytest.raises(Refused, match="towards a date"):
        check_rule(ClockKind.HEARING, GOOD)
    assert check_rule(ClockKind.HEARING, {**GOOD, "threshold_seconds": 0})["threshold_seconds"] == 0


def test_steps_stand_in_the_order_of_time_and_flags_are_flags():
    later = {"offset": 2, "unit": "working_days", "audience": "coordinators"}
    said = check_rule(ClockKind.CASE_SILENT, {**GOOD, "steps": [later, OWNER_AT_ONCE]})
    assert said["steps"] == [OWNER_AT_ONCE, later]
    with pytest.raises(Refused, match="true or false"):
        check_rule(ClockKind.CASE_SILENT, {**GOOD, "is_urgent": "yes"})
    with pytest.raises(Refused, match="whole days"):
        check_rule(
            ClockKind.CASE_SILENT, {**GOOD, "threshold_seconds": 90_000, "in_working_days": True}
        )
