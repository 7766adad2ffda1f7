"""Cash that somebody carries: asked for, paid out on a signed list, counted by another."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casetracker.domain.aid import FloatState
from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.words import Role
from casetracker.models import CashFloat
from casetracker.selectors.aid_pages import (
    float_page,
    float_seen_by,
    needs_to_pay,
    payments_of_float,
    proposal_about,
)
from casetracker.selectors.funds import lines_to_ask
from casetracker.selectors.rights import may
from casetracker.services.cash_floats import ask_float, pay_from_float, reconcile_float
from casetracker.web.forms import show_refusal
from casetracker.web.funds import FIGURES, READERS
from casetracker.web.money_forms import CountForm, FloatForm, FloatPayForm
from casetracker.web.paging import SIZE, edges_in, paging
from casetracker.web.rights import for_roles

STAFF = (Role.COORDINATOR, Role.CASEWORKER)


@for_roles(*READERS)
@require_safe
def floats(request: HttpRequest) -> HttpResponse:
    page = float_page(request.user, size=SIZE, **edges_in(request))
    context = {
        "rows": page.rows,
        "paging": paging(request, page),
        "reads_figures": request.user.has_role(*FIGURES),
        "is_staff": request.user.has_role(*STAFF),
    }
    return render(request, "funds/floats.html", context)


@for_roles(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def float_new(request: HttpRequest) -> HttpResponse:
    form = FloatForm(request.POST or None, lines=lines_to_ask(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            cash = ask_float(
                actor=request.user,
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
                **form.money(),
            )
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Asked for: two others have to approve it."))
            return redirect("float", float_id=cash.pk)
    context = {"form": form, "has_lines": bool(form.lines)}
    return render(request, "funds/float_new.html", context, status=400 if form.errors else 200)


@for_roles(*READERS)
@require_safe
def cash_float(request: HttpRequest, float_id: UUID) -> HttpResponse:
    return _page(request, _find(request, float_id), {})


@for_roles(*STAFF)
@require_POST
def float_verb(request: HttpRequest, float_id: UUID, verb: str) -> HttpResponse:
    """Note that somebody was paid and has signed; count what is back."""
    cash = _find(request, float_id)
    if verb not in RUNS:
        raise Http404
    form = _forms(request, cash, request.POST)[verb]
    if form.is_valid():
        try:
            done = RUNS[verb](request, cash, form.cleaned_data)
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, done)
            return redirect("float", float_id=cash.pk)
    return _page(request, cash, {verb: form}, status=400)


def _find(request: HttpRequest, float_id: UUID) -> CashFloat:
    cash = float_seen_by(request.user, float_id)
    if cash is None:
        raise Http404
    return cash


def _forms(request: HttpRequest, cash: CashFloat, data: Any = None) -> dict[str, forms.Form]:
    return {
        "pay": FloatPayForm(data, needs=needs_to_pay(request.user), auto_id="pay_%s"),
        "count": CountForm(data, initial={"version": cash.version}, auto_id="count_%s"),
    }


def _page(
    request: HttpRequest, cash: CashFloat, bound: dict[str, forms.Form], status: int = 200
) -> HttpResponse:
    user, is_open = request.user, cash.state == FloatState.OPEN
    reads_people = user.has_role(*STAFF)
    context = {
        "cash": cash,
        "payments": payments_of_float(user, cash) if reads_people else [],
        "reads_people": reads_people,
        "proposal": proposal_about(user, cash) if cash.state == FloatState.REQUESTED else None,
        "may_pay": is_open and may(user, "pay", cash),
        "may_count": is_open and may(user, "reconcile", cash),
        "forms": {**(_forms(request, cash) if is_open else {}), **bound},
        "refused": next(iter(bound), ""),
    }
    return render(request, "funds/float.html", context, status=status)


def _pay(request: HttpRequest, cash: CashFloat, data: dict[str, Any]) -> str:
    pay_from_float(
        actor=request.user,
        cash_float_id=cash.pk,
        need_id=UUID(data.pop("need")),
        currency=cash.currency,
        now=timezone.now(),
        **data,
    )
    return _("Paid, and in the books.")


def _count(request: HttpRequest, cash: CashFloat, data: dict[str, Any]) -> str:
    reconcile_float(
        actor=request.user,
        cash_float_id=cash.pk,
        currency=cash.currency,
        now=timezone.now(),
        **data,
    )
    return _("Counted: what is back lies in its line again.")


RUNS = {"pay": _pay, "count": _count}
