"""Sealing again: every sealed value gets the ring's first key, so that an old key can go.

Each batch is a transaction of its own and replaces only what still is the value that was read, so
a run may be killed anywhere and begun again, and people may write meanwhile. What is left is
counted from the values themselves: there is no bookmark that could be wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from casetracker.domain.listfiles import row_from_json
from casetracker.models import ImportRow
from casetracker.models.bulk import update_rows
from casetracker.selectors.upkeep import values_of_other_keys
from casetracker.services.audit import Subject, record_many
from casetracker.vault.columns import SealedColumn, sealed_columns
from casetracker.vault.keys import keyed_hash, ring

BATCH = 500
#: What the audit event is about: no row, the installation's key ring.
RING = UUID(int=0)


def rotate_keys(*, now: datetime, progress: Callable[[int, int], None] | None = None) -> int:
    """Seal every value of another key again with the ring's first one; returns how many.

    `progress(done, all)` is called after each batch. Raises `UnknownKey` or `CannotOpen`, naming
    table, column and row of the first value that does not open; what was done before it stays.
    """
    total, done = values_of_other_keys() if progress else 0, 0
    for column in sealed_columns():
        for batch in column.batches_of_other_keys(BATCH):
            done += _seal_again(column, batch, now)
            if progress:
                progress(done, total)
    while _stamp_again():
        pass
    return done


@transaction.atomic
def _stamp_again() -> int:
    """Give rows of lists the fingerprint that the ring's first key makes, so that they are known
    again when the old key has gone; how many of a batch were looked at and changed."""
    rows = ImportRow.objects.exclude(fingerprint__startswith=f"{ring().sealing}:")
    fresh = []
    for row in rows.exclude(raw=None).order_by("pk")[:BATCH]:
        row.fingerprint = _stamp(row)
        fresh.append((row.pk, row.fingerprint))
    return update_rows(ImportRow, "id", ["fingerprint"], fresh)


def _stamp(row: ImportRow) -> str:
    """The fingerprint under the ring's first key of what its old one was made of. A row that
    names nobody was counted among its like, so as not to be known again as another."""
    raw: Any = row.raw
    old_id, text = row.fingerprint.partition(":")[0], row_from_json(row.number, raw).content
    for purpose in ("import", "release"):
        for count in range(row.number + 1):
            said = f"{text}#{count}" if count else text
            if keyed_hash(purpose, said, key_id=old_id) == row.fingerprint:
                return keyed_hash(purpose, said)
    # Made of something else than is kept: it stays what it was, behind a mark of the new key.
    return f"{ring().sealing}:{row.fingerprint}"[:80]


@transaction.atomic
def _seal_again(column: SealedColumn, batch: list, now: datetime) -> int:
    count = column.seal_again(batch)
    changes = {column.name: (None, ring().sealing)}
    subject = Subject("keyring", RING, changes=changes)
    record_many(actor=None, verb="rotate_keys", subjects=[subject], now=now)
    return count
