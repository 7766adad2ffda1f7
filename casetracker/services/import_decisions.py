"""Rows of lists that wait for a person: one person with whom they were held against, or another.

What was refused is remembered as a pair (`services/matches.py`), so that neither a later list nor
a look through the register asks about the two again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.domain.listfiles import row_from_json
from casetracker.domain.listrows import read_row
from casetracker.domain.words import RowOutcome
from casetracker.models import ImportBatch, ImportRow, Prisoner, User
from casetracker.models.base import new_id
from casetracker.selectors.intake import TOLD
from casetracker.selectors.prisoners import kept_instead
from casetracker.services.audit import Subject, record_many
from casetracker.services.cases import new_reference
from casetracker.services.clocks import load_rules
from casetracker.services.import_plan import Planned, find_news
from casetracker.services.import_updates import apply_updates
from casetracker.services.import_write import Writing, add_spellings, write_files
from casetracker.services.matches import refuse_pair
from casetracker.services.rights import find_visible

ANSWERS = ("same", "different", "skip")


@transaction.atomic
def decide_row(*, actor: User | None, row_id: UUID, answer: str, now: datetime) -> ImportRow:
    """Answer a row that waits for review: `same` takes it for the person it was held against,
    who gets its spelling, and what the source says otherwise than in its edition before;
    `different` makes it a person of its own, and the two are never asked
    about again; `skip` leaves it out, as one that names nobody, and so the very row of a later
    edition.

    Raises `Conflict` if it was decided meanwhile, waits with a wave, or was held against a row
    that waits itself; `Refused` for `same` where there is nobody.
    """
    if answer not in ANSWERS:
        raise Refused("No such answer.", field="answer", value=answer, allowed=list(ANSWERS))
    row = _find(row_id, actor)
    against = None if answer == "skip" else _held_against(row)
    if answer == "same" and against is None:
        raise Refused(
            "This row was held against nobody who has a file: it is a person of its own.",
            field="answer",
            value=answer,
            allowed=["different", "skip"],
        )
    planned = _planned(row, now)
    writing = Writing(row.batch, row.batch.team, actor, (), tuple(load_rules()), now)
    if answer == "same":
        assert against is not None
        planned.outcome, planned.prisoner_id = RowOutcome.DUPLICATE, against.pk
        files = sorted(against.cases.all(), key=lambda case: (case.is_open, case.opened_at))
        planned.case_id = files[-1].pk if files else None
        row.changes = _take_for(planned, row, writing)
    elif answer == "skip":
        planned.outcome = RowOutcome.SKIP
    else:
        planned.outcome, planned.reference = RowOutcome.CREATE, new_reference()
        planned.prisoner_id, planned.case_id = new_id(), new_id()
        write_files([planned], writing)
        if against is not None:
            _refuse(actor, against.pk, planned.prisoner_id, now)
    row.outcome = str(planned.outcome)
    row.reasons = [f"decided_{answer}", *row.reasons]
    row.prisoner_id, row.case_id = planned.prisoner_id, planned.case_id
    row.save(update_fields=["outcome", "reasons", "prisoner", "case", "changes"])
    _count(row.batch, planned.outcome)
    subject = Subject(
        "importbatch",
        row.batch_id,
        planned.case_id,
        row.batch.team_id,
        {"outcome": (RowOutcome.REVIEW, planned.outcome)},
    )
    record_many(actor=actor, verb="decide_row", subjects=[subject], now=now)
    return row


def _take_for(planned: Planned, row: ImportRow, writing: Writing) -> dict[str, Any]:
    """What the row brings for a known person, as if no decision had been needed; what it changed.
    The spelling is as old as its list, and goes with it when the list is taken back. Where a newer
    edition, or another row of this one, speaks of the person, the file stays as that has it."""
    batch = row.batch
    add_spellings([planned], replace(writing, now=batch.started_at or batch.created_at))
    told = ImportRow.objects.filter(
        source=batch.source, batch__team=batch.team_id, prisoner=planned.prisoner_id
    ).filter(outcome__in=TOLD, batch__gte=batch.pk)
    if told.exclude(pk=row.pk).exists():
        return {}
    find_news([planned], source=batch.source, batch_id=batch.pk, team_id=batch.team_id)
    if planned.outcome is not RowOutcome.UPDATE:
        return {}
    applied = apply_updates([planned], batch=batch, actor=writing.actor, now=writing.now)
    return {"facts": planned.changes, "applied": applied[planned.row.number]}


def _find(row_id: UUID, actor: User | None) -> ImportRow:
    found = find_visible(ImportRow, row_id, actor, field="id")
    lists = ImportBatch.objects.select_for_update(no_key=True).select_related(None)
    batch = lists.get(pk=found.batch_id)
    row = ImportRow.objects.select_related("batch__team").get(pk=row_id)
    if actor is not None and not ImportBatch.objects.editable_by(actor).filter(pk=batch.pk):
        raise Forbidden("This list is not yours to decide about.", field="id", value=row_id)
    if row.outcome != RowOutcome.REVIEW:
        raise Conflict(f"This row was decided meanwhile: {row.outcome}.", field="id", value=row_id)
    if batch.wave_id is not None:
        raise Conflict("This name waits with its wave; decide there.", field="id", value=row_id)
    return row


def _held_against(row: ImportRow) -> Prisoner | None:
    """The person the row was held against, or whom the row has become that it was held against."""
    prisoner_id = row.prisoner_id
    if prisoner_id is None and row.duplicate_of is not None:
        first = ImportRow.objects.get(batch=row.batch_id, number=row.duplicate_of)
        if first.outcome == RowOutcome.REVIEW:
            raise Conflict(
                f"It was held against row {first.number}, which waits itself: decide that first.",
                field="id",
                value=row.pk,
                allowed=f"row {first.number}",
            )
        prisoner_id = first.prisoner_id
    if prisoner_id is None:
        return None
    kept_id = kept_instead(prisoner_id) or prisoner_id
    return Prisoner.objects.filter(pk=kept_id).first()


def _planned(row: ImportRow, now: datetime) -> Planned:
    raw: Any = row.raw
    listed_row = row_from_json(row.number, raw)
    listed = read_row(listed_row, today=now.date())
    return Planned(
        row=listed_row,
        listed=replace(listed, outcome=None),
        fingerprint=row.fingerprint,
        outcome=RowOutcome.REVIEW,
        reasons=(),
    )


def _refuse(actor: User | None, one: UUID, other: UUID, now: datetime) -> None:
    """The person held against may be another team's: the row is the actor's to decide, the pair
    is remembered all the same."""
    try:
        with transaction.atomic():
            refuse_pair(actor=actor, prisoner_id=one, other_id=other, now=now)
    except (Missing, Forbidden):
        refuse_pair(actor=None, prisoner_id=one, other_id=other, now=now)


def _count(batch: ImportBatch, outcome: RowOutcome) -> None:
    counts = dict(batch.counts)
    if counts.get("review"):
        counts["review"] -= 1
        counts[str(outcome)] = counts.get(str(outcome), 0) + 1
        ImportBatch.objects.filter(pk=batch.pk).update(counts=counts)
