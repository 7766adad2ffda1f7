"""Taken away, it is gone for everybody and reminds nobody; taken back, it stands where it stood."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused, Stale
from casetracker.domain.quarantine import Quarantined
from casetracker.models import (
    Activity,
    AuditEvent,
    Case,
    Clock,
    Need,
    Notice,
    Prisoner,
    Quarantine,
    Task,
    TaskOffer,
)
from casetracker.selectors.cases import count_cases
from casetracker.selectors.counting import counts_at
from casetracker.selectors.mytasks import my_tasks
from casetracker.selectors.prisoners import ranked_people
from casetracker.services.cases import open_case
from casetracker.services.clocks import pause_clock
from casetracker.services.documents import record_document
from casetracker.services.needs import open_need
from casetracker.services.offers import accept_task, offer_task
from casetracker.services.procedures import open_procedure
from casetracker.services.quarantine import lift_quarantine, place_in_quarantine
from casetracker.services.sweep import sweep
from casetracker.services.tasks import open_task
from tests.conftest import NOW

DAY = timedelta(days=1)
LATER = NOW + 2 * DAY
MUCH_LATER = NOW + 200 * DAY


@pytest.fixture
def take(coordinator):
    def away(kind, row, **given):
        given = {"actor": coordinator, "reason": "entered by mistake", "now": NOW} | given
        return place_in_quarantine(object_type=Quarantined(kind), object_id=row.pk, **given)

    return away


@pytest.fixture
def back(coordinator):
    return lambda placed, now=LATER: lift_quarantine(
        actor=coordinator, quarantine_id=placed.pk, now=now
    )


@pytest.fixture
def full(case):
    """The file with one of everything that goes with it."""
    given = {"actor": None, "case_id": case.pk, "now": NOW}
    need = open_need(kind="phone", due_at=NOW + DAY, **given)
    return {
        "case": case,
        "prisoner": case.prisoner,
        "need": need,
        "task": open_task(title="bring a coat", kind="clothes", due_at=NOW + 3 * DAY, **given),
        "task of a need": open_task(
            title="buy it", kind="clothes", due_at=NOW + 3 * DAY, need_id=need.pk, **given
        ),
        "procedure": open_procedure(kind="asylum", country="LT", **given),
        "document": record_document(kind="visa", **given),
    }


def standing(row):
    return type(row).objects.filter(pk=row.pk).exists()


def test_a_file_takes_along_its_person_and_all_that_stands_in_it(full, take, caseworker):
    take("case", full["case"])
    assert [name for name, row in full.items() if standing(row)] == []
    assert not Activity.objects.visible_to(caseworker).exists()
    assert not Case.objects.visible_to(caseworker).exists()
    assert not Prisoner.objects.visible_to(caseworker).exists()


def test_taken_back_everything_stands_where_it_stood(full, take, back, caseworker):
    before = {
        name: type(row).objects.filter(pk=row.pk).values().get() for name, row in full.items()
    }
    placed = back(take("case", full["case"]))
    assert (placed.lifted_at, placed.lifted_by_id) == (LATER, placed.placed_by_id)
    for name, row in full.items():
        now = type(row).objects.filter(pk=row.pk).values().get()
        moved = {field for field in now if now[field] != before[name][field]}
        assert moved <= {"version"}, name
    assert Case.objects.visible_to(caseworker).get() == full["case"]


def test_it_reminds_nobody_and_afterwards_its_clocks_begin_anew(full, take, back):
    clocks = {clock.pk: clock for clock in Clock.objects.all()}
    assert len(clocks) >= 5
    sweep(now=NOW + DAY)
    told = Notice.objects.exclude(state="withdrawn").count()
    assert told
    placed = take("case", full["case"], now=NOW + DAY)
    assert not Notice.objects.exclude(state="withdrawn").exists()
    assert sweep(now=MUCH_LATER).due == 0
    assert not Notice.objects.exclude(state="withdrawn").exists()
    back(placed, now=MUCH_LATER)
    for clock in Clock.objects.all():
        assert clock.episode == clocks[clock.pk].episode + 1
        assert clock.due_at == clocks[clock.pk].due_at
    assert set(Clock.objects.values_list("pk", flat=True)) == set(clocks)
    sweep(now=MUCH_LATER)
    assert Notice.objects.exclude(state="withdrawn").count() >= told


def test_what_somebody_has_put_off_stays_put_off(case, take, back, caseworker):
    clock = Clock.objects.get(case=case, kind="case_silent")
    until = NOW + 90 * DAY
    given = {"actor": caseworker, "clock_id": clock.pk, "reason": "away", "now": NOW}
    pause_clock(until=until, **given)
    back(take("case", case))
    clock.refresh_from_db()
    assert (clock.paused_until, clock.next_step_at, clock.episode) == (until, until, 1)


def test_a_clock_that_had_stopped_does_not_begin_again(case, take, back):
    Clock.objects.filter(kind="life_silent").update(stopped_at=NOW, next_step_at=None)
    back(take("case", case))
    clock = Clock.objects.get(kind="life_silent")
    assert (clock.stopped_at, clock.episode) == (NOW, 1)


def test_an_offer_cannot_be_answered_while_its_file_is_away(case, take, back, volunteer):
    task = open_task(
        actor=None, case_id=case.pk, title="coat", kind="clothes", due_at=NOW + DAY, now=NOW
    )
    offer_task(actor=None, task_id=task.pk, volunteer_id=volunteer.pk, now=NOW)
    placed = take("case", case)
    assert my_tasks(volunteer, now=NOW).offered == []
    with pytest.raises(Missing):
        accept_task(actor=volunteer, task_id=task.pk, now=NOW)
    back(placed)
    assert [offer.task_id for offer in my_tasks(volunteer, now=NOW).offered] == [task.pk]
    accept_task(actor=volunteer, task_id=task.pk, now=NOW)
    assert TaskOffer.objects.get().answer == "accepted"


@pytest.mark.parametrize("kind", ["need", "task", "procedure", "document"])
def test_one_row_goes_alone_and_comes_back(full, take, back, kind):
    placed = take(kind, full[kind])
    assert not standing(full[kind])
    assert standing(full["case"])
    field = {"task": "task", "need": "need"}.get(kind)
    if field:
        assert not Clock.objects.filter(**{field: full[kind].pk}).exists()
    back(placed)
    assert standing(full[kind])


def test_a_need_takes_its_tasks_along(full, take, back):
    placed = take("need", full["need"])
    assert not standing(full["task of a need"])
    assert standing(full["task"])
    back(placed)
    assert standing(full["task of a need"])


def test_a_person_goes_with_the_files_of_ones_teams_and_stays_for_others(
    make_case, make_user, take, back, other_team
):
    abroad = make_user("caseworker", other_team)
    stranger_case = make_case("Ада Прыклад", worker=abroad, team_id=other_team.pk)
    person = stranger_case.prisoner
    ours = make_case("Свая Асоба")
    Case.objects.filter(pk=ours.pk).update(prisoner=person, stage="closed", closed_at=NOW)
    placed = take("prisoner", person)
    assert not standing(ours)
    assert standing(stranger_case)
    assert standing(person)
    back(placed)
    assert standing(ours)


def test_what_hangs_on_a_file_in_quarantine_is_not_taken_back_before_it(full, take, back):
    alone = take("document", full["document"])
    whole = take("case", full["case"])
    with pytest.raises(Conflict):
        back(alone)
    back(whole)
    assert not standing(full["document"])
    back(alone)
    assert standing(full["document"])


def test_twice_taken_back_is_refused(case, take, back):
    placed = take("case", case)
    back(placed)
    with pytest.raises(Conflict):
        back(placed)


def test_a_person_whose_file_is_away_gets_no_second_one(case, take, caseworker, team):
    take("case", case)
    with pytest.raises(Missing):
        open_case(actor=caseworker, prisoner_id=case.prisoner_id, team_id=team.pk, now=NOW)


def test_what_took_its_place_is_named_when_it_comes_back(full, take, back):
    placed = take("task", full["task of a need"])
    open_task(
        actor=None,
        case_id=full["case"].pk,
        title="again",
        kind="clothes",
        due_at=NOW + DAY,
        need_id=full["need"].pk,
        now=NOW,
    )
    with pytest.raises(Conflict):
        back(placed)
    assert Quarantine.objects.get().lifted_at is None
    assert not standing(full["task of a need"])


def test_only_who_coordinates_the_team_takes_away_and_back(
    case, take, back, caseworker, make_user, other_team
):
    with pytest.raises(Forbidden):
        take("case", case, actor=caseworker)
    abroad = make_user("coordinator", other_team)
    with pytest.raises(Missing):
        take("case", case, actor=abroad)
    placed = take("case", case)
    for who in (caseworker, abroad):
        with pytest.raises(Missing):
            lift_quarantine(actor=who, quarantine_id=placed.pk, now=NOW)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1001])
def test_a_reason_is_asked_for(case, take, reason):
    with pytest.raises(Refused) as refusal:
        take("case", case, reason=reason)
    assert refusal.value.field == "reason"
    assert standing(case)


def test_whoever_acts_on_an_old_version_is_told(case, take):
    with pytest.raises(Stale):
        take("case", case, version=case.version + 7)


def test_the_reason_is_sealed_and_both_ways_are_on_record(case, take, back):
    placed = take("case", case, reason="Марына is her sister")
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM casetracker_quarantine")
        (raw,) = cursor.fetchone()
    assert "Марына".encode() not in bytes(raw)
    assert Quarantine.objects.get().reason == "Марына is her sister"
    back(placed)
    events = AuditEvent.objects.filter(verb__contains="quarantine").order_by("pk")
    said = [(event.verb, event.object_type, event.case_id, event.team_id) for event in events]
    assert said == [
        (verb, "case", case.pk, case.team_id) for verb in ("quarantine", "lift_quarantine")
    ]


@pytest.fixture
def administrator(make_user):
    return make_user("administrator")


@pytest.fixture
def auditor(make_user):
    return make_user("auditor")


def test_it_is_not_counted_and_not_found(case, take, back, administrator, auditor, coordinator):
    def seen():
        counts = counts_at(administrator, at=LATER, now=LATER)
        return (
            count_cases(administrator)["inside"],
            count_cases(coordinator)["inside"],
            sum(counts.people.values()),
            Case.objects.visible_to(auditor).count(),
            len(ranked_people("Ада Прыклад", limit=5)),
        )

    assert seen() == (1,) * 5
    placed = take("case", case)
    assert seen() == (0,) * 5
    back(placed)
    assert seen() == (1,) * 5


def test_its_notices_are_listed_no_more(case, take, back, caseworker):
    sweep(now=MUCH_LATER)
    assert Notice.objects.visible_to(caseworker).exists()
    placed = take("case", case)
    assert not Notice.objects.visible_to(caseworker).exists()
    back(placed)
    assert Notice.objects.visible_to(caseworker).exists()


def test_needs_and_tasks_are_reached_by_nobody_through_another_team(
    full, take, make_user, other_team
):
    """A team abroad sees its needs and tasks without the file."""
    abroad = make_user("coordinator", other_team)
    for row in (full["need"], full["task"]):
        type(row).objects.filter(pk=row.pk).update(team=other_team)
    assert Need.objects.visible_to(abroad).exists()
    assert Task.objects.visible_to(abroad).exists()
    take("case", full["case"])
    assert not Need.objects.visible_to(abroad).exists()
    assert not Task.objects.visible_to(abroad).exists()
