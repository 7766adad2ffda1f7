"""A name may be passed on once two sources agree, whatever the state's own say."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetracker.domain.embargo import (
    Lacking,
    Report,
    ReportSays,
    lacking,
    source_key,
    state_after,
)
from casetracker.domain.words import ReleaseState

DAY = date(2025, 9, 11)
AT = datetime(2025, 9, 11, 12, tzinfo=UTC)


def report(source="Mother", says="free", *, states=False, saw=False, day=0):
    on = DAY + timedelta(days=day)
    return Report(source, ReportSays(says), states, saw, on, AT + timedelta(days=day))


def test_two_sources_of_whom_one_saw_the_person_confirm():
    assert lacking([report("Mother", saw=True), report("Reporter")]) == ()


@pytest.mark.parametrize(
    ("reports", "missing"),
    [
        ([], [Lacking.SOURCES, Lacking.NOT_SEEN]),
        ([report("Mother", saw=True)], [Lacking.SOURCES]),
        ([report("Mother"), report("Reporter")], [Lacking.NOT_SEEN]),
        ([report("Mother", saw=True), report("mother ")], [Lacking.SOURCES]),
        ([report("Марыя Савіч", saw=True), report("Savich Maryia")], [Lacking.SOURCES]),
        ([report("Mother", saw=True), report("Agency", states=True)], [Lacking.SOURCES]),
        (
            [report("A", saw=True), report("B"), report("C", "not_free")],
            [Lacking.CONTRADICTED],
        ),
    ],
)
def test_what_is_lacking_is_named(reports, missing):
    assert list(lacking(reports)) == missing


def test_the_states_own_source_neither_confirms_nor_contradicts():
    two = [report("Mother", saw=True), report("Reporter")]
    assert lacking([*two, report("State TV", "not_free", states=True)]) == ()


def test_the_latest_word_of_a_source_counts():
    reports = [report("A", "not_free"), report("B", saw=True), report("A", day=1)]
    assert lacking(reports) == ()
    assert Lacking.CONTRADICTED in lacking([*reports, report("A", "not_free", day=2)])


def test_who_was_refused_or_returned_is_not_confirmed_by_reports():
    two = [report("Mother", saw=True), report("Reporter")]
    for state in (ReleaseState.REFUSED, ReleaseState.RETURNED):
        assert state_after(state, two) is state
    assert state_after(ReleaseState.ANNOUNCED, two) is ReleaseState.CONFIRMED
    assert state_after(ReleaseState.CONFIRMED, two[:1]) is ReleaseState.ANNOUNCED
    assert state_after(ReleaseState.PLANNED, []) is ReleaseState.PLANNED


reports_of = st.lists(
    st.builds(
        report,
        source=st.sampled_from(["Mother", "mother", "Reporter", "Border guard", "Neighbour"]),
        says=st.sampled_from(list(ReportSays)),
        states=st.booleans(),
        saw=st.booleans(),
        day=st.integers(0, 3),
    ),
    max_size=8,
)


@given(reports_of)
def test_confirmed_means_two_independent_sources_one_eye_witness_and_no_contradiction(reports):
    by_source = {}
    for one in sorted(reports, key=lambda r: r.observed_on):
        if not one.is_states:
            by_source.setdefault(source_key(one.source), []).append(one)
    agree = all(said[-1].says is ReportSays.FREE for said in by_source.values())
    wanted = agree and len(by_source) >= 2
    if lacking(reports) == ():
        assert wanted
        assert any(one.saw_person for said in by_source.values() for one in said)
    if wanted and any(said[-1].saw_person for said in by_source.values()):
        assert lacking(reports) == ()


@given(reports_of, st.booleans())
def test_nothing_that_the_state_says_changes_anything(reports, says_free):
    says = "free" if says_free else "not_free"
    more = [*reports, report("State TV", says, states=True, saw=True, day=9)]
    assert lacking(more) == lacking(reports)
