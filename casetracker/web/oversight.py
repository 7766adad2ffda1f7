"""The state of the system."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from casetracker.domain.words import Role
from casetracker.selectors.system import system_state
from casetracker.services.instance import why_silent
from casetracker.web.rights import for_roles
from casetracker.web.words import STAGE


@for_roles(Role.ADMINISTRATOR)
@require_safe
def system(request: HttpRequest) -> HttpResponse:
    """Counts and times; no name, no reference."""
    now = timezone.now()
    state = system_state(request.user, now=now)
    context = {
        "state": state,
        "stages": [(label, state.cases.get(stage, 0)) for stage, label in STAGE.items()],
        "silent": why_silent(now=now),
    }
    return render(request, "system.html", context)
