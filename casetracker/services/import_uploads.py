"""A list as a conversation: uploaded, its columns looked at, planned, then taken in or thrown away.

What was uploaded waits sealed, in pieces of `ROWS_AT_ONCE` rows. The row of the batch is the
message: `import_work.py` does what its state asks for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import transaction

from casetracker.domain.errors import Conflict, Refused
from casetracker.domain.headers import check_mapped, columns_of
from casetracker.domain.import_states import UNWRITTEN, ImportState
from casetracker.domain.listfiles import ListFile
from casetracker.models import ImportBatch, ImportPiece, ListSource, User
from casetracker.models.base import new_id
from casetracker.papers.lists import read_file
from casetracker.services.audit import record
from casetracker.services.import_undo import check_nothing_built
from casetracker.services.imports import (
    ROWS_AT_ONCE,
    check_caseworkers,
    checked_source,
    own_team,
    remembered_columns,
)
from casetracker.services.rights import find_editable


@transaction.atomic
def upload_list(
    *,
    actor: User | None,
    source: str,
    data: bytes,
    team_id: UUID,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    now: datetime,
) -> ImportBatch:
    """Keep a list, sealed, until a person has looked at its columns. The very file once more
    gives the batch it is already.

    Raises `Refused` in one sentence for what cannot be read as a list.
    """
    source = checked_source(source)
    team = own_team(actor, team_id)
    listed = read_file(
        data,
        encoding=encoding or None,
        delimiter=delimiter or None,
        sheet=sheet or None,
        mapped=remembered_columns(source, team.pk),
        is_asked=True,
    )
    # Read to its end before anything is kept: an open quote is refused here.
    pieces = list(_pieces_of(listed))
    if not pieces:
        raise Refused("The list has headers and no rows.", field="file", value="no rows")
    found = {"source": source, "file_hash": hashlib.sha256(data).hexdigest(), "team": team}
    batch = ImportBatch.objects.select_for_update().filter(**found).first()
    if batch is not None and batch.state != ImportState.UNDONE:
        return batch
    batch = batch or ImportBatch(pk=new_id(), created_by=actor, **found)
    batch.created_by, batch.created_at = actor, now
    batch.state, batch.finished_at, batch.undone_at = ImportState.DRAFT, None, None
    batch.layout, batch.row_count = listed.layout, sum(size for size, _ in pieces)
    batch.encoding, batch.delimiter = listed.encoding, listed.delimiter
    batch.epoch, batch.as_of = listed.epoch, listed.as_of
    batch.headers, batch.columns = list(listed.headers), listed.columns
    batch.is_mapped, batch.done_rows, batch.counts = listed.is_mapped, 0, {}
    batch.save()
    ImportPiece.objects.bulk_create(
        ImportPiece(
            batch=batch,
            first=1 + number * ROWS_AT_ONCE,
            size=size,
            rows=rows,
        )
        for number, (size, rows) in enumerate(pieces)
    )
    record(actor=actor, verb="upload_list", obj=batch, team_id=team.pk, now=now)
    return batch


@transaction.atomic
def map_columns(
    *,
    actor: User | None,
    batch_id: UUID,
    columns: Mapping[str, str],
    version: int | None = None,
    now: datetime,
) -> ImportBatch:
    """Say what columns hold (header → field, '' for one that is not read), and have the list
    planned. What differs from what the headers alone say is remembered for this source.

    Raises `Refused` for an unknown header or field, two columns of one field, or no name.
    """
    batch = _find(batch_id, actor, version)
    if batch.state not in UNWRITTEN:
        raise _too_late(batch)
    mapped = {**(remembered_columns(batch.source, batch.team_id) or {}), **check_mapped(columns)}
    for header in columns:
        if header not in batch.headers:
            raise Refused(
                f"The list has no column {header[:40]!r}.",
                field="columns",
                value=header[:40],
                allowed=batch.headers,
            )
    found = columns_of(batch.headers, mapped)
    if not {"name", "family"} & set(found):
        raise Refused(
            "Say which column holds the name.", field="columns", value="no name", allowed="a name"
        )
    if columns:
        _remember(batch, mapped, now)
    batch.columns, batch.is_mapped = found, bool(mapped)
    batch.state, batch.done_rows, batch.counts, batch.refusal = ImportState.PLANNING, 0, {}, ""
    batch.worker, batch.worked_at = None, None
    batch.save()
    record(actor=actor, verb="map_columns", obj=batch, team_id=batch.team_id, now=now)
    return batch


@transaction.atomic
def commit_list(
    *,
    actor: User | None,
    batch_id: UUID,
    caseworker_ids: Sequence[UUID] = (),
    version: int | None = None,
    now: datetime,
) -> ImportBatch:
    """Have a planned list taken in. New files go to the team, in turn to `caseworker_ids`."""
    batch = _find(batch_id, actor, version)
    if batch.state in (ImportState.WRITING, ImportState.DONE):
        return batch
    if batch.state != ImportState.PLANNED:
        raise _too_late(batch)
    check_caseworkers(caseworker_ids, batch.team)
    batch.caseworkers = [str(one) for one in caseworker_ids]
    batch.state, batch.done_rows, batch.counts = ImportState.WRITING, 0, {}
    batch.worker, batch.worked_at, batch.started_at = None, None, now
    batch.save()
    record(actor=actor, verb="import_list", obj=batch, team_id=batch.team_id, now=now)
    return batch


@transaction.atomic
def discard_list(
    *, actor: User | None, batch_id: UUID, version: int | None = None, now: datetime
) -> None:
    """Throw away an upload of which nothing has been written."""
    batch = _find(batch_id, actor, version)
    if batch.state not in UNWRITTEN:
        raise _too_late(batch)
    record(actor=actor, verb="discard_list", obj=batch, team_id=batch.team_id, now=now)
    batch.delete()


@transaction.atomic
def undo_list(
    *, actor: User | None, batch_id: UUID, version: int | None = None, now: datetime
) -> ImportBatch:
    """Have everything that a list has made removed, while nobody has built on any of it.

    Raises `Conflict` naming files that somebody has worked on since.
    """
    batch = _find(batch_id, actor, version)
    if batch.state in (ImportState.UNDOING, ImportState.UNDONE):
        return batch
    if batch.state != ImportState.DONE or batch.finished_at is None:
        raise _too_late(batch)
    check_nothing_built(batch)
    if not batch.pieces.exists():
        # Taken in by the command: it leaves no pieces to go by.
        firsts = range(1, batch.row_count + 1, ROWS_AT_ONCE)
        ImportPiece.objects.bulk_create(
            ImportPiece(batch=batch, first=first, size=ROWS_AT_ONCE) for first in firsts
        )
    batch.state, batch.done_rows = ImportState.UNDOING, 0
    batch.worker, batch.worked_at = None, None
    batch.save()
    record(actor=actor, verb="undo_list", obj=batch, team_id=batch.team_id, now=now)
    return batch


def _find(batch_id: UUID, actor: User | None, version: int | None) -> ImportBatch:
    batch: ImportBatch = find_editable(ImportBatch, batch_id, actor, version=version)
    return batch


def _pieces_of(listed: ListFile) -> Iterator[tuple[int, str]]:
    """(how many rows, their cells as JSON) below the header, `ROWS_AT_ONCE` rows at a time: a
    text takes a tenth of the memory that its cells take."""
    rows = listed.rows()
    while piece := [[cell for _, cell in row.raw] for row in islice(rows, ROWS_AT_ONCE)]:
        yield len(piece), json.dumps(piece, ensure_ascii=False)


def _remember(batch: ImportBatch, mapped: Mapping[str, str], now: datetime) -> None:
    source, _ = ListSource.objects.get_or_create(
        team_id=batch.team_id, name=batch.source, defaults={"created_at": now}
    )
    source.columns = dict(mapped)
    source.save()


def _too_late(batch: ImportBatch) -> Conflict:
    return Conflict(
        f"This list is {batch.state} already.",
        field="state",
        value=batch.state,
        allowed="a list that waits for this step",
    )
