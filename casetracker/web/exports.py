"""Exports: asked for, watched while they are built, fetched, cancelled."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casetracker.domain.approvals import LONGEST_REASON
from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.exports import LONGEST_RECIPIENT, READY_FOR, ExportState
from casetracker.domain.words import Role
from casetracker.models import User, Wave
from casetracker.papers.downloads import download_headers
from casetracker.selectors.exports import export_of, exportable_teams, exports_page, parts_of
from casetracker.services.exports import ask_export, cancel_export, take_part
from casetracker.vault.openpgp import LONGEST_KEY
from casetracker.web.cases import STAFF
from casetracker.web.forms import Choices, PlainText, choice, offer, show_refusal
from casetracker.web.paging import SIZE, edges_in, paging
from casetracker.web.rights import for_roles
from casetracker.web.words import said

MOST_WAVES = 50
ALL = "all"


class ExportForm(forms.Form):
    team = choice(gettext_lazy("Files of"), [])
    wave = forms.ChoiceField(label=gettext_lazy("Only those who left together"), required=False)
    is_own = forms.BooleanField(label=gettext_lazy("only the files that are mine"), required=False)
    has_p3 = forms.BooleanField(
        label=gettext_lazy("with contacts, health, and who works on whom"),
        required=False,
        help_text=gettext_lazy("This could cost lives. Never by one person alone."),
    )
    recipient = PlainText(
        label=gettext_lazy("Who receives it"),
        max_length=LONGEST_RECIPIENT,
        help_text=gettext_lazy("A person by name. The name stands in every row of the export."),
    )
    key = PlainText(
        label=gettext_lazy("Their OpenPGP public key"),
        rows=6,
        max_length=LONGEST_KEY,
        help_text=gettext_lazy("Only the recipient can open the files, not even you."),
    )
    reason = PlainText(label=gettext_lazy("What for"), max_length=LONGEST_REASON)

    def __init__(self, *args: Any, teams: Choices, waves: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "team", teams, gettext_lazy("choose…"))
        offer(self, "wave", waves, gettext_lazy("everybody"))

    def terms(self) -> dict[str, Any]:
        """What the service takes."""
        given = dict(self.cleaned_data)
        team, wave = given.pop("team"), given.pop("wave")
        whose = {"is_whole_register": True} if team == ALL else {"team_id": UUID(team)}
        return {**given, **whose, "wave_id": UUID(wave) if wave else None}


@for_roles(*STAFF, Role.AUDITOR)
@require_safe
def exports(request: HttpRequest) -> HttpResponse:
    """What one has asked for or agreed to; for an auditor that there are all the others."""
    page = exports_page(request.user, size=SIZE, **edges_in(request))
    context = {
        "rows": page.rows,
        "paging": paging(request, page),
        "is_staff": request.user.has_role(*STAFF),
    }
    return render(request, "exports/list.html", context)


@for_roles(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def export_new(request: HttpRequest) -> HttpResponse:
    form = _form(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = ask_export(actor=request.user, now=timezone.now(), **form.terms())
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            if refusal.field == "key":
                form.add_error("key", said(refusal.value, "key_fault"))
            else:
                show_refusal(form, refusal)
        else:
            messages.success(request, _("Asked: they are told at once."))
            return redirect("export", export_id=made.pk)
    return render(request, "exports/new.html", {"form": form}, status=400 if form.errors else 200)


@for_roles(*STAFF)
@require_safe
def export(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """How far it has come; once it is ready, its files."""
    return render(request, "exports/export.html", _shown(request, export_id))


@for_roles(*STAFF)
@require_safe
def export_progress(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """The moving part of that page; nothing (204) once it is built or has ended."""
    context = _shown(request, export_id)
    if context["export"].state != ExportState.BUILDING:
        return HttpResponse(status=204)
    return render(request, "exports/progress.html", context)


@for_roles(*STAFF)
@require_POST
def export_cancel(request: HttpRequest, export_id: UUID) -> HttpResponse:
    try:
        cancel_export(actor=request.user, export_id=export_id, now=timezone.now())
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        messages.error(request, _("Nothing was changed: %s") % refusal.message)
    else:
        messages.success(request, _("Cancelled; nothing of it is left here."))
    return redirect("export", export_id=export_id)


@for_roles(*STAFF)
@require_safe
def export_file(request: HttpRequest, part_id: UUID) -> HttpResponse:
    """One file, encrypted to the recipient; each fetching is recorded."""
    taken = take_part(actor=request.user, part_id=part_id, now=timezone.now())
    return HttpResponse(taken.data, headers=download_headers(taken.name))


def _form(user: User, data: Any) -> ExportForm:
    teams = [(str(team.pk), team.name) for team in exportable_teams(user).order_by("name")]
    if user.has_role(Role.COORDINATOR):
        teams.append((ALL, _("all teams: the whole register")))
    seen = Wave.objects.visible_to(user).order_by("-happened_on", "-pk")
    waves = [(str(wave.pk), wave.name) for wave in seen[:MOST_WAVES]]
    return ExportForm(data, teams=teams, waves=waves)


def _shown(request: HttpRequest, export_id: UUID) -> dict[str, Any]:
    found = export_of(request.user, export_id)
    if found is None:
        raise Http404
    is_mine = found.requester_id == request.user.pk
    until = found.ready_at + READY_FOR if found.ready_at else None
    is_ready = found.state == ExportState.READY and until is not None and until > timezone.now()
    return {
        "export": found,
        "is_mine": is_mine,
        "is_ready": is_ready,
        "until": until,
        "parts": parts_of(found) if is_ready and is_mine else [],
        "may_cancel": found.ended_at is None,
    }
