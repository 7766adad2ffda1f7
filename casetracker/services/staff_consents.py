"""Where nobody can be reached, two members of staff decide: with a reason, and for 30 days.

(`access.md`, "Consent".) One proposes, a coordinator of the file's team approves; in no team may
one person pass it alone. What comes of it is a consent that says so, ends by itself unless it is
decided anew, and waits for the person like any that others gave once they are free.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from casetracker.domain.approvals import ApprovalKind
from casetracker.domain.contacts import REVIEWED_AFTER, ConsentAudience, ConsentBy, ConsentPurpose
from casetracker.domain.errors import Conflict, Refused
from casetracker.domain.inputs import word_of
from casetracker.models import Approval, Case, Consent, User
from casetracker.services.approvals import request_approval
from casetracker.services.audit import record
from casetracker.services.consents import remind_of_end
from casetracker.services.rights import find_editable


@transaction.atomic
def ask_staff_consent(
    *, actor: User, case_id: UUID, purpose: str, audience: str, reason: str, now: datetime
) -> Approval:
    """Propose that two of us decide, for somebody who cannot be asked. Whoever works on the file.

    Raises `Refused` where the person has withdrawn just that: their no stands.
    """
    case: Case = find_editable(Case, case_id, actor)
    to_what = ConsentPurpose(word_of(purpose, ConsentPurpose, field="purpose"))
    towards = ConsentAudience(word_of(audience, ConsentAudience, field="audience"))
    _check(case, to_what, towards)
    said = {"reference": case.reference, "purpose": str(to_what), "audience": str(towards)}
    return request_approval(
        actor=actor,
        kind=ApprovalKind.STAFF_CONSENT,
        subject_id=case.pk,
        proposal={"before": {}, "after": said},
        reason=reason,
        team_id=case.team_id,
        now=now,
    )


def give_staff_consent(*, approval: Approval, actor: User, now: datetime) -> None:
    """The effect of an approval: it holds, until it is looked at again in 30 days."""
    case = Case.objects.select_related("team").filter(pk=approval.subject_id).first()
    if case is None:
        raise Conflict(
            "The file is not there any more.", field="subject", value=approval.subject_id
        )
    if not Case.objects.editable_by(approval.requester).filter(pk=case.pk).exists():
        raise Conflict("Whoever proposed it does not work on the file any more.", field="requester")
    said = approval.proposal["after"]
    to_what, towards = ConsentPurpose(said["purpose"]), ConsentAudience(said["audience"])
    _check(case, to_what, towards)
    consent = Consent(
        prisoner_id=case.prisoner_id,
        case=case,
        purpose=to_what,
        audience=towards,
        given_by=ConsentBy.STAFF,
        given_on=now.date(),
        expires_on=now.date() + REVIEWED_AFTER,
        note=str(approval.reason),
        created_by=approval.requester,
        created_at=now,
    )
    consent.save()
    remind_of_end(consent, case, now)
    record(actor=actor, verb="record_consent", obj=consent, case=case, now=now)


def _check(case: Case, purpose: ConsentPurpose, audience: ConsentAudience) -> None:
    if not case.is_open:
        raise Conflict("The file is closed.", field="case", value=case.pk)
    own = Consent.objects.filter(
        prisoner=case.prisoner_id, purpose=purpose, audience=audience, given_by=ConsentBy.PERSON
    )
    # What the person said last counts.
    last = own.order_by("-given_on", "-created_at", "-pk").first()
    if last is not None and last.withdrawn_at is not None:
        raise Refused(
            "The person has withdrawn just this: nobody else decides it.",
            field="purpose",
            value=str(purpose),
        )
