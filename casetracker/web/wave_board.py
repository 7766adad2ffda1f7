"""The board of a wave, and what is done to many of its people at once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from casetracker.domain.embargo import LONGEST_SOURCE, ReportSays
from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.words import Papers, ReleaseState, Role
from casetracker.models import Wave
from casetracker.selectors.wave_board import SHOWS, board_people, people_named, wave_board
from casetracker.services.embargo import report_people
from casetracker.services.redirects import Redirected, redirect_people
from casetracker.web.board_lines import board_lines
from casetracker.web.countries import country
from casetracker.web.forms import KNOWS_LEAVING, Country, Day, PlainText, is_id, show_refusal
from casetracker.web.paging import SIZE, edges_in, paging
from casetracker.web.rights import for_roles
from casetracker.web.words import options, said

STAFF = (Role.COORDINATOR, Role.CASEWORKER)
FILTERS = ("state", "to", "papers", "show", "q")
#: Name and label of a filter, its options, and which of them is chosen.
Choices = tuple[str, str, list[tuple[str, Any]], str]
#: Where each of them was planned to go: takes a change back.
AS_PLANNED = "planned"
SHOWN = {
    "elsewhere": gettext_lazy("goes elsewhere than planned"),
    "embargo": gettext_lazy("not confirmed yet"),
    "open": gettext_lazy("has open needs"),
    "untaken": gettext_lazy("has tasks that nobody has taken"),
}


class RedirectForm(forms.Form):
    destination = Country(
        label=gettext_lazy("They go to"),
        required=True,
        first=[(AS_PLANNED, gettext_lazy("where each was planned to go"))],
    )


class ReportForm(forms.Form):
    """What one source says of the people chosen."""

    source = PlainText(
        label=gettext_lazy("Who says so"),
        max_length=LONGEST_SOURCE,
        help_text=gettext_lazy("Kept encrypted. The same source counts once, however written."),
    )
    says = forms.ChoiceField(
        label=gettext_lazy("What they say"), choices=options("report", ReportSays)
    )
    saw_person = forms.BooleanField(
        label=gettext_lazy("has seen them with their own eyes"), required=False
    )
    is_states = forms.BooleanField(
        label=gettext_lazy("is controlled by the state that held them"), required=False
    )
    observed_on = Day(label=gettext_lazy("Day"), required=False)


@for_roles(*STAFF)
@require_safe
def wave(request: HttpRequest, wave_id: UUID) -> HttpResponse:
    return _board(request, find_wave(request, wave_id))


@for_roles(*STAFF)
@require_POST
def wave_redirect(request: HttpRequest, wave_id: UUID) -> HttpResponse:
    """First what would happen to whom; sent with that, it is done."""
    found = find_wave(request, wave_id)
    form = RedirectForm(request.POST)
    if not form.is_valid():
        return _board(request, found, redirect_form=form, status=400)
    given = form.cleaned_data["destination"]
    to = "" if given == AS_PLANNED else given
    ids = _chosen(request, found)
    status = 200
    try:
        if "commit" in request.POST:
            done = _redirect(request, found, ids, to, seen=request.POST.get("seen", ""))
            _say_redirected(request, done, to)
            return redirect(_address(request, found))
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
        status = refusal.status
        if status != 409:
            return _board(request, found, redirect_form=form, status=status)
    try:
        plan = _redirect(request, found, ids, to)
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        show_refusal(form, refusal)
        return _board(request, found, redirect_form=form, status=refusal.status)
    context = {
        "wave": found,
        "plan": plan,
        "people": [_way(one, to) for one in people_named(request.user, ids)],
        "destination": given,
        "kept": _kept(request),
        "knows_leaving": KNOWS_LEAVING,
    }
    return render(request, "waves/redirect.html", context, status=status)


@for_roles(*STAFF)
@require_POST
def wave_report(request: HttpRequest, wave_id: UUID) -> HttpResponse:
    """What one source says of the people chosen."""
    found = find_wave(request, wave_id)
    form = ReportForm(request.POST)
    if form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if value is not None}
        try:
            lifted = report_people(
                actor=request.user,
                release_ids=_chosen(request, found),
                wave_id=found.pk,
                now=timezone.now(),
                **given,
            )
        except (Missing, Forbidden):
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            say_reported(request, lifted)
            return redirect(_address(request, found))
    return _board(request, found, report_form=form, status=400)


def find_wave(request: HttpRequest, wave_id: UUID) -> Wave:
    found = Wave.objects.visible_to(request.user).filter(pk=wave_id).first()
    if found is None:
        raise Http404
    return found


def say_reported(request: HttpRequest, lifted: int) -> None:
    if lifted:
        text = ngettext(
            "%(count)d name may be passed on now.", "%(count)d names may be passed on now.", lifted
        )
        messages.success(request, text % {"count": lifted})
    else:
        messages.info(request, _("Noted. No name may be passed on yet that could not before."))


def _board(
    request: HttpRequest,
    found: Wave,
    *,
    redirect_form: RedirectForm | None = None,
    report_form: ReportForm | None = None,
    status: int = 200,
) -> HttpResponse:
    filters = _filters(request)
    board = wave_board(
        found, request.user, filters=filters, size=SIZE, **edges_in(request, read=str)
    )
    context = {
        "wave": found,
        "board": board,
        "lines": board_lines(board.rows),
        "may_open_desks": found.team_id in request.user.team_ids(Role.COORDINATOR),
        "paging": paging(request, board.page),
        "filters": filters,
        "is_filtered": any(filters.values()),
        "choices": _choices(board.counts, filters),
        "redirect_form": redirect_form or RedirectForm(),
        "report_form": report_form or ReportForm(),
        "is_all": request.GET.get("pick") == "all",
        "pick": "?" + urlencode({**_asked(filters), "pick": "all"}),
        "unpick": "?" + urlencode(_asked(filters)),
    }
    return render(request, "waves/board.html", context, status=status)


def _filters(request: HttpRequest) -> dict[str, str]:
    """Of the address, or of a form that was sent from the board. What is none is left out."""
    given = request.POST if request.method == "POST" else request.GET
    found = {name: given.get(name, "").strip()[:120] for name in FILTERS}
    allowed: dict[str, Collection[str]] = {
        "state": [str(state) for state in ReleaseState],
        "papers": [str(papers) for papers in Papers],
        "show": SHOWS,
    }
    for name, words in allowed.items():
        found[name] = found[name] if found[name] in words else ""
    return found


def _asked(filters: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in filters.items() if value}


def _choices(counts: Any, filters: dict[str, str]) -> list[Choices]:
    """Of each filter; each option says how many there are."""
    labels = {
        "state": (_("State"), lambda value: said(value, "release_state")),
        "to": (_("Where to"), lambda value: country(value) or _("not known")),
        "papers": (_("Papers"), lambda value: said(value, "papers")),
    }
    found: list[Choices] = []
    for name, (label, say) in labels.items():
        values: list[tuple[str, Any]] = [
            (value, f"{say(value)} ({n})") for value, n in sorted(counts[name].items()) if value
        ]
        found.append((name, label, values, filters[name]))
    shows = [
        (word, f"{SHOWN[word]} ({counts['show'][word]})" if word in counts["show"] else SHOWN[word])
        for word in SHOWS
    ]
    return [*found, ("show", _("Only who"), shows, filters["show"])]


def _chosen(request: HttpRequest, found: Wave) -> list[UUID]:
    """Everybody who fits the filters, or the people that were ticked."""
    if request.POST.get("whom") == "all":
        people = board_people(found, request.user, _filters(request))
        return list(people.order_by("pk").values_list("pk", flat=True))
    return [UUID(text) for text in request.POST.getlist("release") if is_id(text)]


def _redirect(
    request: HttpRequest, found: Wave, ids: list[UUID], to: str, seen: str | None = None
) -> Redirected:
    """Done with the digest of a look, else looked at."""
    return redirect_people(
        actor=request.user,
        wave_id=found.pk,
        release_ids=ids,
        destination=to,
        seen=seen,
        knows_leaving="knows_leaving" in request.POST,
        is_preview=seen is None,
        now=timezone.now(),
    )


def _way(release: Any, to: str) -> dict[str, Any]:
    old = release.actual_destination or release.planned_destination
    new = to or release.planned_destination
    return {"release": release, "old": old, "new": new, "turns": old != new}


def _say_redirected(request: HttpRequest, done: Redirected, to: str) -> None:
    if not done.moved:
        messages.info(request, _("They were bound for there already: nothing changed."))
        return
    text = ngettext(
        "%(count)d person goes elsewhere now.", "%(count)d people go elsewhere now.", done.moved
    )
    messages.success(request, text % {"count": done.moved})


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """What the next form sends again: whom it is about."""
    if request.POST.get("whom") == "all":
        return [("whom", "all"), *_asked(_filters(request)).items()]
    return [("release", text) for text in request.POST.getlist("release")]


def _address(request: HttpRequest, found: Wave) -> str:
    """The board as it was looked at."""
    address = reverse("wave", kwargs={"wave_id": found.pk})
    asked = _asked(_filters(request))
    return f"{address}?{urlencode(asked)}" if asked else address
