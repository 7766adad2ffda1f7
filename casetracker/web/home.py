"""The first page by role, and a caseworker's own list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from casetracker.domain.words import Role, Stage
from casetracker.selectors.casefile import flags_of
from casetracker.selectors.home import Line, my_cases, to_confirm
from casetracker.web.context import tab_names
from casetracker.web.paging import SIZE, edges_in, paging
from casetracker.web.rights import for_roles
from casetracker.web.spans import why
from casetracker.web.words import STAGE

#: Where everybody may go who has no tab at all.
NOBODY = "home/none.html"


@for_roles()
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first of the reader's tabs; whoever holds no role is told whom to ask."""
    names = tab_names(request.user)
    if not names:
        return render(request, NOBODY)
    view = resolve(reverse(names[0])).func
    return view(request)


@for_roles(Role.CASEWORKER, Role.COORDINATOR)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What runs out for the reader, first things first."""
    now = timezone.now()
    filters = {name: request.GET.get(name, "").strip() for name in ("stage", "q", "show")}
    if filters["stage"] not in list(Stage):
        filters["stage"] = ""
    found = my_cases(
        request.user,
        now=now,
        stage=filters["stage"],
        search=filters["q"],
        is_asleep=filters["show"] == "asleep",
        size=SIZE,
        **edges_in(request),
    )
    context = {
        "rows": shown(found.page.rows),
        "paging": paging(request, found.page),
        "asleep": found.asleep,
        "filters": filters,
        "is_filtered": bool(filters["stage"] or filters["q"]),
        "stages": [(stage, label) for stage, label in STAGE.items() if stage in OPEN_STAGES],
        "to_confirm": to_confirm(request.user, size=SIZE),
    }
    return render(request, "home/mine.html", context)


OPEN_STAGES = [stage for stage in Stage if stage not in (Stage.CLOSED, Stage.DIED)]


def shown(lines: list[Line]) -> list[dict[str, object]]:
    """The lines as a table shows them: with why, in words, and risks."""
    now = timezone.now()
    return [
        {
            "case": line.case,
            "name": line.name,
            "label": line.label,
            "clock": line.clock,
            "why": why(line.clock, now=now) if line.clock else None,
            "risks": flags_of(line.case) if line.case else [],
        }
        for line in lines
    ]
