"""Figures for donors: distinct people by line, need and month; small cells hidden."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from casetracker.domain.figures import figure
from casetracker.selectors.donor_figures import donor_figures
from casetracker.services.payments import recover_payment
from tests.conftest import NOW
from tests.money import ask, make_line, make_need, pay, say_yes


@pytest.fixture
def line(coordinator, team):
    return make_line(coordinator, team)


@pytest.fixture
def give(caseworker, coordinator, line):
    """`give(case, "housing", "10")`: asked for, approved, paid."""

    def make(case, kind="funds", amount="10", on=None):
        need = make_need(caseworker, case, kind)
        request = ask(caseworker, need, line, amount, duplicate_answer="Another week.")
        return pay(coordinator, say_yes(coordinator, request), paid_on=on)

    return make


@pytest.fixture
def five(make_case):
    return [make_case(f"Асоба {number}") for number in range(5)]


def test_five_people_are_counted_once_each_and_four_are_hidden(coordinator, give, five, case):
    for one in five:
        give(one)
    back = give(five[0], amount="7.50")
    for one in five[:4]:
        give(one, "housing", "100")
    given = {"currency": "EUR", "reason": "Not spent.", "now": NOW}
    recover_payment(actor=coordinator, payment_id=back.pk, amount="2.50", **given)
    housing, funds = sorted(donor_figures(coordinator, 2026), key=lambda one: one.need != "housing")
    assert (funds.people, str(funds.amount), funds.month) == (5, "55.000", date(2026, 2, 1))
    assert housing.is_hidden
    assert (housing.people, housing.amount) == (None, None)


def test_months_are_counted_apart_and_what_came_back_in_whole_is_none(coordinator, give, five):
    for one in five:
        give(one, on=date(2026, 1, 31))
    sixth = give(five[0], on=date(2026, 2, 1))
    january, february = donor_figures(coordinator, 2026)
    assert (january.people, february.people) == (5, None)
    given = {"currency": "EUR", "reason": "Wrong person.", "now": NOW}
    recover_payment(actor=coordinator, payment_id=sixth.pk, amount="10", **given)
    assert len(donor_figures(coordinator, 2026)) == 1
    assert donor_figures(coordinator, 2025) == []


def test_a_person_with_two_files_is_one(coordinator, caseworker, give, five):
    for one in five:
        give(one)
    first, second = five[:2]
    second.prisoner = first.prisoner
    second.stage, second.closing_reason, second.closed_at = "closed", "settled", NOW
    second.save()
    assert [one.is_hidden for one in donor_figures(coordinator, 2026)] == [True]


def test_the_page_and_the_table_hide_the_same_and_no_cell_is_a_formula(
    read, coordinator, auditor, give, five, line
):
    type(line).objects.filter(pk=line.pk).update(name="=SUM(A1)")
    for one in five:
        give(one)
    give(five[0], "housing", "100.25")
    reader = read(coordinator)
    page = reader.get("/funds/figures/")
    assert "50.00 EUR" in page
    assert "< 5" in page
    assert "100.25" not in page.html
    answer = reader.get("/funds/figures.csv", {"year": "2026"})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(answer.html.removeprefix("\ufeff"))))
    assert rows[0] == ["fund", "line", "need", "month", "people", "amount", "currency"]
    cells = ["Fund 1", "'=SUM(A1)"]
    assert rows[1:] == [
        [*cells, "funds", "2026-02", "5", "50.00", "EUR"],
        [*cells, "housing", "2026-02", "<5", "", "EUR"],
    ]
    assert "50.00 EUR" in read(auditor).get("/funds/figures/")
    for bad in ("1999", "9999", "x", "²", "-1"):
        assert reader.get("/funds/figures/", {"year": bad}).status == 200


def test_a_coordinator_sees_the_funds_of_the_team(read, make_user, other_team, give, five):
    for one in five:
        give(one)
    page = read(make_user("coordinator", other_team)).get("/funds/figures/")
    assert "Nothing was paid in this year." in page


@pytest.mark.parametrize(("people", "is_hidden"), [(1, True), (4, True), (5, False), (900, False)])
def test_a_cell_of_fewer_than_five_is_hidden_with_its_sum(people, is_hidden):
    cell = figure(
        fund="F", line="L", need="funds", month=NOW.date(), people=people, amount=1, currency="EUR"
    )
    assert cell.is_hidden is (cell.amount is None) is is_hidden
