"""What was told to whom, and when. Never what it said: bodies are not kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from casetracker.domain.words import EmailState
from casetracker.selectors.outbox import outbox_page
from casetracker.services.instance import why_silent
from casetracker.web.paging import SIZE, edges_in, paging
from casetracker.web.rights import for_roles
from casetracker.web.words import EMAIL_STATE


@for_roles()
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The reader's own letters; of teams one coordinates, everybody's."""
    state = request.GET.get("state", "")
    if state not in list(EmailState):
        state = ""
    page = outbox_page(request.user, state=state, size=SIZE, **edges_in(request))
    context = {
        "letters": page.rows,
        "paging": paging(request, page),
        "state": state,
        "states": EMAIL_STATE.items(),
        "silent": why_silent(now=timezone.now()),
    }
    return render(request, "outbox.html", context)
