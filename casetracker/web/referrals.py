"""A need that a partner organisation is asked to see to, and what came of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casetracker.domain.aid import NO_SUM
from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.words import Role
from casetracker.selectors.aid import alike_beside
from casetracker.selectors.myneeds import find_need
from casetracker.selectors.referrals import find_referral, has_agreed
from casetracker.services.referrals import move_referral, refer_need
from casetracker.web.forms import show_refusal
from casetracker.web.need_forms import ReferForm, ReferralForm
from casetracker.web.needs import show_need
from casetracker.web.rights import for_roles
from casetracker.web.words import said

STAFF = (Role.COORDINATOR, Role.CASEWORKER)


@for_roles(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def need_refer(request: HttpRequest, need_id: UUID) -> HttpResponse:
    """Ask a partner. What looks like the same aid is shown, and has to be answered."""
    need = find_need(request.user, need_id)
    if need is None:
        raise Http404
    now = timezone.now()
    form = ReferForm(request.POST or None, has_agreed=has_agreed(need.case, now=now))
    if request.method == "POST" and form.is_valid():
        try:
            made = refer_need(actor=request.user, need_id=need.pk, now=now, **form.cleaned_data)
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Referred to %s.") % made.partner.name)
            return redirect("need", need_id=need.pk)
    found = [one.primitives() for one in alike_beside(need, NO_SUM, "", now=now)]
    context = {"need": need, "form": form, "found": found}
    return render(request, "needs/refer.html", context, status=400 if form.errors else 200)


@for_roles(*STAFF)
@require_POST
def referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """What the partner answered or did, from the need's page."""
    found = find_referral(request.user, referral_id)
    if found is None:
        raise Http404
    form = ReferralForm(request.POST, referral=found)
    if form.is_valid():
        try:
            moved = move_referral(
                actor=request.user,
                referral_id=found.pk,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            state = said(moved.state, "referral")
            messages.success(request, f"{moved.partner.name}: {state}.")
            return redirect("need", need_id=found.need_id)
    return show_need(request, found.need_id, {str(found.pk): form})
