"""What waits for a second person, as people read and decide it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casetracker.models import Approval, ReminderRule, User
from tests.conftest import NOW
from tests.rules import proposed

LIST = "/approvals/"


@pytest.fixture
def second(make_user, team):
    return make_user("coordinator", team, name="Second Coordinator")


@pytest.fixture
def proposal(coordinator, caseworker, second):
    rule = ReminderRule.objects.get(kind="case_silent", stage="inside", risk="")
    why = "Thirty days are too long."
    return proposed(coordinator, rule, NOW, why, threshold_seconds=20 * 86400)


def page_of(proposal):
    return f"{LIST}{proposal.pk}/"


def test_it_is_read_in_words_and_approved(read, second, coordinator, proposal):
    reader = read(second)
    page = reader.get(LIST)
    assert "Change a reminder rule: nothing done on a file, inside" in page
    assert f"{coordinator.name} asks" in page
    page = reader.get(page_of(proposal))
    assert "Allowed silence 30 days 20 days" in page
    assert "Thirty days are too long." in page
    assert "Approved: it is in force." in reader.press(
        f"{page_of(proposal)}approve/", reason="Right."
    )
    assert "Nothing waits for your decision." in reader.get(LIST)
    page = reader.get(page_of(proposal))
    assert "Second Coordinator" in page
    assert "Right." in page


def test_a_refusal_without_a_reason_changes_nothing(read, second, proposal):
    reader = read(second)
    assert "Nothing was changed" in reader.press(f"{page_of(proposal)}refuse/", reason="")
    assert "Refused: nothing changes" in reader.press(f"{page_of(proposal)}refuse/", reason="No.")
    assert Approval.objects.get().state == "refused"


def test_whoever_asked_sees_no_button_to_approve_and_may_withdraw(read, coordinator, proposal):
    reader = read(coordinator)
    page = reader.get(page_of(proposal))
    assert "approve/" not in page.html
    assert "Nothing was changed" in reader.press(f"{page_of(proposal)}approve/")
    assert "Withdrawn" in reader.press(f"{page_of(proposal)}withdraw/")


def test_in_a_small_team_the_page_says_from_when_one_may_pass_it_alone(
    read, coordinator, second, proposal, monkeypatch
):
    User.objects.filter(pk=second.pk).update(is_active=False)
    page = read(coordinator).get(page_of(proposal))
    assert "you may pass this alone from 10 Feb 2026, 12:00" in page
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=25))
    reader = read(coordinator)
    assert "Pass it alone" in reader.get(page_of(proposal))
    assert "Approved" in reader.press(f"{page_of(proposal)}approve/")
    assert "by one person alone" in reader.get(LIST)


def test_where_nobody_can_decide_the_page_says_what_to_do(
    read, coordinator, second, proposal, make_user, team
):
    make_user("caseworker", team)
    make_user("caseworker", team)
    User.objects.filter(pk=second.pk).update(is_active=False)
    auditor = make_user("auditor")
    reader = read(coordinator)
    assert "Nobody else can decide this" in reader.get(page_of(proposal))
    assert "Asked: they are told" in reader.press(
        f"{page_of(proposal)}invite/", email=auditor.email
    )
    assert "Approved" in read(auditor).press(f"{page_of(proposal)}approve/")


def test_an_auditor_sees_that_there_was_a_proposal_and_not_what_it_says(read, make_user, proposal):
    reader = read(make_user("auditor"))
    page = reader.get(LIST)
    assert "change of a reminder rule" in page
    page = reader.get(page_of(proposal))
    assert "Thirty days" not in page
    assert "20 days" not in page


def test_a_proposal_that_one_may_not_see_is_none(read, caseworker, proposal):
    reader = read(caseworker)
    assert "No proposal here." in reader.get(LIST)
    assert reader.get(page_of(proposal)).status == 404
    assert reader.post(f"{page_of(proposal)}approve/").status == 404
    assert reader.post(f"{page_of(proposal)}explode/").status == 404


def test_it_is_filtered_by_state(read, coordinator, proposal):
    reader = read(coordinator)
    assert "nothing done on a file" in reader.get(LIST, {"state": "requested"})
    assert "No proposal here." in reader.get(LIST, {"state": "refused"})
    assert reader.get(LIST, {"state": "burnt"}).status == 200


def test_the_list_takes_a_few_queries(read, second, proposal):
    reader = read(second)
    with CaptureQueriesContext(connection) as queries:
        reader.get(LIST)
    assert len(queries) <= 12


@pytest.mark.parametrize("role", ["caseworker", "coordinator", "auditor", "administrator"])
def test_whoever_proposes_or_oversees_finds_the_proposals_from_any_page(
    read, make_user, team, role
):
    user = make_user(role, team if role in ("caseworker", "coordinator") else None)
    reader = read(user)
    assert 'href="/approvals/"' in reader.get("/settings/profile/").html
    assert ('href="/exports/"' in reader.get("/approvals/").html) is (role != "administrator")
