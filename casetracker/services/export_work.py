"""Exports are built a part at a time, and gone a day later.

The row is the message. A part is one transaction: files are read, what could cost lives leaves
its events, the table is encrypted to the recipient in memory and written, the row says how far it
has come. A kill loses one part; of two workers the second takes nothing; a cancelled export is
not gone on with. Nothing stands in clear on a disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from casetracker.domain.exports import (
    CASES_A_PART,
    PARTS_A_JOB,
    ExportState,
    ExportTable,
)
from casetracker.models import Case, Export, ExportPart
from casetracker.papers.exports import export_csv
from casetracker.selectors.exports import Rows, case_rows, contact_rows, health_rows, part_of
from casetracker.services.audit import Subject, record, record_many
from casetracker.services.exports import end_export, may_still_ask, tell_built, tell_failed
from casetracker.vault.keys import UnknownKey
from casetracker.vault.openpgp import UnusableKey, encrypted
from casetracker.vault.seal import CannotOpen


def work_on_exports(*, now: datetime, most_parts: int = PARTS_A_JOB) -> int:
    """End what is over, then build what was agreed to, the oldest first; returns how many parts
    were written."""
    end_overdue(now=now)
    parts = 0
    while parts < most_parts and _build_next(now):
        parts += 1
    return parts


def end_overdue(*, now: datetime) -> int:
    """Delete the files of exports that were ready for 24 hours; returns how many."""
    return sum(_end(pk, now) for pk in Export.objects.overdue(now=now).values_list("pk", flat=True))


@transaction.atomic
def _end(export_id: UUID, now: datetime) -> bool:
    rows = Export.objects.select_for_update(skip_locked=True, no_key=True)
    export = rows.overdue(now=now).filter(pk=export_id).first()
    if export is None:
        return False
    end_export(export, ExportState.GONE, actor=None, now=now)
    return True


@transaction.atomic
def _build_next(now: datetime) -> bool:
    rows = Export.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
    building = rows.filter(state=ExportState.BUILDING).order_by("created_at", "pk")
    export = building.select_related("requester", "team", "wave", "approval__approver").first()
    if export is None:
        return False
    if not may_still_ask(export):
        end_export(export, ExportState.CANCELLED, actor=None, now=now)
        return True
    try:
        with transaction.atomic():
            _add_part(export, now)
    except (CannotOpen, UnknownKey, UnusableKey):
        end_export(export, ExportState.FAILED, actor=None, now=now)
        tell_failed(export, now=now)
    return True


def _add_part(export: Export, now: datetime) -> None:
    cases = part_of(export, after=export.last_case, size=CASES_A_PART)
    number = export.done_count // CASES_A_PART + 1
    _write(export, number, ExportTable.CASES, case_rows(cases, has_p3=export.has_p3), now)
    if export.has_p3 and cases:
        _note_reading(cases, export, now)
        _write(export, number, ExportTable.CONTACTS, contact_rows(cases), now)
        _write(export, number, ExportTable.HEALTH, health_rows(cases), now)
    export.done_count += len(cases)
    export.total_count = max(export.total_count, export.done_count)
    fields = ["done_count", "total_count", "last_case"]
    if cases:
        export.last_case = cases[-1].pk
    if len(cases) < CASES_A_PART:
        export.state, export.ready_at = ExportState.READY, now
        export.total_count = export.done_count
        fields += ["state", "ready_at"]
        record(actor=None, verb="finish_export", obj=export, team_id=export.team_id, now=now)
    export.save(update_fields=fields)
    if export.state == ExportState.READY:
        tell_built(export, now=now)


def _write(export: Export, number: int, table: ExportTable, rows: Rows, now: datetime) -> None:
    if not rows:
        return
    text = export_csv(table, rows, mark=_mark(export, now), has_p3=export.has_p3)
    data = encrypted(text, str(export.key))
    ExportPart.objects.create(
        export=export,
        number=number,
        table=table,
        row_count=len(rows),
        size=len(data),
        content=data,
    )


def _mark(export: Export, now: datetime) -> Sequence[str]:
    approver = export.approval.approver if export.approval else None
    who = (str(export.recipient), str(export.requester), str(approver or ""))
    return (str(export.pk), *who, now.isoformat(timespec="minutes"))


def _note_reading(cases: Sequence[Case], export: Export, now: datetime) -> None:
    """One event for each file whose contacts and health go out, by whoever asked for them."""
    subjects = [Subject("case", case.pk, case.pk, case.team_id) for case in cases]
    record_many(
        actor=export.requester, verb="export_in_clear", subjects=subjects, now=now, in_bulk=True
    )
