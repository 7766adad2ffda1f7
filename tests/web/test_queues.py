from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casetracker.models import Activity, Case, Clock, ImportBatch, ImportRow
from casetracker.services.cases import assign_case, flag_case
from casetracker.services.offers import offer_task
from casetracker.services.sweep import sweep
from casetracker.services.tasks import open_task
from tests.conftest import NOW

DAY = timedelta(days=1)


@pytest.fixture
def quiet(make_case):
    """Three files that have gone quiet."""
    return [make_case(f"Ціхая Справа {n}", at=NOW - (40 + n) * DAY) for n in range(3)]


def test_the_first_page_counts_what_waits(read, coordinator, caseworker, quiet, make_case, team):
    unassigned = make_case("Нічыя Справа")
    assign_case(actor=coordinator, case_id=unassigned.pk, caseworker_id=None, now=NOW)
    flag_case(
        actor=caseworker, case_id=quiet[0].pk, flags={"critical_health": True}, now=NOW - 9 * DAY
    )
    open_task(
        actor=caseworker, case_id=quiet[0].pk, title="t", kind="bed", due_at=NOW + DAY, now=NOW
    )
    batch = ImportBatch.objects.create(source="list", file_hash="x", team=team, created_at=NOW)
    ImportRow.objects.create(
        batch=batch, number=1, outcome="review", source="list", fingerprint="f"
    )
    sweep(now=NOW)
    page = read(coordinator).get("/")
    for tile in (
        "3 Escalated",
        "3 Gone quiet",
        "1 Risk to life",
        "1 Without caseworker",
        "1 Untaken tasks",
        "0 To confirm",
        "1 Imported, in doubt",
    ):
        assert tile in page, tile


def test_the_page_shows_who_carries_how_much(read, coordinator, caseworker, quiet):
    page = read(coordinator).get("/queues/")
    assert f"{caseworker.name} Vilnius 3 3" in page


def test_another_teams_files_are_in_no_queue(read, make_user, other_team, quiet):
    page = read(make_user("coordinator", other_team)).get("/queues/stale/")
    assert "Nothing waits here." in page


def test_a_count_ends_at_a_thousand(read, coordinator, caseworker, make_case, monkeypatch):
    monkeypatch.setattr("casetracker.selectors.queues.CAP", 1)
    for n in range(3):
        make_case(f"Ціхая Справа {n}", at=NOW - 40 * DAY)
    with CaptureQueriesContext(connection) as queries:
        read(coordinator).get("/queues/")
    counted = [q["sql"] for q in queries if "COUNT(*)" in q["sql"]]
    assert counted
    assert all("LIMIT 2" in sql for sql in counted)


@pytest.mark.parametrize("name", ["escalated", "stale", "risk", "unassigned"])
def test_a_queue_takes_the_same_few_queries_however_long(
    read, coordinator, caseworker, make_case, name
):
    def add(n):
        case = make_case(f"Ціхая Справа {n}", at=NOW - 40 * DAY)
        flag_case(
            actor=caseworker, case_id=case.pk, flags={"hunger_strike": True}, now=NOW - 40 * DAY
        )
        if name == "unassigned":
            assign_case(actor=coordinator, case_id=case.pk, caseworker_id=None, now=NOW)
        sweep(now=NOW)

    reader = read(coordinator)
    add(0)
    with CaptureQueriesContext(connection) as few:
        assert "Ціхая Справа 0" in reader.get(f"/queues/{name}/")
    for n in range(1, 6):
        add(n)
    with CaptureQueriesContext(connection) as many:
        assert "Ціхая Справа 5" in reader.get(f"/queues/{name}/")
    assert len(many) == len(few) <= 8


def test_forty_files_change_hands_in_one_act(read, coordinator, colleague, make_case):
    cases = [make_case(f"Асоба Нумар {n}") for n in range(40)]
    page = read(coordinator).press(
        "/queues/assign/",
        case=[str(case.pk) for case in cases],
        caseworker=str(colleague.pk),
        here="/queues/stale/",
    )
    assert "40 files are now with Nadia Colleague." in page
    assert Case.objects.filter(caseworker=colleague).count() == 40


def test_checked_no_news_is_noted_on_many(read, coordinator, quiet):
    page = read(coordinator).press(
        "/queues/checked/", case=[str(case.pk) for case in quiet], here="/queues/stale/"
    )
    assert "“Checked, no news” is noted on 3 files." in page
    assert Activity.objects.filter(kind="checked_no_news").count() == 3
    assert Clock.objects.filter(kind="case_silent", started_at__gte=NOW).count() == 3


def test_one_foreign_file_among_many_and_nothing_is_changed(
    read, coordinator, colleague, stranger, make_case, other_team
):
    mine, theirs = make_case(), make_case("Чужая", worker=stranger, team_id=other_team.pk)
    page = read(coordinator).press(
        "/queues/assign/",
        case=[str(mine.pk), str(theirs.pk)],
        caseworker=str(colleague.pk),
        here="/queues/",
    )
    assert "Nothing was changed:" in page
    mine.refresh_from_db()
    assert mine.caseworker != colleague


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Choose who shall have these files."),
        ({"caseworker": "x"}, "Choose who shall have these files."),
        ({"caseworker": str(uuid4())}, "Choose who shall have these files."),
    ],
)
def test_files_are_not_handed_to_nobody(read, coordinator, case, fields, said):
    page = read(coordinator).press("/queues/assign/", case=[str(case.pk)], **fields)
    assert said in page


@pytest.mark.parametrize("ids", [[], ["x"], ["' OR 1=1"]])
def test_nothing_ticked_changes_nothing(read, coordinator, ids):
    assert "Tick the files first." in read(coordinator).press("/queues/checked/", case=ids)


@pytest.mark.parametrize("here", ["//evil.example/", "https://evil.example/", "evil", "/\\evil"])
def test_one_is_never_sent_to_another_site(read, coordinator, here):
    assert read(coordinator).post("/queues/checked/", here=here).where == "/"


def test_a_caseworkers_files_are_listed_to_hand_them_over(read, coordinator, caseworker, quiet):
    page = read(coordinator).get(f"/queues/of/{caseworker.pk}/", {"pick": "all"})
    assert page.html.count(" checked>") == 3
    assert "Ціхая Справа 2" in page


def test_the_files_of_somebody_unseen_are_no_page(read, coordinator, stranger):
    assert read(coordinator).get(f"/queues/of/{stranger.pk}/").status == 404
    assert read(coordinator).get("/queues/nothing/").status == 404


def test_untaken_tasks_say_what_and_when(read, coordinator, caseworker, volunteer, case):
    task = open_task(
        actor=caseworker, case_id=case.pk, title="t", kind="bed", due_at=NOW + DAY, now=NOW
    )
    offer_task(actor=caseworker, task_id=task.pk, volunteer_id=volunteer.pk, now=NOW)
    page = read(coordinator).get("/queues/untaken/")
    assert "Ада Прыклад" in page
    assert "bed" in page
    assert "tomorrow" in page


def test_a_task_on_a_file_of_another_team_names_nobody(
    read, caseworker, make_user, other_team, case
):
    open_task(
        actor=None,
        case_id=case.pk,
        title="t",
        kind="bed",
        due_at=NOW + DAY,
        team_id=other_team.pk,
        now=NOW,
    )
    page = read(make_user("coordinator", other_team)).get("/queues/untaken/")
    assert "A file of another team" in page
    assert "Ада Прыклад" not in page
    assert f"/cases/{case.reference}/" not in page.html


def test_all_cases_are_those_of_the_team(
    read, caseworker, colleague, stranger, make_case, other_team
):
    make_case("Мая Справа")
    make_case("Суседняя Справа", worker=colleague)
    make_case("Далёкая Справа", worker=stranger, team_id=other_team.pk)
    page = read(caseworker).get("/cases/")
    assert "Мая Справа" in page
    assert "Суседняя Справа" in page
    assert "Далёкая Справа" not in page
    assert "Суседняя" not in read(caseworker).get("/cases/", {"q": "мая"})


def test_files_whose_caseworker_gets_no_mail_stand_as_a_fault_in_the_queue(
    read, coordinator, case, caseworker, now
):
    reader = read(coordinator)
    assert "/queues/unreached/" not in reader.get("/queues/").html
    type(caseworker).objects.filter(pk=caseworker.pk).update(address_failed_at=now)
    assert "/queues/unreached/" in reader.get("/queues/").html
    assert case.reference in reader.get("/queues/unreached/")
