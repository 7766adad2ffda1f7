"""The review of people who may be one: side by side, decided by keyboard, undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.matches import UNDECIDED, ScanState
from casetracker.domain.words import Role
from casetracker.selectors.matches import (
    decided_lately,
    find_pair,
    find_scan,
    latest_scan,
    names_for,
    sides_of,
    waiting_count,
    waiting_pairs,
)
from casetracker.services.duplicate_scans import cancel_scan, start_scan
from casetracker.services.matches import decide_match, reopen_match
from casetracker.services.merges import unmerge_prisoners
from casetracker.web.forms import Versioned
from casetracker.web.matchwords import because
from casetracker.web.refusal_words import in_words
from casetracker.web.rights import for_roles

STAFF = (Role.COORDINATOR, Role.CASEWORKER)


@for_roles(*STAFF)
@require_safe
def review(request: HttpRequest, match_id: UUID | None = None) -> HttpResponse:
    """One pair to decide, what waits behind it, and what was decided lately."""
    user = request.user
    pairs = waiting_pairs(user)
    pair = find_pair(user, match_id) if match_id else next(iter(pairs), None)
    if match_id and pair is None:
        raise Http404
    names = names_for(pairs)
    context: dict[str, Any] = {
        "pair": pair,
        "is_open": pair is not None and pair.state in UNDECIDED,
        "sides": sides_of(pair) if pair else (),
        "because": because(pair.reasons) if pair else (),
        "waiting": [
            {
                "pair": p,
                "names": [names[p.one_id], names[p.other_id]],
                "because": because(p.reasons),
            }
            for p in pairs
            if pair is None or p.pk != pair.pk
        ],
        "count": waiting_count(user),
        "lately": decided_lately(user),
        "scan": latest_scan(user),
        "may_scan": user.has_role(Role.COORDINATOR),
        "running": str(ScanState.RUNNING),
    }
    return render(request, "imports/review.html", context)


@for_roles(*STAFF)
@require_POST
def match_verb(request: HttpRequest, match_id: UUID, verb: str) -> HttpResponse:
    """`same`, `different`, `later`, or `ask-again` after a refusal."""
    form = Versioned(request.POST)
    if verb not in ("same", "different", "later", "ask-again"):
        raise Http404
    if not form.is_valid():
        messages.error(request, _("Nothing was changed: the page was not complete. Try again."))
        return redirect("review")
    version = form.cleaned_data["version"]

    def run() -> str:
        now, user = timezone.now(), request.user
        if verb == "ask-again":
            reopen_match(actor=user, match_id=match_id, now=now)
            return _("Asked again: the pair waits once more.")
        decide_match(
            actor=user,
            match_id=match_id,
            answer=verb,
            kept_id=_kept(request),
            version=version,
            now=now,
        )
        return {
            "same": _("Merged into one. It can be undone below, under “Decided lately”."),
            "different": _("Two people: they are not asked about again."),
            "later": _("Put back: it comes after the others."),
        }[verb]

    return _answered(request, run)


@for_roles(*STAFF)
@require_POST
def merge_undo(request: HttpRequest, merge_id: UUID) -> HttpResponse:
    def run() -> str:
        unmerge_prisoners(actor=request.user, merge_id=merge_id, now=timezone.now())
        return _("Undone: both entries and their files are what they were.")

    return _answered(request, run)


@for_roles(Role.COORDINATOR)
@require_POST
def scan_start(request: HttpRequest) -> HttpResponse:
    def run() -> str:
        start_scan(actor=request.user, now=timezone.now())
        return _("The register is being looked through. You may leave this page meanwhile.")

    return _answered(request, run)


@for_roles(Role.COORDINATOR)
@require_safe
def scan_progress(request: HttpRequest, scan_id: UUID) -> HttpResponse:
    """The moving part of a scan; nothing (204) once it has ended."""
    scan = find_scan(request.user, scan_id)
    if scan is None:
        raise Http404
    if scan.state != ScanState.RUNNING:
        return HttpResponse(status=204)
    return render(request, "imports/scan.html", {"scan": scan})


@for_roles(Role.COORDINATOR)
@require_POST
def scan_cancel(request: HttpRequest, scan_id: UUID) -> HttpResponse:
    def run() -> str:
        cancel_scan(actor=request.user, scan_id=scan_id, now=timezone.now())
        return _("Stopped. What was found until now stays in the list.")

    return _answered(request, run)


def _kept(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST["kept"]) if request.POST.get("kept") else None
    except ValueError:
        raise Http404 from None


def _answered(request: HttpRequest, run: Callable[[], str]) -> HttpResponse:
    try:
        said = run()
    except (Missing, Forbidden):
        raise
    except Refused as refusal:
        messages.error(request, _("Nothing was changed: %s") % in_words(refusal.message))
    else:
        messages.success(request, said)
    return redirect("review")
