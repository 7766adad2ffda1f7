"""An entry of the books that was typed wrong: one coordinator proposes to take it back."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from casetracker.domain.aid import REVERSIBLE
from casetracker.domain.approvals import LONGEST_REASON
from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.words import Role
from casetracker.selectors.funds import entry_to_correct
from casetracker.services.corrections import ask_correction
from casetracker.web.forms import PlainText, show_refusal
from casetracker.web.rights import for_roles


class CorrectionForm(forms.Form):
    reason = PlainText(
        label=gettext_lazy("What is wrong with it"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("Whoever approves reads this. No names."),
    )


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    entry = entry_to_correct(request.user, entry_id)
    if entry is None:
        raise Http404
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_correction(
                actor=request.user,
                entry_id=entry.pk,
                now=timezone.now(),
                reason=form.cleaned_data["reason"],
            )
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Proposed: another coordinator decides."))
            return redirect("fund", fund_id=entry.line.fund_id)
    is_open = entry.kind in REVERSIBLE and not entry.is_taken_back  # type: ignore[attr-defined]
    context = {"entry": entry, "form": form, "is_open": is_open}
    return render(request, "funds/correct.html", context, status=400 if form.errors else 200)
