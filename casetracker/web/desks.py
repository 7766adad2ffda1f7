"""The reception desks of a wave, for its coordinators: opened, watched, ended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from casetracker.domain.desks import LONGEST_DEVICE
from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.second_factors import shown_code
from casetracker.domain.words import Role
from casetracker.models import Wave
from casetracker.selectors.desks import desks_of
from casetracker.services.desks import end_desk, open_desk
from casetracker.web.forms import PlainText, show_refusal
from casetracker.web.pictures import qr_picture
from casetracker.web.rights import for_roles


class DeskForm(forms.Form):
    device = PlainText(
        label=gettext_lazy("Which device?"),
        max_length=LONGEST_DEVICE,
        help_text=gettext_lazy("Such as: the tablet at the door. It stands in the audit record."),
    )


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def desks(request: HttpRequest, wave_id: UUID) -> HttpResponse:
    """The form and what works now; sent, the code, which is shown once."""
    own = request.user.team_ids(Role.COORDINATOR)
    wave = Wave.objects.visible_to(request.user).filter(pk=wave_id, team__in=own).first()
    if wave is None:
        raise Http404
    form, shown, now = DeskForm(request.POST or None), {}, timezone.now()
    if request.method == "POST" and form.is_valid():
        device = form.cleaned_data["device"]
        try:
            desk, code = open_desk(actor=request.user, wave_id=wave.pk, device=device, now=now)
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            shown = _code_shown(desk, code)
            form = DeskForm()
    context: dict[str, Any] = {
        "wave": wave,
        "form": form,
        "desks": desks_of(wave, now=now),
        **shown,
    }
    return render(request, "waves/desks.html", context, status=400 if form.errors else 200)


@for_roles(Role.COORDINATOR)
@require_POST
def desk_end(request: HttpRequest, desk_id: UUID) -> HttpResponse:
    try:
        desk = end_desk(actor=request.user, desk_id=desk_id, now=timezone.now())
    except Missing:
        raise
    except Refused as refusal:
        messages.error(request, _("Nothing was changed: %s") % refusal.message)
        return redirect("waves")
    messages.success(request, _("The desk is ended, at once."))
    return redirect("desks", wave_id=desk.wave_id)


def _code_shown(desk: Any, code: str) -> dict[str, Any]:
    address = f"{settings.BASE_URL}{reverse('desk_enter_by_picture', kwargs={'code': code})}"
    return {
        "opened": desk,
        "code": shown_code(code),
        "picture": qr_picture(address),
        "where": f"{settings.BASE_URL}{reverse('desk_enter')}",
    }
