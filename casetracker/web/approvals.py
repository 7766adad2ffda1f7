"""What waits for a second person: read in words, approved or refused with a reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casetracker.domain.approvals import ApprovalState
from casetracker.domain.errors import Forbidden, Missing, Refused
from casetracker.domain.words import Role
from casetracker.models import Approval, User
from casetracker.selectors.approvals import (
    alone_at,
    approval_seen_by,
    approvals_page,
    deciders_of,
    is_small,
    waiting_approvals,
)
from casetracker.selectors.rights import fields_for
from casetracker.services.approvals import invite_approver
from casetracker.services.decisions import approve, refuse, withdraw
from casetracker.web.paging import SIZE, edges_in, paging
from casetracker.web.proposals import proposal_in_words
from casetracker.web.rights import for_roles
from casetracker.web.words import APPROVAL_STATE

STAFF = (Role.COORDINATOR, Role.CASEWORKER, Role.ADMINISTRATOR, Role.AUDITOR)
SEE_EXPORTS = (Role.COORDINATOR, Role.CASEWORKER, Role.AUDITOR)


@for_roles(*STAFF)
@require_safe
def approvals(request: HttpRequest) -> HttpResponse:
    """What waits for the reader first, then everything they may see, the latest first."""
    state = request.GET.get("state", "")
    if state not in list(ApprovalState):
        state = ""
    page = approvals_page(request.user, state=state, size=SIZE, **edges_in(request))
    context = {
        "waiting": _in_words(waiting_approvals(request.user), request.user),
        "rows": _in_words(page.rows, request.user),
        "paging": paging(request, page),
        "state": state,
        "states": APPROVAL_STATE.items(),
        "sees_exports": request.user.has_role(*SEE_EXPORTS),
    }
    return render(request, "approvals/list.html", context)


@for_roles(*STAFF)
@require_safe
def approval(request: HttpRequest, approval_id: UUID) -> HttpResponse:
    found = approval_seen_by(request.user, approval_id)
    if found is None:
        raise Http404
    return render(request, "approvals/approval.html", _page_of(found, request.user))


@for_roles(*STAFF)
@require_POST
def approval_verb(request: HttpRequest, approval_id: UUID, verb: str) -> HttpResponse:
    """Approve, refuse, withdraw, invite: each with the words of the form."""
    if verb not in VERBS:
        raise Http404
    act, words, said = VERBS[verb]
    given = {name: request.POST.get(name, "") for name in words}
    try:
        act(actor=request.user, approval_id=approval_id, now=timezone.now(), **given)
    except Missing:
        raise
    except (Forbidden, Refused) as refusal:
        messages.error(request, _("Nothing was changed: %s") % refusal.message)
    else:
        messages.success(request, said())
    return redirect("approval", approval_id=approval_id)


#: Verb → (service, the fields of its form, what is said when it is done).
VERBS: dict[str, tuple[Any, tuple[str, ...], Any]] = {
    "approve": (approve, ("reason",), lambda: _("Approved: it is in force.")),
    "refuse": (refuse, ("reason",), lambda: _("Refused: nothing changes, and they are told.")),
    "withdraw": (withdraw, (), lambda: _("Withdrawn: nothing changes.")),
    "invite": (invite_approver, ("email",), lambda: _("Asked: they are told at once.")),
}


def _in_words(rows: list[Approval], reader: User) -> list[tuple[Approval, Any]]:
    """Each proposal with its words; without them for who is shown only that there is one."""
    return [(row, proposal_in_words(row, reader) if _reads(reader, row) else None) for row in rows]


def _reads(reader: User, row: Approval) -> bool:
    return "proposal" in fields_for(reader, row)


def _page_of(found: Approval, reader: User) -> dict[str, Any]:
    is_open = found.state == ApprovalState.REQUESTED
    is_mine = found.requester_id == reader.pk
    others = deciders_of(found)
    alone = alone_at(found) if is_open and is_mine else None
    return {
        "approval": found,
        "proposal": proposal_in_words(found, reader) if _reads(reader, found) else None,
        "is_open": is_open,
        "is_mine": is_mine,
        "may_decide": is_open and not is_mine and others.filter(pk=reader.pk).exists(),
        "alone_at": alone,
        "may_alone": alone is not None and alone <= timezone.now(),
        "has_others": others.exists() if is_open else True,
        "may_invite": is_open and is_mine and (is_small(found.team_id) or not others.exists()),
    }
