"""Funds: what lies in their lines, what moved, money that comes in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casetracker.domain.aid import REVERSIBLE
from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.money import as_text
from casetracker.domain.words import Role
from casetracker.models import Fund, Team
from casetracker.selectors.aid_pages import money_to_do, open_floats
from casetracker.selectors.funds import funds_with_lines, ledger_page
from casetracker.selectors.rights import may
from casetracker.services.funds import deposit, edit_fund, open_fund, open_line
from casetracker.web.forms import show_refusal
from casetracker.web.money_forms import DepositForm, FundEditForm, FundForm, LineForm
from casetracker.web.moneywords import sum_in_words
from casetracker.web.paging import SIZE, edges_in, paging
from casetracker.web.rights import for_roles

READERS = (Role.COORDINATOR, Role.CASEWORKER, Role.AUDITOR)
#: Who reads the figures for donors, and the ledger.
FIGURES = (Role.COORDINATOR, Role.AUDITOR)
Run = Callable[[HttpRequest, Fund, dict[str, Any]], str]


@for_roles(*READERS)
@require_safe
def funds(request: HttpRequest) -> HttpResponse:
    user = request.user
    context = {
        "funds": funds_with_lines(user),
        "floats": open_floats(user),
        "to_do": money_to_do(user),
        "is_coordinator": user.has_role(Role.COORDINATOR),
        "reads_figures": request.user.has_role(*FIGURES),
        "is_staff": user.has_role(Role.COORDINATOR, Role.CASEWORKER),
    }
    return render(request, "funds/list.html", context)


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def fund_new(request: HttpRequest) -> HttpResponse:
    led = request.user.team_ids(Role.COORDINATOR)
    teams = Team.objects.visible_to(request.user).filter(pk__in=led).order_by("name")
    form = FundForm(request.POST or None, teams=[(str(team.pk), team.name) for team in teams])
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            fund = open_fund(
                actor=request.user, team_id=UUID(given.pop("team")), now=timezone.now(), **given
            )
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The fund is open. Now give it a line, and money."))
            return redirect("fund", fund_id=fund.pk)
    return render(request, "funds/new.html", {"form": form}, status=400 if form.errors else 200)


@for_roles(*READERS)
@require_safe
def fund(request: HttpRequest, fund_id: UUID) -> HttpResponse:
    return _page(request, _find(request, fund_id), {})


@for_roles(Role.COORDINATOR)
@require_POST
def fund_verb(request: HttpRequest, fund_id: UUID, verb: str) -> HttpResponse:
    """Add a line, note what came in, change the fund."""
    found = _find(request, fund_id)
    if verb not in RUNS:
        raise Http404
    form = _forms(found, request.POST)[verb]
    if form.is_valid():
        try:
            done = RUNS[verb](request, found, form.cleaned_data)
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, done)
            return redirect("fund", fund_id=found.pk)
    return _page(request, found, {verb: form}, status=400)


def _find(request: HttpRequest, fund_id: UUID) -> Fund:
    found = next((one for one in funds_with_lines(request.user) if one.pk == fund_id), None)
    if found is None:
        raise Http404
    return found


def _forms(found: Fund, data: Any = None) -> dict[str, forms.Form]:
    limit = as_text(found.two_over, found.currency)
    now = {"name": found.name, "two_over": limit, "is_closed": found.closed_at is not None}
    initial = {**now, "version": found.version}
    return {
        "line": LineForm(data, auto_id="line_%s"),
        "deposit": DepositForm(data, lines=found.lines.all(), auto_id="deposit_%s"),
        "edit": FundEditForm(data, initial=initial, auto_id="edit_%s"),
    }


def _page(
    request: HttpRequest, found: Fund, bound: dict[str, forms.Form], status: int = 200
) -> HttpResponse:
    page = ledger_page(request.user, found, size=SIZE, **edges_in(request))
    context = {
        "fund": found,
        "entries": page.rows,
        "paging": paging(request, page),
        "may_edit": may(request.user, "edit", found),
        "reversible": REVERSIBLE,
        "reads_ledger": request.user.has_role(*FIGURES),
        "forms": {**_forms(found), **bound},
        "refused": next(iter(bound), ""),
    }
    return render(request, "funds/fund.html", context, status=status)


def _line(request: HttpRequest, found: Fund, data: dict[str, Any]) -> str:
    line = open_line(actor=request.user, fund_id=found.pk, now=timezone.now(), **data)
    return _("Line added: %(name)s.") % {"name": line.name}


def _deposit(request: HttpRequest, found: Fund, data: dict[str, Any]) -> str:
    line = deposit(
        actor=request.user,
        line_id=UUID(data.pop("line")),
        currency=found.currency,
        now=timezone.now(),
        **data,
    )
    words = _("%(line)s holds %(sum)s now.")
    return words % {"line": line.name, "sum": sum_in_words(line.balance, found.currency)}


def _edit(request: HttpRequest, found: Fund, data: dict[str, Any]) -> str:
    version = data.pop("version")
    edit_fund(
        actor=request.user, fund_id=found.pk, changes=data, version=version, now=timezone.now()
    )
    return _("The fund is changed.")


RUNS: dict[str, Run] = {"line": _line, "deposit": _deposit, "edit": _edit}
