"""Asking for money for a need; what the approvals do; taking back what was approved."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from casetracker.domain.aid import MoneyStep, PaymentMethod, RequestState, country_of_account
from casetracker.domain.approvals import ApprovalKind
from casetracker.domain.country_codes import check_country
from casetracker.domain.errors import Conflict, Forbidden, Refused
from casetracker.domain.inputs import one_line, word_of
from casetracker.domain.money import as_text, check_currency, check_sum
from casetracker.models import Approval, Case, FundRequest, Need, User
from casetracker.selectors.aid import keeps_need
from casetracker.services.aid import (
    answered,
    check_method,
    check_open,
    find_line,
    lock_need,
    note_money,
)
from casetracker.services.approvals import request_approval
from casetracker.services.audit import record
from casetracker.services.ledger import let_go, promise
from casetracker.services.rights import find_editable

LONGEST_PAYEE = 120
LONGEST_ACCOUNT = 80
LONGEST_REASON = 300


@transaction.atomic
def request_funds(
    *,
    actor: User,
    need_id: UUID,
    line_id: UUID,
    amount: Any,
    currency: str,
    method: str,
    reason: str,
    payee: str = "",
    account: str = "",
    account_country: str = "",
    duplicate_answer: str = "",
    now: datetime,
) -> FundRequest:
    """Ask for money for a need of one's own, from a line of one's team; another person approves.

    Nothing is promised yet. Raises `Conflict` with what looks like the same aid until
    `duplicate_answer` says why it is not; `Refused` for a bank where there is no document or the
    account lies in the state that imprisons.
    """
    need = lock_need(need_id, actor)
    _check_own(need, actor)
    line = find_line(line_id, actor)
    check_currency(currency, line.currency)
    exact = check_sum(amount, line.currency)
    way = PaymentMethod(word_of(method, PaymentMethod, field="method"))
    whom = _payee(way, payee, account, account_country)
    check_method(way, need.case, line.fund, whom["account_country"], now=now)
    request = FundRequest(
        need=need,
        line=line,
        amount=exact,
        method=way,
        requester=actor,
        needs_two=exact > line.fund.two_over,
        created_at=now,
        **whom,
        **answered(need, line, exact, duplicate_answer, now),
    )
    request.save()
    _ask(request, actor, reason, now=now)
    note_money(MoneyStep.REQUESTED, request, need, verb="request_funds", actor=actor, now=now)
    return request


@transaction.atomic
def cancel_funds(
    *,
    actor: User,
    request_id: UUID,
    reason: str,
    version: int | None = None,
    now: datetime,
) -> FundRequest:
    """Take back what was approved and is not paid: the money is free again.

    Raises `Conflict` for what is not approved (a proposal is withdrawn) or paid already.
    """
    request = find_request(request_id, actor, version)
    if request.state != RequestState.APPROVED:
        raise Conflict(
            f"This request is {request.state}: only what is approved and not paid is cancelled; "
            "what is not decided yet is withdrawn.",
            field="state",
            value=request.state,
            allowed=str(RequestState.APPROVED),
        )
    request.cancel_reason = one_line(reason, field="reason", longest=LONGEST_REASON, required=True)
    _move(
        request,
        RequestState.CANCELLED,
        "cancel_funds",
        actor,
        now,
        MoneyStep.CANCELLED,
        "cancel_reason",
    )
    let_go(request.line, request.amount)
    return request


def approve_funds(*, approval: Approval, actor: User, now: datetime) -> None:
    """The effect of an approval: the money is promised; or, over the limit, another person is
    asked first. Raises `Conflict` if the line has less than that left."""
    request = find_request(approval.subject_id, None)
    if request.state != RequestState.REQUESTED:
        raise Conflict("This request does not wait any more.", field="state", value=request.state)
    if request.need.quarantine_id is not None:
        raise Conflict("What it is asked for is not there any more.", field="need")
    check_open(request.line.fund)
    if request.needs_two and request.first_approver is None:
        request.first_approver = actor
        request.save(update_fields=["first_approver"])
        _ask(request, approval.requester, str(approval.reason), noted_for=actor, now=now)
        record(
            actor=actor,
            verb="approve_funds_first",
            obj=request,
            case=request.need.case,
            changes={"first_approver": (None, actor.pk)},
            now=now,
        )
        return
    column = "second_approver" if request.needs_two else "first_approver"
    setattr(request, column, actor)
    request.approved_at = now
    promise(request.line, request.amount)
    _move(
        request,
        RequestState.APPROVED,
        "approve_funds",
        actor,
        now,
        MoneyStep.APPROVED,
        column,
        "approved_at",
    )


def end_request(*, approval: Approval, now: datetime) -> None:
    """Nothing comes of it: refused, withdrawn, or nobody has decided in time."""
    request = find_request(approval.subject_id, None)
    if request.state == RequestState.REQUESTED:
        old, request.state = request.state, RequestState(approval.state)
        request.save(update_fields=["state"])
        record(
            actor=approval.approver,
            verb="end_fund_request",
            obj=request,
            case=request.need.case,
            changes={"state": (old, request.state)},
            now=now,
        )


def find_request(request_id: UUID, actor: User | None, version: int | None = None) -> FundRequest:
    """The request, locked after its file: also of one in quarantine, for what ends by itself."""
    own = FundRequest.objects.filter(pk=request_id).values("need__case")
    cases = Case.everything.filter(pk__in=own).select_for_update(no_key=True)
    case = cases.first()
    request: FundRequest = find_editable(
        FundRequest,
        request_id,
        actor,
        version=version,
        related=("need", "line__fund", "requester"),
    )
    request.need.case = case  # type: ignore[assignment]
    return request


def _check_own(need: Need, actor: User) -> None:
    """Whoever answers for the file or the need asks; coordinators approve (`access.md`)."""
    if not keeps_need(actor, need):
        raise Forbidden(
            "Money is asked for by whoever has the file or sees to the need.",
            field="need",
            allowed="the caseworker of the file or the owner of the need",
        )


def _payee(way: PaymentMethod, payee: str, account: str, country: str) -> dict[str, Any]:
    account = one_line(account, field="account", longest=LONGEST_ACCOUNT)
    country = one_line(country, field="account_country", longest=2)
    check_country(country, field="account_country")
    if way is PaymentMethod.BANK and not account:
        raise Refused("Which account?", field="account", allowed="an account number or IBAN")
    if account:
        country = country_of_account(account, country)
    return {
        "payee": one_line(payee, field="payee", longest=LONGEST_PAYEE) or None,
        "account": account or None,
        "account_country": country,
    }


def _ask(
    request: FundRequest,
    requester: User,
    reason: str,
    *,
    noted_for: User | None = None,
    now: datetime,
) -> None:
    """Propose it to those who decide: in numbers and words of closed lists, without the person."""
    after = {
        "amount": as_text(request.amount, request.currency),
        "currency": request.currency,
        "line": str(request.line_id),
        "need": request.need.kind,
        "method": request.method,
    }
    request_approval(
        actor=requester,
        kind=ApprovalKind.FUND_REQUEST,
        subject_id=request.pk,
        team_id=request.line.fund.team_id,
        proposal={
            "before": {},
            "after": after,
            "needs_two": request.needs_two,
            "is_second": noted_for is not None,
            "look_alikes": request.look_alikes,
        },
        reason=reason,
        noted_for=noted_for,
        now=now,
    )


def _move(
    request: FundRequest,
    state: RequestState,
    verb: str,
    actor: User,
    now: datetime,
    step: MoneyStep,
    *columns: str,
) -> None:
    old, request.state = request.state, state
    request.save(update_fields=["state", *columns])
    changes = {"state": (old, state)}
    note_money(step, request, request.need, verb=verb, actor=actor, changes=changes, now=now)
