"""Lists that wait for work: planned, taken in, taken back, a piece in a transaction.

The row of the batch is the message. Whoever comes (a job, the loop, the page of a short list)
claims it under a random token on the database's clock and goes on where the last one stopped; a
claim that is not renewed for `LEASE` is anybody's.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from casetracker.domain.errors import Refused
from casetracker.domain.import_states import AT_WORK, ImportState
from casetracker.domain.listfiles import ListFile, ListRow
from casetracker.models import ImportBatch, ImportPiece
from casetracker.papers.import_results import result_line
from casetracker.services.audit import record
from casetracker.services.clocks import load_rules
from casetracker.services.import_plan import Planned, Planner
from casetracker.services.import_undo import remove_rows
from casetracker.services.import_write import Writing
from casetracker.services.imports import take_rows

LEASE = timedelta(minutes=2)
#: Rows that are planned before a person commits; of a longer list the others are decided alike,
#: when they are written.
MOST_PLANNED = 20_000
#: Pieces of one visit: a job ends well before its time limit, the next one goes on.
PIECES_A_VISIT = 10
_AFTER = {
    ImportState.PLANNING: ImportState.PLANNED,
    ImportState.WRITING: ImportState.DONE,
    ImportState.UNDOING: ImportState.UNDONE,
}


def work_on_lists(*, now: datetime, batch_id: UUID | None = None) -> int:
    """Do what waiting lists ask for, or that one list; returns how many pieces were done."""
    waiting = ImportBatch.objects.filter(state__in=AT_WORK)
    waiting = waiting.filter(pk=batch_id) if batch_id else waiting
    done = 0
    for found in waiting.order_by("created_at", "pk").values_list("pk", flat=True):
        done += _work_on(found, now)
    return done


def _work_on(batch_id: UUID, now: datetime) -> int:
    token = uuid4()
    free = Q(worker=None) | Q(worked_at=None) | Q(worked_at__lt=Now() - LEASE)
    claimed = ImportBatch.objects.filter(free, pk=batch_id, state__in=AT_WORK)
    if not claimed.update(worker=token, worked_at=Now(), version=F("version")):
        return 0
    batch = ImportBatch.objects.select_related("team", "created_by").get(pk=batch_id)
    step = _STEPS[ImportState(batch.state)](batch, now)
    done = 0
    try:
        while done < PIECES_A_VISIT and _do_piece(batch, token, step, now):
            done += 1
    except Refused as refusal:
        ImportBatch.objects.filter(pk=batch_id, worker=token).update(
            refusal=refusal.message[:300], state=_BACK[ImportState(batch.state)], worker=None
        )
        return done
    ImportBatch.objects.filter(pk=batch_id, worker=token).update(worker=None, version=F("version"))
    return done


Step = Callable[[ImportPiece], Counter[str]]


@transaction.atomic
def _do_piece(batch: ImportBatch, token: UUID, step: Step, now: datetime) -> bool:
    """The next piece, and how far the list is, in one transaction. False when all is done, or
    when another worker has the list."""
    mine = ImportBatch.objects.select_for_update(of=("self",)).filter(pk=batch.pk, worker=token)
    current = mine.first()
    if current is None or current.state != batch.state:
        return False
    piece = ImportPiece.objects.filter(batch=batch, first__gt=current.done_rows).first()
    if piece is None:
        _end(current, now)
        return False
    counts = Counter(current.counts)
    counts.update(step(piece))
    current.counts, current.done_rows = dict(counts), piece.first + piece.size - 1
    enough = batch.state == ImportState.PLANNING and current.done_rows >= MOST_PLANNED
    if current.done_rows >= current.row_count or enough:
        _end(current, now)
    ImportBatch.objects.filter(pk=batch.pk).update(
        counts=current.counts,
        done_rows=current.done_rows,
        state=current.state,
        finished_at=current.finished_at,
        undone_at=current.undone_at,
        worked_at=Now(),
    )
    return current.state == batch.state


def _end(batch: ImportBatch, now: datetime) -> None:
    verbs = {
        ImportState.PLANNING: "plan_list",
        ImportState.WRITING: "finish_import",
        ImportState.UNDOING: "finish_undo",
    }
    verb, batch.state = verbs[ImportState(batch.state)], _AFTER[ImportState(batch.state)]
    if batch.state == ImportState.DONE:
        batch.finished_at = now
        # Its rows are kept one by one from here on.
        ImportPiece.objects.filter(batch=batch).update(rows=None, plan=None)
    if batch.state == ImportState.UNDONE:
        batch.undone_at = now
        ImportPiece.objects.filter(batch=batch).delete()
    ImportBatch.objects.filter(pk=batch.pk).update(
        state=batch.state, finished_at=batch.finished_at, undone_at=batch.undone_at
    )
    record(actor=None, verb=verb, obj=batch, team_id=batch.team_id, now=now)


def _planning(batch: ImportBatch, now: datetime) -> Step:
    """Decides without writing. What the rows before were decided to be is remembered in memory
    only: whoever begins in the middle begins anew."""
    if batch.done_rows:
        ImportBatch.objects.filter(pk=batch.pk).update(done_rows=0, counts={})
    planner, listed = _planner(batch, now), list_of(batch)

    def plan(piece: ImportPiece) -> Counter[str]:
        planned = planner.plan(planner.read(rows_of(listed, piece)))
        piece.plan = json.dumps([_shown(row) for row in planned], ensure_ascii=False)
        piece.counts = dict(Counter(str(row.outcome) for row in planned))
        piece.save()
        return Counter(piece.counts)

    return plan


def _writing(batch: ImportBatch, now: datetime) -> Step:
    planner, listed = _planner(batch, now), list_of(batch)
    caseworkers = tuple(UUID(one) for one in batch.caseworkers)
    at = batch.started_at or now
    writing = Writing(batch, batch.team, batch.created_by, caseworkers, tuple(load_rules()), at)

    def write(piece: ImportPiece) -> Counter[str]:
        taken = take_rows(planner.read(rows_of(listed, piece)), planner, writing)
        return Counter(str(row.outcome) for row in taken)

    return write


def _undoing(batch: ImportBatch, now: datetime) -> Step:
    def undo(piece: ImportPiece) -> Counter[str]:
        last = piece.first + piece.size - 1
        remove_rows(batch, piece.first, last, now=now, actor=batch.created_by)
        return Counter()

    return undo


_STEPS: dict[ImportState, Callable[[ImportBatch, datetime], Step]] = {
    ImportState.PLANNING: _planning,
    ImportState.WRITING: _writing,
    ImportState.UNDOING: _undoing,
}
#: Where a list stands after a refusal in the middle of its work.
_BACK = {
    ImportState.PLANNING: ImportState.DRAFT,
    ImportState.WRITING: ImportState.PLANNED,
    ImportState.UNDOING: ImportState.DONE,
}


def list_of(batch: ImportBatch) -> ListFile:
    """The list without its rows: what its columns hold."""
    return ListFile(
        grid=lambda: iter(()),
        encoding=batch.encoding,
        delimiter=batch.delimiter,
        headers=tuple(batch.headers),
        columns=dict(batch.columns),
        layout=batch.layout,
        above=0,
        is_mapped=batch.is_mapped,
        epoch=batch.epoch,
        as_of=batch.as_of,
    )


def rows_of(listed: ListFile, piece: ImportPiece) -> list[ListRow]:
    """The rows of a piece as they were uploaded."""
    kept: Any = piece.rows
    return [listed.row(piece.first + n, row) for n, row in enumerate(json.loads(kept))]


def _planner(batch: ImportBatch, now: datetime) -> Planner:
    return Planner(batch_id=batch.pk, source=batch.source, team_id=batch.team_id, today=now.date())


def _shown(row: Planned) -> list[Any]:
    """What a person sees of a planned row: the line of the results table."""
    return [
        *result_line(
            row.listed,
            outcome=row.outcome,
            reference=row.reference,
            duplicate_of=row.duplicate_of,
            score=row.score,
            reasons=row.reasons,
        ),
        row.listed.name.text,
        row.changes,
    ]
