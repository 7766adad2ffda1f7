from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casetracker.models import Activity, Charge, Custody, Detention, Facility
from casetracker.services.activities import record_activity
from casetracker.services.needs import open_need
from casetracker.services.tasks import open_task
from tests.conftest import NOW

DAY = timedelta(days=1)


def page_of(case):
    return f"/cases/{case.reference}/"


@pytest.fixture
def full(case, caseworker):
    """A case with a detention, an entry, a need and a task."""
    detention = Detention.objects.create(
        case=case,
        arrested_on="2023-05-01",
        arrested_precision="month",
        sentence_months=42,
        created_at=NOW,
    )
    Charge.objects.create(detention=detention, article="342", part="1", created_at=NOW)
    colony = Facility.objects.create(code="IK-04", name="Colony 4", city="Homel", created_at=NOW)
    Custody.objects.create(detention=detention, facility=colony, created_at=NOW)
    record_activity(
        actor=caseworker,
        case_id=case.pk,
        kind="sign_of_life",
        occurred_at=NOW - timedelta(hours=1),
        text="A letter came.\nSecond line.",
        now=NOW,
    )
    open_need(actor=caseworker, case_id=case.pk, kind="asylum", wishes="a woman", now=NOW)
    open_task(
        actor=caseworker,
        case_id=case.pk,
        title="Bring a coat",
        kind="clothes",
        due_at=NOW + DAY,
        brief="Ring twice",
        now=NOW,
    )
    return case


def test_a_caseworker_sees_facts_timeline_needs_and_tasks(read, caseworker, full):
    page = read(caseworker).get(page_of(full))
    for words in (
        "Ада Прыклад",
        "May 2023",
        "342 (1)",
        "42 months",
        "Colony 4, Homel",
        "sign of life",
        "A letter came.",
        "asylum",
        "a woman",
        "Bring a coat",
    ):
        assert words in page, words
    assert page.headers["Cache-Control"] == "no-store, private"


def test_a_coordinator_of_the_team_sees_the_same(read, coordinator, full):
    page = read(coordinator).get(page_of(full))
    assert "A letter came." in page
    assert "Hand over" in page


def test_a_colleague_sees_facts_and_nothing_of_the_inside(read, colleague, full):
    page = read(colleague).get(page_of(full))
    assert page.status == 200
    assert "Colony 4" in page
    for words in ("A letter came.", "asylum", "Bring a coat", "a woman", "Timeline", "Record"):
        assert words not in page, words


def test_an_auditor_sees_code_and_times(read, auditor, full):
    page = read(auditor).get(page_of(full))
    assert full.reference in page
    for words in ("Ада Прыклад", "Colony 4", "A letter came.", "inside"):
        assert words not in page, words


def test_the_case_of_another_team_does_not_exist(read, stranger, full):
    assert read(stranger).get(page_of(full)).status == 404


@pytest.mark.parametrize("role", ["volunteer", "administrator"])
def test_volunteers_and_administrators_have_no_case_pages(read, make_user, team, full, role):
    user = make_user(role, None if role == "administrator" else team)
    assert read(user).get(page_of(full)).status == 403


@pytest.mark.parametrize("reference", ["XXXXXXX-X", "x", "0" * 200])
def test_a_reference_of_no_case_is_no_page(read, caseworker, reference):
    assert read(caseworker).get(f"/cases/{reference}/").status == 404


def test_a_reference_in_small_letters_will_do(read, caseworker, case):
    assert read(caseworker).get(f"/cases/{case.reference.lower()}/").status == 200


def test_only_legal_moves_are_offered(read, caseworker, case):
    form = (
        read(caseworker).get(page_of(case)).html.split('id="move_stage"')[1].split("</select>")[0]
    )
    assert {v.split('"')[0] for v in form.split('value="')[1:]} == {
        "freed_in_country",
        "reception",
        "died",
    }


def test_the_timeline_goes_on_on_further_pages(read, caseworker, case, monkeypatch):
    monkeypatch.setattr("casetracker.web.cases.SIZE", 3)
    for n in range(5):
        record_activity(
            actor=caseworker,
            case_id=case.pk,
            kind="note",
            occurred_at=NOW - n * DAY,
            text=f"entry number {n}",
            now=NOW,
        )
    reader = read(caseworker)
    first = reader.get(page_of(case))
    assert "entry number 1" in first
    assert "entry number 3" not in first
    link = first.html.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    assert "entry number 3" in reader.get(page_of(case) + link.replace("&amp;", "&"))


HOSTILE = '<script>alert(1)</script>{{7*7}}" onmouseover="x" <div hx-get="/">javascript:x'


def test_hostile_text_is_shown_as_text(read, caseworker, case):
    record_activity(
        actor=caseworker, case_id=case.pk, kind="note", occurred_at=NOW, text=HOSTILE, now=NOW
    )
    open_task(actor=caseworker, case_id=case.pk, title=HOSTILE[:180], due_at=NOW + DAY, now=NOW)
    page = read(caseworker).get(page_of(case))
    assert "<script>alert" not in page.html
    assert "<div hx-get" not in page.html
    assert 'onmouseover="x"' not in page.html
    assert page.html.count("&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}") >= 2


def test_the_page_takes_the_same_queries_however_much_is_on_it(read, caseworker, coordinator, full):
    reader = read(caseworker)
    with CaptureQueriesContext(connection) as few:
        reader.get(page_of(full))
    for n in range(6):
        record_activity(
            actor=caseworker, case_id=full.pk, kind="note", occurred_at=NOW, text=f"{n}", now=NOW
        )
        open_task(actor=caseworker, case_id=full.pk, title=f"{n}", due_at=NOW + DAY, now=NOW)
    for kind, owner in (("phone", caseworker), ("transport", coordinator)):
        open_need(actor=coordinator, case_id=full.pk, kind=kind, owner_id=owner.pk, now=NOW)
    assert Activity.objects.filter(case=full).count() > 6
    with CaptureQueriesContext(connection) as many:
        reader.get(page_of(full))
    assert len(many) == len(few) <= 24
