"""The second half of `tests/filled.py`: money, lists to take along, exports, what sources say."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pysequoia import Tsk

from casetracker.models import LedgerEntry
from casetracker.services.cash_floats import pay_from_float, reconcile_float
from casetracker.services.country_choices import choose_country
from casetracker.services.decisions import approve
from casetracker.services.desk_lists import make_desk_list
from casetracker.services.documents import record_document
from casetracker.services.embargo import report_people
from casetracker.services.export_work import work_on_exports
from casetracker.services.exports import ask_export
from casetracker.services.fund_requests import cancel_funds
from casetracker.services.needs import open_need
from casetracker.services.payments import recover_payment
from casetracker.services.procedures import open_procedure
from casetracker.services.referrals import move_referral, refer_need
from tests.money import ask, make_float, make_line, pay, say_yes

EUR = {"currency": "EUR"}


def fill_aid(filled: Any, cast: Any, say: Any, now: datetime) -> None:
    """One request that was cancelled, one that was paid and came back, and cash on a bus."""
    line = filled.note("budget-lines", make_line(cast.coordinator, cast.team))
    filled.note("funds", line.fund)
    acting = {"actor": cast.caseworker, "now": now}
    need = open_need(case_id=filled.case.pk, kind="funds", **acting)
    _refer(filled, say, open_need(case_id=filled.case.pk, kind="legal", **acting), acting)
    by_bank = ask(
        cast.caseworker,
        need,
        line,
        "10",
        method="bank",
        payee=say("FundRequest.payee"),
        account=say("FundRequest.account"),
        account_country="LT",
    )
    reason = say("FundRequest.cancel_reason")
    say_yes(cast.coordinator, by_bank)
    cancel_funds(request_id=by_bank.pk, reason=reason, **acting)
    request = ask(cast.caseworker, need, line, "20")
    answer = say("FundRequest.duplicate_answer")
    again = ask(cast.caseworker, need, line, "20", duplicate_answer=answer)
    paid = pay(cast.coordinator, say_yes(cast.coordinator, request), receipt=say("Payment.receipt"))
    recover_payment(
        actor=cast.coordinator,
        payment_id=paid.pk,
        amount="5",
        reason=say("Payment.recovery_reason"),
        now=now,
        **EUR,
    )
    for row in (by_bank, request, again):
        filled.note("fund-requests", row)
    filled.note("payments", paid)
    _carry_cash(filled, cast, say, line, need, now)
    filled.note("ledger-entries", LedgerEntry.objects.filter(line=line).first())


def _refer(filled: Any, say: Any, need: Any, acting: dict[str, Any]) -> None:
    """One partner that refused, and another that was asked for something else."""
    given = {"need_id": need.pk, "note": say("Referral.note"), **acting}
    first = refer_need(partner="One partner", person_agrees=True, **given)
    answer = say("Referral.duplicate_answer")
    second = refer_need(partner="Another partner", duplicate_answer=answer, **given)
    refused = {"state": "refused", "reason": say("Referral.reason")}
    move_referral(referral_id=first.pk, **refused, **acting)
    for row in (first, second):
        filled.note("referrals", row)


def _carry_cash(filled: Any, cast: Any, say: Any, line: Any, need: Any, now: datetime) -> None:
    cash = make_float(cast.caseworker, line, cast.coordinator, cast.second, "50")
    pay_from_float(
        actor=cast.caseworker,
        cash_float_id=cash.pk,
        need_id=need.pk,
        amount="20",
        receipt=say("Payment.receipt"),
        duplicate_answer=say("Payment.duplicate_answer"),
        now=now,
        **EUR,
    )
    reconcile_float(
        actor=cast.coordinator,
        cash_float_id=cash.pk,
        returned="20",
        note=say("CashFloat.note"),
        now=now,
        **EUR,
    )
    filled.note("cash-floats", cash)


def fill_desks(filled: Any, cast: Any, say: Any, now: datetime) -> None:
    """Papers, what is taken out of the house, and what is said outside of it."""
    acting = {"actor": cast.caseworker, "case_id": filled.case.pk, "now": now}
    numbered = {"number": say("IdentityDocument.number"), "note": say("IdentityDocument.note")}
    filled.note("documents", record_document(kind="visa", **numbered, **acting))
    filled.note("procedures", open_procedure(kind="asylum", country="LT", **acting))
    chosen = choose_country(country="LT", reason=say("CountryChoice.reason"), **acting)
    filled.note("country-choices", chosen)
    make_desk_list(actor=cast.caseworker, reason=say("DeskList.reason"), now=now)
    export = ask_export(
        actor=cast.coordinator,
        recipient=say("Export.recipient"),
        key=str(Tsk.generate(say("Export.key")).extract_certificate()),
        reason=say("Approval.reason"),
        team_id=cast.team.pk,
        now=now,
    )
    approve(actor=cast.second, approval_id=export.approval_id, now=now)
    work_on_exports(now=now)
    filled.note("exports", export)
    report_people(
        actor=cast.coordinator,
        release_ids=[UUID(row_id) for row_id in filled.ids["releases"]],
        source=say("ReleaseReport.source"),
        now=now,
    )
