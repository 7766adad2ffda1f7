"""What was told to whom, and when. Never what it said: bodies are not kept."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.words import EmailKind, EmailState, Role
from casetracker.selectors.outbox import outbox_page, recipients_seen_by, unreachable
from casetracker.services.addresses import address_works
from casetracker.services.instance import why_silent
from casetracker.web.paging import SIZE, edges_in, paging
from casetracker.web.rights import for_roles
from casetracker.web.words import EMAIL_KIND, EMAIL_STATE


@for_roles()
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The reader's own letters; of teams one coordinates, everybody's."""
    state = _one_of(request, "state", EmailState)
    kind = _one_of(request, "kind", EmailKind)
    people = recipients_seen_by(request.user)
    person = request.GET.get("person", "")
    if person not in dict(people):
        person = ""
    now = timezone.now()
    silent = why_silent(now=now)
    page = outbox_page(
        request.user,
        now=now,
        is_silent=bool(silent),
        state=state,
        kind=kind,
        person=UUID(person) if person else None,
        size=SIZE,
        **edges_in(request),
    )
    context = {
        "letters": page.rows,
        "paging": paging(request, page),
        "filters": {"state": state, "kind": kind, "person": person},
        "states": EMAIL_STATE.items(),
        "kinds": EMAIL_KIND.items(),
        "people": people,
        "silent": silent,
    }
    return render(request, "outbox.html", context)


@for_roles(Role.COORDINATOR, Role.ADMINISTRATOR)
@require_safe
def addresses(request: HttpRequest) -> HttpResponse:
    """People whose mails do not arrive."""
    search = request.GET.get("q", "").strip()[:120].replace("\0", "")
    page = unreachable(request.user, search=search, size=SIZE, **edges_in(request))
    context = {"people": page.rows, "paging": paging(request, page), "search": search}
    return render(request, "addresses.html", context)


@for_roles(Role.COORDINATOR, Role.ADMINISTRATOR)
@require_POST
def address_again(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Say that an address works again."""
    try:
        who = address_works(actor=request.user, user_id=user_id, now=timezone.now())
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        messages.error(request, _("Nothing was changed: %s") % refusal.message)
    else:
        said = _("%s is written to again; what did not arrive goes into the next mail.")
        messages.success(request, said % who)
    return redirect("addresses")


def _one_of(request: HttpRequest, name: str, words: type[StrEnum]) -> str:
    """A filter of the address; a word that is none filters nothing."""
    value = request.GET.get(name, "")
    return value if value in list(words) else ""
