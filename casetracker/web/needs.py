"""Needs that somebody sees to: a list, and one need. A destination team has them without the
file: it sees the need, not the timeline."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.words import Role
from casetracker.models import Need
from casetracker.selectors.casefile import may_read_inside
from casetracker.selectors.myneeds import find_need, need_page, tasks_of
from casetracker.services.needs import move_need
from casetracker.web.case_forms import NeedStateForm
from casetracker.web.forms import show_refusal
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
    found = find_need(request.user, need_id)
    if found is None:
        raise Http404
    form = NeedStateForm(request.POST or None, need=found, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        try:
            done = change_need(request, found, form.cleaned_data)
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, done)
            return redirect("need", need_id=found.pk)
    context = {
        "need": found,
        "form": form,
        "tasks": tasks_of(found, request.user),
        "has_case_page": may_read_inside(request.user, found.case),
    }
    status = 400 if form.errors else 200
    return render(request, "needs/need.html", context, status=status)


def change_need(request: HttpRequest, found: Need, data: dict[str, object]) -> str:
    """Move a need to the state that a form asks for; returns the sentence that says so."""
    state = str(data["state"])
    move_need(
        actor=request.user,
        need_id=found.pk,
        state=state,
        version=data["version"],  # type: ignore[arg-type]
        now=timezone.now(),
    )
    return _("%(need)s: %(state)s.") % {
        "need": said(found.kind, "need"),
        "state": said(state, "need_state"),
    }
