"""A list to take along: asked for with a reason, printed or loaded, marked on every page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from casetracker.domain.desk_lists import LONGEST_REASON
from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.models import DeskList, Wave
from casetracker.papers.desk_lists import desk_list_csv
from casetracker.papers.downloads import download_headers
from casetracker.selectors.desk_lists import desk_list_to_read, desk_lists_of, list_rows, mark_of
from casetracker.services.desk_lists import make_desk_list
from casetracker.web.cases import STAFF
from casetracker.web.forms import Choices, PlainText, offer, show_refusal
from casetracker.web.rights import for_roles

#: The latest waves are on offer.
MOST_WAVES = 50
OWN = "own"


class DeskListForm(forms.Form):
    wave = forms.ChoiceField(label=gettext_lazy("Of whom"))
    reason = PlainText(
        label=gettext_lazy("What for"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("It is kept with your name; auditors see that the list was made."),
    )

    def __init__(self, *args: Any, waves: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "wave", [(OWN, gettext_lazy("my own open files")), *waves])


@for_roles(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def desk_lists(request: HttpRequest) -> HttpResponse:
    """The form, and what one has taken along; sent, the list to print or the file."""
    seen = Wave.objects.visible_to(request.user).order_by("-happened_on", "-pk")
    waves = [(str(wave.pk), wave.name) for wave in seen[:MOST_WAVES]]
    initial = {"wave": request.GET.get("wave", OWN)}
    form = DeskListForm(request.POST or None, initial=initial, waves=waves)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = make_desk_list(
                actor=request.user,
                reason=given["reason"],
                wave_id=None if given["wave"] == OWN else UUID(given["wave"]),
                now=timezone.now(),
            )
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            is_file = "file" in request.POST
            return redirect("desk_list_file" if is_file else "desk_list", list_id=made.pk)
    context = {"form": form, "made": desk_lists_of(request.user), "now": timezone.now()}
    return render(request, "desk_lists/lists.html", context, status=400 if form.errors else 200)


@for_roles(*STAFF)
@require_safe
def desk_list(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """The page to print."""
    made = _found(request, list_id)
    context = {"made": made, "rows": list_rows(request.user, made.wave)}
    return render(request, "desk_lists/list.html", context)


@for_roles(*STAFF)
@require_safe
def desk_list_file(request: HttpRequest, list_id: UUID) -> HttpResponse:
    made = _found(request, list_id)
    lines = desk_list_csv(list_rows(request.user, made.wave), mark=mark_of(made))
    # The mark at the beginning tells spreadsheets that this is UTF-8.
    text = "\ufeff" + "".join(lines)
    return HttpResponse(text.encode(), headers=download_headers(f"list-{made.pk}.csv"))


def _found(request: HttpRequest, list_id: UUID) -> DeskList:
    made = desk_list_to_read(request.user, list_id, now=timezone.now())
    if made is None:
        raise Http404
    return made
