"""Whom a ladder tells: the owner, a deputy, coordinators; and never nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casetracker.models import Clock, Notice, User
from casetracker.selectors.answering import teams_that_reach_nobody
from casetracker.services.cases import assign_case, flag_case
from casetracker.services.emails import deliver_due
from casetracker.services.needs import open_need
from casetracker.services.notices import pack
from casetracker.services.sweep import sweep

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def told(user, **which):
    return Notice.objects.filter(recipient=user, **which)


@pytest.fixture
def at_risk(make_case, caseworker, now):
    """A file of a person on hunger strike: owner at once, deputy after 12 h, all after 24 h."""
    case = make_case("Хворы Прыклад")
    flag_case(actor=caseworker, case_id=case.pk, flags={"hunger_strike": True}, now=now)
    return case


@pytest.fixture
def away(caseworker, make_user, team, now):
    """The caseworker is away for a month, with a deputy."""
    deputy = make_user("caseworker", team)
    until = (now + 30 * DAY).date()
    User.objects.filter(pk=caseworker.pk).update(away_until=until, deputy=deputy)
    return deputy


def test_a_file_without_caseworker_is_told_to_the_coordinators(
    case, caseworker, coordinator, mailbox, remind, now
):
    assign_case(actor=coordinator, case_id=case.pk, caseworker_id=None, now=now)
    remind(now + 31 * DAY)
    assert told(coordinator, kind="case_silent", state="told").exists()
    assert not told(caseworker, kind="case_silent").exists()


@pytest.mark.parametrize("fault", ["frozen_at", "address_failed_at"])
def test_an_owner_who_cannot_be_told_is_replaced_by_the_coordinators(
    case, caseworker, coordinator, mailbox, remind, now, fault
):
    User.objects.filter(pk=caseworker.pk).update(**{fault: now})
    remind(now + 31 * DAY)
    assert told(coordinator, kind="case_silent", state="told", is_escalated=True).exists()
    assert not told(caseworker).exists()


def test_where_a_team_has_no_coordinator_its_caseworkers_are_told(
    case, caseworker, make_user, mailbox, remind, now
):
    remind(now + 34 * DAY)
    escalated = told(caseworker, kind="case_silent", state="told", is_escalated=True)
    assert escalated.exists()
    assert teams_that_reach_nobody() == [case.team.name]
    make_user("coordinator", case.team)
    assert teams_that_reach_nobody() == []


def test_where_a_team_has_nobody_the_administrators_are_told(
    case, caseworker, make_user, mailbox, remind, now
):
    administrator = make_user("administrator")
    User.objects.filter(pk=caseworker.pk).update(is_active=False)
    remind(now + 31 * DAY)
    assert told(administrator, kind="case_silent", state="told").exists()


def test_a_step_that_nobody_can_be_told_waits_and_is_not_dropped(case, caseworker, make_user, now):
    User.objects.filter(pk=caseworker.pk).update(is_active=False)
    at = now + 31 * DAY
    sweep(now=at)
    clock = Clock.objects.get(case=case, kind="case_silent")
    assert (clock.step, clock.next_step_at) == (0, at + HOUR)
    assert not Notice.objects.exists()
    newcomer = make_user("coordinator", case.team)
    sweep(now=at + HOUR)
    assert told(newcomer, clock=clock, step=0).exists()


def test_the_deputy_is_told_only_while_the_owner_is_away_and_the_mail_says_so(
    at_risk, away, coordinator, mailbox, remind, now
):
    remind(now + 25 * HOUR)
    assert not told(away).exists()
    remind(now + 37 * HOUR)
    (text,) = mailbox.to(away)
    assert "you stand in for a colleague who is away" in text
    assert mailbox.to(coordinator) == []


def test_an_owner_who_is_there_needs_no_deputy(
    at_risk, away, caseworker, coordinator, mailbox, remind, now
):
    User.objects.filter(pk=caseworker.pk).update(away_until=(now - DAY).date())
    remind(now + 37 * HOUR)
    assert not told(away).exists()
    assert not told(coordinator).exists()


def test_a_deputy_is_not_told_any_more_once_the_owner_is_back(
    at_risk, away, caseworker, coordinator, mailbox, now
):
    at = now + 37 * HOUR
    sweep(now=at)
    pack(now=at)
    User.objects.filter(pk=caseworker.pk).update(away_until=None)
    deliver_due(now=at)
    assert mailbox.to(away) == []
    assert told(away).get().state == "withdrawn"


def test_where_an_owner_is_away_without_deputy_the_coordinators_are_told_in_its_place(
    at_risk, away, caseworker, coordinator, mailbox, remind, now
):
    User.objects.filter(pk=caseworker.pk).update(deputy=None)
    remind(now + 37 * HOUR)
    assert told(coordinator, step=1, state="told").exists()


def test_of_weekly_repeats_only_files_at_risk_stand_one_by_one(
    make_case, at_risk, caseworker, coordinator, mailbox, remind, now
):
    for number in range(3):
        make_case(f"Прыклад {number}")
    # No sign of life of the three either: two clocks, still one file each.
    at = now + 65 * DAY
    remind(at)
    Notice.objects.filter(recipient=coordinator).update(state="told")
    User.objects.update(next_digest_at=at + 8 * DAY)
    remind(at + 8 * DAY)
    repeats = mailbox.to(coordinator)[-1]
    assert "3 files wait with one colleague" in repeats
    assert "check the file" in repeats


def test_a_risk_flag_shortens_the_threshold_at_once(case, caseworker, now):
    later = now + 5 * DAY
    assert not Clock.objects.due(now=later).exists()
    flag_case(actor=caseworker, case_id=case.pk, flags={"critical_health": True}, now=later)
    assert Clock.objects.due(now=later).get().due_at == now + DAY
    assert sweep(now=later).notices >= 1
    assert told(caseworker, is_urgent=True).exists()


def test_what_a_freed_person_needs_on_arrival_is_never_held(
    make_user, make_case, team, coordinator, now
):
    at = now + 2 * DAY
    for number in range(45):
        worker = make_user("caseworker", team)
        made = make_case(f"Прыклад {number}", worker=worker, stage="reception")
        open_need(actor=worker, case_id=made.pk, kind="phone", due_at=at, now=now)
    Clock.objects.filter(case__isnull=False).delete()
    assert sweep(now=at).held == 0
