"""Whom a task is offered to: language, country, skill, days, capacity, balance."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from casetracker.domain.matching import Volunteer, Wanted, choose
from casetracker.domain.volunteering import Skill

LANGUAGES = ["", "be", "lt", "uk"]
COUNTRIES = ["", "LT", "UA"]
SKILLS = [None, Skill.DRIVING, Skill.HOSTING]
#: Monday noon: done on the same day, by Wednesday, at any time.
MONDAY = datetime(2026, 2, 9, 12, tzinfo=UTC)
TIMES = [(MONDAY, MONDAY), (MONDAY, MONDAY + timedelta(days=2)), None]
DAYS = ["monday", "wednesday", "sunday"]


def some(words):
    return st.frozensets(st.sampled_from(words), max_size=1)


@st.composite
def tasks(draw, most=12):
    count = draw(st.integers(0, most))
    return [
        Wanted(
            id=f"t{n}",
            team_id=draw(st.sampled_from("AB")),
            language=draw(st.sampled_from(LANGUAGES)),
            not_to=frozenset(draw(st.lists(st.sampled_from(["v0", "v1"]), max_size=1))),
            country=draw(st.sampled_from(COUNTRIES)),
            skill=draw(st.sampled_from(SKILLS)),
            time=draw(st.sampled_from(TIMES)),
        )
        for n in range(count)
    ]


@st.composite
def volunteers(draw, most=5):
    count = draw(st.integers(0, most))
    return [
        Volunteer(
            id=f"v{n}",
            team_id=draw(st.sampled_from("AB")),
            speaks=frozenset(draw(st.lists(st.sampled_from(LANGUAGES[1:]), max_size=3))),
            load=draw(st.integers(0, 4)),
            capacity=draw(st.integers(0, 5)),
            works_in=draw(some(COUNTRIES[1:])),
            skills=draw(some(SKILLS[1:])),
            free_on=draw(some(DAYS)),
        )
        for n in range(count)
    ]


def could(task, who):
    spoken = not task.language or task.language in who.speaks
    there = not (task.country and who.works_in) or task.country in who.works_in
    able = not (task.skill and who.skills) or task.skill in who.skills
    # The first time ends on Monday, the second on Wednesday; the third is any.
    reached = DAYS[: TIMES.index(task.time) + 1]
    free = not who.free_on or bool(who.free_on & set(reached))
    asked = task.team_id == who.team_id and who.id not in task.not_to
    return spoken and there and able and free and asked


def loads_after(chosen, people):
    asked = Counter(chosen.values())
    return {who.id: who.load + asked[who.id] for who in people}


@given(tasks(), volunteers())
def test_nobody_is_asked_beyond_capacity_or_for_what_does_not_fit_them(wanted, people):
    chosen = choose(wanted, people)
    assert set(chosen) == {task.id for task in wanted}
    by_id = {who.id: who for who in people}
    for task in wanted:
        if chosen[task.id] is not None:
            assert could(task, by_id[chosen[task.id]])
    loads = loads_after(chosen, people)
    assert all(loads[who.id] <= max(who.capacity, who.load) for who in people)


@given(tasks(), volunteers())
def test_nobody_keeps_a_task_that_somebody_with_two_fewer_could_take(wanted, people):
    chosen = choose(wanted, people)
    loads = loads_after(chosen, people)
    for task, who in product(wanted, people):
        has = chosen[task.id]
        if has is not None and could(task, who) and loads[who.id] < who.capacity:
            assert loads[has] - loads[who.id] <= 1


@given(st.integers(0, 40), st.integers(1, 7))
def test_equal_volunteers_differ_by_one_at_most(count, helpers):
    people = [Volunteer(n, "A", frozenset(), 0, 100) for n in range(helpers)]
    chosen = choose([Wanted(f"t{n}", "A") for n in range(count)], people)
    loads = loads_after(chosen, people).values()
    assert None not in chosen.values()
    assert max(loads) - min(loads) <= 1


@settings(max_examples=60)
@given(tasks(most=5), volunteers(most=3))
def test_as_many_tasks_find_somebody_as_any_distribution_could_place(wanted, people):
    def fits(answer):
        loads = loads_after(dict(enumerate(answer)), people)
        return all(loads[who.id] <= who.capacity or who.id not in answer for who in people) and all(
            name is None or could(task, next(who for who in people if who.id == name))
            for task, name in zip(wanted, answer, strict=True)
        )

    names = [None, *(who.id for who in people)]
    best = max(
        len(wanted) - answer.count(None)
        for answer in product(names, repeat=len(wanted))
        if fits(answer)
    )
    chosen = choose(wanted, people)
    assert len(wanted) - list(chosen.values()).count(None) == best


@given(tasks(), volunteers())
def test_the_same_question_has_the_same_answer(wanted, people):
    assert choose(wanted, people) == choose(list(wanted), list(people))


def test_what_few_can_do_is_placed_first():
    both = Volunteer("both", "A", frozenset({"be", "lt"}), 0, 1)
    one = Volunteer("one", "A", frozenset({"be"}), 0, 1)
    chosen = choose([Wanted(1, "A", "be"), Wanted(2, "A", "lt")], [both, one])
    assert chosen == {1: "one", 2: "both"}


def test_somebody_in_two_teams_has_one_load():
    speaks = frozenset({"be"})
    twice = [Volunteer("v", "A", speaks, 1, 2), Volunteer("v", "B", speaks, 1, 9)]
    chosen = choose([Wanted(1, "A"), Wanted(2, "B")], twice)
    assert sorted(chosen.values(), key=str) == [None, "v"]
