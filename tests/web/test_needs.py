"""Needs and tasks of a file of another team: what a destination team works with."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casetracker.models import Need, Task
from casetracker.models.team import TeamCountry
from casetracker.services.needs import edit_need, open_need
from casetracker.services.tasks import open_task
from casetracker.services.waves import ReleasedPerson, record_wave
from tests.conftest import NOW

DAY = timedelta(days=1)
NEEDS = "/needs/"


@pytest.fixture
def warsaw(make_user, other_team):
    """The coordinator, and only member of staff, of the team that serves Poland."""
    TeamCountry.objects.create(team=other_team, country="PL")
    return make_user("coordinator", other_team)


@pytest.fixture
def freed(coordinator, case, warsaw):
    """The case, released to Poland: its needs and tasks are Warsaw's."""
    people = [ReleasedPerson(case_id=case.pk, destination="PL")]
    record_wave(
        actor=coordinator,
        name="wave",
        kind="pardon",
        happened_on=date(2026, 2, 9),
        people=people,
        now=NOW,
    )
    return case


def test_a_destination_team_sees_its_needs_and_no_name(read, warsaw, freed):
    page = read(warsaw).get(NEEDS)
    need = Need.objects.filter(owner=warsaw).first()
    assert "reception: bed, food, clothes" in page
    assert freed.reference in page
    assert "Прыклад" not in page
    page = read(warsaw).get(f"{NEEDS}{need.pk}/")
    assert "Poland" in page
    assert "Прыклад" not in page
    assert f"/cases/{freed.reference}/" not in page.html
    assert read(warsaw).get(f"/cases/{freed.reference}/").status == 404


def test_its_own_list_leads_there(read, warsaw, freed):
    page = read(warsaw).get("/my/cases/")
    assert "A file of another team" in page
    assert "Прыклад" not in page


def test_a_need_is_met_by_the_team_that_has_it(read, warsaw, freed):
    need = Need.objects.filter(owner=warsaw, kind="reception").get()
    page = read(warsaw).press(f"{NEEDS}{need.pk}/", state="met")
    assert "reception: bed, food, clothes: met." in page
    answer = read(warsaw).post(f"{NEEDS}{need.pk}/", state="open", version="1")
    assert answer.status == 400
    assert "Somebody else changed this meanwhile" in answer


def test_the_team_offers_and_cancels_its_tasks(read, warsaw, freed, make_user, other_team):
    helper = make_user("volunteer", other_team, name="Ola Helper")
    task = Task.objects.filter(team=other_team, state="open").first()
    reader = read(warsaw)
    page = reader.get("/queues/untaken/")
    assert f"/tasks/{task.pk}/" in page.html
    page = reader.press(f"/tasks/{task.pk}/", answer="offer", volunteer=str(helper.pk))
    assert "Ola Helper: not answered yet" in page
    assert "Прыклад" not in page
    page = reader.press(f"/tasks/{task.pk}/", answer="cancel", reason="plan changed")
    assert "The task is cancelled" in page


def test_who_chooses_whom_to_ask_reads_the_persons_wishes(read, warsaw, freed, volunteer):
    need = Need.objects.filter(owner=warsaw, kind="reception").get()
    edit_need(actor=warsaw, need_id=need.pk, changes={"wishes": "With women only."}, now=NOW)
    of_it, other = need.tasks.first(), Task.objects.exclude(need=need).first()
    assert "The person's wishes With women only." in read(warsaw).get(f"/tasks/{of_it.pk}/")
    assert "With women only." not in read(warsaw).get(f"/tasks/{other.pk}/")
    assert "With women only." not in read(volunteer).get(f"/tasks/{of_it.pk}/")
    assert "you choose whom" in read(warsaw).get(f"{NEEDS}{need.pk}/")


def test_a_refused_offer_says_why(read, coordinator, caseworker, case):
    task = open_task(
        actor=caseworker, case_id=case.pk, title="t", kind="bed", due_at=NOW + DAY, now=NOW
    )
    reader = read(coordinator)
    answer = reader.post(f"/tasks/{task.pk}/", answer="offer", volunteer="")
    assert answer.status == 400
    assert "Offer it to: This field is required." in answer
    assert reader.post(f"/tasks/{task.pk}/", answer="burn").status == 404


def test_whoever_answers_for_the_file_sees_name_and_link(read, caseworker, case):
    need = open_need(actor=caseworker, case_id=case.pk, kind="phone", now=NOW)
    page = read(caseworker).get(f"{NEEDS}{need.pk}/")
    assert "Ада Прыклад" in page
    assert f"/cases/{case.reference}/#needs" in page.html


def test_a_need_of_others_is_no_page(read, colleague, stranger, caseworker, case):
    need = open_need(actor=caseworker, case_id=case.pk, kind="phone", now=NOW)
    for other in (colleague, stranger):
        assert read(other).get(f"{NEEDS}{need.pk}/").status == 404
        assert read(other).post(f"{NEEDS}{need.pk}/", state="met").status == 404


def test_a_coordinator_sees_the_needs_of_the_team(read, coordinator, caseworker, case):
    open_need(actor=caseworker, case_id=case.pk, kind="phone", now=NOW)
    assert "phone" not in read(coordinator).get(NEEDS)
    assert "phone" in read(coordinator).get(NEEDS, {"show": "team"})
    assert "phone" in read(caseworker).get(NEEDS, {"show": "team"})


def test_what_is_due_first_stands_first_and_pages_go_on(read, caseworker, case, monkeypatch):
    monkeypatch.setattr("casetracker.web.needs.SIZE", 2)
    for kind, days in (("school", None), ("phone", 5), ("asylum", 1), ("work", None)):
        due_at = NOW + days * DAY if days else None
        open_need(actor=caseworker, case_id=case.pk, kind=kind, due_at=due_at, now=NOW)
    reader = read(caseworker)
    page = reader.get(NEEDS)
    assert page.text.index("asylum") < page.text.index("phone")
    assert "school" not in page
    link = page.html.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    page = reader.get(NEEDS + link)
    assert "school" in page
    assert "work" in page


def test_the_list_takes_the_same_queries_however_long(read, caseworker, case):
    reader = read(caseworker)
    open_need(actor=caseworker, case_id=case.pk, kind="phone", now=NOW)
    with CaptureQueriesContext(connection) as few:
        reader.get(NEEDS)
    for kind in ("school", "asylum", "work", "family"):
        open_need(actor=caseworker, case_id=case.pk, kind=kind, now=NOW)
    with CaptureQueriesContext(connection) as many:
        reader.get(NEEDS)
    assert len(many) == len(few) <= 8
