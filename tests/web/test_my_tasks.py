from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from casetracker.domain.words import ENDED_STAGES
from casetracker.models import AuditEvent, Case, Task, TaskOffer
from casetracker.services.blocked_tasks import FREED_INSIDE
from casetracker.services.offers import offer_task
from casetracker.services.redirects import OTHER_PLACE
from casetracker.services.tasks import cancel_task, open_task
from casetracker.services.undone_releases import BACK_INSIDE
from casetracker.web.task_words import called_off
from tests.conftest import NOW

DAY = timedelta(days=1)
MINE = "/my/tasks/"


@pytest.fixture
def offer(caseworker, volunteer, case):
    """`offer(due_in)`: a task offered to the volunteer."""

    def make(due_in=timedelta(hours=20), title="Meet at the station", **values):
        task = open_task(
            actor=caseworker,
            case_id=case.pk,
            title=title,
            kind="transport",
            due_at=NOW + due_in,
            brief="Platform 2, red scarf",
            now=NOW,
            **values,
        )
        offer_task(actor=caseworker, task_id=task.pk, volunteer_id=volunteer.pk, now=NOW)
        return task

    return make


def at(task):
    return f"/tasks/{task.pk}/"


def test_an_offer_is_taken_and_then_the_brief_is_shown(read, volunteer, offer):
    task, reader = offer(), read(volunteer)
    page = reader.get("/")
    assert "Meet at the station" in page
    assert "Platform 2" not in page
    assert "Platform 2" not in reader.get(at(task))
    page = reader.press(at(task), answer="accept")
    assert "It is yours. Thank you!" in page
    assert "Platform 2, red scarf" in page


def test_every_reading_of_the_brief_is_noted(read, volunteer, offer):
    task, reader = offer(), read(volunteer)
    reader.press(at(task), answer="accept")
    reader.get(at(task))
    reads = AuditEvent.objects.filter(verb="read_brief", object_id=task.pk)
    assert [event.actor_id for event in reads] == [volunteer.pk] * 2


def test_the_brief_opens_a_day_before_and_closes_a_day_after(read, volunteer, offer, monkeypatch):
    task, reader = offer(3 * DAY), read(volunteer)
    page = reader.press(at(task), answer="accept")
    assert "Platform 2" not in page
    assert "What to know is shown here from 11 Feb 2026, 12:00" in page
    for later, is_open in ((2.01, True), (3.9, True), (4.1, False)):
        monkeypatch.setattr("django.utils.timezone.now", lambda d=later: NOW + d * DAY)
        # Sessions have ended meanwhile.
        assert ("Platform 2" in read(volunteer).get(at(task))) is is_open, later


def test_what_is_done_is_reported_with_a_comment(read, volunteer, offer):
    task, reader = offer(), read(volunteer)
    reader.press(at(task), answer="accept")
    page = reader.press(at(task), answer="done", comment="She is well.")
    assert "Thank you! The caseworker is told" in page
    assert "reported done" in page
    task.refresh_from_db()
    assert (task.state, task.comment) == ("reported_done", "She is well.")


def test_who_cannot_says_so_and_sees_it_no_more(read, volunteer, offer):
    task, reader = offer(), read(volunteer)
    page = reader.press(at(task), answer="decline", reason="ill")
    assert "Somebody else is asked." in page
    assert "Meet at the station" not in page
    assert TaskOffer.objects.get().answer == "declined"
    assert reader.get(at(task)).status == 404


def test_what_was_taken_can_be_given_back(read, volunteer, offer):
    task, reader = offer(), read(volunteer)
    reader.press(at(task), answer="accept")
    reader.press(at(task), answer="decline", reason="ill")
    task.refresh_from_db()
    assert (task.state, task.assignee) == ("open", None)


def test_of_two_presses_one_counts_and_the_other_is_told(read, volunteer, caseworker, offer):
    task, reader = offer(), read(volunteer)
    reader.press(at(task), answer="accept")
    answer = reader.post(at(task), answer="accept")
    assert answer.status == 400
    assert "Nothing was changed." in answer
    assert Task.objects.get().state == "accepted"


def test_a_cancelled_task_is_gone(read, volunteer, caseworker, offer):
    task = offer()
    cancel_task(actor=caseworker, task_id=task.pk, reason="plan changed", now=NOW)
    assert read(volunteer).post(at(task), answer="accept").status == 404


@pytest.mark.parametrize("role", ["volunteer", "caseworker"])
def test_a_task_of_somebody_else_does_not_exist(read, make_user, team, offer, role):
    other = make_user(role, team)
    reader = read(other)
    task = offer()
    assert reader.get(at(task)).status == 404
    assert reader.post(at(task), answer="accept").status == 404


def test_an_unknown_answer_is_no_page(read, volunteer, offer):
    assert read(volunteer).post(at(offer()), answer="burn").status == 404


def test_the_person_and_the_file_are_never_named(read, volunteer, offer, case):
    task, reader = offer(), read(volunteer)
    reader.press(at(task), answer="accept")
    for page in (reader.get(MINE), reader.get(at(task))):
        assert "Прыклад" not in page
        assert case.reference not in page


def test_hostile_titles_are_shown_as_text(read, volunteer, offer):
    task = offer(title='<script>alert(1)</script><a href="javascript:x">')
    for path in (MINE, at(task)):
        page = read(volunteer).get(path)
        assert "<script>alert" not in page.html
        assert 'href="javascript' not in page.html


def test_the_list_takes_the_same_queries_however_long(read, volunteer, offer):
    reader = read(volunteer)
    offer()
    with CaptureQueriesContext(connection) as few:
        reader.get(MINE)
    for n in range(5):
        offer(title=f"task {n}")
    with CaptureQueriesContext(connection) as many:
        reader.get(MINE)
    assert len(many) == len(few) <= 8


def test_nothing_offered_says_that_a_mail_will_come(read, volunteer):
    assert "You get an e-mail when there is something." in read(volunteer).get(MINE)


def test_staff_read_why_a_task_was_called_off_in_their_language(read, caseworker, offer):
    task, reader = offer(), read(caseworker)
    assert "Why" not in reader.get(at(task))
    cancel_task(actor=caseworker, task_id=task.pk, reason="the driver is ill", now=NOW)
    assert "Why the driver is ill" in reader.get(at(task))
    assert "the driver is ill" in reader.get(f"/cases/{task.case.reference}/")
    ours = {FREED_INSIDE, OTHER_PLACE, BACK_INSIDE}
    ours |= {f"the case is {stage}" for stage in ENDED_STAGES}
    ours |= {f"the need is {word}" for word in ("met", "declined", "not needed")}
    with translation.override("be"):
        assert not ours & {called_off(reason) for reason in ours}
    assert called_off(None) == ""


def test_an_offer_of_what_would_reach_somebody_freed_inside_is_blocked_and_logged(
    read, caseworker, volunteer, offer, case
):
    task = offer()
    # As if they had been freed between the page and the press.
    Case.objects.filter(pk=case.pk).update(stage="freed_in_country")
    answer = read(caseworker).post(at(task), answer="offer", volunteer=str(volunteer.pk))
    assert answer.status == 400
    assert "contact itself is a risk" in answer
    assert AuditEvent.objects.filter(verb="contact_blocked", case_id=case.pk).count() == 1
