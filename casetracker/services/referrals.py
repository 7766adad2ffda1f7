"""Needs referred to partner organisations: asked, answered, done, taken back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from casetracker.domain.aid import NO_SUM, check_answered
from casetracker.domain.contacts import ConsentAudience, ConsentBy, ConsentPurpose
from casetracker.domain.errors import Conflict, Refused
from casetracker.domain.inputs import many_lines, one_line, word_of
from casetracker.domain.referrals import LIVE_REFERRALS, ReferralState, check_referral_move
from casetracker.domain.words import ActivityKind
from casetracker.models import Case, Consent, Referral, User
from casetracker.selectors.aid import alike_beside
from casetracker.selectors.referrals import has_agreed
from casetracker.services.activities import note_on
from casetracker.services.aid import LONGEST_ANSWER, lock_need
from casetracker.services.audit import record
from casetracker.services.bodies import find_or_record
from casetracker.services.rights import find_editable

LONGEST_REASON = 300
LONGEST_NOTE = 5000


@transaction.atomic
def refer_need(
    *,
    actor: User,
    need_id: UUID,
    partner: str,
    note: str = "",
    duplicate_answer: str = "",
    person_agrees: bool = False,
    now: datetime,
) -> Referral:
    """Record that a partner, named as people name it, is asked to see to a need.

    A partner is told of somebody only if they agreed: it takes a consent to share with partners,
    or `person_agrees`, which records one. Raises `Refused` without, `Conflict` with what looks
    like the same aid until `duplicate_answer` says why it is not.
    """
    need = lock_need(need_id, actor)
    body = find_or_record(partner, field="partner", actor=actor, now=now)
    if body.referrals.filter(need=need, state__in=LIVE_REFERRALS).exists():
        raise Conflict(
            "This partner has been asked already and may be at work.",
            field="partner",
            value=body.name,
        )
    answer = one_line(duplicate_answer, field="duplicate_answer", longest=LONGEST_ANSWER)
    found = alike_beside(need, NO_SUM, "", now=now)
    check_answered(found, answer)
    _check_agreed(need.case, person_agrees, actor, now)
    referral = Referral(
        need=need,
        partner=body,
        referred_by=actor,
        moved_at=now,
        moved_by=actor,
        note=many_lines(note, field="note", longest=LONGEST_NOTE) or None,
        duplicate_answer=answer if found else None,
        created_at=now,
    )
    referral.save()
    _note(referral, "refer_need", actor, now)
    return referral


@transaction.atomic
def move_referral(
    *,
    actor: User,
    referral_id: UUID,
    state: str,
    reason: str = "",
    version: int | None = None,
    now: datetime,
) -> Referral:
    """Say what the partner answered or did, or take it back; a `ReferralState`.

    Why it was refused or taken back is said, too. Raises `Conflict` with the legal moves.
    """
    cases = Case.objects.filter(needs__referrals=referral_id)
    case = cases.select_for_update(of=("self",), no_key=True).first()
    referral: Referral = find_editable(
        Referral, referral_id, actor, version=version, related=("need", "partner")
    )
    assert case is not None
    referral.need.case = case
    old, new = (
        ReferralState(referral.state),
        ReferralState(word_of(state, ReferralState, field="state")),
    )
    why = one_line(reason, field="reason", longest=LONGEST_REASON)
    check_referral_move(old, new, why)
    referral.state, referral.moved_at, referral.moved_by = new, now, actor
    referral.reason = why or None
    referral.save(update_fields=["state", "moved_at", "moved_by", "reason"])
    _note(referral, "move_referral", actor, now, old=old)
    return referral


def _check_agreed(case: Case, person_agrees: bool, actor: User, now: datetime) -> None:
    if has_agreed(case, now=now):
        return
    if not person_agrees:
        raise Refused(
            "Nobody has agreed that partners are told of this person: ask them first.",
            field="person_agrees",
            value=False,
            allowed="the person's own word, or a recorded consent to share with partners",
        )
    consent = Consent(
        case=case,
        prisoner_id=case.prisoner_id,
        purpose=ConsentPurpose.SHARE_WITH_PARTNER,
        audience=ConsentAudience.PARTNERS,
        given_by=ConsentBy.PERSON,
        given_on=now.date(),
        created_by=actor,
        created_at=now,
    )
    consent.save()
    record(actor=actor, verb="record_consent", obj=consent, case=case, now=now)


def _note(
    referral: Referral, verb: str, actor: User, now: datetime, old: ReferralState | None = None
) -> None:
    need = referral.need
    facts = {"need": str(need.pk), "kind": need.kind, "referral": str(referral.state)}
    note_on(need.case, ActivityKind.NEED_MOVED, actor=actor, facts=facts, now=now)
    changes = {"state": (old, referral.state)} if old else None
    record(actor=actor, verb=verb, obj=referral, case=need.case, changes=changes, now=now)
