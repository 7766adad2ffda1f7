"""A list to take along: the page to print and the file, for whoever made it."""

import pytest

from casetracker.models import AuditEvent, DeskList
from casetracker.services.desk_lists import make_desk_list
from tests.conftest import NOW

LISTS = "/desk-lists/"


@pytest.mark.usefixtures("case")
def test_a_list_is_printed_with_its_mark_at_the_foot(read, caseworker):
    page = read(caseworker).press(LISTS, wave="own", reason="the court")
    made = DeskList.objects.get()
    assert "Ада Прыклад" in page
    assert f"{caseworker} · 9 Feb 2026, 12:00 · {made.pk}" in page
    assert "<tfoot>" in page.html
    assert "the court" in read(caseworker).get(LISTS)
    assert AuditEvent.objects.filter(verb="make_desk_list").count() == 1


@pytest.mark.usefixtures("case")
def test_a_list_is_loaded_as_a_file_that_no_browser_opens(read, caseworker):
    answer = read(caseworker).press(LISTS, wave="own", reason="the court", file="1")
    made = DeskList.objects.get()
    assert answer.html.startswith("\ufeffreference,name,")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith(
        f'attachment; filename="list-{made.pk}.csv"'
    )
    assert answer.headers["Cache-Control"] == "no-store, private"


@pytest.mark.usefixtures("case")
def test_without_a_reason_there_is_no_list(read, caseworker):
    answer = read(caseworker).post(LISTS, wave="own", reason="")
    assert answer.status == 400
    assert not DeskList.objects.exists()


@pytest.mark.usefixtures("case")
def test_the_list_of_somebody_else_is_none(read, caseworker, coordinator, volunteer):
    made = make_desk_list(actor=caseworker, reason="court", now=NOW)
    for path in (f"{LISTS}{made.pk}/", f"{LISTS}{made.pk}/list.csv"):
        assert read(caseworker).get(path).status == 200
        assert read(coordinator).get(path).status == 404
        assert read(volunteer).get(path).status == 403


def test_the_page_speaks_belarusian(read, caseworker):
    caseworker.language = "be"
    caseworker.save()
    assert "Спіс з сабой" in read(caseworker).get(LISTS)
