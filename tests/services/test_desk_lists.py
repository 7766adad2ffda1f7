"""Lists to take along: own files or one wave, a reason, nothing that could cost lives."""

from datetime import timedelta

import pytest

from casetracker.domain.desk_lists import READABLE_FOR
from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.models import AuditEvent, DeskList, NameForm
from casetracker.papers.desk_lists import COLUMNS, MARK, desk_list_csv
from casetracker.selectors.desk_lists import desk_list_to_read, list_rows, mark_of
from casetracker.services.contacts import record_contact
from casetracker.services.desk_lists import make_desk_list
from casetracker.services.embargo import report_people
from casetracker.services.needs import open_need
from casetracker.services.tasks import open_task
from casetracker.services.waves import ReleasedPerson, record_wave


@pytest.fixture
def wave(coordinator, make_case, now):
    cases = [make_case("Ада Прыклад"), make_case("Ян Узор")]
    people = [ReleasedPerson(case_id=case.pk, destination="LT") for case in cases]
    given = {"kind": "deportation", "happened_on": now.date(), "people": people}
    return record_wave(actor=coordinator, name="A wave", now=now, **given).wave


def test_one_event_says_who_took_whom_along_and_why(coordinator, wave, now):
    made = make_desk_list(actor=coordinator, wave_id=wave.pk, reason="the desk", now=now)
    event = AuditEvent.objects.get(verb="make_desk_list")
    assert (event.actor_id, event.object_id, event.team_id) == (
        coordinator.pk,
        made.pk,
        wave.team_id,
    )
    assert set(event.changes) == {"wave", "reason", "row_count"}
    assert (made.row_count, made.reason) == (2, "the desk")


def test_own_files_are_those_one_keeps_and_that_are_open(caseworker, make_case, make_user, team):
    mine = make_case("Ада Прыклад")
    make_case("Ян Узор", worker=make_user("caseworker", team))
    assert [row.reference for row in list_rows(caseworker, None)] == [mine.reference]


def test_nothing_of_health_contacts_or_who_works_on_whom_stands_in_it(caseworker, case, now):
    given = {"actor": caseworker, "now": now}
    open_need(case_id=case.pk, kind="medical", **given)
    open_need(case_id=case.pk, kind="psychological", **given)
    open_need(case_id=case.pk, kind="asylum", **given)
    record_contact(prisoner_id=case.prisoner_id, name="Secret Mother", relation="mother", **given)
    made = make_desk_list(reason="court", **given)
    text = "".join(desk_list_csv(list_rows(caseworker, None), mark=mark_of(made)))
    assert "asylum" in text
    for word in ("medical", "psychological", "Mother", caseworker.email):
        assert word not in text
    # Whoever made it stands in the mark, and nobody else.
    assert text.count(caseworker.name) == 1


def test_every_row_carries_who_when_and_the_number_of_the_list(coordinator, wave, now):
    made = make_desk_list(actor=coordinator, wave_id=wave.pk, reason="the desk", now=now)
    header, *rows = desk_list_csv(list_rows(coordinator, wave), mark=mark_of(made))
    assert header.strip() == ",".join((*COLUMNS, *MARK))
    assert len(rows) == 2
    assert all(
        line.strip().endswith(f"{made.pk},{coordinator},2026-02-09T12:00+00:00") for line in rows
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_a_name_that_a_spreadsheet_would_run_is_made_harmless(caseworker, case, start):
    NameForm.objects.update(text=f"{start}1+1")
    (_, line) = desk_list_csv(list_rows(caseworker, None), mark=("id", start + "cmd", "now"))
    assert f"'{start}1+1" in line
    assert f"'{start}cmd" in line


def test_tasks_are_counted_and_the_first_due_time_is_said(caseworker, case, now):
    for days in (3, 1):
        open_task(
            actor=caseworker,
            case_id=case.pk,
            title="words",
            due_at=now + timedelta(days=days),
            now=now,
        )
    (row,) = list_rows(caseworker, None)
    assert (row.tasks, row.due_at) == (2, now + timedelta(days=1))


def test_what_a_list_needs_is_said(coordinator, caseworker, case, wave, now, volunteer):
    with pytest.raises(Refused) as refusal:
        make_desk_list(actor=caseworker, reason=" ", now=now)
    assert refusal.value.field == "reason"
    with pytest.raises(Refused, match="Nobody would stand"):
        make_desk_list(actor=coordinator, reason="none of mine", now=now)
    with pytest.raises(Forbidden):
        make_desk_list(actor=volunteer, reason="please", now=now)
    assert not DeskList.objects.exists()


def test_a_name_under_embargo_does_not_leave_with_a_list(coordinator, make_case, wave, now):
    inside = make_case("Вікторыя Турэмная", worker=coordinator)
    made = make_desk_list(actor=coordinator, wave_id=wave.pk, reason="the desk", now=now)

    def printed(of=wave):
        return "".join(desk_list_csv(list_rows(coordinator, of), mark=mark_of(made)))

    assert "Прыклад" not in printed()
    ada = wave.releases.order_by("case__created_at", "pk")[0]
    assert ada.case.reference in printed()
    seen = {"release_ids": [ada.pk], "saw_person": True, "now": now}
    report_people(actor=coordinator, source="The Paper", **seen)
    assert "Прыклад" not in printed()
    report_people(actor=coordinator, source="The Radio", **seen)
    assert "Прыклад" in printed()
    assert "Узор" not in printed()
    # Of who is not said to be free there is nothing to keep back.
    assert inside.prisoner.names.get().text in printed(of=None)


def test_a_wave_of_others_is_none(make_user, other_team, wave, now):
    stranger = make_user("coordinator", other_team)
    with pytest.raises(Missing):
        make_desk_list(actor=stranger, wave_id=wave.pk, reason="curious", now=now)


def test_a_list_can_be_read_for_an_hour_by_its_maker_alone(caseworker, coordinator, case, now):
    made = make_desk_list(actor=caseworker, reason="court", now=now)
    later = now + READABLE_FOR
    assert desk_list_to_read(caseworker, made.pk, now=later - timedelta(seconds=1)) == made
    assert desk_list_to_read(caseworker, made.pk, now=later) is None
    assert desk_list_to_read(coordinator, made.pk, now=now) is None


def test_a_list_of_any_length_takes_as_many_queries(
    coordinator, wave, make_case, now, django_assert_num_queries
):
    coordinator.roles()
    with django_assert_num_queries(5):
        list_rows(coordinator, wave)
    people = [ReleasedPerson(make_case(f"Другі{n} Чалавек").pk, "LT") for n in range(4)]
    given = {"kind": "deportation", "happened_on": now.date(), "people": people}
    record_wave(actor=coordinator, name="A wave", now=now, **given)
    with django_assert_num_queries(5):
        assert len(list_rows(coordinator, wave)) == 6
