"""Money on pages: a fund, a request at a need, the approval, the payment, cash on hand."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casetracker.models import (
    Approval,
    BudgetLine,
    CashFloat,
    Fund,
    FundRequest,
    LedgerEntry,
    Payment,
)
from tests.money import ask, assert_books_balance, make_float, make_line, make_need, pay, say_yes


@pytest.fixture
def second(make_user, team):
    return make_user("coordinator", team, name="Second Coordinator")


@pytest.fixture
def line(coordinator, team):
    return make_line(coordinator, team)


@pytest.fixture
def need(caseworker, case):
    return make_need(caseworker, case)


def test_a_fund_is_opened_given_a_line_and_money(read, coordinator, team):
    reader = read(coordinator)
    assert "There is no fund yet." in reader.get("/funds/")
    page = reader.press(
        "/funds/new/", name="Winter", team=str(team.pk), currency="EUR", two_over="1000"
    )
    assert "Now give it a line, and money." in page
    fund = Fund.objects.get()
    here = f"/funds/{fund.pk}/"
    assert "Line added: Arrival." in reader.press(f"{here}line/", name="Arrival")
    line = BudgetLine.objects.get()
    given = {"line": str(line.pk), "given_by": "A donor"}
    page = reader.press(f"{here}deposit/", amount="20 000,50", **given)
    assert "Arrival holds 20,000.50 EUR now." in page
    assert "came in" in page
    for bad in ("10.005", "-5", "1,000", "x"):
        answer = reader.post(f"{here}deposit/", amount=bad, **given)
        assert answer.status == 400
        assert "This is no sum in EUR" in answer
    answer = reader.post(f"{here}edit/", name="Winter", two_over="2000", version="1")
    assert "The limit may be lowered, never raised" in answer
    assert_books_balance()


def test_money_is_asked_for_at_a_need_approved_by_another_and_paid(
    read, caseworker, coordinator, need, line
):
    mine, lead = read(caseworker), read(coordinator)
    page = mine.get(f"/needs/{need.pk}/")
    assert f"/needs/{need.pk}/money/" in page.html
    given = {"line": str(line.pk), "amount": "1000", "method": "cash", "reason": "First week."}
    page = mine.press(f"/needs/{need.pk}/money/", **given)
    assert "whoever approves it is told at once" in page
    row = FundRequest.objects.get()
    assert "waits for approval" in page
    assert f"/funds/requests/{row.pk}/" in mine.get(f"/cases/{need.case.reference}/").html
    assert f"/funds/requests/{row.pk}/" in mine.get(f"/needs/{need.pk}/").html
    proposals = lead.get("/approvals/")
    assert "Give 1,000.00\u00a0EUR to a person" in proposals.html
    address = f"/approvals/{Approval.objects.get().pk}/"
    page = lead.get(address)
    assert f"/funds/requests/{row.pk}/" in page.html
    lead.press(f"{address}approve/")
    assert "Pay" not in mine.get(f"/funds/requests/{row.pk}/").text.split("Approved by")[1]
    answer = lead.post(f"/funds/requests/{row.pk}/pay/", method="cash", receipt="")
    assert answer.status == 400
    page = lead.press(f"/funds/requests/{row.pk}/pay/", method="cash", receipt="7")
    assert "Paid, and in the books." in page
    payment = Payment.objects.get()
    page = lead.press(f"/funds/payments/{payment.pk}/", amount="400", reason="Not spent.")
    assert "came back: 400.00 EUR" in page
    assert "Not spent." in page
    assert "money paid" in mine.get(f"/cases/{need.case.reference}/")
    assert_books_balance()


def test_what_looks_like_the_same_aid_is_shown_and_has_to_be_answered(read, caseworker, need, line):
    ask(caseworker, need, line)
    reader, here = read(caseworker), f"/needs/{need.pk}/money/"
    assert "aid of the same kind: funds, February 2026" in reader.get(here)
    given = {"line": str(line.pk), "amount": "20", "method": "cash", "reason": "Food."}
    answer = reader.post(here, **given)
    assert answer.status == 400
    assert "say why this is not the same once more" in answer
    assert FundRequest.objects.count() == 1
    page = reader.press(here, **given, duplicate_answer="Another week.")
    assert "Another week." in page


def test_the_same_sum_for_another_need_is_shown_when_it_is_asked_for(
    read, caseworker, case, need, line
):
    ask(caseworker, need, line, "350")
    other = make_need(caseworker, case, "medical")
    reader, here = read(caseworker), f"/needs/{other.pk}/money/"
    assert "aid of the same" not in reader.get(here)
    given = {"line": str(line.pk), "amount": "350", "method": "cash", "reason": "A dentist."}
    assert "aid of the same sum: funds, February 2026" in reader.post(here, **given)


def test_a_request_that_is_approved_is_given_up(read, caseworker, coordinator, need, line):
    row = say_yes(coordinator, ask(caseworker, need, line))
    here = f"/funds/requests/{row.pk}/"
    page = read(caseworker).press(f"{here}cancel/", reason="They have left.")
    assert "the money is free again" in page
    assert "They have left." in page
    assert read(caseworker).post(f"{here}burn/").status == 404


def test_cash_is_asked_for_paid_on_a_list_and_counted_by_another(
    read, caseworker, coordinator, second, need, line
):
    reader = read(caseworker)
    page = reader.press("/funds/cash/new/", line=str(line.pk), amount="300", reason="The bus.")
    assert "two others have to approve it" in page
    cash = CashFloat.objects.get()
    here = f"/funds/cash/{cash.pk}/"
    for person in (coordinator, second):
        assert "Let Caseworker" in read(person).get("/approvals/")
        say_yes(person, cash)
    page = reader.get("/my/cases/")
    assert here in page.html
    assert "cash to account for" in page
    given = {"need": str(need.pk), "amount": "100", "receipt": "list 1, line 1"}
    page = reader.press(f"{here}pay/", **given)
    assert "Ада Прыклад" in page
    assert "By the list" not in page
    assert "paid in cash" in reader.get(f"/cases/{need.case.reference}/")
    answer = reader.post(f"{here}pay/", **given)
    assert "say why this is not the same once more" in answer
    assert reader.post(f"{here}count/", returned="200").status == 403
    lead = read(coordinator)
    assert "By the list 200.00 EUR should be left." in lead.get(here)
    assert "Counted: what is back" in lead.press(f"{here}count/", returned="200")
    assert "accounted for" in lead.get("/funds/cash/")
    assert_books_balance()


def test_an_auditor_reads_sums_and_approvals_and_nobody(
    read, auditor, caseworker, coordinator, second, need, line
):
    row = say_yes(coordinator, ask(caseworker, need, line, payee="A. Sister"))
    payment = pay(coordinator, row, receipt="receipt of Ada")
    cash = make_float(caseworker, line, coordinator, second, "10")
    reader = read(auditor)
    for path in (
        "/funds/",
        f"/funds/{line.fund_id}/",
        "/funds/requests/",
        f"/funds/requests/{row.pk}/",
        f"/funds/payments/{payment.pk}/",
        "/funds/cash/",
        f"/funds/cash/{cash.pk}/",
    ):
        page = reader.get(path)
        assert page.status == 200, path
        for secret in ("Прыклад", "Sister", "receipt of", need.case.reference, str(need.pk)):
            assert secret not in page.html, (path, secret)
    assert "1,000.00 EUR" in reader.get("/funds/requests/")
    assert reader.post(f"/funds/requests/{row.pk}/cancel/", reason="x").status == 403


def test_others_find_no_page(read, stranger, colleague, volunteer, caseworker, need, line):
    row = ask(caseworker, need, line)
    for path in (f"/funds/requests/{row.pk}/", f"/needs/{need.pk}/money/"):
        for other in (stranger, colleague):
            assert read(other).get(path).status == 404
            assert read(other).post(path).status in (404, 405)
        assert read(volunteer).get(path).status == 403
    assert read(stranger).get(f"/funds/{line.fund_id}/").status == 404
    assert "There is no fund yet." in read(stranger).get("/funds/")


def test_lists_take_the_same_queries_however_long(read, coordinator, caseworker, make_case, line):
    ask(caseworker, make_need(caseworker, make_case("Адна Асоба")), line, "1")
    reader, paths = read(coordinator), ("/funds/", "/funds/requests/", f"/funds/{line.fund_id}/")
    few = [queries_of(reader, path) for path in paths]
    for number in range(4):
        row = ask(caseworker, make_need(caseworker, make_case(f"Асоба {number}")), line, "2")
        pay(coordinator, say_yes(coordinator, row))
    assert [queries_of(reader, path) for path in paths] == few


def queries_of(reader, path):
    with CaptureQueriesContext(connection) as queries:
        assert reader.get(path).status == 200
    return len(queries)


def test_a_deposit_typed_wrong_is_taken_back_by_two(read, coordinator, second, caseworker, line):
    reader, here = read(coordinator), f"/funds/{line.fund_id}/"
    assert "typed wrong?" in reader.get(here)
    entry = LedgerEntry.objects.get()
    path = f"/ledger/{entry.pk}/"
    assert read(caseworker).get(path).status == 403
    assert reader.post(path, reason="").status == 400
    page = reader.press(path, reason="A nought too many.")
    assert "another coordinator decides" in page
    assert "already: withdraw that first" in reader.post(path, reason="Again.")
    approval = Approval.objects.get()
    proposal = read(second).get(f"/approvals/{approval.pk}/")
    assert "Take 5,000.00 EUR back that was typed wrong" in proposal
    assert "A nought too many." in proposal
    read(second).press(f"/approvals/{approval.pk}/approve/")
    page = reader.get(here)
    assert "taken back: it was typed wrong" in page
    assert "typed wrong?" not in page
    assert "There is nothing to take back here" in reader.get(path)
    assert_books_balance()


def test_an_entry_of_other_funds_is_no_page(read, make_user, other_team, line):
    entry = LedgerEntry.objects.get()
    assert read(make_user("coordinator", other_team)).get(f"/ledger/{entry.pk}/").status == 404
