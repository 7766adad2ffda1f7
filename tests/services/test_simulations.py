"""A rule tried out on what has happened: the figures are those of the sweep itself."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casetracker.domain.errors import Conflict, Forbidden, Refused
from casetracker.domain.words import ClockKind
from casetracker.models import Notice, ReminderRule, Simulation
from casetracker.services import simulations
from casetracker.services.activities import record_activity
from casetracker.services.cases import close_case, move_case
from casetracker.services.clocks import snooze_clock
from casetracker.services.rehearsals import Window, clocks_in, rehearse
from casetracker.services.rules import propose_rule_change
from casetracker.services.simulations import (
    cancel_simulation,
    prune_simulations,
    run_simulations,
    simulate_change,
)
from casetracker.services.sweep import sweep
from casetracker.services.tasks import open_task
from tests.rules import proposed, tried_out

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def rule(db):
    return ReminderRule.objects.get(kind="case_silent", stage="inside", risk="")


@pytest.fixture
def month(make_case, make_user, team, coordinator, caseworker, now):
    """A month in which files were cared for, put off, moved, closed and forgotten, swept hourly
    around noon; returns its end."""
    other = make_user("caseworker", team)
    start = now - 70 * DAY
    cases = [
        make_case(f"Прыклад {n}", worker=other if n % 3 else caseworker, at=start + n * DAY)
        for n in range(14)
    ]

    def on(day, act):
        acts.setdefault(day, []).append(act)

    acts = {}
    for n, case in enumerate(cases[:4]):
        on(35 + n, lambda at, c=case: visit(c, at))
    on(52, lambda at: visit(cases[0], at))
    on(45, lambda at: put_off(cases[5], at, at + 8 * DAY))
    on(50, lambda at: put_off(cases[6], at, at + 60 * DAY))
    on(47, lambda at: move_case(actor=None, case_id=cases[7].pk, stage="reception", now=at))
    on(55, lambda at: close_case(actor=None, case_id=cases[8].pk, reason="other", now=at))
    on(48, lambda at: sent(cases[9], at))
    on(44, lambda at: task(cases[12], at))

    def visit(case, at):
        given = {"kind": "visit", "occurred_at": at, "now": at}
        record_activity(actor=None, case_id=case.pk, **given)

    def sent(case, at):
        given = {"kind": "letter_sent", "occurred_at": at, "now": at}
        record_activity(actor=None, case_id=case.pk, **given)

    def put_off(case, at, until):
        clock = case.clocks.get(kind="case_silent")
        snooze_clock(actor=None, clock_id=clock.pk, until=until, reason="Away.", now=at)

    def task(case, at):
        given = {"kind": "other", "due_at": at + 3 * DAY, "now": at}
        open_task(actor=caseworker, case_id=case.pk, title="Ask", **given)

    end = start + 70 * DAY
    for hour in range(0, 70 * 24, 4):
        at = start + hour * HOUR
        if hour % 24 == 0:
            for act in acts.get(hour // 24, ()):
                act(at)
        sweep(now=at)
    return end


def test_it_counts_what_the_sweep_has_told(month):
    since = month - 30 * DAY
    rows = Notice.objects.filter(created_at__gte=since).exclude(clock=None)
    really = Counter(rows.values_list("kind", flat=True))
    found = rehearse(days=30, now=month)
    assert found["notices"] > 30
    assert found["kinds"] == dict(really)
    assert found["people"] == rows.values("recipient").distinct().count()


def test_the_figures_of_a_change_stand_beside_those_of_now(month, rule, coordinator):
    simulation = tried_out(coordinator, rule, month, threshold_seconds=10 * 86400)
    before, after = simulation.result["before"], simulation.result["after"]
    assert before["kinds"] == rehearse(days=30, now=month)["kinds"]
    assert before["of_rule"] < after["of_rule"]
    assert after["notices"] - before["notices"] == after["of_rule"] - before["of_rule"]
    assert simulation.looked_at == simulation.total == clocks_in(Window.before(month, 30)).count()
    assert simulation.tallies == {}


def test_a_rule_that_would_silence_everything_must_be_answered_for(month, rule, coordinator):
    simulation = tried_out(coordinator, rule, month, threshold_seconds=4 * 366 * 86400)
    assert simulation.result["warnings"] == ["silences", "very_long"]
    given = {"actor": coordinator, "simulation_id": simulation.pk, "reason": "Quiet.", "now": month}
    with pytest.raises(Refused, match="say why it is right") as refused:
        propose_rule_change(**given)
    assert refused.value.field == "answer"
    approval = propose_rule_change(answer="The register is an archive now.", **given)
    assert approval.reason == "Quiet. [The register is an archive now.]"
    assert approval.proposal["figures"]["after"]["of_rule"] == 0


def test_a_threshold_of_hours_must_be_answered_for_even_in_an_empty_register(
    rule, coordinator, now
):
    simulation = tried_out(coordinator, rule, now, threshold_seconds=3600)
    assert simulation.result["warnings"] == ["very_short"]


def test_it_looks_a_step_at_a_time_and_goes_on_where_another_stopped(
    month, rule, coordinator, monkeypatch
):
    whole = tried_out(coordinator, rule, month, threshold_seconds=10 * 86400).result
    monkeypatch.setattr(simulations, "CHUNK", 5)
    monkeypatch.setattr("casetracker.services.rehearsals.CHUNK", 5)
    monkeypatch.setattr(simulations, "CHUNKS_A_STEP", 1)
    chunked = simulations.rehearse_chunk
    monkeypatch.setattr(
        simulations, "rehearse_chunk", lambda *args, **more: chunked(*args, most=5, **more)
    )
    simulation = simulate_change(
        actor=coordinator, rule_id=rule.pk, changes={"threshold_seconds": 10 * 86400}, now=month
    )
    seen = []
    while run_simulations(now=month, most_steps=1):
        simulation.refresh_from_db()
        seen.append((simulation.state, simulation.looked_at))
    assert seen[:2] == [("running", 5), ("running", 10)]
    assert seen[-1][0] == "done"
    assert simulation.result == whole


def test_a_cancelled_one_stops_at_the_next_step(month, rule, coordinator, monkeypatch):
    simulation = simulate_change(
        actor=coordinator, rule_id=rule.pk, changes={"threshold_seconds": 10 * 86400}, now=month
    )
    chunked = simulations.rehearse_chunk

    def cancelled_meanwhile(*args, **more):
        cancel_simulation(actor=coordinator, simulation_id=simulation.pk, now=month)
        return chunked(*args, **more)

    monkeypatch.setattr(simulations, "rehearse_chunk", cancelled_meanwhile)
    run_simulations(now=month)
    simulation.refresh_from_db()
    assert (simulation.state, simulation.result, simulation.tallies) == ("cancelled", None, {})
    with pytest.raises(Conflict, match="cancelled already"):
        cancel_simulation(actor=coordinator, simulation_id=simulation.pk, now=month)
    assert run_simulations(now=month) == 0


def test_what_another_holds_is_left_alone_until_the_lease_ends(rule, coordinator, now):
    simulation = simulate_change(
        actor=coordinator, rule_id=rule.pk, changes={"threshold_seconds": 10 * 86400}, now=now
    )
    assert simulations._claim(simulation.pk).pk == simulation.pk
    assert simulations._claim(simulation.pk) is None
    Simulation.objects.update(lease_until=now - 400 * DAY)
    assert run_simulations(now=now) == 1


def test_a_new_draft_takes_the_place_of_ones_own(rule, coordinator, make_user, team, now):
    given = {"rule_id": rule.pk, "changes": {"threshold_seconds": 86400}, "now": now}
    first = simulate_change(actor=coordinator, **given)
    others = simulate_change(actor=make_user("coordinator", team), **given)
    simulate_change(actor=coordinator, **given)
    first.refresh_from_db()
    others.refresh_from_db()
    assert (first.state, others.state) == ("cancelled", "waiting")


def test_only_a_finished_draft_of_ones_own_about_the_rule_as_it_is_is_proposed(
    rule, coordinator, make_user, team, now
):
    second = make_user("coordinator", team)
    waiting = simulate_change(
        actor=coordinator, rule_id=rule.pk, changes={"threshold_seconds": 86400 * 9}, now=now
    )
    given = {"simulation_id": waiting.pk, "reason": "So.", "now": now}
    with pytest.raises(Conflict, match="tried out to the end"):
        propose_rule_change(actor=coordinator, **given)
    run_simulations(now=now)
    with pytest.raises(Forbidden):
        propose_rule_change(actor=second, **given)
    ReminderRule.objects.filter(pk=rule.pk).update(is_urgent=True)
    with pytest.raises(Conflict, match="changed since this was tried out"):
        propose_rule_change(actor=coordinator, **given)


def test_a_chunk_takes_as_many_statements_however_many_clocks(month, make_case, now):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            rehearse(days=30, now=month)
        return len(captured)

    few = statements()
    for n in range(20):
        case = make_case(f"Іншы {n}", at=month - 40 * DAY)
        record_activity(
            actor=None, case_id=case.pk, kind="visit", occurred_at=month - DAY, now=month - DAY
        )
    assert statements() == few <= 8


def test_every_kind_of_clock_is_rehearsed(db):
    assert {rule.kind for rule in ReminderRule.objects.all()} == set(ClockKind)


def test_old_drafts_go(rule, coordinator, now):
    tried_out(coordinator, rule, now, threshold_seconds=10 * 86400)
    assert prune_simulations(now=now + 29 * DAY) == 0
    assert prune_simulations(now=now + 31 * DAY) == 1
    assert proposed(coordinator, rule, now, threshold_seconds=10 * 86400).state == "requested"
