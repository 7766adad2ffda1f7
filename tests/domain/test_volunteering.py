"""What a volunteer can do, where, and on which days."""

from datetime import UTC, datetime, timedelta

import pytest

from casetracker.domain.errors import Refused
from casetracker.domain.volunteering import (
    TAKES,
    Skill,
    clean_countries,
    clean_days,
    clean_languages,
    clean_skills,
    is_free,
)
from casetracker.domain.words import VOLUNTEER_TASKS

#: A Monday.
NOON = datetime(2026, 2, 9, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "hours", "free"),
    [
        ([], 0, True),
        (["monday"], 0, True),
        (["tuesday"], 0, False),
        (["tuesday"], 11, False),
        (["tuesday"], 12, True),
        (["sunday"], 24 * 5, False),
        (["sunday"], 24 * 6, True),
        (["sunday"], 24 * 700, True),
        (["tuesday"], -24 * 6, False),
    ],
)
def test_somebody_is_free_if_one_of_their_days_lies_in_the_time(days, hours, free):
    assert is_free(days, since=NOON, until=NOON + timedelta(hours=hours)) is free


def test_days_are_those_of_the_volunteers_calendar():
    late = datetime(2026, 2, 9, 23, tzinfo=UTC)
    asked = {"since": late, "until": late, "zone_name": "Asia/Tbilisi"}
    assert is_free(["tuesday"], **asked)
    assert not is_free(["monday"], **asked)
    assert is_free(["monday"], **asked | {"zone_name": "Nowhere/Anymore"})


def test_every_kind_of_task_that_volunteers_are_offered_takes_a_skill():
    assert set(TAKES) == VOLUNTEER_TASKS
    assert sorted(TAKES.values()) == sorted(Skill)


def test_lists_are_cleaned_in_the_order_of_the_list_without_repeats():
    assert clean_days(["sunday", "monday", "sunday"]) == ["monday", "sunday"]
    assert clean_skills(["letter_writing", "driving"]) == ["driving", "letter_writing"]
    assert clean_languages(["be", "ru", "be"]) == ["be", "ru"]
    assert clean_countries([]) == []


@pytest.mark.parametrize(
    ("clean", "bad", "field"),
    [
        (clean_days, ["someday"], "free_on"),
        (clean_skills, ["surgery"], "skills"),
        (clean_languages, [""], "speaks"),
        (clean_languages, ["Belarusian"], "speaks"),
        (clean_countries, ["lt"], "works_in"),
        (clean_countries, [f"A{chr(65 + n)}" for n in range(21)], "works_in"),
    ],
)
def test_what_is_no_word_of_the_list_is_refused_by_name(clean, bad, field):
    with pytest.raises(Refused) as refusal:
        clean(bad)
    assert refusal.value.field == field
