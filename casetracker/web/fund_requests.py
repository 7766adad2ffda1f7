"""Money for people: asked for at a need, approved by another person, paid, taken back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casetracker.domain.aid import NO_SUM, RequestState
from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.words import Role
from casetracker.models import FundRequest, Need
from casetracker.selectors.aid import alike_beside, keeps_need
from casetracker.selectors.aid_pages import proposal_about, request_page, request_seen_by
from casetracker.selectors.funds import leads_fund, lines_to_ask
from casetracker.selectors.myneeds import find_need
from casetracker.selectors.rights import fields_for, may
from casetracker.services.fund_requests import cancel_funds, request_funds
from casetracker.services.payments import record_payment
from casetracker.web.forms import show_refusal
from casetracker.web.funds import FIGURES, READERS
from casetracker.web.money_forms import CancelMoneyForm, PayForm, RequestForm
from casetracker.web.money_words import REQUEST_STATE
from casetracker.web.moneywords import found_in_words
from casetracker.web.paging import SIZE, edges_in, paging
from casetracker.web.rights import for_roles

STAFF = (Role.COORDINATOR, Role.CASEWORKER)


@for_roles(*READERS)
@require_safe
def fund_requests(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    if state not in list(RequestState):
        state = ""
    page = request_page(request.user, state=state, size=SIZE, **edges_in(request))
    context = {
        "rows": page.rows,
        "paging": paging(request, page),
        "state": state,
        "states": REQUEST_STATE.items(),
        "reads_figures": request.user.has_role(*FIGURES),
        "is_staff": request.user.has_role(*STAFF),
    }
    return render(request, "funds/requests.html", context)


@for_roles(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def need_money(request: HttpRequest, need_id: UUID) -> HttpResponse:
    """Ask for money for a need. What looks like the same aid is shown, and has to be answered."""
    need = find_need(request.user, need_id)
    if need is None:
        raise Http404
    if not keeps_need(request.user, need):
        raise PermissionDenied
    form = RequestForm(request.POST or None, lines=lines_to_ask(request.user))
    found = [one.primitives() for one in alike_beside(need, NO_SUM, "", now=timezone.now())]
    status = 200
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, **form.money()}
        given.pop("line")
        try:
            made = request_funds(actor=request.user, need_id=need.pk, now=timezone.now(), **given)
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
            if refusal.field == "duplicate_answer":
                found = _found(need, given)
        else:
            messages.success(request, _("Asked for: whoever approves it is told at once."))
            return redirect("fund_request", request_id=made.pk)
    status = 400 if form.errors else 200
    context = {"need": need, "form": form, "found": found, "has_lines": bool(form.lines)}
    return render(request, "funds/ask.html", context, status=status)


@for_roles(*READERS)
@require_safe
def fund_request(request: HttpRequest, request_id: UUID) -> HttpResponse:
    return _page(request, _find(request, request_id), {})


@for_roles(*STAFF)
@require_POST
def fund_request_verb(request: HttpRequest, request_id: UUID, verb: str) -> HttpResponse:
    """Pay it, or take back what was approved."""
    row = _find(request, request_id)
    if verb not in RUNS:
        raise Http404
    form = _forms(row, request.POST)[verb]
    if form.is_valid():
        try:
            done = RUNS[verb](request, row, form.cleaned_data)
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, done)
            return redirect("fund_request", request_id=row.pk)
    return _page(request, row, {verb: form}, status=400)


def _found(need: Need, given: dict[str, Any]) -> list[dict[str, str]]:
    """What the service found to be alike, for the page."""
    amount = Decimal(given["amount"])
    found = alike_beside(need, amount, given["currency"], now=timezone.now())
    return [one.primitives() for one in found]


def _find(request: HttpRequest, request_id: UUID) -> FundRequest:
    row = request_seen_by(request.user, request_id)
    if row is None:
        raise Http404
    return row


def _forms(row: FundRequest, data: Any = None) -> dict[str, forms.Form]:
    return {
        "pay": PayForm(data, initial={"method": row.method}, auto_id="pay_%s"),
        "cancel": CancelMoneyForm(data, initial={"version": row.version}, auto_id="cancel_%s"),
    }


def _page(
    request: HttpRequest, row: FundRequest, bound: dict[str, forms.Form], status: int = 200
) -> HttpResponse:
    user = request.user
    context = {
        "row": row,
        "payment": getattr(row, "payment", None),
        "reads_person": "payee" in fields_for(user, row),
        "found": [found_in_words(one) for one in row.look_alikes],
        "proposal": proposal_about(user, row) if row.state == RequestState.REQUESTED else None,
        "may_pay": row.state == RequestState.APPROVED and leads_fund(user, row),
        "may_cancel": row.state == RequestState.APPROVED and may(user, "cancel", row),
        "forms": {**_forms(row), **bound},
        "refused": next(iter(bound), ""),
    }
    return render(request, "funds/request.html", context, status=status)


def _pay(request: HttpRequest, row: FundRequest, data: dict[str, Any]) -> str:
    record_payment(actor=request.user, request_id=row.pk, now=timezone.now(), **data)
    return _("Paid, and in the books.")


def _cancel(request: HttpRequest, row: FundRequest, data: dict[str, Any]) -> str:
    cancel_funds(actor=request.user, request_id=row.pk, now=timezone.now(), **data)
    return _("Given up: the money is free again.")


RUNS = {"pay": _pay, "cancel": _cancel}
