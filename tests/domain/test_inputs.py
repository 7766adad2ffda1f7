"""What people send in: tidied, or refused by field, value and what is allowed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from casetracker.domain.errors import Refused
from casetracker.domain.inputs import (
    country_code,
    deadline,
    language_code,
    many_lines,
    one_line,
    past_day,
    word_of,
)

NOW = datetime(2026, 2, 9, 12, 0, tzinfo=UTC)


def test_a_line_is_one_line_without_invisible_marks():
    assert one_line("  Two\u200b \n words\u2028here ", field="title", longest=40) == (
        "Two words here"
    )


def test_a_text_keeps_its_paragraphs():
    assert many_lines("One.\r\n\r\nTwo.\n", field="note") == "One.\n\nTwo."


@pytest.mark.parametrize("value", ["", "   ", None, "\u200b"])
def test_a_required_line_is_not_empty(value):
    with pytest.raises(Refused) as refusal:
        one_line(value, field="title", longest=300, required=True)
    assert refusal.value.field == "title"
    assert refusal.value.allowed == "1 to 300 characters"


@pytest.mark.parametrize("value", ["a\u0000b", "\ud800", "x" * 41, 7, ["a"]])
def test_what_is_no_text_of_a_person_is_refused(value):
    with pytest.raises(Refused) as refusal:
        one_line(value, field="title", longest=40)
    assert refusal.value.field == "title"
    assert refusal.value.allowed


@pytest.mark.parametrize(
    "value",
    [
        datetime(2026, 2, 9, 12, 0),
        NOW + timedelta(days=51 * 366),
        datetime(1899, 12, 31, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, tzinfo=UTC),
        "2026-02-09",
        None,
    ],
)
def test_a_deadline_without_offset_or_out_of_reach_is_refused(value):
    with pytest.raises(Refused) as refusal:
        deadline(value, field="due_at", now=NOW)
    assert refusal.value.field == "due_at"
    assert len(refusal.value.allowed) == 2


def test_a_day_that_has_not_come_is_refused_where_something_happened():
    assert past_day(date(2026, 2, 10), field="arrested_on", now=NOW) == date(2026, 2, 10)
    assert past_day(None, field="arrested_on", now=NOW) is None
    with pytest.raises(Refused):
        past_day(date(2026, 2, 11), field="arrested_on", now=NOW)


def test_codes_and_words_are_taken_from_their_lists():
    assert (language_code("be", field="l"), country_code("LT", field="c")) == ("be", "LT")
    assert (language_code(None, field="l"), country_code("", field="c")) == ("", "")
    assert word_of("a", ["a", "b"], field="kind") == "a"
    for refused in (
        lambda: language_code("BE", field="l"),
        lambda: country_code("lt", field="c"),
        lambda: word_of("c", ["a", "b"], field="kind"),
        lambda: word_of(["a"], ["a", "b"], field="kind"),
    ):
        with pytest.raises(Refused) as refusal:
            refused()
        assert refusal.value.allowed
