"""What goes wrong on the day of a release and in the year after it: a clear refusal by name,
nothing lost, nothing half done.

Pressed at once: `tests/services/test_pressed_at_once.py`, `test_released_at_once.py`; killed in
the middle: `tests/faults/test_release_killed.py`.
"""

import json

import pytest

from casetracker.models import (
    Approval,
    Detention,
    FundRequest,
    LedgerEntry,
    Need,
    Payment,
    Release,
    Task,
    Wave,
)
from casetracker.services.releases import record_release_list
from tests.api.conftest import assert_problem
from tests.conftest import NOW
from tests.money import ask, make_line, make_need, say_yes

NEVER = "9999-12-31T23:59:59Z"


@pytest.fixture(autouse=True)
def clock_stands_still(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def line(coordinator, team):
    return make_line(coordinator, team, holds="100")


@pytest.fixture
def need(caseworker, case):
    return make_need(caseworker, case)


def wave(people, **more):
    return {"name": "December", "happened_on": "2026-02-09", "people": people} | more


@pytest.mark.parametrize(
    ("destinations", "more", "status", "field"),
    [
        (["LT"], {"happened_on": "2026-02-01"}, 400, "happened_on"),  # before the arrest
        (["LT"], {"happened_on": "2026-02-10"}, 400, "happened_on"),  # tomorrow
        (["LT"], {"happened_on": "9999-12-31"}, 400, "happened_on"),
        (["LT", "UA"], {}, 400, "people"),  # one person twice
        (["XX"], {}, 400, "destination"),
        (["ZZ"], {}, 400, "destination"),
        (["lt"], {}, 400, "people.0.destination"),
        (["Lithuania"], {}, 400, "people.0.destination"),
        (["LT"], {"kind": "miracle"}, 400, "kind"),
    ],
)
def test_a_release_that_cannot_be_frees_nobody(
    call, coordinator, case, destinations, more, status, field
):
    Detention.objects.create(
        case=case, arrested_on="2026-02-05", arrested_precision="day", created_at=NOW
    )
    people = [{"case": case.pk, "destination": where} for where in destinations]
    assert_problem(call(coordinator).post("waves/", wave(people, **more)), status, field)
    case.refresh_from_db()
    assert case.stage == "inside"
    assert not Release.objects.exists()
    assert not Wave.objects.exists()


def test_pressed_twice_by_two_people_each_is_released_once(
    call, coordinator, make_user, team, case
):
    people = [{"case": case.pk, "destination": "LT"}]
    for actor in (coordinator, make_user("coordinator", team), coordinator):
        answer = call(actor).post("waves/", wave(people))
        assert answer.status_code == 201, answer.content
    assert (Wave.objects.count(), Release.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("given", "status", "field"),
    [
        ({"amount": "10.005"}, 400, "amount"),
        ({"amount": "-5"}, 400, "amount"),
        ({"amount": "0"}, 400, "amount"),
        ({"amount": "NaN"}, 400, "amount"),
        ({"amount": "1e400"}, 400, "amount"),
        ({"amount": 10.5}, 400, "amount"),
        ({"currency": "USD"}, 400, "currency"),
        ({"currency": "euro"}, 400, "currency"),
        ({"method": "gold"}, 400, "method"),
    ],
)
def test_a_sum_that_is_none_is_asked_for_by_nobody(
    call, caseworker, coordinator, need, line, given, status, field
):
    money = {"amount": "10.00", "currency": "EUR"}
    body = {"need": need.pk, "line": line.pk, "method": "cash", "reason": "First week.", **money}
    assert_problem(call(caseworker).post("fund-requests/", body | given), status, field)
    assert not FundRequest.objects.exists()
    if field != "method":
        path = f"budget-lines/{line.pk}/deposit/"
        assert_problem(call(coordinator).post(path, money | given), status, field)
        assert LedgerEntry.objects.count() == 1


def test_ones_own_request_the_same_twice_and_more_than_there_is(
    call, coordinator, caseworker, make_user, team, make_case, line
):
    own = ask(coordinator, make_need(coordinator, make_case(worker=coordinator)), line, "60")
    path = f"approvals/{Approval.objects.get(subject_id=own.pk).pk}/approve/"
    assert_problem(call(coordinator).post(path), 403)
    second = make_user("coordinator", team)
    assert call(second).post(path).status_code == 200
    assert_problem(call(second).post(path), 409)
    more = ask(caseworker, make_need(caseworker, make_case("Ян Прыклад")), line, "60")
    over = f"approvals/{Approval.objects.get(subject_id=more.pk).pk}/approve/"
    assert_problem(call(second).post(over), 409, "amount")
    say_yes(second, ask(caseworker, make_need(caseworker, make_case("Ева Прыклад")), line, "40"))
    paid = call(second).post("payments/", {"request": own.pk, "receipt": "1"})
    assert paid.status_code == 201, paid.content
    assert_problem(call(second).post("payments/", {"request": own.pk, "receipt": "1"}), 409)
    line.refresh_from_db()
    assert (line.balance, line.committed) == (40, 40)
    assert Payment.objects.count() == 1


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("needs/", {"kind": "phone", "due_at": NEVER}, "due_at"),
        ("tasks/", {"kind": "bed", "title": "A bed", "due_at": NEVER}, "due_at"),
        ("documents/", {"kind": "visa", "expires_on": NEVER[:10]}, "expires_on"),
        (
            "procedures/",
            {"kind": "asylum", "country": "LT", "next_thing": "interview", "next_on": NEVER[:10]},
            "next_on",
        ),
    ],
)
def test_nothing_is_due_in_9999(call, caseworker, case, path, body, field):
    assert_problem(call(caseworker).post(path, {"case": case.pk, **body}), 400, field)
    assert not Need.objects.exists()
    assert not Task.objects.exists()


def test_a_deadline_is_not_moved_to_9999_either(call, caseworker, need):
    caller = call(caseworker)
    tag = caller.get(f"needs/{need.pk}/").headers["ETag"]
    answer = caller.patch(f"needs/{need.pk}/", {"due_at": NEVER}, If_Match=tag)
    assert_problem(answer, 400, "due_at")


@pytest.mark.usefixtures("case")
def test_names_that_nobody_knows_wait_with_the_wave(coordinator):
    known, unknown = "Ада Прыклад", "Зоя Узорная"

    def take_in():
        text = f"name,destination\n{known},LT\n{unknown},LT\n"
        given = {"kind": "deportation", "happened_on": NOW.date(), "now": NOW}
        return record_release_list(actor=coordinator, data=text.encode(), wave="December", **given)

    done = take_in()
    assert (done.matched, done.unknown, done.released) == (1, 1, 1)
    again = take_in()
    assert (again.released, again.unknown) == (0, 1)
    kept = Wave.objects.get().imports.get().rows.get(outcome="review")
    assert dict(json.loads(str(kept.raw)))["name"] == unknown
