"""Break-glass: a file that is not one's own, read for an hour, because it cannot wait.

Two people, a reason, one hour, every read recorded, the owner told (`access.md`). It lets read,
never write, and there is no small-team rule for it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from casetracker.domain.approvals import ApprovalKind
from casetracker.domain.errors import Conflict, Forbidden, Missing
from casetracker.domain.references import read_reference
from casetracker.domain.words import STAFF_ROLES, EventKind
from casetracker.models import Approval, Case, User
from casetracker.selectors.break_glass import opening_of
from casetracker.services.approvals import request_approval
from casetracker.services.audit import record
from casetracker.services.notices import event, insert_notices


@transaction.atomic
def ask_break_glass(*, actor: User, reference: str, reason: str, now: datetime) -> Approval:
    """Ask to read a file for an hour; any other coordinator approves. Only staff.

    Raises `Missing` for a reference of no file, `Conflict` for a file that is one's own to read.
    """
    if not actor.has_role(*STAFF_ROLES):
        raise Forbidden("Only coordinators and caseworkers ask for this.")
    case = _find(reference)
    if Case.objects.readable_by(actor).filter(pk=case.pk).exists():
        raise Conflict("You may read this file anyway.", field="reference", value=reference)
    return request_approval(
        actor=actor,
        kind=ApprovalKind.BREAK_GLASS,
        subject_id=case.pk,
        proposal={"before": {}, "after": {"reference": case.reference}},
        reason=reason,
        now=now,
    )


def break_glass(*, approval: Approval, actor: User, now: datetime) -> None:
    """The effect of an approval: the hour begins, the caseworker and the coordinators of the
    file's team are told."""
    case = Case.objects.filter(pk=approval.subject_id).first()
    if case is None:
        raise Conflict(
            "The file is not there any more.", field="subject", value=approval.subject_id
        )
    leads = User.objects.able().coordinating([case.team_id]).values_list("pk", flat=True)
    owners = {case.caseworker_id, *leads} - {None, approval.requester_id}
    kind = EventKind.BREAK_GLASS
    insert_notices(
        [event(kind, approval.pk, who, case_id=case.pk, is_urgent=True) for who in sorted(owners)],
        now=now,
    )
    record(
        actor=actor,
        verb="break_glass",
        obj=case,
        case=case,
        changes={"reader": (None, approval.requester_id)},
        now=now,
    )


@transaction.atomic
def read_by_exception(*, actor: User, reference: str, now: datetime) -> tuple[Case, Approval]:
    """The file, within the hour, and what opened it; each call leaves an event before anything is
    shown. Raises `Missing` otherwise, whether there is such a file or not."""
    case = _find(reference)
    opening = opening_of(actor, case.pk, now=now)
    if opening is None or not actor.has_role(*STAFF_ROLES):
        raise _no_file(reference)
    record(actor=actor, verb="read_by_exception", obj=case, case=case, now=now)
    return case, opening


def _find(reference: str) -> Case:
    text = read_reference(reference) or reference
    rows = Case.objects.select_related("prisoner", "team", "caseworker")
    case = rows.filter(reference=text).first()
    if case is None:
        raise _no_file(reference)
    return case


def _no_file(reference: str) -> Missing:
    return Missing("There is no file of this code.", field="reference", value=reference[:20])
