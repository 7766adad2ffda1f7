"""Money asked for: another person approves, a second one over the limit, the same aid twice is
answered for, and no line is overdrawn."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.models import (
    Activity,
    Approval,
    AuditEvent,
    FundRequest,
    LedgerEntry,
    Need,
    Notice,
    Release,
    Team,
)
from casetracker.services.decisions import approve, expire_overdue, refuse, withdraw
from casetracker.services.documents import record_document
from casetracker.services.fund_requests import cancel_funds
from casetracker.services.funds import edit_fund
from casetracker.services.waves import ReleasedPerson, record_wave
from tests.conftest import NOW
from tests.money import ask, assert_books_balance, make_line, make_need, pay, say_yes

DAY = timedelta(days=1)


@pytest.fixture
def second(make_user, team):
    return make_user("coordinator", team, name="Second Coordinator")


@pytest.fixture
def line(coordinator, team):
    return make_line(coordinator, team)


@pytest.fixture
def need(caseworker, case):
    return make_need(caseworker, case)


def of(line):
    line.refresh_from_db()
    return line.balance, line.committed


def test_a_request_promises_nothing_until_another_person_has_approved(
    caseworker, coordinator, need, line
):
    request = ask(caseworker, need, line)
    assert (request.state, of(line)) == ("requested", (5000, 0))
    assert Notice.objects.get(kind="approval_wanted").recipient == coordinator
    say_yes(coordinator, request)
    assert (request.state, request.first_approver) == ("approved", coordinator)
    assert of(line) == (5000, 1000)
    assert_books_balance()
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert {"request_funds", "request_approval", "approve", "approve_funds"} <= verbs
    said = Activity.objects.filter(case=need.case, facts__has_key="money")
    assert list(said.order_by("pk").values_list("facts__money", flat=True)) == [
        "requested",
        "approved",
    ]


def test_nobody_approves_their_own_request_however_small_the_team(
    coordinator, case, team, caseworker, line
):
    case.caseworker = coordinator
    case.save()
    request = ask(coordinator, make_need(coordinator, case), line)
    caseworker.is_active = False
    caseworker.save()
    approval = Approval.objects.get(subject_id=request.pk)
    with pytest.raises(Forbidden, match="Somebody else"):
        approve(actor=coordinator, approval_id=approval.pk, now=NOW + 3 * DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        FundRequest.objects.update(first_approver=coordinator)
    assert of(line) == (5000, 0)


def test_over_the_limit_a_second_and_different_person_approves(
    caseworker, coordinator, second, need, line
):
    request = ask(caseworker, need, line, "1000.01")
    say_yes(coordinator, request)
    assert (request.state, of(line)) == ("requested", (5000, 0))
    waiting = Approval.objects.requested()
    assert list(waiting.waiting_for(coordinator)) == []
    (again,) = waiting.waiting_for(second)
    with pytest.raises(Forbidden):
        approve(actor=coordinator, approval_id=again.pk, now=NOW)
    say_yes(second, request)
    assert (request.state, request.second_approver) == ("approved", second)
    assert of(line) == (5000, Decimal("1000.01"))


def test_the_database_too_wants_the_second_approver(caseworker, coordinator, need, line):
    request = ask(caseworker, need, line, "2000")
    say_yes(coordinator, request)
    for values in (
        {"state": "approved", "approved_at": NOW},
        {"second_approver": coordinator},
        {"second_approver": caseworker},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            FundRequest.objects.filter(pk=request.pk).update(**values)


def test_who_may_not_see_the_need_or_the_fund_asks_for_nothing(
    caseworker, coordinator, need, line, make_user, other_team, team
):
    stranger = make_user("coordinator", other_team)
    with pytest.raises(Missing, match="no need"):
        ask(stranger, need, line)
    theirs = make_line(stranger, other_team)
    with pytest.raises(Missing, match="no line"):
        ask(caseworker, need, theirs)
    with pytest.raises(Forbidden, match="whoever has the file"):
        ask(coordinator, need, line)
    with pytest.raises(Missing):
        ask(make_user("caseworker", team), need, line)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"amount": "10.005"}, "amount"),
        ({"amount": "-5"}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"amount": 10.5}, "amount"),
        ({"currency": "USD"}, "currency"),
        ({"currency": ""}, "currency"),
        ({"method": "hawala"}, "method"),
        ({"method": "bank"}, "account"),
        ({"method": "bank", "account": "12345"}, "account_country"),
        ({"method": "bank", "account": "12345", "account_country": "BY"}, "account_country"),
        ({"method": "bank", "account": "12345", "account_country": "XX"}, "account_country"),
        ({"reason": ""}, "reason"),
    ],
)
def test_what_does_not_fit_is_refused_by_name_and_leaves_nothing(
    caseworker, need, line, given, field
):
    with pytest.raises(Refused) as refusal:
        ask(caseworker, need, line, **given)
    assert refusal.value.field == field
    assert not FundRequest.objects.exists()
    assert not Approval.objects.exists()


def test_the_payee_stands_sealed(caseworker, need, line):
    account = "LT12 1000 0111 0100 1000"
    request = ask(caseworker, need, line, method="bank", payee="A. Sister", account=account)
    found = FundRequest.objects.get()
    assert (found.payee, found.account, found.account_country) == ("A. Sister", account, "LT")
    proposal = str(Approval.objects.get(subject_id=request.pk).proposal)
    assert "Sister" not in proposal
    assert need.case.reference not in proposal


def test_a_bank_is_refused_for_whom_is_known_to_have_no_document(
    caseworker, coordinator, need, line
):
    people = [ReleasedPerson(case_id=need.case_id, destination="LT")]
    record_wave(
        actor=coordinator,
        name="wave",
        kind="pardon",
        happened_on=date(2026, 2, 9),
        people=people,
        now=NOW,
    )
    to_bank = {"method": "bank", "account": "LT12 1000 0111 0100 1000"}
    request = ask(caseworker, need, line, **to_bank)
    say_yes(coordinator, request)
    Release.objects.update(papers_taken="none", papers_given="none")
    with pytest.raises(Refused, match="no document"):
        pay(coordinator, request)
    assert pay(coordinator, request, method="cash").method == "cash"
    other = make_need(caseworker, need.case, "medical")
    with pytest.raises(Refused, match="no document") as refusal:
        ask(caseworker, other, line, "50", **to_bank)
    assert refusal.value.field == "method"
    record_document(actor=caseworker, case_id=need.case_id, kind="temporary_certificate", now=NOW)
    ask(caseworker, other, line, "50", **to_bank)


def test_an_account_in_reach_of_the_state_is_refused_as_the_team_of_the_file_sees_it(
    caseworker, need, line, team
):
    Team.objects.filter(pk=team.pk).update(hostile_countries=["LT"])
    with pytest.raises(Refused, match="state that imprisons"):
        ask(caseworker, need, line, method="bank", account="LT12 1000 0111 0100 1000")


# ── the same aid twice ──────────────────────────────────────────────────────────────────────────
def test_aid_that_looks_like_the_same_is_answered_before_it_is_asked_for(
    caseworker, coordinator, need, line
):
    ask(caseworker, need, line)
    with pytest.raises(Conflict, match="say why") as refusal:
        ask(caseworker, need, line)
    assert refusal.value.value == ["same_kind: funds 2026-02"]
    assert FundRequest.objects.count() == 1
    answer = "The first was stolen at the station."
    again = ask(caseworker, need, line, duplicate_answer=answer)
    assert (again.duplicate_answer, again.has_look_alikes) == (answer, True)
    assert Approval.objects.get(subject_id=again.pk).proposal["look_alikes"]


def test_aid_of_another_file_another_team_and_a_partner_is_found(
    caseworker, coordinator, need, line, make_user, other_team
):
    """A housing sum equal to that of a file of the same person in another team, and a partner."""
    warsaw = make_user("coordinator", other_team)
    theirs = Need.objects.create(
        case=need.case, kind="housing", team=other_team, owner=warsaw, created_at=NOW
    )
    ask(warsaw, theirs, make_line(warsaw, other_team))
    Need.objects.create(
        case=need.case,
        kind="funds",
        team=other_team,
        owner=warsaw,
        provider="A church",
        created_at=NOW,
    )
    with pytest.raises(Conflict) as refusal:
        ask(caseworker, need, line)
    assert refusal.value.value == ["partner: funds", "same_sum: housing 2026-02"]


def test_what_was_refused_or_long_ago_is_no_duplicate(caseworker, coordinator, need, line):
    request = ask(caseworker, need, line)
    approval = Approval.objects.get(subject_id=request.pk)
    refuse(actor=coordinator, approval_id=approval.pk, reason="No.", now=NOW)
    later = ask(caseworker, need, line)
    assert not later.has_look_alikes
    assert not ask(caseworker, need, line, now=NOW + 91 * DAY).has_look_alikes


def test_the_database_wants_the_answer_too(caseworker, need, line):
    ask(caseworker, need, line)
    with pytest.raises(IntegrityError), transaction.atomic():
        FundRequest.objects.update(has_look_alikes=True)


# ── what is left of a line ──────────────────────────────────────────────────────────────────────
def test_no_more_is_promised_than_there_is_and_the_request_waits_on(
    caseworker, coordinator, case, team
):
    line = make_line(coordinator, team, holds="1500")
    first = ask(caseworker, make_need(caseworker, case), line)
    other = ask(caseworker, make_need(caseworker, case, "housing"), line, "500.01")
    say_yes(coordinator, first)
    with pytest.raises(Conflict, match=r"500\.00 EUR that is not promised") as refusal:
        say_yes(coordinator, other)
    assert refusal.value.field == "amount"
    other.refresh_from_db()
    assert (other.state, other.first_approver) == ("requested", None)
    assert of(line) == (1500, 1000)
    cancel_funds(actor=caseworker, request_id=first.pk, reason="They left.", now=NOW)
    say_yes(coordinator, other)
    assert of(line) == (1500, Decimal("500.01"))
    assert_books_balance()


def test_the_database_refuses_a_line_that_promises_more_than_it_has(line):
    for values in ({"committed": 5001}, {"balance": -1}, {"committed": -1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(line).objects.filter(pk=line.pk).update(**values)


def test_only_what_is_approved_and_unpaid_is_cancelled(caseworker, coordinator, need, line):
    request = ask(caseworker, need, line)
    with pytest.raises(Conflict, match="withdrawn"):
        cancel_funds(actor=caseworker, request_id=request.pk, reason="x", now=NOW)
    say_yes(coordinator, request)
    with pytest.raises(Refused):
        cancel_funds(actor=caseworker, request_id=request.pk, reason=" ", now=NOW)
    pay(coordinator, request)
    with pytest.raises(Conflict, match="paid"):
        cancel_funds(actor=coordinator, request_id=request.pk, reason="x", now=NOW)
    assert of(line) == (4000, 0)


@pytest.mark.parametrize("how", ["refused", "withdrawn", "expired"])
def test_a_request_of_which_nothing_comes_says_so(caseworker, coordinator, need, line, how):
    request = ask(caseworker, need, line)
    approval = Approval.objects.get(subject_id=request.pk)
    if how == "refused":
        refuse(actor=coordinator, approval_id=approval.pk, reason="No.", now=NOW)
    elif how == "withdrawn":
        withdraw(actor=caseworker, approval_id=approval.pk, now=NOW)
    else:
        assert expire_overdue(now=NOW + 15 * DAY) == 1
    request.refresh_from_db()
    assert request.state == how
    assert AuditEvent.objects.filter(verb="end_fund_request", object_id=request.pk).exists()


def test_nothing_is_given_from_a_fund_that_is_closed(caseworker, coordinator, need, line):
    request = ask(caseworker, need, line)
    edit_fund(actor=coordinator, fund_id=line.fund_id, changes={"is_closed": True}, now=NOW)
    with pytest.raises(Conflict, match="closed"):
        say_yes(coordinator, request)
    with pytest.raises(Conflict, match="closed"):
        ask(caseworker, make_need(caseworker, need.case, "medical"), line, "20")
    assert LedgerEntry.objects.count() == 1


@pytest.mark.parametrize("state", ["paused", "declined", "not_needed"])
def test_nothing_is_given_for_a_need_that_is_not_wanted_or_waits_in_prison(
    caseworker, coordinator, need, line, state
):
    request = say_yes(coordinator, ask(caseworker, need, line))
    Need.objects.filter(pk=need.pk).update(state=state)
    with pytest.raises(Conflict, match="Nothing is given"):
        pay(coordinator, request)
    with pytest.raises(Conflict, match="Nothing is given"):
        ask(caseworker, need, line, "20")
    cancel_funds(actor=coordinator, request_id=request.pk, reason="Arrested again.", now=NOW)
    assert of(line) == (5000, 0)
