from datetime import timedelta

import pytest

from casetracker.models import Clock, Hearing
from casetracker.services.detentions import record_detention
from casetracker.services.hearings import schedule_hearing
from tests.conftest import NOW

DAY = timedelta(days=1)


@pytest.fixture
def detention(case, caseworker):
    return record_detention(actor=caseworker, case_id=case.pk, now=NOW)


@pytest.fixture
def hearing(detention, caseworker):
    return schedule_hearing(
        actor=caseworker, detention_id=detention.pk, scheduled_at=NOW + 9 * DAY, now=NOW
    )


def at(case, *parts):
    return "/".join(["/cases", case.reference, *map(str, parts), ""])


def test_a_hearing_is_added_on_the_readers_own_clock(read, caseworker, case, detention):
    type(caseworker).objects.filter(pk=caseworker.pk).update(time_zone="Europe/Vilnius")
    page = read(caseworker).press(
        at(case, "hearing"), scheduled_at="2026-03-02T09:30", court="City court", note=""
    )
    assert "The hearing is noted; whoever has this file is reminded of it." in page
    assert "City court" in page
    assert Hearing.objects.get().scheduled_at.hour == 7
    assert Clock.objects.get(kind="hearing").due_at == Hearing.objects.get().scheduled_at


@pytest.mark.parametrize("time", ["2026-03-29T03:30", "2026-10-25T03:30"])
def test_an_hour_that_never_comes_or_comes_twice_is_refused(
    read, caseworker, case, detention, time
):
    type(caseworker).objects.filter(pk=caseworker.pk).update(time_zone="Europe/Vilnius")
    answer = read(caseworker).post(at(case, "hearing"), scheduled_at=time, court="City court")
    assert answer.status == 400
    assert "it may be ambiguous or it may not exist" in answer
    assert "City court" in answer.html
    assert not Hearing.objects.exists()


def test_what_came_of_it_is_written_down(read, caseworker, case, hearing):
    page = read(caseworker).press(
        at(case, "hearings", hearing.pk, "edit"),
        scheduled_at="2026-02-18T12:00",
        outcome="Adjourned",
        version=hearing.version,
    )
    assert "The hearing is changed" in page
    assert "Adjourned" in page


def test_one_is_called_off_and_the_page_says_how_to_undo_it(read, caseworker, case, hearing):
    reader = read(caseworker)
    page = reader.press(at(case, "hearings", hearing.pk, "cancel"), version=hearing.version)
    assert "add it again for the same time" in page
    assert "called off" in page
    again = reader.post(at(case, "hearings", hearing.pk, "cancel"), version=hearing.version + 1)
    assert again.status == 409


def test_a_stale_form_changes_nothing(read, caseworker, case, hearing):
    answer = read(caseworker).post(
        at(case, "hearings", hearing.pk, "edit"),
        scheduled_at="2026-02-20T12:00",
        version=hearing.version + 7,
    )
    assert answer.status == 412
    assert Hearing.objects.get().scheduled_at == NOW + 9 * DAY


def test_without_a_detention_the_page_says_so(read, caseworker, case):
    page = read(caseworker).get(at(case))
    assert "Hearings belong to a detention; none is running." in page
    assert "Add a hearing" not in page
    assert read(caseworker).post(at(case, "hearing"), scheduled_at="2026-03-02T09:30").status == 400


def test_a_colleague_and_a_stranger_change_nothing(
    read, make_user, team, other_team, case, hearing
):
    colleague, stranger = make_user("caseworker", team), make_user("coordinator", other_team)
    for user in (colleague, stranger):
        path = at(case, "hearings", hearing.pk, "cancel")
        assert read(user).post(path).status in (403, 404)
    assert Hearing.objects.get().is_cancelled is False
