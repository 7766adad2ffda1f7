"""The later needs of freed people open when their day comes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casetracker.models import Case, Clock, Need, Notice, Release, Task
from casetracker.services.contacts import record_contact
from casetracker.services.moves import move_case, reverse_release
from casetracker.services.needs import move_need, open_need
from casetracker.services.phases import open_phases
from casetracker.services.waves import ReleasedPerson, record_wave

DAY = timedelta(days=1)


@pytest.fixture
def free(make_case, coordinator, now):
    """`free("LT")`: somebody leaves; their release."""

    def leave(destination="LT", *, name="Ада Прыклад", wave="December", **facts):
        case = make_case(name)
        record_wave(
            actor=coordinator,
            name=wave,
            kind="deportation",
            happened_on=now.date(),
            people=[ReleasedPerson(case.pk, destination, **facts)],
            now=now,
        )
        return Release.objects.get(case=case)

    return leave


def kinds(phase):
    return set(Need.objects.filter(phase=phase).values_list("kind", flat=True))


def test_week_and_month_open_when_their_day_comes_and_once(free, caseworker, now):
    free()
    assert open_phases(now=now + 0.9 * DAY) == 0
    assert open_phases(now=now + DAY) == 1
    assert kinds("week_1") == {"medical", "funds", "document", "asylum", "digital_safety"}
    week = Need.objects.filter(phase="week_1")
    assert set(week.values_list("due_at", "owner", "state")) == {
        (now + 7 * DAY, caseworker.pk, "open")
    }
    assert Clock.objects.running().filter(kind="need_deadline").count() == 5
    assert open_phases(now=now + 2 * DAY) == 0
    assert open_phases(now=now + 7 * DAY) == 1
    assert kinds("month_1") == {"housing", "psychological", "language", "work"}
    assert open_phases(now=now + 400 * DAY) == 0
    assert Release.objects.get().next_phase_at is None


def test_what_volunteers_do_of_it_is_offered_and_the_owner_reads_of_it_once(
    free, volunteer, caseworker, now
):
    free()
    free(name="Вера Прыклад")
    open_phases(now=now + DAY)
    open_phases(now=now + 7 * DAY)
    tasks = Task.objects.filter(kind="language")
    assert set(tasks.values_list("state", "is_after_release", "due_at")) == {
        ("offered", False, now + 30 * DAY)
    }
    told = Notice.objects.filter(recipient=volunteer, task__in=tasks)
    assert set(told.values_list("is_urgent", flat=True)) == {False}
    news = Notice.objects.filter(kind="wave_released", recipient=caseworker)
    keys = sorted(key.rpartition(":")[2] for key in news.values_list("dedupe_key", flat=True))
    assert keys[-2:] == ["month_1", "week_1"]


def test_what_is_a_need_already_is_not_opened_twice(free, caseworker, now):
    release = free(papers="none")
    open_need(actor=caseworker, case_id=release.case_id, kind="funds", now=now)
    document = Need.objects.get(kind="document")
    move_need(actor=caseworker, need_id=document.pk, state="declined", now=now)
    open_phases(now=now + DAY)
    assert kinds("week_1") == {"medical", "asylum", "digital_safety"}
    assert Need.objects.filter(kind="funds").count() == 1


def test_a_family_that_is_known_makes_a_need(free, caseworker, now):
    release = free()
    record_contact(
        actor=caseworker,
        prisoner_id=release.case.prisoner_id,
        name="words",
        relation="mother",
        country="BY",
        now=now,
    )
    open_phases(now=now + DAY)
    open_phases(now=now + 7 * DAY)
    assert "family" in kinds("month_1")


def test_nothing_opens_for_who_was_freed_inside_or_is_not_free_any_more(
    free, caseworker, coordinator, now
):
    free("BY", name="Ада Прыклад", wave="Inside")
    reverse_release(
        actor=coordinator, release_id=free(name="Вера Прыклад").pk, how="refused", now=now
    )
    closed = free(name="Зоя Прыклад")
    move_case(actor=caseworker, case_id=closed.case_id, stage="closed", now=now)
    before = Need.objects.count()
    assert open_phases(now=now + 40 * DAY) == 1
    assert Need.objects.count() == before
    assert not Release.objects.filter(next_phase_at__isnull=False).exists()


def test_phases_that_were_missed_keep_their_distance(free, now):
    free()
    assert open_phases(now=now + 50 * DAY) == 1
    assert kinds("month_1") == set()
    assert Release.objects.get().next_phase_at == now + 56 * DAY
    assert Need.objects.filter(phase="week_1", due_at=now + 50 * DAY).count() == 5
    assert open_phases(now=now + 56 * DAY) == 1
    assert kinds("month_1")


def test_who_has_moved_on_gets_their_needs_where_they_are(free, caseworker, now):
    release = free()
    move_case(actor=caseworker, case_id=release.case_id, stage="resettling", now=now)
    open_phases(now=now + DAY)
    assert "asylum" in kinds("week_1")
    assert Case.objects.get().stage == "resettling"


@pytest.mark.postgres
def test_many_people_take_as_many_statements_as_one(free, volunteer, now):
    counts = []
    for wave, count in (("One", 1), ("Many", 12)):
        for n in range(count):
            free(name=f"{wave} Прыклад{n}", wave=f"{wave} {n}")
        with CaptureQueriesContext(connection) as statements:
            assert open_phases(now=now + DAY) == count
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 25
