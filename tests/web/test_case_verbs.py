from datetime import timedelta

import pytest

from casetracker.models import Activity, AuditEvent, Case, Clock, Need, Task, TaskOffer
from casetracker.services.cases import close_case, move_case
from casetracker.services.needs import open_need
from casetracker.services.offers import accept_task, offer_task
from casetracker.services.tasks import finish_task, open_task
from tests.conftest import NOW

DAY = timedelta(days=1)


def at(case, *parts):
    return "/".join(["/cases", case.reference, *map(str, parts), ""])


def test_an_activity_is_recorded_and_restarts_the_clock(read, caseworker, make_case):
    case = make_case(at=NOW - 20 * DAY)
    page = read(caseworker).press(
        at(case, "activity"), kind="visit", occurred_at="2026-02-09T09:30", text="Saw her."
    )
    assert "Recorded: visit." in page
    assert "Saw her." in page
    assert Activity.objects.get(kind="visit").occurred_at.hour == 9
    assert Clock.objects.get(case=case, kind="case_silent").started_at > NOW - DAY


def test_times_are_typed_on_the_readers_own_clock(read, caseworker, case):
    caseworker.time_zone = "Europe/Vilnius"
    caseworker.save()
    read(caseworker).press(at(case, "activity"), kind="note", occurred_at="2026-02-09T09:30")
    assert Activity.objects.get(kind="note").occurred_at.hour == 7


def test_a_refused_form_comes_back_with_what_was_typed(read, caseworker, case):
    answer = read(caseworker).post(
        at(case, "activity"), kind="", occurred_at="2026-02-09T09:30", text="Long words typed."
    )
    assert answer.status == 400
    assert "Nothing was changed." in answer
    assert "Long words typed." in answer
    assert 'value="2026-02-09T09:30"' in answer.html


def test_a_service_that_refuses_names_field_and_what_is_allowed(read, caseworker, case):
    answer = read(caseworker).post(
        at(case, "activity"), kind="note", occurred_at="2031-01-01T00:00", text="x"
    )
    assert answer.status == 400
    assert "When: An entry lies between 1900 and a year ahead." in answer


@pytest.mark.parametrize("text", ["\x00", "a\x07b", "x" * 20_001])
def test_text_that_cannot_be_stored_is_refused(read, caseworker, case, text):
    answer = read(caseworker).post(
        at(case, "activity"), kind="note", occurred_at="2026-02-09T09:30", text=text
    )
    assert answer.status == 400
    assert not Activity.objects.filter(kind="note").exists()


def test_a_move_says_how_to_undo_it(read, caseworker, case):
    page = read(caseworker).press(
        at(case, "move"), stage="reception", destination="LT", expected_stage="inside"
    )
    assert "Moved from inside to reception. If that was a mistake, move it back" in page
    assert "reception, Lithuania" in page


def test_of_two_moves_one_is_told_what_changed(read, caseworker, coordinator, case):
    move_case(actor=coordinator, case_id=case.pk, stage="reception", now=NOW)
    answer = read(caseworker).post(
        at(case, "move"),
        stage="freed_in_country",
        expected_stage="inside",
        seen_at=(NOW - timedelta(minutes=5)).isoformat(),
    )
    assert answer.status == 409
    assert "Somebody else moved this case meanwhile" in answer
    assert f"stage changed, {coordinator.name}" in answer
    assert "inside → reception" in answer
    case.refresh_from_db()
    assert case.stage == "reception"


def test_a_form_of_an_older_version_is_refused(read, caseworker, coordinator, case):
    version = case.version
    move_case(actor=coordinator, case_id=case.pk, stage="reception", now=NOW)
    answer = read(caseworker).post(at(case, "flags"), critical_health="on", version=str(version))
    assert answer.status == 412
    case.refresh_from_db()
    assert not case.is_critical_health


def test_an_illegal_stage_is_refused(read, caseworker, case):
    answer = read(caseworker).post(at(case, "move"), stage="resettling", expected_stage="inside")
    assert answer.status == 400
    case.refresh_from_db()
    assert case.stage == "inside"


def test_a_file_is_closed_and_reopened(read, caseworker, case):
    reader = read(caseworker)
    page = reader.press(at(case, "close"), reason="settled")
    assert "The file is closed." in page
    assert "Record what happened" not in page
    page = reader.press(at(case, "reopen"), stage="inside", reason="arrested again")
    assert "The file is open again." in page


def test_a_file_is_given_to_a_colleague_and_then_is_theirs(read, caseworker, colleague, case):
    page = read(caseworker).press(at(case, "assign"), caseworker=str(colleague.pk))
    assert "The file is now with Nadia Colleague." in page
    assert "This file is a colleague's." in page


def test_a_file_is_not_given_to_somebody_of_another_team(read, caseworker, stranger, case):
    answer = read(caseworker).post(at(case, "assign"), caseworker=str(stranger.pk))
    assert answer.status == 400
    case.refresh_from_db()
    assert case.caseworker == caseworker


def test_risks_are_set_and_cleared(read, caseworker, case):
    reader = read(caseworker)
    assert "critical health" in reader.press(at(case, "flags"), critical_health="on")
    reader.press(at(case, "flags"))
    case.refresh_from_db()
    assert not case.is_critical_health


def test_facts_are_corrected_and_shown_no_more_precise_than_known(read, caseworker, case):
    page = read(caseworker).press(
        at(case, "person"), sex="f", born_on="1985-03-01", born_precision="year", occupation="nurse"
    )
    assert "The facts are corrected." in page
    assert "1985" in page
    assert "March 1985" not in page
    answer = read(caseworker).post(at(case, "person"), born_on="2031-01-01", born_precision="day")
    assert "A birth date cannot lie in the future." in answer


# ── clocks, needs, tasks ──────────────────────────────────────────────────────────────────
def test_a_clock_is_put_off_until_the_morning_and_woken(read, caseworker, case):
    clock = Clock.objects.get(case=case, kind="case_silent")
    reader = read(caseworker)
    page = reader.press(
        at(case, "clocks", clock.pk, "put-off"), until="2026-02-16", reason="in hospital"
    )
    assert "put off until 16 Feb 2026, 09:00" in page
    assert "“in hospital”" in page
    assert "It runs again." in reader.press(at(case, "clocks", clock.pk, "wake"))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"until": "2026-02-16", "reason": ""}, "Reason"),
        ({"until": "2025-01-01", "reason": "x"}, "Until"),
        ({"until": "2026-09-01", "reason": "x"}, "Until"),
        ({"until": "9999-12-31", "reason": "x", "is_long": "on"}, "Until"),
        ({"until": "2026-02-30", "reason": "x"}, "Until"),
    ],
)
def test_a_clock_is_not_put_off_without_reason_or_for_ever(read, caseworker, case, fields, said):
    clock = Clock.objects.get(case=case, kind="case_silent")
    answer = read(caseworker).post(at(case, "clocks", clock.pk, "put-off"), **fields)
    assert answer.status == 400
    assert f"{said}:" in answer
    clock.refresh_from_db()
    assert clock.paused_until is None


def test_a_need_is_opened_and_met(read, caseworker, case):
    reader = read(caseworker)
    page = reader.press(at(case, "need"), kind="phone", wishes="no smartphone")
    assert "Need opened: phone." in page
    need = Need.objects.get()
    assert need.owner == caseworker
    assert "phone: met." in reader.press(at(case, "needs", need.pk, "state"), state="met")


def test_a_task_is_opened_offered_and_confirmed(read, caseworker, volunteer, case):
    reader = read(caseworker)
    page = reader.press(
        at(case, "task"),
        title="Bring a coat",
        kind="clothes",
        due_at="2026-02-10T12:00",
        assignee=str(volunteer.pk),
        brief="Ring twice",
    )
    assert f"The task is offered to {volunteer.name}" in page
    task = Task.objects.get()
    accept_task(actor=volunteer, task_id=task.pk, now=NOW)
    finish_task(actor=volunteer, task_id=task.pk, comment="fits well", now=NOW)
    assert "please confirm" in reader.get("/my/cases/")
    page = reader.press(at(case, "tasks", task.pk, "confirm"))
    assert "The task is done." in page
    assert "fits well" in page


def test_a_task_that_cannot_be_offered_is_not_left_behind(read, caseworker, volunteer, case):
    answer = read(caseworker).post(
        at(case, "task"),
        title="Sort papers",
        kind="other",
        due_at="2026-02-10T12:00",
        assignee=str(volunteer.pk),
    )
    assert answer.status == 400
    assert not Task.objects.exists()


def test_a_task_is_offered_later_or_cancelled(read, caseworker, volunteer, case):
    task = open_task(
        actor=caseworker,
        case_id=case.pk,
        title="Bring a coat",
        kind="clothes",
        due_at=NOW + DAY,
        now=NOW,
    )
    reader = read(caseworker)
    reader.press(at(case, "tasks", task.pk, "offer"), volunteer=str(volunteer.pk))
    assert TaskOffer.objects.get().volunteer == volunteer
    page = reader.press(at(case, "tasks", task.pk, "cancel"), reason="not needed")
    assert "The task is cancelled; whoever had it is told." in page


# ── whose it is ───────────────────────────────────────────────────────────────────────────
VERBS = ["activity", "move", "close", "reopen", "assign", "flags", "need", "task", "person"]


def test_a_colleague_changes_nothing(read, colleague, case):
    reader = read(colleague)
    before = AuditEvent.objects.count()
    assert {reader.post(at(case, verb)).status for verb in VERBS} == {403}
    assert AuditEvent.objects.count() == before


def test_of_another_team_not_even_the_address_exists(read, stranger, caseworker, case):
    need = open_need(actor=caseworker, case_id=case.pk, kind="phone", now=NOW)
    clock = Clock.objects.filter(case=case).first()
    rows = [("needs", need.pk, "state"), ("clocks", clock.pk, "put-off")]
    reader = read(stranger)
    tried = [at(case, verb) for verb in VERBS] + [at(case, *row) for row in rows]
    assert {reader.post(path).status for path in tried} == {404}


def test_a_row_of_another_case_is_not_reached_through_ones_own(
    read, caseworker, colleague, case, make_case, volunteer
):
    theirs = make_case("Чужая Справа", worker=colleague)
    need = open_need(actor=colleague, case_id=theirs.pk, kind="phone", now=NOW)
    task = open_task(
        actor=colleague, case_id=theirs.pk, title="t", kind="bed", due_at=NOW + DAY, now=NOW
    )
    offer_task(actor=colleague, task_id=task.pk, volunteer_id=volunteer.pk, now=NOW)
    clock = Clock.objects.filter(case=theirs).first()
    reader = read(caseworker)
    for row in (
        ("needs", need.pk, "state"),
        ("tasks", task.pk, "cancel"),
        ("clocks", clock.pk, "put-off"),
    ):
        assert reader.post(at(case, *row), state="met", reason="x").status == 404, row
    need.refresh_from_db()
    assert need.state == "open"


def test_an_unknown_verb_is_no_page(read, caseworker, case):
    assert read(caseworker).post(at(case, "delete")).status == 404
    assert read(caseworker).get(at(case, "move")).status == 405


def test_a_case_closed_meanwhile_says_so(read, caseworker, coordinator, case):
    close_case(actor=coordinator, case_id=case.pk, reason="settled", now=NOW)
    answer = read(caseworker).post(at(case, "close"), reason="settled", version="1")
    assert answer.status in (409, 412)
    assert Case.objects.get().stage == "closed"


# ── a new file ────────────────────────────────────────────────────────────────────────────
def test_a_new_file_is_opened_in_one_step(read, caseworker, team):
    page = read(caseworker).press(
        "/cases/new/",
        name="Янка Новы",
        stage="inside",
        team=str(team.pk),
        born_on="1990-01-01",
        born_precision="year",
    )
    assert "Янка Новы" in page
    assert "1990" in page
    assert Case.objects.get().caseworker == caseworker


def test_a_file_of_another_team_is_not_opened(read, caseworker, other_team):
    answer = read(caseworker).post(
        "/cases/new/", name="Янка Новы", stage="inside", team=str(other_team.pk)
    )
    assert answer.status == 400
    assert not Case.objects.exists()


def test_a_name_that_is_none_leaves_nothing_behind(read, caseworker, team):
    answer = read(caseworker).post("/cases/new/", name="   ", stage="inside", team=str(team.pk))
    assert answer.status == 400
    assert not Case.objects.exists()
