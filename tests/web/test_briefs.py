"""Which facts a task releases is picked field by field, on the case page and on the task's own."""

from datetime import timedelta

import pytest

from casetracker.domain.briefs import BriefField, unpack_brief
from casetracker.models import AuditEvent, Task
from casetracker.services.embargo import report_people
from casetracker.services.offers import accept_task, offer_task
from casetracker.services.tasks import open_task
from casetracker.services.waves import ReleasedPerson, record_wave
from casetracker.web.brief_forms import BriefFields
from casetracker.web.words import BRIEF
from tests.conftest import NOW


@pytest.fixture
def task(caseworker, volunteer, case, now):
    task = open_task(
        actor=caseworker,
        case_id=case.pk,
        title="Meet at the station",
        kind="transport",
        due_at=now + timedelta(hours=20),
        now=now,
    )
    offer_task(actor=caseworker, task_id=task.pk, volunteer_id=volunteer.pk, now=now)
    accept_task(actor=volunteer, task_id=task.pk, now=now)
    task.refresh_from_db()
    return task


def released(task):
    return unpack_brief(str(Task.objects.get(pk=task.pk).brief_fields or ""))


def test_the_form_and_the_labels_have_the_fields_of_the_closed_list():
    assert set(BRIEF) == set(BriefField)
    assert set(BriefFields.base_fields) == {*map(str, BriefField), "brief"}


def test_a_task_is_opened_with_what_its_caseworker_releases(read, caseworker, case):
    read(caseworker).press(
        f"/cases/{case.reference}/task/",
        title="Meet at the station",
        kind="transport",
        due_at="2026-02-10T12:00",
        first_name=" Ада ",
        meeting_place="Platform 2",
        relay_phone="",
        brief="She is tired.",
    )
    task = Task.objects.get()
    assert released(task) == {"first_name": "Ада", "meeting_place": "Platform 2"}
    assert task.brief == "She is tired."


def test_whoever_took_the_task_reads_what_was_released_and_no_more(
    read, caseworker, volunteer, task
):
    reader = read(caseworker)
    path = f"/tasks/{task.pk}/"
    assert "Fill in only what they need" in reader.get(path)
    page = reader.press(
        path,
        answer="brief",
        version=task.version,
        first_name="Ада",
        relay_phone="+370 600 00000",
        brief="",
    )
    assert "The brief is changed." in page
    seen = read(volunteer).get(path)
    assert "First name Ада Relay phone +370 600 00000" in seen
    assert "Meeting place" not in seen
    assert AuditEvent.objects.filter(verb="read_brief", actor_id=volunteer.pk).count() == 1
    edit = AuditEvent.objects.get(verb="edit_task")
    assert set(edit.changes) == {"brief_fields"}
    assert "Ада" not in str(edit.changes)


def test_a_name_under_embargo_is_kept_back_until_the_release_is_confirmed(
    read, coordinator, caseworker, volunteer, task
):
    brief = {"first_name": "Ада", "how_to_recognise": "A red bag"}
    read(caseworker).press(f"/tasks/{task.pk}/", answer="brief", version=task.version, **brief)
    people = [ReleasedPerson(case_id=task.case_id, destination="LT")]
    day = NOW.date()
    wave = record_wave(
        actor=coordinator, name="w", kind="pardon", happened_on=day, people=people, now=NOW
    ).wave
    page = read(volunteer).get(f"/tasks/{task.pk}/")
    assert "A red bag" in page
    assert "Ада" not in page
    assert "shown here once the release is confirmed" in page
    releases = [release.pk for release in wave.releases.all()]
    for source in ("The Paper", "The Radio"):
        given = {"release_ids": releases, "source": source, "saw_person": True, "now": NOW}
        report_people(actor=coordinator, **given)
    assert "First name Ада" in read(volunteer).get(f"/tasks/{task.pk}/")


def test_of_two_who_edit_a_brief_the_later_is_told(read, caseworker, task):
    reader, path = read(caseworker), f"/tasks/{task.pk}/"
    for place, status in (("Platform 1", 302), ("Platform 2", 400)):
        answer = reader.post(path, answer="brief", version=task.version, meeting_place=place)
        assert answer.status == status
    assert "Platform 2" in answer.html  # what was typed is not lost
    assert released(task) == {"meeting_place": "Platform 1"}


def test_a_volunteer_edits_no_brief(read, volunteer, task):
    answer = read(volunteer).post(f"/tasks/{task.pk}/", answer="brief", first_name="x")
    assert answer.status == 403
    assert released(task) == {}


@pytest.mark.parametrize("text", ["x" * 301, "\0"])
def test_a_field_that_cannot_be_is_refused_by_name(read, caseworker, task, text):
    path = f"/tasks/{task.pk}/"
    answer = read(caseworker).post(path, answer="brief", version=task.version, sizes=text)
    assert answer.status == 400
    assert released(task) == {}
