"""Floods of letters that were held back: looked through, released or discarded."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.words import HoldState, Role
from casetracker.selectors.holds import holds_page
from casetracker.services.holds import discard_hold, release_hold
from casetracker.web.paging import SIZE, edges_in, paging
from casetracker.web.rights import for_roles
from casetracker.web.words import HOLD_STATE

VERBS = {"release": release_hold, "discard": discard_hold}


@for_roles(Role.COORDINATOR)
@require_safe
def holds(request: HttpRequest) -> HttpResponse:
    """What waits for a decision; with ?state= what was released or discarded."""
    state = request.GET.get("state", "")
    if state not in list(HoldState):
        state = str(HoldState.OPEN)
    page = holds_page(request.user, state=state, size=SIZE, **edges_in(request))
    context = {
        "holds": page.rows,
        "paging": paging(request, page),
        "state": state,
        "states": HOLD_STATE.items(),
    }
    return render(request, "queues/holds.html", context)


@for_roles(Role.COORDINATOR)
@require_POST
def hold_verb(request: HttpRequest, hold_id: UUID, verb: str) -> HttpResponse:
    """Release: the letters leave as digests. Discard: nobody is told, the clocks go on."""
    if verb not in VERBS:
        raise Http404
    try:
        VERBS[verb](actor=request.user, hold_id=hold_id, now=timezone.now())
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        messages.error(request, _("Nothing was changed: %s") % refusal.message)
    else:
        said = {
            "release": _("Released: the mails leave with the next digests."),
            "discard": _("Discarded: nobody is told, the clocks go on to their next step."),
        }
        messages.success(request, said[verb])
    return redirect("holds")
