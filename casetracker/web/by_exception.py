"""Break-glass: asking to read a file that is not one's own, and reading it for an hour."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from casetracker.domain.errors import Forbidden, Refused
from casetracker.domain.words import Role
from casetracker.selectors.break_glass import ends_at, glimpse_of, openings_of
from casetracker.services.break_glass import ask_break_glass, read_by_exception
from casetracker.web.forms import PlainText, show_refusal
from casetracker.web.rights import for_roles


class ExceptionForm(forms.Form):
    reference = PlainText(label=gettext_lazy("Code of the file"), max_length=20)
    reason = PlainText(
        label=gettext_lazy("Why it cannot wait"),
        max_length=500,
        help_text=gettext_lazy("Name nobody here: whoever decides reads it, and so may others."),
    )


@for_roles(Role.COORDINATOR, Role.CASEWORKER)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a file; what stands open now is listed."""
    now = timezone.now()
    form = ExceptionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            approval = ask_break_glass(actor=request.user, now=now, **form.cleaned_data)
        except Forbidden:
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Asked. Another coordinator decides; you are told."))
            return redirect("approval", approval_id=approval.pk)
    openings: list[dict[str, Any]] = [
        {"reference": one.proposal["after"]["reference"], "until": ends_at(one)}
        for one in openings_of(request.user, now=now)
    ]
    status = 400 if form.errors else 200
    context = {"form": form, "openings": openings}
    return render(request, "cases/by_exception.html", context, status=status)


@for_roles(Role.COORDINATOR, Role.CASEWORKER)
@require_safe
def read(request: HttpRequest, reference: str) -> HttpResponse:
    """The file, while the hour lasts; this reading is recorded before it is shown."""
    case, opening = read_by_exception(actor=request.user, reference=reference, now=timezone.now())
    glimpse = glimpse_of(case)
    names = glimpse.facts.names
    context = {
        "case": case,
        "name": names[0].text if names else case.reference,
        "facts": glimpse.facts,
        "entries": glimpse.entries,
        "contacts": glimpse.contacts,
        "until": ends_at(opening),
    }
    return render(request, "cases/glimpse.html", context)
