"""A coordinator's queues, and what is done to many files at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from casetracker.domain.errors import Refused
from casetracker.domain.words import Role
from casetracker.models import Task, User
from casetracker.selectors.holds import holds_of
from casetracker.selectors.queues import (
    QUEUES,
    case_page_of,
    caseworkers,
    queue_counts,
    queue_page,
)
from casetracker.selectors.rosters import staff_of
from casetracker.services.activities import check_no_news
from casetracker.services.cases import assign_cases
from casetracker.web.home import shown
from casetracker.web.paging import SIZE, edges_in, paging
from casetracker.web.rights import for_roles

#: Title, what it means, and what to say when there is nothing in it.
TITLES: dict[str, tuple[Promise, Promise]] = {
    "escalated": (
        gettext_lazy("Escalated"),
        gettext_lazy("Reminders did not help: nobody has moved these files."),
    ),
    "stale": (
        gettext_lazy("Gone quiet"),
        gettext_lazy("Their time has run out: nothing done, or no sign of life."),
    ),
    "risk": (
        gettext_lazy("Risk to life"),
        gettext_lazy("Critical health or hunger strike, the longest untouched first."),
    ),
    "unassigned": (
        gettext_lazy("Without caseworker"),
        gettext_lazy("Nobody answers for these files."),
    ),
    "unreached": (
        gettext_lazy("Reminders reach nobody"),
        gettext_lazy("Their caseworker is locked out or gets no mail; you are told instead."),
    ),
    "untaken": (
        gettext_lazy("Untaken tasks"),
        gettext_lazy("Offered and not answered, or offered to nobody yet."),
    ),
    "reported": (
        gettext_lazy("To confirm"),
        gettext_lazy("Somebody reported them done."),
    ),
    "reviews": (
        gettext_lazy("Imported, in doubt"),
        gettext_lazy("Rows of lists that need a person's decision."),
    ),
}


@for_roles(Role.COORDINATOR)
@require_safe
def queues(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    counts = queue_counts(request.user, now=now)
    context = {
        "tiles": [(name, *TITLES[name], counts[name]) for name in QUEUES],
        "holds": holds_of(request.user),
        "members": caseworkers(request.user, now=now),
        "today": timezone.localdate(now),
    }
    return render(request, "queues/queues.html", context)


@for_roles(Role.COORDINATOR)
@require_safe
def queue(request: HttpRequest, name: str) -> HttpResponse:
    """One queue, with the acts that many of its files can be chosen for."""
    if name not in QUEUES or name == "reviews":
        raise Http404
    page = queue_page(request.user, name, now=timezone.now(), size=SIZE, **edges_in(request))
    title, meaning = TITLES[name]
    context = {"name": name, "title": title, "meaning": meaning, "paging": paging(request, page)}
    if page.rows and isinstance(page.rows[0], Task):
        return render(request, "queues/tasks.html", {**context, "tasks": page.rows})
    return _cases(request, context, page.rows)


@for_roles(Role.COORDINATOR)
@require_safe
def caseworker(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """All open files of one caseworker: to hand them over in one act."""
    person = User.objects.visible_to(request.user).filter(pk=user_id).first()
    if person is None:
        raise Http404
    page = case_page_of(request.user, person.pk, size=SIZE, **edges_in(request))
    context = {
        "title": _("Files of %s") % person,
        "meaning": _("Open files in your teams, the longest untouched first."),
        "paging": paging(request, page),
    }
    return _cases(request, context, page.rows)


def _cases(request: HttpRequest, context: dict[str, Any], lines: list[Any]) -> HttpResponse:
    more = {
        "rows": shown(lines),
        "staff": staff_of(request.user.team_ids(Role.COORDINATOR)),
        # Without scripts everything on the page is picked by a link.
        "is_all": request.GET.get("pick") == "all",
        "here": request.get_full_path(),
    }
    return render(request, "queues/cases.html", {**context, **more})


@for_roles(Role.COORDINATOR)
@require_POST
def assign_many(request: HttpRequest) -> HttpResponse:
    """Give the chosen files to one caseworker, all in one act."""
    chosen = request.POST.get("caseworker", "")
    names = dict(staff_of(request.user.team_ids(Role.COORDINATOR)))
    if chosen not in names:
        messages.error(request, _("Choose who shall have these files."))
        return _back(request)

    def act(ids: list[UUID]) -> str:
        count = assign_cases(
            actor=request.user, case_ids=ids, caseworker_id=UUID(chosen), now=timezone.now()
        )
        return ngettext(
            "%(count)d file is now with %(name)s.", "%(count)d files are now with %(name)s.", count
        ) % {"count": count, "name": names[chosen]}

    return _on_chosen(request, act)


@for_roles(Role.COORDINATOR, Role.CASEWORKER)
@require_POST
def checked_many(request: HttpRequest) -> HttpResponse:
    """Note on the chosen files that the source was asked and had nothing new."""

    def act(ids: list[UUID]) -> str:
        count = check_no_news(actor=request.user, case_ids=ids, now=timezone.now())
        return ngettext(
            "“Checked, no news” is noted on %(count)d file.",
            "“Checked, no news” is noted on %(count)d files.",
            count,
        ) % {"count": count}

    return _on_chosen(request, act)


def _on_chosen(request: HttpRequest, act: Callable[[list[UUID]], str]) -> HttpResponse:
    """Run `act` on the files that were ticked, all or nothing, and go back to the list."""
    try:
        ids = [UUID(text) for text in request.POST.getlist("case")]
    except ValueError:
        ids = []
    if not ids:
        messages.error(request, _("Tick the files first."))
        return _back(request)
    try:
        messages.success(request, act(ids))
    except Refused as refusal:
        messages.error(request, _("Nothing was changed: %s") % refusal.message)
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """To the list one came from; never to another site."""
    here = request.POST.get("here", "")
    if not here.startswith("/") or not url_has_allowed_host_and_scheme(here, allowed_hosts=None):
        here = reverse("home")
    return redirect(here)
