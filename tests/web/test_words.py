"""Labels of the closed lists, and time in words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone

from casetracker.domain import words as domain
from casetracker.domain.words import ClockKind, EventKind
from casetracker.models import Clock
from casetracker.web import words
from casetracker.web.spans import due_in_words, why
from tests.conftest import NOW

DAY = timedelta(days=1)
LISTS = {
    "stage": domain.Stage,
    "closing": domain.ClosingReason,
    "risk": domain.Risk,
    "role": domain.Role,
    "sex": domain.Sex,
    "precision": domain.Precision,
    "name": domain.NameKind,
    "activity": domain.ActivityKind,
    "correspondence": domain.CorrespondenceState,
    "need": domain.NeedKind,
    "phase": domain.Phase,
    "need_state": domain.NeedState,
    "task": domain.TaskKind,
    "task_state": domain.TaskState,
    "offer": domain.OfferAnswer,
    "email_kind": domain.EmailKind,
    "email_state": domain.EmailState,
}


def test_every_word_that_a_page_can_show_has_a_label():
    assert set(words.GROUPS) == set(LISTS)
    for name, listed in LISTS.items():
        assert set(words.GROUPS[name]) == set(listed), name


@pytest.mark.parametrize("kind", [*ClockKind, *EventKind])
def test_every_kind_of_notice_has_words(kind):
    assert words.tells(kind)
    assert "_" not in words.tells(kind)


@pytest.mark.parametrize(
    ("due_in", "said", "tone"),
    [
        (timedelta(hours=-1), "due today at 11:00", "late"),
        (timedelta(hours=1), "due today at 13:00", "today"),
        (-DAY, "due yesterday", "late"),
        (-4 * DAY, "overdue by 4 days", "late"),
        (-400 * DAY, "due 5 Jan 2025", "late"),
        (DAY, "due tomorrow", "soon"),
        (3 * DAY, "due in 3 days", "soon"),
        (20 * DAY, "due in 20 days", "calm"),
        (400 * DAY, "due 16 Mar 2027", "calm"),
    ],
)
def test_a_due_time_is_said_by_its_distance(due_in, said, tone):
    assert due_in_words(NOW + due_in, now=NOW) == (said, tone)


def test_days_are_counted_by_the_readers_calendar():
    late = datetime(2026, 2, 9, 23, 30, tzinfo=UTC)
    early = datetime(2026, 2, 10, 0, 30, tzinfo=UTC)
    assert due_in_words(early, now=late)[0] == "due tomorrow"
    with timezone.override("Europe/Vilnius"):
        assert due_in_words(early, now=late)[0] == "due today at 02:30"


@pytest.mark.parametrize("kind", list(ClockKind))
def test_every_clock_says_why(kind):
    clock = Clock(kind=kind, started_at=NOW - 34 * DAY, due_at=NOW - DAY)
    clock.subject_kind = "transport" if "task" in kind or "offer" in kind else ""
    said = why(clock, now=NOW)
    assert said.reason
    assert "_" not in said.reason
    clock.paused_until = NOW + 7 * DAY
    assert why(clock, now=NOW).tone == "asleep"


@pytest.mark.parametrize(
    ("precision", "said"),
    [("day", "1 March 1985"), ("month", "March 1985"), ("year", "1985"), ("unknown", "not known")],
)
def test_a_date_is_no_more_precise_than_known(precision, said):
    template = Template("{% day value precision %}")
    shown = template.render(
        Context({"value": NOW.date().replace(1985, 3, 1), "precision": precision})
    )
    assert said in shown
    assert "1985-03-01" not in shown or precision == "day"
