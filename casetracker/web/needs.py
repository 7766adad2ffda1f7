"""Needs that somebody sees to: a list, and one need. A destination team has them without the
file: it sees the need, not the timeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casetracker.domain.aid import NOTHING_GIVEN
from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.referrals import LIVE_REFERRALS
from casetracker.domain.words import Role
from casetracker.models import Need
from casetracker.selectors.aid import keeps_need
from casetracker.selectors.aid_pages import aid_of_needs
from casetracker.selectors.casefile import may_read_inside
from casetracker.selectors.myneeds import find_need, need_page, tasks_of
from casetracker.selectors.referrals import referrals_of
from casetracker.selectors.rosters import staff_of
from casetracker.services.needs import edit_need, move_need
from casetracker.web.case_forms import NeedStateForm
from casetracker.web.forms import show_refusal
from casetracker.web.need_forms import NeedEditForm, ReferralForm
from casetracker.web.paging import SIZE, edges_in, paging
from casetracker.web.rights import for_roles
from casetracker.web.words import said

STAFF = (Role.COORDINATOR, Role.CASEWORKER)


@for_roles(*STAFF)
@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    is_coordinator = request.user.has_role(Role.COORDINATOR)
    is_teams = is_coordinator and request.GET.get("show") == "team"
    page = need_page(request.user, is_teams=is_teams, size=SIZE, **edges_in(request))
    context = {
        "needs": page.rows,
        "paging": paging(request, page),
        "is_coordinator": is_coordinator,
        "is_teams": is_teams,
    }
    return render(request, "needs/list.html", context)


@for_roles(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def need(request: HttpRequest, need_id: UUID) -> HttpResponse:
    if request.method != "POST":
        return show_need(request, need_id)
    found = _find(request, need_id)
    form = _state_form(found, request.POST)

    def run() -> str:
        return change_need(request, found, form.cleaned_data)

    return _carry_out(request, found, "state", form, run)


@for_roles(*STAFF)
@require_POST
def need_edit(request: HttpRequest, need_id: UUID) -> HttpResponse:
    """Another deadline, provider, owner; other wishes."""
    found = _find(request, need_id)
    form = _edit_form(found, request.POST)

    def run() -> str:
        edit_need(
            actor=request.user,
            need_id=found.pk,
            changes=form.changes(),
            version=form.cleaned_data["version"],
            now=timezone.now(),
        )
        return _("The need is changed.")

    return _carry_out(request, found, "edit", form, run)


def show_need(
    request: HttpRequest, need_id: UUID, bound: Mapping[str, forms.Form] | None = None
) -> HttpResponse:
    """The page of a need; `bound` are forms that were refused, by name, those of referrals by
    their ids."""
    found, bound = _find(request, need_id), bound or {}
    referrals = referrals_of(found)
    for row in referrals:
        row.form = bound.get(str(row.pk)) or ReferralForm(referral=row)  # type: ignore[attr-defined]
        row.is_live = row.state in LIVE_REFERRALS  # type: ignore[attr-defined]
    context = {
        "need": found,
        "form": bound.get("state") or _state_form(found, None),
        "edit": bound.get("edit") or _edit_form(found, None),
        "referrals": referrals,
        "may_refer": found.state not in NOTHING_GIVEN and found.case.is_open,
        "tasks": tasks_of(found, request.user),
        "aid": aid_of_needs(request.user, [found]).get(found.pk, []),
        "may_ask": keeps_need(request.user, found),
        "has_case_page": may_read_inside(request.user, found.case),
    }
    return render(request, "needs/need.html", context, status=400 if bound else 200)


def _find(request: HttpRequest, need_id: UUID) -> Need:
    found = find_need(request.user, need_id)
    if found is None:
        raise Http404
    return found


def _state_form(found: Need, data: Any) -> NeedStateForm:
    return NeedStateForm(data, need=found, initial={"version": found.version})


def _edit_form(found: Need, data: Any) -> NeedEditForm:
    return NeedEditForm(data, need=found, staff=staff_of([found.team_id, found.case.team_id]))


def _carry_out(
    request: HttpRequest, found: Need, name: str, form: forms.Form, run: Callable[[], str]
) -> HttpResponse:
    if form.is_valid():
        try:
            done = run()
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, done)
            return redirect("need", need_id=found.pk)
    return show_need(request, found.pk, {name: form})


def change_need(request: HttpRequest, found: Need, data: dict[str, object]) -> str:
    """Move a need to the state that a form asks for; returns the sentence that says so."""
    state = str(data["state"])
    move_need(
        actor=request.user,
        need_id=found.pk,
        state=state,
        reason=data["reason"],  # type: ignore[arg-type]
        version=data["version"],  # type: ignore[arg-type]
        now=timezone.now(),
    )
    return _("%(need)s: %(state)s.") % {
        "need": said(found.kind, "need"),
        "state": said(state, "need_state"),
    }
