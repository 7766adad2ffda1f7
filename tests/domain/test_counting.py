"""What is counted, and how far the count of another source is from ours."""

from datetime import UTC, date, datetime

import pytest

from casetracker.domain.counting import Counted, Exactness, counts_of, difference, end_of

NOON = datetime(2026, 2, 9, 12, tzinfo=UTC)
COUNTS = counts_of(
    NOON,
    [
        ("inside", "", 5),
        ("inside", "LT", 1),
        ("reception", "LT", 4),
        ("reception", "UA", 2),
        ("resettling", "UA", 3),
        ("freed_in_country", "", 7),
        ("died", "", 1),
    ],
    {Counted.WITHOUT_PAPERS: 2, Counted.OPEN_ASYLUM: 0},
)


def test_freed_people_are_those_of_three_stages():
    said = {word: COUNTS.of(word) for word in Counted}
    assert said == {
        "inside": 6,
        "freed": 16,
        "freed_in_country": 7,
        "reception": 6,
        "resettling": 3,
        "without_papers": 2,
        "open_asylum": 0,
    }


def test_the_country_of_somebody_who_is_back_inside_is_none_of_freed_people():
    assert COUNTS.countries() == ["UA", "LT", ""]
    assert [COUNTS.in_country(Counted.FREED, where) for where in COUNTS.countries()] == [5, 4, 7]


def test_every_stage_has_a_number():
    stages = COUNTS.stages()
    assert (stages["intake"], stages["inside"], stages["died"]) == (0, 6, 1)


@pytest.mark.parametrize(
    ("ours", "exactness", "apart"),
    [
        (1471, Exactness.EXACTLY, 0),
        (1480, Exactness.EXACTLY, 9),
        (1480, Exactness.AT_LEAST, 0),
        (1400, Exactness.AT_LEAST, -71),
    ],
)
def test_at_least_is_contradicted_by_fewer_only(ours, exactness, apart):
    assert difference(ours, 1471, exactness) == apart


def test_a_day_is_counted_by_its_end_and_today_by_now():
    assert end_of(date(2026, 2, 8), now=NOON) == datetime(2026, 2, 9, tzinfo=UTC)
    assert end_of(date(2026, 2, 9), now=NOON) == NOON
