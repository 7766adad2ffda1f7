"""A sheet to print: one code for each volunteer who is let in, to be handed over by hand."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.guest_lists import read_guests
from casetracker.domain.words import Role
from casetracker.models.user import languages
from casetracker.selectors.rosters import teams_to_invite
from casetracker.services.invitation_sheets import print_invitations
from casetracker.web.forms import Choices, PlainText, choice, offer, show_refusal
from casetracker.web.pictures import qr_picture
from casetracker.web.rights import for_roles


class SheetForm(forms.Form):
    team = choice(gettext_lazy("Team"), [])
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=languages)
    people = PlainText(
        label=gettext_lazy("Volunteers"),
        rows=8,
        help_text=gettext_lazy("One a line, at most 60: name, e-mail."),
    )

    def __init__(self, *args: object, teams: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        offer(self, "team", teams)


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest) -> HttpResponse:
    """The form; sent, the sheet itself. It is shown once and kept nowhere."""
    teams = [(str(team.pk), team.name) for team in teams_to_invite(request.user)]
    form = SheetForm(request.POST or None, teams=teams)
    if request.method == "POST" and form.is_valid():
        try:
            slips = print_invitations(
                actor=request.user,
                people=read_guests(form.cleaned_data["people"]),
                team_id=UUID(form.cleaned_data["team"]),
                language=form.cleaned_data["language"],
                now=timezone.now(),
            )
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            context = {
                "slips": [(slip.user, qr_picture(slip.link)) for slip in slips],
                "days": settings.PASSWORD_RESET_TIMEOUT // 86400,
                "site": settings.BASE_URL,
            }
            return render(request, "settings/invitation_sheet.html", context)
    status = 400 if form.errors else 200
    return render(request, "settings/invite_many.html", {"form": form}, status=status)
