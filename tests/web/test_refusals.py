"""What a form refuses reads as the page is written: the field by its label, a year as a slip."""

from __future__ import annotations

import pytest

from casetracker.models import Need
from casetracker.services.needs import open_need


@pytest.fixture
def need(case, caseworker, now):
    return open_need(actor=caseworker, case_id=case.pk, kind="housing", now=now)


@pytest.mark.parametrize("year", ["9999", "1899"])
def test_a_year_that_is_a_slip_of_the_keyboard_is_called_one(read, caseworker, need, year):
    answer = read(caseworker).post(
        f"/needs/{need.pk}/edit/",
        version=need.version,
        owner=str(caseworker.pk),
        due_at=f"{year}-12-31T23:59",
    )
    assert answer.status == 400
    assert "Look at the year: it lies between 1900 and" in answer
    assert "due_at" not in answer
    assert Need.objects.get().due_at is None


def test_a_refused_field_is_called_what_stands_above_it(read, coordinator, make_case, now):
    make_case("Ада Прыклад")
    answer = read(coordinator).post(
        "/countries/schemes/", name="Grey passports", country="LT", ends_on="2020-01-01", source="x"
    )
    assert answer.status == 400
    assert "“Ends on” lies between today and 50 years ahead." in answer
    assert "ends_on lies" not in answer


def test_a_form_of_the_release_desk_that_is_not_whole_is_refused(read, coordinator):
    answer = read(coordinator).post("/waves/new/", preview="")
    assert answer.status == 400
    assert "This field is required." in answer
    assert "Paste the names, or choose a file." in answer
