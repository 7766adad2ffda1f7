"""Two ids in one request that do not belong together: refused by name, and nothing is stored."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from casetracker.models import Attachment, Consent, IdentityDocument, Task
from casetracker.services.contacts import record_contact
from casetracker.services.needs import open_need
from casetracker.services.procedures import open_procedure
from casetracker.services.tasks import open_task
from casetracker.services.waves import ReleasedPerson, record_wave
from tests.api.conftest import assert_problem
from tests.conftest import NOW

SOON = (NOW + timedelta(days=2)).isoformat()


@pytest.fixture(params=["own", "foreign"])
def other(request, caseworker, stranger, make_case, other_team):
    """Rows of another case: one of one's own, or of another team."""
    is_own = request.param == "own"
    actor = caseworker if is_own else stranger
    team = {} if is_own else {"team_id": other_team.pk}
    case = make_case("Чужы Узор", worker=actor, stage="reception", **team)
    given = {"actor": actor, "case_id": case.pk, "now": NOW}
    need = open_need(kind="phone", **given)
    return {
        "need": need,
        "task": open_task(title="x", due_at=NOW + timedelta(days=2), **given),
        "procedure": open_procedure(kind="asylum", country="LT", **given),
        "contact": record_contact(
            actor=actor, prisoner_id=case.prisoner_id, name="Маці", relation="mother", now=NOW
        ),
    }


BODIES = [
    ("tasks/", "need", Task, {"title": "x", "due_at": SOON}, "case"),
    ("documents/", "procedure", IdentityDocument, {"kind": "national_passport"}, "case"),
    (
        "consents/",
        "contact",
        Consent,
        {"purpose": "publish", "audience": "public", "given_by": "relative"},
        "prisoner",
    ),
]


@pytest.mark.parametrize(("path", "named", "model", "body", "owner"), BODIES, ids=lambda v: str(v))
def test_a_row_of_another_case_is_not_hung_on_ones_own(
    call, caseworker, case, other, path, named, model, body, owner
):
    before = model.objects.count()
    whose = {"case": case.pk, "prisoner": case.prisoner_id}[owner]
    sent = {**body, owner: whose, named: other[named].pk}
    assert_problem(call(caseworker).post(path, sent), 400, named)
    assert model.objects.count() == before
    del sent[named]
    answer = call(caseworker).post(path, sent)
    assert answer.status_code == 201, answer.content


def test_a_file_is_not_hung_on_the_task_of_another_case(call, caseworker, case, other):
    file = SimpleUploadedFile("a.txt", b"text")
    sent = {"case": str(case.pk), "task": str(other["task"].pk), "file": file}
    answer = call(caseworker).client.post("/api/v1/attachments/", sent)
    assert_problem(answer, 400, "task")
    assert not Attachment.objects.exists()


def test_a_report_is_withdrawn_only_under_its_own_release(call, coordinator, make_case):
    cases = [make_case(name) for name in ("Ада Прыклад", "Бэла Узор")]
    wave = record_wave(
        actor=coordinator,
        name="w",
        kind="deportation",
        happened_on=NOW.date(),
        people=[ReleasedPerson(case.pk, destination="LT") for case in cases],
        now=NOW,
    ).wave
    one, other = wave.releases.order_by("pk")
    caller = call(coordinator)
    said = caller.post(f"releases/{one.pk}/report/", {"source": "a radio"})
    assert said.status_code == 200, said.content
    report = one.reports.get()
    assert_problem(
        caller.post(f"releases/{other.pk}/withdraw-report/", {"report": report.pk}), 400, "report"
    )
    report.refresh_from_db()
    assert report.withdrawn_at is None
