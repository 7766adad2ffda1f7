"""Which needs open when, by rule."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetracker.domain.packages import (
    MOST_AT_ONCE,
    RULES,
    SPANS,
    Freed,
    first_phase_at,
    package,
    phase_after,
    tasks_of,
)
from casetracker.domain.words import (
    VOLUNTEER_TASKS,
    NeedKind,
    Papers,
    Phase,
    ReleaseKind,
    Risk,
    Stage,
)

people = st.builds(
    Freed,
    stage=st.just(Stage.RECEPTION),
    kind=st.sampled_from(ReleaseKind),
    destination=st.sampled_from(["", "LT", "PL", "UA"]),
    papers=st.sampled_from(Papers),
    has_family=st.booleans(),
    risks=st.frozensets(st.sampled_from(Risk)),
)


def kinds(phase, **facts):
    facts.setdefault("stage", Stage.RECEPTION)
    return {rule.need for rule in package(phase, Freed(**facts))}


@given(people)
def test_never_ten_needs_at_once_and_none_of_them_twice(freed):
    phases = [[rule.need for rule in package(phase, freed)] for phase in Phase]
    assert all(len(needs) <= MOST_AT_ONCE for needs in phases)
    assert len({need for needs in phases for need in needs}) == sum(map(len, phases))
    assert {NeedKind.RECEPTION, NeedKind.PHONE} <= set(phases[0])
    assert {NeedKind.MEDICAL, NeedKind.HOUSING} <= {need for needs in phases for need in needs}


@given(people, st.sampled_from([stage for stage in Stage if stage is not Stage.RECEPTION]))
def test_nothing_opens_for_whom_it_would_not_reach(freed, stage):
    other = Freed(stage, freed.kind, freed.destination, freed.papers, freed.has_family, freed.risks)
    if stage is not Stage.RESETTLING:
        assert [package(phase, other) for phase in Phase] == [[], [], []]


def test_every_fact_of_the_table_changes_what_opens():
    assert NeedKind.DOCUMENT in kinds(Phase.DAY_0, papers=Papers.NONE)
    assert NeedKind.DOCUMENT in kinds(Phase.WEEK_1, papers=Papers.SOME)
    assert NeedKind.DOCUMENT not in kinds(Phase.WEEK_1, papers=Papers.PASSPORT)
    assert NeedKind.MEDICAL in kinds(Phase.DAY_0, risks=frozenset({Risk.HUNGER_STRIKE}))
    assert NeedKind.MEDICAL in kinds(Phase.WEEK_1)
    assert NeedKind.ASYLUM in kinds(Phase.WEEK_1, kind=ReleaseKind.DEPORTATION)
    assert NeedKind.ASYLUM not in kinds(Phase.WEEK_1, kind=ReleaseKind.SERVED)
    assert NeedKind.LANGUAGE in kinds(Phase.MONTH_1, destination="LT")
    assert NeedKind.LANGUAGE not in kinds(Phase.MONTH_1, destination="UA")
    assert NeedKind.FAMILY in kinds(Phase.MONTH_1, has_family=True)
    assert NeedKind.FAMILY not in kinds(Phase.MONTH_1)
    assert NeedKind.SCHOOL in kinds(Phase.MONTH_1, risks=frozenset({Risk.MINOR}))


def test_volunteers_are_given_what_volunteers_do():
    assert {task for rule in RULES for task in rule.tasks} <= VOLUNTEER_TASKS
    assert all(tasks_of(rule.need) == rule.tasks for rule in RULES if rule.tasks)


def test_phases_follow_one_another_and_end():
    assert [phase_after(phase) for phase in Phase] == [Phase.WEEK_1, Phase.MONTH_1, None]
    assert all(span.opens < span.due for span in SPANS.values())


@pytest.mark.parametrize(
    ("stage", "opens"), [(Stage.RECEPTION, True), (Stage.FREED_IN_COUNTRY, False)]
)
def test_the_first_later_phase_opens_when_the_first_day_is_over(stage, opens):
    now = datetime(2025, 12, 13, 12, tzinfo=UTC)
    wanted = (Phase.WEEK_1, now + timedelta(days=1)) if opens else ("", None)
    assert first_phase_at(stage, now) == wanted
