"""Money over HTTP: asked for, approved by another, paid once; what each role reads of it."""

import json

import pytest
from django.utils import timezone

from casetracker.models import Approval, FundRequest, LedgerEntry
from casetracker.services.tokens import create_token
from tests.api.conftest import assert_problem, ids
from tests.conftest import NOW
from tests.money import ask, make_float, make_line, make_need, pay, say_yes


@pytest.fixture(autouse=True)
def clock_stands_still(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def second(make_user, team):
    return make_user("coordinator", team)


@pytest.fixture
def line(coordinator, team):
    return make_line(coordinator, team)


@pytest.fixture
def need(caseworker, case):
    return make_need(caseworker, case)


@pytest.fixture
def body(need, line):
    return {
        "need": need.pk,
        "line": line.pk,
        "amount": "1000.00",
        "currency": "EUR",
        "method": "cash",
        "reason": "For the first week.",
    }


def test_a_fund_is_opened_with_a_line_and_money_in_it(call, coordinator, team):
    caller = call(coordinator)
    fund = caller.post(
        "funds/", {"team": team.pk, "name": "Winter", "currency": "EUR", "two_over": "500"}
    ).json()
    assert (fund["two_over"], fund["balance"]) == ("500.00", "0.00")
    line = caller.post("budget-lines/", {"fund": fund["id"], "name": "Arrival"})
    assert line.status_code == 201, line.content
    path = f"budget-lines/{line.json()['id']}/"
    paid_in = caller.post(
        f"{path}deposit/", {"amount": "1000.50", "currency": "EUR", "given_by": "A donor"}
    ).json()
    assert (paid_in["balance"], paid_in["free"]) == ("1000.50", "1000.50")
    edited = caller.patch(path, {"name": "First week"}, If_Match=f'"{paid_in["version"]}"')
    assert edited.json()["name"] == "First week"
    assert caller.get(f"funds/{fund['id']}/").json()["balance"] == "1000.50"
    (entry,) = caller.get("ledger-entries/", {"fund": fund["id"]}).json()["results"]
    assert (entry["kind"], entry["amount"], entry["note"]) == ("deposit", "1000.50", "A donor")


def test_money_is_asked_for_approved_by_another_and_paid_once(call, caseworker, coordinator, body):
    made = call(caseworker).post("fund-requests/", body)
    assert made.status_code == 201, made.content
    request = made.json()
    assert (request["state"], request["amount"]) == ("requested", "1000.00")
    caller = call(coordinator)
    (approval,) = ids(caller.get("approvals/", {"subject_id": request["id"]}))
    assert_problem(call(caseworker).post(f"approvals/{approval}/approve/"), 403)
    assert caller.post(f"approvals/{approval}/approve/").status_code == 200
    paid = caller.post("payments/", {"request": request["id"], "receipt": "7"})
    assert paid.status_code == 201, paid.content
    assert (paid.json()["method"], paid.json()["amount"]) == ("cash", "1000.00")
    assert_problem(caller.post("payments/", {"request": request["id"], "receipt": "7"}), 409)
    back = {"amount": "1", "currency": "EUR", "reason": "Not spent."}
    path = f"payments/{paid.json()['id']}/recover/"
    assert caller.post(path, back).json()["recovered"] == "1.00"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        *(({"amount": bad}, "amount") for bad in ("10.005", "-1", "NaN", "1e400", 10.5, None)),
        ({"amount": "9" * 500}, "amount"),
        ({"currency": "USD"}, "currency"),
        ({"method": "bank", "account": "1", "account_country": "BY"}, "account_country"),
        ({"state": "approved"}, "state"),
        ({"requester": "me"}, "requester"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(call, caseworker, body, given, field):
    assert_problem(call(caseworker).post("fund-requests/", body | given), 400, field)
    assert not FundRequest.objects.exists()


def test_the_same_aid_twice_is_asked_about_and_the_same_key_answers_once(call, caseworker, body):
    caller = call(caseworker)
    first = caller.post("fund-requests/", body, Idempotency_Key="a-key-of-mine")
    again = caller.post("fund-requests/", body, Idempotency_Key="a-key-of-mine")
    assert (again.status_code, again.json()["id"]) == (201, first.json()["id"])
    problem = assert_problem(caller.post("fund-requests/", body), 409, "duplicate_answer")
    (fault,) = problem["errors"]["duplicate_answer"]
    assert fault["value"] == ["same_kind: funds 2026-02"]
    answered = caller.post("fund-requests/", body | {"duplicate_answer": "It was stolen."})
    assert answered.json()["duplicate_answer"] == "It was stolen."


def test_cash_is_carried_paid_and_counted(call, caseworker, coordinator, second, line, need):
    cash = make_float(caseworker, line, coordinator, second, "300")
    path = f"cash-floats/{cash.pk}/"
    given = {"need": need.pk, "amount": "100", "currency": "EUR", "receipt": "list 1, line 1"}
    paid = call(caseworker).post(f"{path}pay/", given)
    assert paid.status_code == 200, paid.content
    assert paid.json()["balance"] == "200.00"
    back = {"returned": "200", "currency": "EUR"}
    assert_problem(call(caseworker).post(f"{path}reconcile/", back), 403)
    done = call(coordinator).post(f"{path}reconcile/", back)
    assert (done.json()["state"], done.json()["returned"]) == ("reconciled", "200.00")
    assert ids(call(caseworker).get("cash-floats/", {"state": "reconciled"})) == [str(cash.pk)]
    asked = {"line": line.pk, "amount": "5", "currency": "EUR", "reason": "A ticket."}
    assert call(caseworker).post("cash-floats/", asked).status_code == 201


def test_others_find_nothing_and_an_auditor_sums_and_approvals_without_the_person(
    call, caseworker, coordinator, colleague, stranger, auditor, volunteer, need, line
):
    request = say_yes(coordinator, ask(caseworker, need, line, payee="A. Sister"))
    payment = pay(coordinator, request)
    for noun, row in (("fund-requests", request), ("payments", payment)):
        for user in (colleague, stranger):
            assert ids(call(user).get(f"{noun}/")) == []
            assert_problem(call(user).get(f"{noun}/{row.pk}/"), 404)
        assert_problem(call(volunteer).get(f"{noun}/"), 403)
        assert "Sister" in str(call(coordinator).get(f"fund-requests/{request.pk}/").json())
        shown = call(auditor).get(f"{noun}/{row.pk}/").json()
        assert shown["amount"] == "1000.00"
        hidden = {"need", "case", "payee", "account", "receipt", "duplicate_answer"}
        assert not hidden & set(shown)
        assert_problem(call(auditor).get(f"{noun}/", {"need": need.pk}), 403)
    shown = call(auditor).get(f"fund-requests/{request.pk}/").json()
    assert shown["first_approver"] == str(coordinator.pk)
    assert ids(call(stranger).get("funds/")) == []
    assert_problem(call(caseworker).get("ledger-entries/"), 403)
    assert len(ids(call(auditor).get("ledger-entries/"))) == LedgerEntry.objects.count() == 2
    assert_problem(call(caseworker).post("payments/", {"request": request.pk}), 403)


def test_a_token_asks_for_money_and_does_nothing_else_with_it(
    client, caseworker, coordinator, case, body, line
):
    case.caseworker = coordinator
    case.save()

    def send(scopes, path, data):
        made = create_token(actor=None, user=coordinator, scopes=scopes, days=1, now=timezone.now())
        return client.post(
            f"/api/v1/{path}",
            json.dumps(data, default=str),
            "application/json",
            headers={"authorization": f"Token {made}"},
        )

    asked = send(["fund-requests:write"], "fund-requests/", body)
    assert asked.status_code == 201, asked.content
    request = FundRequest.objects.get()
    cash = {"amount": "1", "currency": "EUR", "reason": "x"}
    for path, data in (
        (f"approvals/{Approval.objects.get().pk}/approve/", {}),
        (f"budget-lines/{line.pk}/deposit/", {"amount": "1", "currency": "EUR"}),
        ("payments/", {"request": request.pk, "receipt": "1"}),
        ("cash-floats/", {"line": line.pk, **cash}),
        (f"fund-requests/{request.pk}/cancel/", {"reason": "x"}),
        ("funds/", {}),
    ):
        assert send(["all"], path, data).status_code == 403, path


def test_an_entry_typed_wrong_is_proposed_to_be_taken_back(call, coordinator, caseworker, line):
    entry = LedgerEntry.objects.get()
    path = f"ledger-entries/{entry.pk}/correct/"
    assert_problem(call(caseworker).post(path, {"reason": "Typed."}), 403)
    assert_problem(call(coordinator).post(path, {}), 400, "reason")
    answer = call(coordinator).post(path, {"reason": "A nought too many."})
    assert (answer.status_code, answer.json()["reverses_id"]) == (200, None)
    assert Approval.objects.get().kind == "correction"
    assert_problem(call(coordinator).post(path, {"reason": "Again."}), 409)
