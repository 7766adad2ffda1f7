"""What volunteers say they do, and whom a task goes to then."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casetracker.domain.errors import Conflict, Missing, Refused, Stale
from casetracker.models import AuditEvent, Clock, Notice, Task, TaskOffer
from casetracker.selectors.volunteers import Sought, volunteers_seen_by
from casetracker.services.offers import accept_task, decline_task, offer_task
from casetracker.services.sweep import sweep
from casetracker.services.tasks import open_task
from casetracker.services.volunteering import edit_volunteer
from casetracker.services.waves import ReleasedPerson, record_wave
from tests.conftest import NOW

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def edit(volunteer):
    def call(actor, person=volunteer, **changes):
        return edit_volunteer(actor=actor, user_id=person.pk, changes=changes, now=NOW)

    return call


@pytest.fixture
def make_task(case, caseworker):
    def make(due_at=NOW + 5 * HOUR, **values):
        given = {"kind": "transport", "title": "Fetch somebody"} | values
        return open_task(actor=caseworker, case_id=case.pk, due_at=due_at, now=NOW, **given)

    return make


def asked_of(task):
    return TaskOffer.objects.standing().get(task=task).volunteer


def test_a_volunteer_says_what_they_do_and_it_is_on_record(edit, volunteer):
    edit(volunteer, works_in=["LT"], skills=["driving"], free_on=["sunday"], capacity=2)
    volunteer.refresh_from_db()
    said = (volunteer.works_in, volunteer.skills, volunteer.free_on)
    assert said == (["LT"], ["driving"], ["sunday"])
    assert volunteer.memberships.get().capacity == 2
    event = AuditEvent.objects.get(verb="edit_volunteer")
    assert set(event.changes) == {"works_in", "skills", "free_on", "capacity"}
    edit(volunteer, skills=["driving"], capacity=2)
    assert AuditEvent.objects.filter(verb="edit_volunteer").count() == 1


def test_a_coordinator_says_it_for_volunteers_of_their_team_alone(
    edit, coordinator, caseworker, make_user, volunteer, team, other_team
):
    edit(coordinator, skills=["hosting"])
    elsewhere = make_user("coordinator", other_team)
    for stranger in (elsewhere, caseworker):
        with pytest.raises(Missing):
            edit(stranger, skills=["driving"])
    with pytest.raises(Conflict):
        edit(coordinator, person=caseworker, skills=["driving"])
    with pytest.raises(Conflict):
        edit(caseworker, person=caseworker, skills=["driving"])
    volunteer.refresh_from_db()
    assert volunteer.skills == ["hosting"]


def test_who_volunteers_in_two_teams_has_a_capacity_in_each(
    edit, coordinator, volunteer, other_team
):
    volunteer.memberships.create(team=other_team, role="volunteer", created_at=NOW)
    edit(coordinator, capacity=1)
    there = volunteer.memberships.order_by("capacity").values_list("team__name", "capacity")
    assert list(there) == [("Vilnius", 1), ("Warsaw", 5)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"capacity": 101}, "capacity"),
        ({"capacity": -1}, "capacity"),
        ({"away_until": (NOW + 400 * DAY).date()}, "away_until"),
        ({"away_until": "tomorrow"}, "away_until"),
        ({"email": "a@b.example"}, "email"),
    ],
)
def test_what_cannot_be_said_is_refused_by_name(edit, volunteer, changes, field):
    with pytest.raises(Refused) as refusal:
        edit(volunteer, skills=["driving"], **changes)
    assert refusal.value.field == field
    volunteer.refresh_from_db()
    assert volunteer.skills == []


def test_of_two_who_say_it_at_once_one_is_told(coordinator, volunteer):
    given = {"user_id": volunteer.pk, "version": volunteer.version, "now": NOW}
    edit_volunteer(actor=coordinator, changes={"skills": ["driving"]}, **given)
    with pytest.raises(Stale):
        edit_volunteer(actor=volunteer, changes={"skills": ["hosting"]}, **given)


def test_a_task_is_offered_to_who_does_it_there_and_then(
    make_task, edit, volunteer, make_user, team, caseworker
):
    people = [make_user("volunteer", team) for _ in range(3)]
    edit(volunteer, skills=["hosting"])
    edit(people[0], person=people[0], works_in=["PL"])
    edit(people[1], person=people[1], free_on=["tuesday"])
    task = make_task(country="LT")
    offer_task(actor=caseworker, task_id=task.pk, now=NOW)
    assert asked_of(task) == people[2]
    later = make_task(due_at=NOW + DAY, country="LT")
    for _ in range(2):
        offer_task(actor=caseworker, task_id=later.pk, now=NOW)
    asked = TaskOffer.objects.filter(task=later).values_list("volunteer", flat=True)
    assert set(asked) == {people[1].pk, people[2].pk}
    with pytest.raises(Conflict):
        offer_task(actor=caseworker, task_id=later.pk, now=NOW)


def test_a_declined_offer_passes_to_the_next_who_is_told(
    make_task, volunteer, make_user, team, caseworker
):
    other = make_user("volunteer", team)
    task = make_task(is_after_release=True)
    offer_task(actor=caseworker, task_id=task.pk, volunteer_id=volunteer.pk, now=NOW)
    decline_task(actor=volunteer, task_id=task.pk, reason="No car.", now=NOW + HOUR)
    assert asked_of(task) == other
    assert Task.objects.get(pk=task.pk).state == "offered"
    assert Notice.objects.get(recipient=other).kind == "offer_made"
    waits = Clock.objects.running().get(task=task, kind="offer_open")
    assert waits.due_at == NOW + 3 * HOUR
    decline_task(actor=other, task_id=task.pk, now=NOW + HOUR)
    assert Task.objects.get(pk=task.pk).state == "open"
    sweep(now=NOW + HOUR)
    assert list(Notice.objects.filter(recipient=caseworker).values_list("kind", flat=True)) == [
        "offer_open"
    ]


def test_what_was_taken_and_given_back_passes_on_and_is_due_for_staff_meanwhile(
    make_task, volunteer, make_user, team, caseworker
):
    other = make_user("volunteer", team)
    task = make_task()
    offer_task(actor=caseworker, task_id=task.pk, volunteer_id=volunteer.pk, now=NOW)
    accept_task(actor=volunteer, task_id=task.pk, now=NOW)
    decline_task(actor=volunteer, task_id=task.pk, now=NOW + HOUR)
    assert asked_of(task) == other
    assert Task.objects.get(pk=task.pk).assignee is None
    assert Clock.objects.running().get(task=task, kind="task_due").owner == caseworker


def test_without_time_to_ask_around_staff_are_told_at_once(
    make_task, volunteer, make_user, team, caseworker
):
    make_user("volunteer", team)
    task = make_task()
    offer_task(actor=caseworker, task_id=task.pk, volunteer_id=volunteer.pk, now=NOW)
    decline_task(actor=volunteer, task_id=task.pk, now=NOW + 3.1 * HOUR)
    assert Task.objects.get(pk=task.pk).state == "open"


def released(coordinator, cases):
    record_wave(
        actor=coordinator,
        name="Wave",
        kind="deportation",
        happened_on=NOW.date(),
        people=[ReleasedPerson(case.pk, "LT") for case in cases],
        now=NOW,
    )


def test_on_the_day_of_a_release_who_can_do_it_is_asked_on_any_day(
    make_case, coordinator, edit, volunteer, make_user, team
):
    """The next day is none of the driver's; nobody is asked for what they do not do."""
    edit(volunteer, skills=["driving"], free_on=["friday"], capacity=1)
    host = make_user("volunteer", team, skills=["hosting"])
    make_user("volunteer", team, works_in=["PL"])
    released(coordinator, [make_case(f"Ада {n} Прыклад") for n in range(3)])
    asked = set(TaskOffer.objects.values_list("task__kind", "volunteer"))
    assert asked == {("transport", volunteer.pk), ("bed", host.pk)}
    assert TaskOffer.objects.filter(volunteer=volunteer).count() == 3
    assert set(Task.objects.filter(state="open").values_list("kind", flat=True)) == {"clothes"}
    waits = Clock.objects.running().filter(kind="offer_open")
    assert waits.count() == Task.objects.count()


def test_a_coordinator_sees_volunteers_with_their_load_and_narrows_down(
    coordinator, make_task, edit, volunteer, make_user, team, other_team, caseworker
):
    edit(volunteer, skills=["driving"], works_in=["LT"], free_on=["monday"], capacity=1)
    idle = make_user("volunteer", team, speaks=["lt"])
    make_user("volunteer", other_team)
    make_task(assignee_id=volunteer.pk)
    coordinator.roles()
    with CaptureQueriesContext(connection) as captured:
        found = volunteers_seen_by(coordinator, Sought(), now=NOW)
    assert len(captured) == 1
    assert [(one.person, one.taken, one.asked) for one in found] == [
        (idle, 0, 0),
        (volunteer, 1, 0),
    ]

    def names(**sought):
        return [one.person for one in volunteers_seen_by(coordinator, Sought(**sought), now=NOW)]

    assert names(language="lt") == names(skill="hosting") == names(country="UA") == [idle]
    assert names(day="sunday") == names(has_room=True) == [idle]
    assert names(skill="driving", country="LT", day="monday", language="be") == [volunteer]
