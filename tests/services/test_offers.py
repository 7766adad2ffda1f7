"""Offers: who is asked, and what they say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Thread
from time import sleep
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.models import AuditEvent, Clock, Email, Notice, Task, TaskOffer
from casetracker.selectors.volunteers import askable_volunteers
from casetracker.services.emails import deliver_due
from casetracker.services.needs import edit_need, open_need
from casetracker.services.notices import NewNotice, insert_notices, pack
from casetracker.services.sweep import sweep
from casetracker.services.tasks import (
    accept_task,
    cancel_task,
    decline_task,
    finish_task,
    offer_task,
    open_task,
)
from casetracker.services.unanswered import pass_on_offers


@pytest.fixture
def make_task(case, caseworker, now):
    def make(**values):
        values.setdefault("kind", "transport")
        values.setdefault("due_at", now + timedelta(days=5))
        return open_task(actor=caseworker, case_id=case.pk, title="Drive", now=now, **values)

    return make


@pytest.fixture
def task(make_task):
    return make_task()


@pytest.fixture
def offered(task, caseworker, volunteer, now):
    return offer_task(actor=caseworker, task_id=task.pk, volunteer_id=volunteer.pk, now=now)


def clock(task, kind):
    return Clock.objects.get(task=task, kind=kind)


def open_notices(user):
    rows = Notice.objects.filter(recipient=user, state="open").order_by("id")
    return list(rows.values_list("kind", flat=True))


def test_an_offer_asks_one_volunteer_and_starts_its_clock(offered, volunteer, caseworker, now):
    offer = TaskOffer.objects.get()
    assert (offer.task, offer.volunteer, offer.answer) == (offered, volunteer, "pending")
    assert Task.objects.get().state == "offered"
    waiting = clock(offered, "offer_open")
    # Two working days after Monday noon.
    assert (waiting.owner, waiting.due_at) == (caseworker, now + timedelta(days=2))
    notice = Notice.objects.get(recipient=volunteer)
    assert (notice.kind, notice.task, notice.is_urgent) == ("offer_made", offered, False)
    assert notice.dedupe_key == f"event:offer_made:{offer.pk}"
    assert AuditEvent.objects.filter(verb="offer_task", object_id=offered.pk).count() == 1


def test_after_a_release_an_offer_is_urgent_and_waits_two_hours(
    make_task, caseworker, volunteer, now
):
    task = make_task(is_after_release=True)
    offer_task(actor=caseworker, task_id=task.pk, volunteer_id=volunteer.pk, now=now)
    assert clock(task, "offer_open").due_at == now + timedelta(hours=2)
    assert Notice.objects.get(recipient=volunteer).is_urgent


def test_over_a_weekend_an_offer_waits_for_working_days(make_task, caseworker, volunteer):
    friday = datetime(2026, 2, 13, 12, tzinfo=UTC)
    task = make_task()
    offer_task(actor=caseworker, task_id=task.pk, volunteer_id=volunteer.pk, now=friday)
    # The 16th is a holiday in Lithuania.
    assert clock(task, "offer_open").due_at == datetime(2026, 2, 18, 12, tzinfo=UTC)


def test_only_vetted_active_volunteers_of_the_team_are_asked(
    task, caseworker, make_user, team, other_team, now
):
    unvetted = make_user("volunteer", team)
    unvetted.memberships.update(vetted_at=None)
    people = [
        unvetted,
        make_user("volunteer", other_team),
        make_user("volunteer", team, frozen_at=now),
        make_user("volunteer", team, is_active=False),
        caseworker,
    ]
    for person in [*(person.pk for person in people), uuid4()]:
        with pytest.raises(Refused) as refusal:
            offer_task(actor=caseworker, task_id=task.pk, volunteer_id=person, now=now)
        assert refusal.value.field == "volunteer"
        assert refusal.value.allowed
    assert not TaskOffer.objects.exists()


def test_other_work_is_not_offered(make_task, caseworker, volunteer, now):
    task = make_task(kind="other")
    with pytest.raises(Refused) as refusal:
        offer_task(actor=caseworker, task_id=task.pk, volunteer_id=volunteer.pk, now=now)
    assert refusal.value.field == "kind"
    assert refusal.value.allowed == ["bed", "clothes", "language", "letters", "transport"]


def test_who_is_asked_already_is_not_asked_twice(offered, caseworker, volunteer, now):
    with pytest.raises(Conflict) as refusal:
        offer_task(actor=caseworker, task_id=offered.pk, volunteer_id=volunteer.pk, now=now)
    assert refusal.value.field == "volunteer"


def test_asking_another_takes_the_standing_offer_back(
    offered, caseworker, volunteer, make_user, team, now
):
    Notice.objects.update(state="told")
    other = make_user("volunteer", team)
    offer_task(actor=caseworker, task_id=offered.pk, volunteer_id=other.pk, now=now)
    answers = dict(TaskOffer.objects.values_list("volunteer_id", "answer"))
    assert answers == {volunteer.pk: "withdrawn", other.pk: "pending"}
    assert (open_notices(volunteer), open_notices(other)) == (["offer_cancelled"], ["offer_made"])
    with pytest.raises(Conflict) as refusal:
        accept_task(actor=volunteer, task_id=offered.pk, now=now)
    assert refusal.value.allowed == []


def test_an_offer_that_ran_out_is_kept_as_timed_out(
    offered, caseworker, volunteer, make_user, team, now
):
    late = now + timedelta(days=3)
    other = make_user("volunteer", team)
    offer_task(actor=caseworker, task_id=offered.pk, volunteer_id=other.pk, now=late)
    assert TaskOffer.objects.get(volunteer=volunteer).answer == "timed_out"


def test_accepted_the_task_is_the_volunteers_and_the_offer_clock_stops(offered, volunteer, now):
    later = now + timedelta(hours=1)
    task = accept_task(actor=volunteer, task_id=offered.pk, now=later)
    assert (task.state, task.assignee) == ("accepted", volunteer)
    assert clock(task, "offer_open").stopped_at == later
    assert (clock(task, "task_due").owner, clock(task, "task_due").stopped_at) == (volunteer, None)
    offer = TaskOffer.objects.get()
    assert (offer.answer, offer.answered_at) == ("accepted", later)
    # Answered on the page: the mail that would ask is not sent any more.
    assert open_notices(volunteer) == []


def test_of_two_presses_one_wins_and_the_other_reads_what_is_allowed(offered, volunteer, now):
    accept_task(actor=volunteer, task_id=offered.pk, now=now)
    with pytest.raises(Conflict) as refusal:
        accept_task(actor=volunteer, task_id=offered.pk, now=now)
    assert refusal.value.value == "accepted"
    assert "report" in refusal.value.allowed


def test_nobody_else_answers_an_offer(offered, caseworker, make_user, team, now):
    stranger = make_user("volunteer", team)
    for answer in (accept_task, decline_task):
        with pytest.raises(Missing):
            answer(actor=stranger, task_id=offered.pk, now=now)
        with pytest.raises(Forbidden):
            answer(actor=caseworker, task_id=offered.pk, now=now)


def test_declined_the_task_is_open_again_and_its_keeper_is_told_at_once(
    offered, volunteer, caseworker, now
):
    later = now + timedelta(hours=1)
    decline_task(actor=volunteer, task_id=offered.pk, reason="No car.", now=later)
    task = Task.objects.get()
    assert (task.state, task.assignee) == ("open", None)
    offer = TaskOffer.objects.get()
    assert (offer.answer, offer.reason) == ("declined", "No car.")
    assert open_notices(volunteer) == []
    sweep(now=later)
    assert open_notices(caseworker) == ["offer_open"]


def test_what_was_accepted_can_be_given_back(offered, volunteer, caseworker, now):
    accept_task(actor=volunteer, task_id=offered.pk, now=now)
    later = now + timedelta(hours=1)
    decline_task(actor=volunteer, task_id=offered.pk, reason="Ill.", now=later)
    task = Task.objects.get()
    assert (task.state, task.assignee) == ("open", None)
    assert clock(task, "task_due").owner == caseworker
    assert TaskOffer.objects.get().answer == "declined"
    sweep(now=later)
    assert open_notices(caseworker) == ["offer_open"]
    with pytest.raises(Conflict):
        decline_task(actor=volunteer, task_id=offered.pk, now=later)


def test_given_back_without_an_offer_it_is_still_known_who_could_not(make_task, volunteer, now):
    task = make_task(assignee_id=volunteer.pk)
    decline_task(actor=volunteer, task_id=task.pk, now=now)
    assert TaskOffer.objects.get().answer == "declined"


def test_a_task_that_is_cancelled_takes_its_offer_along(offered, volunteer, caseworker, now):
    Notice.objects.update(state="told")
    cancel_task(actor=caseworker, task_id=offered.pk, reason="not needed", now=now)
    assert TaskOffer.objects.get().answer == "withdrawn"
    assert open_notices(volunteer) == ["offer_cancelled"]
    assert not Clock.objects.running().filter(task=offered).exists()


def test_done_by_staff_an_offered_task_is_called_off(offered, volunteer, caseworker, now):
    Notice.objects.update(state="told")
    finish_task(actor=caseworker, task_id=offered.pk, now=now)
    assert TaskOffer.objects.get().answer == "withdrawn"
    assert open_notices(volunteer) == ["offer_cancelled"]


def test_an_offer_that_waits_in_a_letter_is_taken_out_of_it(
    make_task, caseworker, volunteer, now, settings, tmp_path
):
    settings.EMAIL_URL, settings.INSTANCE = f"filemail:///{tmp_path}", "test"
    task = make_task(is_after_release=True)
    offer_task(actor=caseworker, task_id=task.pk, volunteer_id=volunteer.pk, now=now)
    pack(now=now)
    cancel_task(actor=caseworker, task_id=task.pk, reason="not needed", now=now)
    assert open_notices(volunteer) == []
    assert deliver_due(now=now).dropped == 1
    assert list(tmp_path.rglob("*.eml")) == []


def test_an_offer_in_a_letter_that_is_being_delivered_is_called_off_aloud(
    make_task, caseworker, volunteer, now
):
    task = make_task(is_after_release=True)
    offer_task(actor=caseworker, task_id=task.pk, volunteer_id=volunteer.pk, now=now)
    pack(now=now)
    Email.objects.update(lease_token=uuid4(), lease_until=now)
    cancel_task(actor=caseworker, task_id=task.pk, reason="not needed", now=now)
    assert open_notices(volunteer) == ["offer_cancelled"]


def test_volunteers_are_known_with_language_load_and_presence(
    make_task, caseworker, volunteer, make_user, team, now
):
    busy = make_user("volunteer", team, speaks=["lt"])
    make_user("volunteer", team, away_until=now.date())
    make_user("volunteer", team, address_failed_at=now)
    make_user("volunteer", team, frozen_at=now)
    back = make_user("volunteer", team, away_until=now.date() - timedelta(days=1))
    make_user("volunteer", team).memberships.update(vetted_at=None)
    for _ in range(2):
        make_task(assignee_id=busy.pk)
    task = make_task()
    offer_task(actor=caseworker, task_id=task.pk, volunteer_id=busy.pk, now=now)
    with CaptureQueriesContext(connection) as queries:
        found = askable_volunteers([team.pk], now=now)
    assert len(queries) == 1
    # Who was asked longest ago comes first.
    assert [(one.id, one.load, one.capacity) for one in found] == [
        (volunteer.pk, 0, 5),
        (back.pk, 0, 5),
        (busy.pk, 3, 5),
    ]
    assert found[0].speaks == {"be", "ru"}


def test_without_a_name_the_least_busy_who_speaks_the_language_is_asked(
    make_task, caseworker, volunteer, make_user, team, now
):
    idle = make_user("volunteer", team, speaks=["lt"])
    second = make_user("volunteer", team, speaks=["be"])
    make_task(assignee_id=volunteer.pk)
    task = make_task(language="be")
    offer_task(actor=caseworker, task_id=task.pk, now=now)
    assert TaskOffer.objects.get(answer="pending").volunteer == second
    decline_task(actor=second, task_id=task.pk, now=now)
    assert TaskOffer.objects.get(answer="pending").volunteer == volunteer
    with pytest.raises(Conflict) as refusal:
        offer_task(actor=caseworker, task_id=task.pk, now=now)
    assert refusal.value.field == "volunteer"
    assert not TaskOffer.objects.filter(volunteer=idle).exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_ten_presses_at_once_one_counts(offered, volunteer, now):
    answers = []

    def press():
        try:
            accept_task(actor=volunteer, task_id=offered.pk, now=now)
            answers.append("accepted")
        except Conflict:
            answers.append("conflict")
        finally:
            connections.close_all()

    presses = [Thread(target=press) for _ in range(10)]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()
    assert sorted(answers) == ["accepted"] + ["conflict"] * 9
    assert AuditEvent.objects.filter(verb="accept_task").count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_sweep_that_holds_a_tasks_clock_and_an_answer_do_not_lock_each_other_out(
    offered, volunteer, caseworker, now
):
    states = []

    def answer():
        states.append(accept_task(actor=volunteer, task_id=offered.pk, now=now).state)
        connections.close_all()

    pressing = Thread(target=answer)
    with transaction.atomic(), connection.cursor() as cursor:
        held = Clock.objects.select_for_update().get(task=offered, kind="offer_open")
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        database = cursor.fetchone()[0]
        pressing.start()
        # The answer has the task by now, and waits for the clock.
        for _ in range(200):
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                " AND datid = %s",
                [database],
            )
            if cursor.fetchone()[0]:
                break
            sleep(0.05)
        told = NewNotice(
            f"clock:{held.pk}:1:0", caseworker.pk, "offer_open", held.pk, task_id=offered.pk
        )
        assert insert_notices([told], now=now) == 1
    pressing.join()
    assert states == ["accepted"]


def test_what_the_person_wishes_is_read_by_somebody_before_anybody_is_asked(
    make_task, case, caseworker, volunteer, make_user, team, now
):
    make_user("volunteer", team, name="Somebody Else")
    need = open_need(
        actor=caseworker, case_id=case.pk, kind="transport", wishes="No men, please.", now=now
    )
    task = make_task(need_id=need.pk)
    with pytest.raises(Conflict, match="wishes about this, and they bind"):
        offer_task(actor=caseworker, task_id=task.pk, now=now)
    offer_task(actor=caseworker, task_id=task.pk, volunteer_id=volunteer.pk, now=now)
    decline_task(actor=volunteer, task_id=task.pk, now=now)
    task.refresh_from_db()
    assert task.state == "open"
    assert not TaskOffer.objects.standing().exists()
    sweep(now=now)
    assert open_notices(caseworker) == ["offer_open"]
    # Without wishes the next one is asked.
    edit_need(actor=caseworker, need_id=need.pk, changes={"wishes": ""}, now=now)
    offer_task(actor=caseworker, task_id=task.pk, now=now)
    assert TaskOffer.objects.standing().get().volunteer.name == "Somebody Else"


def test_an_offer_that_ran_out_is_nobody_elses_where_the_person_has_wishes(
    make_task, case, caseworker, volunteer, make_user, team, now
):
    make_user("volunteer", team)
    need = open_need(actor=caseworker, case_id=case.pk, kind="transport", now=now)
    task = make_task(need_id=need.pk)
    offer_task(actor=caseworker, task_id=task.pk, volunteer_id=volunteer.pk, now=now)
    edit_need(actor=caseworker, need_id=need.pk, changes={"wishes": "No men."}, now=now)
    assert pass_on_offers(now=now + timedelta(days=4)) == 1
    task.refresh_from_db()
    assert task.state == "open"
    assert list(TaskOffer.objects.values_list("answer", flat=True)) == ["timed_out"]
