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
from casetracker.domain.words import Role
from casetracker.selectors.holds import holds_of
from casetracker.services.holds import discard_hold, release_hold
from casetracker.web.rights import for_roles

VERBS = {"release": release_hold, "discard": discard_hold}


@for_roles(Role.COORDINATOR)
@require_safe
def holds(request: HttpRequest) -> HttpResponse:
    return render(request, "queues/holds.html", {"holds": holds_of(request.user)})


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
