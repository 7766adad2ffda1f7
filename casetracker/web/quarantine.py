"""Quarantine: a coordinator takes something away with a reason, and takes it back."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.domain.quarantine import LONGEST_REASON, Quarantined
from casetracker.domain.words import Role
from casetracker.selectors.quarantine import find_to_take_away, may_take_away, quarantine_page
from casetracker.services.quarantine import lift_quarantine, place_in_quarantine
from casetracker.web.forms import PlainText, show_refusal
from casetracker.web.paging import SIZE, edges_in, paging
from casetracker.web.rights import for_roles


class TakeAwayForm(forms.Form):
    reason = PlainText(
        label=gettext_lazy("Why it is taken away"), max_length=LONGEST_REASON, rows=3
    )


@for_roles(Role.COORDINATOR)
@require_safe
def quarantine(request: HttpRequest) -> HttpResponse:
    """What stands in quarantine; with ?state=lifted what was taken back."""
    is_lifted = request.GET.get("state") == "lifted"
    page = quarantine_page(request.user, is_lifted=is_lifted, size=SIZE, **edges_in(request))
    context = {"rows": page.rows, "paging": paging(request, page), "is_lifted": is_lifted}
    return render(request, "quarantine/list.html", context)


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def take_away(request: HttpRequest, kind: str, row_id: UUID) -> HttpResponse:
    """What would happen, and the question why; on POST it happens."""
    if kind not in list(Quarantined):
        raise Http404
    row = find_to_take_away(request.user, Quarantined(kind), row_id)
    if row is None:
        raise Http404
    if not may_take_away(request.user, row):
        raise PermissionDenied
    form = TakeAwayForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                place_in_quarantine(
                    actor=request.user,
                    object_type=Quarantined(kind),
                    object_id=row_id,
                    reason=form.cleaned_data["reason"],
                    now=timezone.now(),
                )
            except (Missing, Forbidden):
                raise
            except Refused as refusal:
                show_refusal(form, refusal)
                status = refusal.status
            else:
                messages.success(request, _("Taken away. The team's coordinators find it here."))
                return redirect("quarantine")
    context = {"kind": kind, "row": row, "form": form}
    return render(request, "quarantine/take_away.html", context, status=status)


@for_roles(Role.COORDINATOR)
@require_POST
def take_back(request: HttpRequest, quarantine_id: UUID) -> HttpResponse:
    try:
        lift_quarantine(actor=request.user, quarantine_id=quarantine_id, now=timezone.now())
    except Conflict as refusal:
        messages.error(request, _("Nothing was changed: %s") % refusal.message)
    else:
        messages.success(request, _("Taken back: it stands where it stood, its clocks begin anew."))
    return redirect("quarantine")
