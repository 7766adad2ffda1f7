"""Rules as coordinators read and change them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casetracker.models import Approval, ReminderRule, Simulation
from casetracker.services.decisions import approve
from casetracker.services.simulations import run_simulations
from tests.conftest import NOW
from tests.rules import proposed, tried_out

LIST = "/rules/"
DAY = timedelta(days=1)


@pytest.fixture
def rule(db):
    return ReminderRule.objects.get(kind="case_silent", stage="inside", risk="")


@pytest.fixture
def second(make_user, team):
    return make_user("coordinator", team, name="Second Coordinator")


def page_of(rule):
    return f"{LIST}{rule.pk}/"


def form(threshold="20", unit="days", steps=((0, "days", "owner"),), **more):
    fields = {"threshold": threshold, "threshold_unit": unit, "repeats_weekly": "on", **more}
    for n, (offset, unit, audience) in enumerate(steps):
        fields |= {f"step{n}-offset": offset, f"step{n}-unit": unit, f"step{n}-audience": audience}
    return fields


def test_the_list_is_filtered_by_what_runs_out_and_stage(read, coordinator):
    reader = read(coordinator)
    ids = {str(pk) for pk in ReminderRule.objects.values_list("pk", flat=True)}
    fits = ReminderRule.objects.filter(kind="case_silent", stage="inside")

    def shown(**query):
        page = reader.get(LIST, query).html
        return {pk for pk in ids if f"{LIST}{pk}/" in page}

    assert shown(kind="case_silent", stage="inside") == {str(rule.pk) for rule in fits}
    assert shown(kind="nonsense") == ids
    assert shown(kind="hearing", stage="inside") == set()
    assert "the general ones hold" in reader.get(LIST, {"kind": "hearing", "stage": "inside"})


def test_staff_and_auditors_read_every_rule_in_words(read, caseworker, make_user):
    for reader in (caseworker, make_user("auditor")):
        page = read(reader).get(LIST)
        assert "nothing done on a file, inside 30 days" in page
        assert "at once: whoever has it · after 2 working days: the coordinators" in page
        assert "a hearing runs towards a date 7 days before: whoever has it" in page


def test_only_coordinators_find_a_form(read, caseworker, coordinator, rule):
    assert "Try it out" not in read(caseworker).get(page_of(rule))
    assert "Try it out" in read(coordinator).get(page_of(rule))
    assert read(caseworker).post(f"{page_of(rule)}try/", **form()).status == 403


def test_a_change_is_tried_out_proposed_approved_and_undone(
    read, coordinator, second, rule, make_case
):
    make_case(at=NOW - 25 * DAY)
    reader = read(coordinator)
    answer = reader.post(f"{page_of(rule)}try/", **form())
    trial = answer.where
    page = reader.get(trial)
    assert "Being tried out on what has happened" in page
    assert "It begins in a moment." in page
    assert reader.get(f"{trial}progress/").status == 200
    run_simulations(now=NOW)
    assert reader.get(f"{trial}progress/").status == 204
    page = reader.get(trial)
    assert "As it is 0 0 0 0 0" in page
    assert "As proposed 1 1 1 1 1" in page
    page = reader.press(f"{trial}propose/", reason="Thirty days are too long.")
    assert "Proposed: another coordinator is told at once." in page
    assert "In the last 30 days: 0 notices to 0 people, worst day 0 for one" in page
    assert "change proposed" in read(second).get(LIST)
    assert "has proposed a change of this rule" in read(second).get(page_of(rule))
    approve(actor=second, approval_id=Approval.objects.get().pk, now=NOW)
    page = reader.get(page_of(rule))
    assert f"proposed by {coordinator.name}, approved by Second Coordinator" in page
    back = reader.post(f"{page_of(rule)}try/", revision="1")
    run_simulations(now=NOW)
    assert "Nobody would have been reminded by this rule any more." in reader.get(back.where)
    words = {"reason": "It was too much.", "answer": "One file only."}
    assert "Proposed" in reader.press(f"{back.where}propose/", **words)
    assert "Back to an earlier reminder rule" in read(second).get("/approvals/")


def test_a_trial_is_cancelled(read, coordinator, rule):
    reader = read(coordinator)
    trial = reader.post(f"{page_of(rule)}try/", **form()).where
    assert "Cancelled: nothing was changed." in reader.press(f"{trial}cancel/")
    assert "This trial was cancelled." in reader.get(trial)
    assert reader.get(f"{trial}progress/").status == 204
    assert "Nothing was changed" in reader.press(f"{trial}cancel/")


def test_what_a_trial_warns_of_must_be_answered(read, coordinator, rule):
    reader = read(coordinator)
    trial = tried_out(coordinator, rule, NOW, threshold_seconds=3600)
    page = reader.get(f"{LIST}trials/{trial.pk}/")
    assert "A silence of less than a day runs out every day." in page
    address = f"{LIST}trials/{trial.pk}/propose/"
    assert "say why it is right" in reader.press(address, reason="So.")
    assert "Proposed" in reader.press(address, reason="So.", answer="Three files only.")
    assert "So. [Three files only.]" in reader.get(f"/approvals/{Approval.objects.get().pk}/")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"threshold": "0"}, "between 1 hour and 5 years"),
        ({"threshold": "-1"}, "between 1 hour and 5 years"),
        ({"threshold": "1000000000"}, "between 1 hour and 5 years"),
        ({"threshold": "9" * 60}, "between 1 hour and 5 years"),
        ({"threshold": "soon"}, "Enter a whole number"),
        ({"threshold": "30", "steps": ()}, "would tell nobody"),
        ({"steps": [(0, "days", "owner"), (1, "hours", "owner")]}, "within 4 hours"),
        ({"steps": [(9999, "days", "owner")]}, "at most 400 days"),
        ({"steps": [(0, "days", "everybody")]}, "Select a valid choice"),
    ],
)
def test_what_a_rule_may_not_say_is_said_beside_what_was_typed(
    read, coordinator, rule, given, said
):
    answer = read(coordinator).post(f"{page_of(rule)}try/", **form(**given))
    assert answer.status == 200
    assert said in answer
    if "threshold" in given:
        assert f'value="{given["threshold"]}"' in answer.html
    assert not Simulation.objects.exists()


@pytest.mark.parametrize("revision", ["9", "x", "-1", "9" * 40])
def test_an_earlier_wording_that_is_none_is_refused(read, coordinator, rule, revision):
    answer = read(coordinator).post(f"{page_of(rule)}try/", revision=revision)
    assert answer.status in (302, 404)
    assert not Simulation.objects.exists()


def test_another_persons_trial_is_read_and_not_proposed(read, coordinator, second, rule):
    trial = tried_out(coordinator, rule, NOW, threshold_seconds=20 * 86400)
    reader = read(second)
    assert "Ask for approval" not in reader.get(f"{LIST}trials/{trial.pk}/")
    assert reader.post(f"{LIST}trials/{trial.pk}/propose/", reason="So.").status == 403
    assert reader.post(f"{LIST}trials/{trial.pk}/explode/").status == 404


def test_a_trial_of_a_rule_that_has_changed_is_tried_out_again(read, coordinator, second, rule):
    trial = tried_out(coordinator, rule, NOW, threshold_seconds=20 * 86400)
    other = proposed(second, rule, NOW, threshold_seconds=10 * 86400)
    approve(actor=coordinator, approval_id=other.pk, now=NOW)
    reader = read(coordinator)
    assert "The rule has changed since." in reader.get(f"{LIST}trials/{trial.pk}/")
    assert "Nothing was changed" in reader.press(f"{LIST}trials/{trial.pk}/propose/", reason="So.")


def test_the_list_takes_the_same_few_queries_however_much_is_proposed(
    read, coordinator, second, rule
):
    reader = read(coordinator)
    with CaptureQueriesContext(connection) as few:
        reader.get(LIST)
    proposed(second, rule, NOW, threshold_seconds=20 * 86400)
    with CaptureQueriesContext(connection) as many:
        reader.get(LIST)
    assert len(many) == len(few) <= 9


def test_a_rule_for_a_stage_that_has_none_is_opened_tried_out_and_approved_on_pages(
    read, coordinator, second, caseworker
):
    place = {"kind": "life_silent", "stage": "inside", "risk": "redetention"}
    assert read(caseworker).post("/rules/new/", **place).status == 403
    lead = read(coordinator)
    assert "A rule of its own for a stage or a risk" in lead.get(LIST)
    assert "A rule of its own" not in read(caseworker).get(LIST)
    page = lead.press("/rules/new/", **place)
    assert "Not in force yet" in page
    rule = ReminderRule.objects.get(**place)
    # The form begins with what holds so far.
    assert 'name="threshold" value="45"' in page.html
    assert "not in force yet" in read(caseworker).get(LIST, {"kind": "life_silent"})
    again = lead.post("/rules/new/", **place)
    assert (again.status, "There is a rule for this already" in again) == (409, True)
    assert lead.post("/rules/new/", kind="hearing").status == 400

    lead.press(page_of(rule) + "try/", **form())
    run_simulations(now=NOW)
    trial = Simulation.objects.get(rule=rule)
    assert "Propose it" in lead.get(f"/rules/trials/{trial.pk}/")
    lead.press(f"/rules/trials/{trial.pk}/propose/", reason="They vanish again.", answer="Yes.")
    approval = Approval.objects.get()
    assert "A new reminder rule" in read(second).get(f"/approvals/{approval.pk}/")
    read(second).press(f"/approvals/{approval.pk}/approve/", reason="Yes.")
    assert "approved by Second Coordinator" in lead.get(page_of(rule))
    assert ReminderRule.objects.get(pk=rule.pk).is_in_force
