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
from django.db.models import QuerySet

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.domain.listfiles import row_from_json
from casetracker.domain.listrows import read_row
from casetracker.domain.words import ActivityKind, RowOutcome
from casetracker.models import (
    Activity,
    Case,
    ImportBatch,
    ImportRow,
    NameForm,
    Prisoner,
    User,
)
from casetracker.models.base import new_id
from casetracker.selectors.intake import TOLD
from casetracker.selectors.prisoners import kept_instead
from casetracker.services.audit import Subject, record_many
from casetracker.services.cases import new_reference
from casetracker.services.clocks import load_rules
from casetracker.services.import_plan import Planned, find_news
from casetracker.services.import_undo import check_nothing_built_on
from casetracker.services.import_updates import apply_updates, take_back
from casetracker.services.import_write import Writing, add_spellings, write_files
from casetracker.services.matches import refuse_pair
from casetracker.services.name_dates import date_names
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
    before = {"prisoner": _text(row.prisoner_id), "case": _text(row.case_id)}
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
    row.changes = {**row.changes, "decided": {**before, **row.changes.pop("decided", {})}}
    row.reasons = [f"decided_{answer}", *row.reasons]
    row.prisoner_id, row.case_id = planned.prisoner_id, planned.case_id
    row.save(update_fields=["outcome", "reasons", "prisoner", "case", "changes"])
    _count(row.batch, RowOutcome.REVIEW, planned.outcome)
    _record(actor, "decide_row", row, RowOutcome.REVIEW, now)
    return row


@transaction.atomic
def reopen_row(*, actor: User | None, row_id: UUID, now: datetime) -> ImportRow:
    """Take back what a person decided about a row: what it brought is gone, and it waits again.

    Raises `Conflict` if nobody has decided it, somebody has built on the file that it opened, or
    has changed since what it changed.
    """
    row = _locked(row_id, actor)
    decided = row.changes.get("decided")
    if decided is None:
        raise Conflict("Nobody has decided about this row.", field="id", value=row_id)
    person_id, case_id, was = row.prisoner_id, row.case_id, row.outcome
    if was == RowOutcome.CREATE:
        rows = ImportRow.objects.filter(batch=row.batch_id, prisoner=person_id)
        if rows.exclude(pk=row.pk).exists():
            raise Conflict("Another row was taken for this person since.", field="id", value=row_id)
        check_nothing_built_on(row)
    elif was in (RowOutcome.DUPLICATE, RowOutcome.UPDATE):
        take_back(row.changes.get("applied", ()))
        news = Activity.objects.filter(case=row.case_id, kind=ActivityKind.FACT_CHANGED)
        news.filter(facts__batch=str(row.batch_id), facts__row=row.number).delete()
        added = NameForm.objects.filter(pk__in=decided.get("names", ()), is_preferred=False)
        added.delete()
        date_names(prisoner_ids=[person_id] if person_id else [])
    row.outcome, row.reasons, row.changes = str(RowOutcome.REVIEW), row.reasons[1:], {}
    row.prisoner_id = _still(Prisoner.objects.all(), decided["prisoner"])
    row.case_id = _still(Case.everything.all(), decided["case"])
    row.save(update_fields=["outcome", "reasons", "prisoner", "case", "changes"])
    _count(row.batch, RowOutcome(was), RowOutcome.REVIEW)
    _record(actor, "reopen_row", row, RowOutcome(was), now)
    if was == RowOutcome.CREATE and person_id and case_id:
        Case.objects.filter(pk=case_id).delete()
        Prisoner.objects.filter(pk=person_id).delete()
    return row


def _text(row_id: UUID | None) -> str | None:
    return str(row_id) if row_id else None


def _still(rows: QuerySet[Any], row_id: str | None) -> UUID | None:
    """The id, if such a row is there yet."""
    return UUID(row_id) if row_id and rows.filter(pk=row_id).exists() else None


def _record(actor: User | None, verb: str, row: ImportRow, before: RowOutcome, now: Any) -> None:
    changes = {"outcome": (before, RowOutcome(row.outcome))}
    subject = Subject("importbatch", row.batch_id, row.case_id, row.batch.team_id, changes)
    record_many(actor=actor, verb=verb, subjects=[subject], now=now)


def _take_for(planned: Planned, row: ImportRow, writing: Writing) -> dict[str, Any]:
    """What the row brings for a known person, as if no decision had been needed; what it changed.
    The spelling is as old as its list, and goes with it when the list is taken back. Where a newer
    edition, or another row of this one, speaks of the person, the file stays as that has it."""
    batch = row.batch
    names = NameForm.objects.filter(prisoner=planned.prisoner_id)
    there = set(names.values_list("pk", flat=True))
    add_spellings([planned], replace(writing, now=batch.started_at or batch.created_at))
    added = [str(pk) for pk in names.values_list("pk", flat=True) if pk not in there]
    decided = {"decided": {"names": added}}
    told = ImportRow.objects.filter(
        source=batch.source, batch__team=batch.team_id, prisoner=planned.prisoner_id
    ).filter(outcome__in=TOLD, batch__gte=batch.pk)
    if told.exclude(pk=row.pk).exists():
        return decided
    find_news([planned], source=batch.source, batch_id=batch.pk, team_id=batch.team_id)
    if planned.outcome is not RowOutcome.UPDATE:
        return decided
    applied = apply_updates([planned], batch=batch, actor=writing.actor, now=writing.now)
    return {**decided, "facts": planned.changes, "applied": applied[planned.row.number]}


def _find(row_id: UUID, actor: User | None) -> ImportRow:
    row = _locked(row_id, actor)
    if row.outcome != RowOutcome.REVIEW:
        raise Conflict(f"This row was decided meanwhile: {row.outcome}.", field="id", value=row_id)
    if row.batch.wave_id is not None:
        raise Conflict("This name waits with its wave; decide there.", field="id", value=row_id)
    return row


def _locked(row_id: UUID, actor: User | None) -> ImportRow:
    found = find_visible(ImportRow, row_id, actor, field="id")
    lists = ImportBatch.objects.select_for_update(no_key=True).select_related(None)
    batch = lists.get(pk=found.batch_id)
    row = ImportRow.objects.select_related("batch__team").get(pk=row_id)
    if actor is not None and not ImportBatch.objects.editable_by(actor).filter(pk=batch.pk):
        raise Forbidden("This list is not yours to decide about.", field="id", value=row_id)
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


def _count(batch: ImportBatch, before: RowOutcome, now: RowOutcome) -> None:
    counts = dict(batch.counts)
    if counts.get(str(before)):
        counts[str(before)] -= 1
        counts[str(now)] = counts.get(str(now), 0) + 1
        ImportBatch.objects.filter(pk=batch.pk).update(counts=counts)
