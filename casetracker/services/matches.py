"""Pairs of people who may be one: noted, decided once, never asked again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from casetracker.domain.doubts import Judgement
from casetracker.domain.errors import Conflict, Refused
from casetracker.domain.matches import UNDECIDED, MatchState
from casetracker.models import MatchDecision, Prisoner, User
from casetracker.models.base import new_id
from casetracker.models.bulk import insert_rows
from casetracker.services.audit import record
from casetracker.services.merges import merge_prisoners
from casetracker.services.rights import find_editable

_FIELDS = ("id", "version", "created_at", "one", "other", "state", "score", "reasons")


def note_pairs(*, pairs: Iterable[tuple[UUID, UUID, Judgement]], now: datetime) -> int:
    """Remember pairs to be asked about; how many were not known yet. What was decided before is
    not asked again. Part of the transaction that found them."""
    rows = [
        (
            *(new_id(), 1, now, min(one, other), max(one, other), str(MatchState.OPEN)),
            *(f"{judgement.score:.3f}", list(judgement.reasons)),
        )
        for one, other, judgement in pairs
    ]
    return len(insert_rows(MatchDecision, _FIELDS, rows, returning="id"))


@transaction.atomic
def decide_match(
    *,
    actor: User | None,
    match_id: UUID,
    answer: str,
    kept_id: UUID | None = None,
    version: int | None = None,
    now: datetime,
) -> MatchDecision:
    """Answer whether two people are one: `same` merges them into `kept_id` (the older entry, if
    it is not said), `different` is never asked again, `later` puts the pair back.

    Raises `Conflict` if it was decided meanwhile.
    """
    answers = [str(state) for state in MatchState if state != MatchState.OPEN]
    if answer not in answers:
        raise Refused("No such answer.", field="answer", value=answer, allowed=answers)
    match = find_editable(MatchDecision, match_id, actor, version=version)
    if match.state not in UNDECIDED:
        raise Conflict(f"This was decided meanwhile: {match.state}.", field="id", value=match.pk)
    if answer == MatchState.SAME:
        sides = {match.one_id, match.other_id}
        kept_id = kept_id or match.one_id
        if kept_id not in sides:
            raise Refused(
                "Keep one of the two.", field="kept", value=kept_id, allowed=sorted(map(str, sides))
            )
        (lost_id,) = sides - {kept_id}
        merge_prisoners(actor=actor, kept_id=kept_id, lost_id=lost_id, now=now)
        match.refresh_from_db()
        return match
    old, match.state = match.state, answer
    match.decided_by, match.decided_at = actor, now
    match.save()
    record(
        actor=actor,
        verb="decide_match",
        obj=match,
        case=match.one.cases.order_by("pk").first(),
        changes={"state": (old, answer)},
        now=now,
    )
    return match


@transaction.atomic
def reopen_match(*, actor: User | None, match_id: UUID, now: datetime) -> MatchDecision:
    """Take back that two people are two: the pair is asked about again."""
    match = find_editable(MatchDecision, match_id, actor)
    if match.state != MatchState.DIFFERENT:
        raise Conflict("Only a refusal is taken back so.", field="id", value=match.pk)
    match.state, match.decided_by, match.decided_at = MatchState.OPEN, None, None
    match.save()
    record(
        actor=actor,
        verb="reopen_match",
        obj=match,
        case=match.one.cases.order_by("pk").first(),
        changes={"state": (MatchState.DIFFERENT, MatchState.OPEN)},
        now=now,
    )
    return match


@transaction.atomic
def refuse_pair(
    *, actor: User | None, prisoner_id: UUID, other_id: UUID, now: datetime
) -> MatchDecision:
    """Say that two people are two before anybody asked, as when a row of a list was held against
    somebody and is somebody else."""
    people = [find_editable(Prisoner, row_id, actor) for row_id in sorted((prisoner_id, other_id))]
    one, other = people
    match, _ = MatchDecision.objects.get_or_create(
        one=one,
        other=other,
        defaults={"score": 0, "reasons": ["refused_by_hand"], "created_at": now},
    )
    if match.state not in UNDECIDED:
        return match
    match.state, match.decided_by, match.decided_at = MatchState.DIFFERENT, actor, now
    match.save()
    case = one.cases.order_by("pk").first()
    record(actor=actor, verb="decide_match", obj=match, case=case, now=now)
    return match
