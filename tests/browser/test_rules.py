"""A rule is changed by two people: tried out, proposed, approved, and gone back to."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from casetracker.models import Approval, Clock, ReminderRule, Simulation
from casetracker.services.simulations import run_simulations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def rule(db):
    return ReminderRule.objects.get(kind="case_silent", stage="inside", risk="")


@pytest.fixture
def second(make_user, team):
    return make_user("coordinator", team, name="Second Coordinator")


def tried_out(window):
    """The page shows how far it is, and by itself what came out."""
    window.page.wait_for_selector("progress")
    run_simulations(now=timezone.now())
    window.page.wait_for_selector("text=Propose it")


def decide(window, approval):
    window.go("/approvals/")
    window.follow("text=Read and decide")
    window.page.fill("#approve_reason", "Seen.")
    window.follow("main button:has-text('Approve')")
    assert "Approved: it is in force." in window.text
    approval.refresh_from_db()
    assert approval.state == "approved"


def test_a_rule_is_proposed_tried_out_approved_and_undone(
    watch, coordinator, second, rule, make_case
):
    # Twenty days and an hour: it ran out an hour ago, on whatever day of the week this runs.
    running = make_case(at=timezone.now() - timedelta(days=20, hours=1))
    one, other = watch(), watch(390)
    one.sign_in(coordinator)
    other.sign_in(second)
    # Tried out: nothing has changed.
    one.go("/rules/")
    one.follow("text=nothing done on a file, inside >> nth=0")
    one.page.fill("#id_threshold", "20")
    one.follow("text=Try it out")
    assert "clocks looked at" in one.text or "It begins in a moment." in one.text
    tried_out(one)
    rows = [row.inner_text().split("\t") for row in one.page.query_selector_all("tbody tr")]
    said = {row[0]: row[1].strip() for row in rows if len(row) > 3}
    # Its caseworker; the coordinators' turn comes two working days later.
    assert said["As it is"] == "0"
    assert said["As proposed"] == "1"
    # Proposed.
    one.page.fill("#reason", "Thirty days are too long.")
    one.follow("text=Ask for approval")
    assert "Proposed: another coordinator is told at once." in one.text
    assert one.page.query_selector("text=Approve") is None
    rule.refresh_from_db()
    assert rule.threshold_seconds == 30 * 86400
    # Approved by the other, on a phone.
    decide(other, Approval.objects.get())
    rule.refresh_from_db()
    assert rule.threshold_seconds == 20 * 86400
    started = Clock.objects.get(case=running, kind="case_silent")
    assert (started.due_at - started.started_at).days == 30
    # Undone the same way.
    other.go(f"/rules/{rule.pk}/")
    other.follow("text=Go back to this")
    tried_out(other)
    if other.page.query_selector("#answer"):
        other.page.fill("#answer", "One file only.")
    other.page.fill("#reason", "It was too much.")
    other.follow("text=Ask for approval")
    decide(one, Approval.objects.get(state="requested"))
    rule.refresh_from_db()
    assert rule.threshold_seconds == 30 * 86400
    one.go(f"/rules/{rule.pk}/")
    assert "proposed by Second Coordinator" in one.text


def test_a_trial_is_cancelled_by_keyboard(watch, coordinator, rule):
    window = watch()
    window.sign_in(coordinator)
    window.go(f"/rules/{rule.pk}/")
    window.tab_to("Allowed silence")
    window.page.keyboard.type("20")
    window.tab_to("Try it out")
    window.press_enter_and_wait()
    window.tab_to("Cancel")
    window.press_enter_and_wait()
    assert "Cancelled: nothing was changed." in window.text
    assert Simulation.objects.get().state == "cancelled"


def test_a_look_that_ends_while_a_button_is_pressed_does_not_take_its_answer_away(
    watch, coordinator, rule
):
    """The page looks by itself how far the trial is, and shows the outcome once that is told."""
    window = watch()
    looks = []
    window.page.route("**/progress/", lambda look: looks.append(look))

    def press(route):
        for look in looks:
            look.fulfill(status=204)
        time.sleep(0.5)  # the page has that answer before the server has the button's
        route.continue_()

    window.sign_in(coordinator)
    window.go(f"/rules/{rule.pk}/")
    window.page.fill("#id_threshold", "20")
    with window.page.expect_request("**/progress/"):
        window.follow("text=Try it out")
    window.page.route("**/cancel/", press)
    window.follow("text='Cancel'")
    assert "Cancelled: nothing was changed." in window.text


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_of_rules_and_proposals_is_wider_than_its_screen(
    watch, coordinator, second, rule, width
):
    window = watch(width)
    window.sign_in(coordinator)
    window.go(f"/rules/{rule.pk}/")
    window.page.fill("#id_threshold", "20")
    window.follow("text=Try it out")
    tried_out(window)
    trial = window.page.url
    window.page.fill("#reason", "Thirty days are too long.")
    window.follow("text=Ask for approval")
    for path in (
        "/rules/",
        f"/rules/{rule.pk}/",
        trial.removeprefix(window.origin),
        "/approvals/",
        window.page.url.removeprefix(window.origin),
        "/outbox/",
        "/outbox/addresses/",
        "/queues/holds/",
    ):
        window.go(path)
        assert window.page.evaluate("document.documentElement.scrollWidth") <= width, path
