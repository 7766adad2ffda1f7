"""W11: 20 payments of EUR 1,000. The requester cannot approve, aid that was given before is
answered for, nothing is overdrawn, and the totals equal the ledger to the cent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone

from casetracker.models import Approval, BudgetLine, FundRequest, LedgerEntry, Payment
from casetracker.services.needs import open_need
from tests.conftest import NOW
from tests.money import assert_books_balance
from tests.web.conftest import Reader

EUR = {"currency": "EUR"}


@pytest.fixture(autouse=True)
def clock_stands_still(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def people(make_case, caseworker):
    """Twenty who have arrived without papers, each with a need of money."""
    cases = [make_case(f"Асоба Прыклад {chr(ord('а') + n)}", stage="reception") for n in range(20)]
    return [
        str(open_need(actor=caseworker, case_id=case.pk, kind="funds", now=NOW).pk)
        for case in cases
    ]


@pytest.fixture
def line(door, coordinator, team):
    """EUR 20,000 and not a cent more."""
    lead = door(coordinator)
    fund = lead.post("funds/", team=str(team.pk), name="Winter", two_over="1000", **EUR)
    line = lead.post("budget-lines/", fund=fund["id"], name="First week")
    given = {"amount": "20000.00", "given_by": "A donor", **EUR}
    return lead.post(f"budget-lines/{line['id']}/deposit/", 200, **given)["id"]


def wanted(need, line, amount="1000.00", **more):
    given = {"method": "cash", "reason": "For the first week.", **EUR, **more}
    return {"need": need, "line": line, "amount": amount, **given}


def decide(door, user, request, status=200):
    (approval,) = door(user).get("approvals/", subject_id=request["id"])["results"]
    return door(user).post(f"approvals/{approval['id']}/approve/", status)


def test_twenty_are_paid_once_each_and_the_totals_equal_the_ledger(
    door, caseworker, coordinator, people, line
):
    worker, lead = door(caseworker), door(coordinator)
    requests = [worker.post("fund-requests/", **wanted(need, line)) for need in people]
    decide(door, caseworker, requests[0], 403)
    for request in requests:
        decide(door, coordinator, request)
    assert lead.get(f"budget-lines/{line}/")["free"] == "0.00"

    # The same person once more: answered for, and then there is nothing left to promise.
    refused = worker.post("fund-requests/", 409, **wanted(people[0], line, "0.01"))
    assert refused["errors"]["duplicate_answer"][0]["value"] == ["same_kind: funds 2026-02"]
    answer = "The first was stolen at the station."
    more = worker.post("fund-requests/", **wanted(people[0], line, "0.01", duplicate_answer=answer))
    assert decide(door, coordinator, more, 409)["errors"]["amount"][0]["allowed"] == "at most 0.00"

    for number, request in enumerate(requests, 1):
        lead.post("payments/", request=request["id"], receipt=f"receipt {number}")
    lead.post("payments/", 409, request=requests[0]["id"], receipt="receipt 1")

    paid = [payment["amount"] for payment in lead.get("payments/", line=line)["results"]]
    entries = lead.get("ledger-entries/", line=line, kind="payment")["results"]
    assert len(paid) == len(entries) == 20
    assert sum(map(Decimal, paid)) == -sum(Decimal(e["amount"]) for e in entries) == 20_000
    assert lead.get(f"budget-lines/{line}/")["balance"] == "0.00"
    assert_books_balance()


def test_the_same_through_the_pages(caseworker, coordinator, make_user, team, people, line):
    """Three by hand on pages; the third over the limit, which takes two."""
    worker, lead = Reader(caseworker), Reader(coordinator)
    second = Reader(make_user("coordinator", team, name="Second Coordinator"))
    for number, amount in enumerate(("1000", "1 000,00", "1000.01")):
        page = worker.press(
            f"/needs/{people[number]}/money/",
            line=line,
            amount=amount,
            method="cash",
            reason="For the first week.",
        )
        assert "whoever approves it is told at once" in page
        row = FundRequest.objects.latest("created_at", "pk")
        approve(worker, row, "Proposals", may=False)
        approve(lead, row, "Give 1,000.0")
        if number == 2:
            assert "over the limit" in lead.get(f"/funds/requests/{row.pk}/")
            approve(second, row, "with you it is decided")
        page = lead.press(
            f"/funds/requests/{row.pk}/pay/", method="cash", receipt=f"receipt {number}"
        )
        assert "Paid, and in the books." in page
    answer = worker.post(
        f"/needs/{people[0]}/money/", line=line, amount="5", method="cash", reason="Food."
    )
    assert "aid of the same kind: funds, February 2026" in answer
    fund = BudgetLine.objects.get(pk=line).fund_id
    assert "16,999.99 EUR" in lead.get(f"/funds/{fund}/")
    total = sum(Payment.objects.filter(line=line).values_list("amount", flat=True))
    entries = LedgerEntry.objects.filter(line=line, kind="payment").values_list("amount", flat=True)
    assert total == -sum(entries) == Decimal("3000.01")
    assert_books_balance()


def approve(reader, row, says, may=True):
    """Read the proposal that waits about `row`, and say yes to it."""
    approval = Approval.objects.requested().get(subject_id=row.pk)
    here = f"/approvals/{approval.pk}/"
    assert here in reader.get("/approvals/").html
    page = reader.get(here)
    assert says in page
    assert (f"{here}approve/" in page.html) is may
    if may:
        assert reader.post(f"{here}approve/").status == 302
