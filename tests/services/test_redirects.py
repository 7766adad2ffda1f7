"""W2: the destination flips after volunteers were assigned."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casetracker.domain.errors import Conflict, Missing, Refused
from casetracker.models import (
    Activity,
    AuditEvent,
    Case,
    Clock,
    Need,
    Notice,
    Release,
    StageSpan,
    Task,
    TaskOffer,
)
from casetracker.models.team import Team, TeamCountry
from casetracker.services.needs import edit_need, meet_need
from casetracker.services.offers import accept_task
from casetracker.services.redirects import redirect_people
from casetracker.services.tasks import finish_task
from casetracker.services.waves import ReleasedPerson, record_wave


@pytest.fixture
def kyiv(team, make_user, now):
    """The team that receives in Ukraine, with an owner of needs and two volunteers."""
    TeamCountry.objects.filter(team=team, country="UA").delete()
    kyiv = Team.objects.create(name="Kyiv", country="UA", created_at=now)
    TeamCountry.objects.create(team=kyiv, country="UA")
    make_user("caseworker", kyiv, name="Owner in Kyiv")
    for n in range(2):
        make_user("volunteer", kyiv, name=f"Kyiv {n}")
    return kyiv


@pytest.fixture
def wave(kyiv, make_case, coordinator, volunteer, now):
    """Four who were to go to Lithuania, where one volunteer is asked for everything."""
    people = [ReleasedPerson(make_case(f"Прыклад {n}").pk, "LT") for n in range(4)]
    return record_wave(
        actor=coordinator,
        name="December",
        kind="deportation",
        happened_on=now.date(),
        people=people,
        now=now,
    ).wave


@pytest.fixture
def redirect(coordinator, wave, now):
    def call(releases=None, destination="UA", **values):
        values.setdefault("actor", coordinator)
        ids = [one.pk for one in releases or Release.objects.order_by("pk")]
        return redirect_people(
            wave_id=wave.pk, release_ids=ids, destination=destination, now=now, **values
        )

    return call


def test_work_passes_to_the_new_place_and_old_tasks_are_cancelled(redirect, kyiv, volunteer, now):
    accepted = Task.objects.filter(kind="bed").first()
    accept_task(actor=volunteer, task_id=accepted.pk, now=now)
    two = Release.objects.order_by("pk")[:2]
    done = redirect(two)
    assert (done.moved, done.unmoved, done.cancelled, done.tasks) == (2, 0, 6, 6)
    where = Counter(Case.objects.values_list("destination", "releases__actual_destination"))
    assert where == {("UA", "UA"): 2, ("LT", ""): 2}
    needs = Need.objects.filter(release__in=two)
    assert set(needs.values_list("team__name", "owner__name")) == {("Kyiv", "Owner in Kyiv")}
    old = Task.objects.filter(state="cancelled")
    assert {(task.country, task.cancel_reason) for task in old} == {
        ("LT", "goes to another country")
    }
    new = Task.objects.filter(country="UA")
    assert set(new.values_list("state", "team__name")) == {("offered", "Kyiv")}
    asked = Counter(TaskOffer.objects.standing().values_list("volunteer__name", flat=True))
    assert asked == {"Kyiv 0": 3, "Kyiv 1": 3, volunteer.name: 6}
    assert not Clock.objects.running().filter(task__in=old).exists()
    assert Clock.objects.running().filter(task__in=new, kind="offer_open").count() == 6
    spans = StageSpan.objects.filter(until_at=None)
    assert Counter(spans.values_list("destination", flat=True)) == {"UA": 2, "LT": 2}
    entry = Activity.objects.filter(kind="fact_changed").first()
    assert (entry.facts["from"], entry.facts["to"]) == ("LT", "UA")
    assert AuditEvent.objects.filter(verb="redirect_people").count() == 2


def test_of_whom_wishes_are_known_nobody_is_asked_at_the_new_place_by_itself(
    redirect, coordinator, now
):
    (bed,) = Need.objects.filter(release=Release.objects.order_by("pk")[0], kind="reception")
    edit_need(actor=coordinator, need_id=bed.pk, changes={"wishes": "With women only."}, now=now)
    redirect()
    new = Task.objects.filter(country="UA")
    assert {task.state for task in new.filter(need=bed)} == {"open"}
    assert {task.state for task in new.exclude(need=bed)} == {"offered"}
    # They wait for somebody to choose whom to ask, who is told as of any task nobody has.
    assert Clock.objects.running().filter(task__in=new, kind="offer_open").count() == 12


def test_everybody_is_told_once_in_one_letter(redirect, kyiv, volunteer, mailbox, remind, now):
    remind(now)
    redirect()
    remind(now)
    _, second = mailbox.to(volunteer)
    assert second.count("•") == 12
    (letter,) = mailbox.to(kyiv.memberships.get(user__name="Kyiv 0").user)
    assert letter.count("•") == 6
    (staff,) = mailbox.to(kyiv.memberships.get(user__name="Owner in Kyiv").user)
    assert "the plan has changed" in staff
    remind(now + timedelta(minutes=5))
    assert len(mailbox.to(volunteer)) == 2


def test_who_has_not_heard_of_the_old_task_never_does(redirect, volunteer, mailbox, remind, now):
    redirect()
    remind(now)
    assert mailbox.to(volunteer) == []


def test_the_same_again_changes_nothing_and_the_plan_takes_it_back(redirect, now):
    redirect()
    before = Notice.objects.count(), Task.objects.count(), StageSpan.objects.count()
    again = redirect()
    assert (again.moved, again.unmoved) == (0, 4)
    assert (Notice.objects.count(), Task.objects.count(), StageSpan.objects.count()) == before
    back = redirect(destination="")
    assert back.moved == 4
    ways = Release.objects.values_list("planned_destination", "actual_destination")
    assert set(ways) == {("LT", "LT")}
    assert set(Need.objects.values_list("team__name", flat=True)) == {"Vilnius"}
    assert Task.objects.open().filter(country="LT").count() == 12
    assert not Task.objects.open().filter(country="UA").exists()


def test_who_arrives_as_planned_is_noted_and_nothing_else_happens(redirect):
    tasks = set(Task.objects.values_list("pk", "state"))
    done = redirect(destination="LT")
    assert (done.moved, done.unmoved, done.cancelled) == (0, 4, 0)
    assert set(Release.objects.values_list("actual_destination", flat=True)) == {"LT"}
    assert set(Task.objects.values_list("pk", "state")) == tasks


def test_who_moves_on_needs_a_bed_again_but_no_clothes(redirect, volunteer, caseworker, now):
    (release,) = Release.objects.order_by("pk")[:1]
    for task in Task.objects.filter(need__release=release):
        accept_task(actor=volunteer, task_id=task.pk, now=now)
        finish_task(actor=caseworker, task_id=task.pk, now=now)
    for need in Need.objects.filter(release=release, kind__in=["reception", "phone"]):
        meet_need(actor=caseworker, need_id=need.pk, now=now)
    assert redirect([release]).cancelled == 0
    needs = Need.objects.filter(release=release)
    assert dict(needs.values_list("kind", "state")) == {
        "reception": "open",
        "transport": "open",
        "phone": "met",
    }
    new = Task.objects.filter(country="UA")
    assert set(new.values_list("kind", flat=True)) == {"bed", "transport"}


def test_a_need_with_a_date_reminds_whoever_sees_to_it_now(redirect, caseworker, now):
    need = Need.objects.filter(kind="phone").first()
    at = now + timedelta(days=2)
    edit_need(actor=caseworker, need_id=need.pk, changes={"due_at": at}, now=now)
    redirect([need.release])
    clock = Clock.objects.running().get(need=need)
    assert (clock.owner.name, clock.team.name, clock.due_at) == ("Owner in Kyiv", "Kyiv", at)


def test_a_look_changes_nothing_and_holds_until_somebody_changes_a_task(
    redirect, volunteer, coordinator, now
):
    tasks = set(Task.objects.values_list("pk", "state"))
    seen = redirect(is_preview=True)
    assert (seen.moved, seen.cancelled, seen.tasks) == (4, 12, 12)
    assert seen.told == 4
    assert set(Task.objects.values_list("pk", "state")) == tasks
    assert set(Release.objects.values_list("actual_destination", flat=True)) == {""}
    accept_task(actor=volunteer, task_id=Task.objects.first().pk, now=now)
    with pytest.raises(Conflict, match="not what you looked at"):
        redirect(seen=seen.digest)
    done = redirect(seen=redirect(is_preview=True).digest)
    assert done.moved == 4


@pytest.mark.parametrize(
    ("destination", "said"),
    [("QQ", "country"), ("Lithuania", "country"), ("BY", "reach of the state")],
)
def test_a_place_where_nobody_can_go_is_refused(redirect, destination, said):
    with pytest.raises(Refused, match=said):
        redirect(destination=destination)


def test_who_is_back_inside_or_anothers_does_not_go_elsewhere(
    redirect, wave, make_user, other_team, now
):
    case = Release.objects.order_by("pk").first().case
    Case.objects.filter(pk=case.pk).update(stage="inside")
    with pytest.raises(Conflict, match=case.reference):
        redirect()
    assert not Release.objects.filter(actual_destination="UA").exists()
    with pytest.raises(Missing):
        redirect(actor=make_user("coordinator", other_team))


@pytest.mark.postgres
def test_many_take_as_many_statements_as_one(redirect, wave, kyiv):
    first, *rest = Release.objects.order_by("pk")
    counts = []
    for some in ([first], rest):
        with CaptureQueriesContext(connection) as statements:
            redirect(some)
        counts.append(len(statements))
    assert counts[0] == counts[1]
