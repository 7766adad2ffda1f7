"""The release desk: names pasted or a file, what would happen, one commit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from casetracker.domain.errors import Forbidden, Refused
from casetracker.domain.releaselists import MAX_BYTES, WrongRow
from casetracker.domain.words import ReleaseKind, Role
from casetracker.models import Case, Team, Wave
from casetracker.papers.release_lists import release_text, table_of
from casetracker.selectors.wave_board import kept_rows
from casetracker.selectors.waves import with_counts
from casetracker.services.release_desk import Plan, release_people
from casetracker.services.releases import Judged
from casetracker.web.forms import Country, Day, PlainText, choice, is_id, offer, show_refusal
from casetracker.web.matchwords import because
from casetracker.web.rights import for_roles
from casetracker.web.uploads import is_too_long
from casetracker.web.words import options

#: What a list of waves shows; there are a few a year.
MOST_SHOWN = 200
#: Why somebody is asked who is meant by a row.
_REASONS_TO_ASK = {"unknown_name", "several_matches", "twice_in_the_list", "no_whole_name"}
CHOICE, REFERENCE = "choice-", "reference-"


class WaveForm(forms.Form):
    #: The file was so long that it was not kept.
    is_too_long = False
    """Who left, when, how, and where to."""

    wave = PlainText(
        label=gettext_lazy("Name of the wave"),
        max_length=160,
        help_text=gettext_lazy("Names given under the same name later join this wave."),
    )
    happened_on = Day(label=gettext_lazy("Day of the release"))
    kind = choice(
        gettext_lazy("Kind of release"), options("release", list(ReleaseKind)), required=True
    )
    destination = Country(label=gettext_lazy("Where to, for whom the list does not say"))
    team = forms.ChoiceField(label=gettext_lazy("Team"), required=False)
    names = PlainText(
        label=gettext_lazy("Names"),
        rows=12,
        max_length=1_000_000,
        required=False,
        help_text=gettext_lazy(
            "One person a line, in any script. After a semicolon the country, if it differs: LT."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        help_text=gettext_lazy(
            "XLSX, CSV or text; its names take the place of those above. Columns: name or "
            "reference, destination, place, papers; or just names."
        ),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        file = data.pop("file", None)
        if file is not None and file.size <= MAX_BYTES:
            data["names"] = release_text(file.read())
        elif file is not None or self.is_too_long:
            self.add_error("file", _("The file is larger than 5 MB."))
        if not (data.get("names") or "").strip() and not {"names", "file"} & {*self.errors}:
            self.add_error("names", _("Paste the names, or choose a file."))
        return data


@for_roles(Role.COORDINATOR, Role.CASEWORKER)
@require_safe
def waves(request: HttpRequest) -> HttpResponse:
    rows = with_counts(Wave.objects.visible_to(request.user), request.user)
    context = {
        "waves": rows.order_by("-happened_on", "-pk")[:MOST_SHOWN],
        "may_record": request.user.has_role(Role.COORDINATOR),
    }
    return render(request, "waves/list.html", context)


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def wave_new(request: HttpRequest) -> HttpResponse:
    """The form; sent, it is shown again with what would happen; sent with that, it is done."""
    form = _form(request, request.POST or None)
    if request.method != "POST":
        form.initial = _asked_again(request)
        return render(request, "waves/new.html", {"form": form})
    plan, given, status = None, {}, 200
    try:
        if form.is_valid():
            given = form.cleaned_data.copy()
            # A file is read once: from here on its text is what the form holds.
            form.data = {**form.data.dict(), "names": given["names"]}  # type: ignore[attr-defined]
            seen = request.POST.get("seen", "") if "commit" in request.POST else None
            plan = _release(request, given, seen)
            if seen is not None:
                return _done(request, plan)
        else:
            status = 400
    except Forbidden:
        raise
    except WrongRow as wrong:
        # Beside the names, where it is put right: the field of the same name is for the others.
        form.add_error("names", wrong.message)
        status = wrong.status
    except Refused as refusal:
        show_refusal(form, refusal)
        status = refusal.status
        if status == 409 and given:
            plan = _looked_again(request, given)
    context = {"form": form, "plan": plan, "rows": _rows(plan, request) if plan else []}
    return render(request, "waves/new.html", context, status=status)


def _form(request: HttpRequest, data: Any) -> WaveForm:
    form = WaveForm(data, request.FILES or None)
    form.is_too_long = is_too_long(request)
    own = request.user.team_ids(Role.COORDINATOR)
    names = Team.objects.visible_to(request.user).filter(pk__in=own).order_by("name")
    if len(own) < 2:
        del form.fields["team"]
    else:
        teams = [(name, name) for name in names.values_list("name", flat=True)]
        offer(form, "team", teams, gettext_lazy("the team of most of them"))
    return form


def _asked_again(request: HttpRequest) -> dict[str, Any]:
    """The names of a wave that wait for a decision, to be looked at once more."""
    wave_id = request.GET.get("again", "")
    waves = Wave.objects.visible_to(request.user)
    found = waves.filter(pk=wave_id).first() if is_id(wave_id) else None
    if found is None:
        return {}
    names = table_of(kept_rows(found, request.user))
    facts = {"wave": found.name, "happened_on": found.happened_on, "kind": found.kind}
    return {**facts, "names": names}


def _release(request: HttpRequest, given: dict[str, Any], seen: str | None) -> Plan:
    return release_people(
        actor=request.user,
        text=given["names"],
        wave=given["wave"],
        kind=given["kind"],
        happened_on=given["happened_on"],
        destination=given["destination"],
        team=given.get("team", ""),
        choices=_choices(request),
        seen=seen,
        now=timezone.now(),
    )


def _looked_again(request: HttpRequest, given: dict[str, Any]) -> Plan | None:
    """The plan as it is now, for whoever wanted to do another; None where there is none."""
    try:
        return _release(request, given, None)
    except Refused:
        return None


def _choices(request: HttpRequest) -> dict[int, str]:
    """What stands in the drop-downs; a reference that was typed beside one goes before it."""
    found: dict[int, str] = {}
    for prefix in (CHOICE, REFERENCE):
        for name, value in request.POST.dict().items():
            number = name.removeprefix(prefix)
            is_said = prefix == CHOICE or str(value).strip()
            if name.startswith(prefix) and number.isdecimal() and is_said:
                found[int(number)] = str(value).strip()
    return found


def _done(request: HttpRequest, plan: Plan) -> HttpResponse:
    count = plan.result.released
    if count:
        said = ngettext("%(count)d person is released.", "%(count)d people are released.", count)
        messages.success(request, said % {"count": count})
    elif not any(one.is_free_already for one in plan.rows):
        messages.info(request, _("Everybody named here is in this wave already: nothing changed."))
    free = sum(one.is_free_already for one in plan.rows)
    if free:
        said = ngettext(
            "%(count)d of them is free already, by another wave.",
            "%(count)d of them are free already, by another wave.",
            free,
        )
        messages.warning(request, said % {"count": free})
    apart = sum(_is_elsewhere(one, plan) for one in plan.rows)
    if apart:
        said = ngettext(
            "%(count)d of them is bound for another country than your list says. "
            "Send them elsewhere here, under “For many at once”.",
            "%(count)d of them are bound for another country than your list says. "
            "Send them elsewhere here, under “For many at once”.",
            apart,
        )
        messages.warning(request, said % {"count": apart})
    return redirect("wave", wave_id=plan.wave_id)


def _is_elsewhere(one: Judged, plan: Plan) -> bool:
    """Somebody who is in the wave already, and not bound for where the row says."""
    return plan.standing.get(one.row.number, one.row.destination) != one.row.destination


def _rows(plan: Plan, request: HttpRequest) -> list[dict[str, Any]]:
    """Each row as the page shows it: who is meant, why, and who else may be."""
    typed: Mapping[str, Any] = request.POST
    files = Case.objects.visible_to(request.user)
    meant = files.filter(pk__in=[one.found.case_id for one in plan.rows if one.found])
    references: dict[UUID | None, str] = dict(meant.values_list("pk", "reference"))
    return [
        {
            "row": one.row,
            "found": one.found,
            "file": references.get(one.found.case_id, "") if one.found else "",
            "reasons": one.reasons,
            "choice": f"{CHOICE}{one.row.number}",
            "reference": f"{REFERENCE}{one.row.number}",
            "typed": typed.get(f"{REFERENCE}{one.row.number}", ""),
            "is_new": one.is_new,
            "stands": one.row.number in plan.standing,
            "bound_for": plan.standing[one.row.number] if _is_elsewhere(one, plan) else "",
            # Whom the very words do not name, a person may say.
            "is_asked": bool(one.candidates or one.is_new or _REASONS_TO_ASK & {*one.reasons})
            or f"{REFERENCE}{one.row.number}" in typed,
            "candidates": [
                {
                    "candidate": candidate,
                    "percent": round(candidate.score * 100),
                    "why": ", ".join(because(list(candidate.reasons))),
                    "is_chosen": one.found is not None and one.found.case_id == candidate.case_id,
                }
                for candidate in one.candidates
            ],
        }
        for one in plan.rows
    ]
