"""Days in court on a case page: added, changed, called off."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casetracker.models import Case, Hearing
from casetracker.services.hearings import cancel_hearing, edit_hearing
from casetracker.web.case_forms import HearingForm
from casetracker.web.case_verbs import carry_out
from casetracker.web.cases import STAFF, found_case
from casetracker.web.forms import Versioned
from casetracker.web.rights import for_roles


@for_roles(*STAFF)
@require_POST
def hearing_verb(request: HttpRequest, reference: str, hearing_id: UUID, verb: str) -> HttpResponse:
    """Move a hearing, say what came of it, or call it off."""
    case = found_case(request, reference)
    rows = Hearing.objects.visible_to(request.user).filter(detention__case=case)
    hearing = rows.filter(pk=hearing_id).first()
    if hearing is None or verb not in ("edit", "cancel"):
        raise Http404
    name = f"hearing-{hearing.pk}"
    form: forms.Form = Versioned(request.POST)
    if verb == "edit":
        form = HearingForm(request.POST, auto_id=f"{name}_%s", is_known=True)

    def run(request: HttpRequest, case: Case, data: dict[str, Any], now: datetime) -> str:
        act = {"actor": request.user, "hearing_id": hearing.pk, "now": now}
        version = data.pop("version")
        if verb == "cancel":
            cancel_hearing(**act, version=version)
            return _("Called off. If that was a mistake, add it again for the same time.")
        edit_hearing(**act, version=version, changes=data)
        return _("The hearing is changed; its reminders follow.")

    return carry_out(request, case, name, form, run, "hearings")
