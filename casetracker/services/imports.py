"""Lists taken in: each person once, doubt to a person, the same list twice without effect."""

from __future__ import annotations

import gc
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.domain.import_states import ImportState
from casetracker.domain.listfiles import ListRow
from casetracker.domain.words import Role, RowOutcome
from casetracker.models import Case, ImportBatch, ImportRow, ListSource, Team, User
from casetracker.models.base import new_id
from casetracker.models.waiting import copies_behind
from casetracker.papers.lists import read_file
from casetracker.services.audit import record
from casetracker.services.cases import new_reference
from casetracker.services.clocks import load_rules
from casetracker.services.import_plan import Planned, Planner, Read
from casetracker.services.import_write import Writing, make_ready, write_rows

#: Rows per transaction: a kill loses at most these, and they are taken by the next run.
ROWS_AT_ONCE = 2000
#: So many are read between two looks at what the database has to say.
_ROWS_A_STEP = 100
#: Any number that no other advisory lock uses.
_LOCK = 0x1A7E_1157


@dataclass
class ImportReport:
    """How many rows became what. `batch_id` is None after a dry run."""

    batch_id: UUID | None = None
    rows: int = 0
    outcomes: Counter[RowOutcome] = field(default_factory=Counter)

    def as_json(self) -> dict[str, int]:
        return {"rows": self.rows, **{str(o): self.outcomes[o] for o in RowOutcome}}


def import_list(
    *,
    actor: User | None,
    source: str,
    data: bytes,
    team_id: UUID,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    caseworker_ids: Sequence[UUID] = (),
    dry_run: bool = False,
    on_row: Callable[[Planned], None] | None = None,
    now: datetime,
) -> ImportReport:
    """Take in a list of prisoners.

    Rows are decided and written in transactions of `ROWS_AT_ONCE`; a run that was killed goes on
    where it stopped, a list that was taken whole changes nothing. New files go to the team, and
    in turn to `caseworker_ids`; their clocks start now, spread over the threshold. `on_row` is
    called with every row in its order once its transaction is through.

    Raises `Refused` in one sentence for what cannot be read as a list, before anything changes.
    """
    source = checked_source(source)
    team = own_team(actor, team_id)
    check_caseworkers(caseworker_ids, team)
    listed = read_file(
        data,
        encoding=encoding,
        delimiter=delimiter,
        sheet=sheet,
        mapped=remembered_columns(source, team.pk),
    )
    row_count = listed.count()  # what cannot be read to its end is refused here
    if not row_count:
        raise Refused("The list has headers and no rows.", field="file", value="no rows")
    batch = ImportBatch(
        pk=new_id(),
        source=source,
        file_hash=hashlib.sha256(data).hexdigest(),
        team=team,
        created_by=actor,
        layout=listed.layout,
        row_count=row_count,
        encoding=listed.encoding,
        delimiter=listed.delimiter,
        headers=list(listed.headers),
        columns=listed.columns,
        is_mapped=listed.is_mapped,
        epoch=listed.epoch,
        as_of=listed.as_of,
        started_at=now,
        created_at=now,
    )
    if not dry_run:
        batch = _begin(batch, actor, now)
    planner = Planner(batch_id=batch.pk, source=source, team_id=team.pk, today=now.date())
    report = ImportReport(batch_id=None if dry_run else batch.pk)
    writing = Writing(batch, team, actor, tuple(caseworker_ids), tuple(load_rules()), now)
    ahead = _Ahead(planner, listed.rows())
    while rows := ahead.take():
        if dry_run:
            planned = planner.plan(rows, ahead.read())
        else:
            planned = take_rows(rows, planner, writing, ahead.read())
        for row in planned:
            report.rows += 1
            report.outcomes[row.outcome] += 1
            if on_row is not None:
                on_row(row)
    if not dry_run:
        _finish(batch, report, actor, now)
    return report


@transaction.atomic
def take_rows(
    rows: Sequence[Read], planner: Planner, writing: Writing, meanwhile: Iterable[object] = ()
) -> list[Planned]:
    """Decide and write these rows: one transaction. `meanwhile` as in `Planner.plan`."""
    _one_at_a_time()
    with _cycles_left():
        planner.references = _fresh_references(len(rows))
        planned: list[Planned] = []
        make_ready(rows, writing)
        with copies_behind():
            for some in planner.plan_in_turn(rows, meanwhile):
                write_rows(some, writing)
                planned += some
        planner.forget()
    return planned


@contextmanager
def _cycles_left() -> Iterator[None]:
    """Python looks for cycles whenever it has made many objects. Among the rows of a list there
    are none, and looking costs a third of the time: it waits until the rows are done with, and
    then takes what is left of them for old: looked at when everything is, not at once."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.unfreeze()
        if was_on:
            gc.enable()


@transaction.atomic
def _begin(batch: ImportBatch, actor: User | None, now: datetime) -> ImportBatch:
    """The batch of this very file, from this source and team: a new one, or the one begun."""
    _one_at_a_time()
    begun = ImportBatch.objects.filter(
        source=batch.source, file_hash=batch.file_hash, team=batch.team
    ).first()
    if begun is not None and begun.state != ImportState.DONE:
        raise Conflict(
            f"This list is in the middle of its way through the pages ({begun.state}); "
            "go on there, or throw it away.",
            field="file",
            value=begun.state,
        )
    if begun is not None:
        return begun
    batch.save(force_insert=True)
    record(actor=actor, verb="import_list", obj=batch, team_id=batch.team_id, now=now)
    return batch


@transaction.atomic
def _finish(batch: ImportBatch, report: ImportReport, actor: User | None, now: datetime) -> None:
    # Not the report's: of what an earlier run has written it says that it is there.
    rows = ImportRow.objects.filter(batch=batch).order_by().values_list("outcome")
    counts = dict(rows.annotate(Count("pk")))
    ended = {"finished_at": now, "counts": counts, "done_rows": report.rows}
    if ImportBatch.objects.filter(pk=batch.pk, finished_at=None).update(**ended):
        record(actor=actor, verb="finish_import", obj=batch, team_id=batch.team_id, now=now)


class _Ahead:
    """The rows of a list by batches, each read while the database is busy with the one before."""

    def __init__(self, planner: Planner, rows: Iterator[ListRow]) -> None:
        self._planner, self._rows = planner, rows
        self._next: list[Read] = []

    def read(self) -> Iterator[None]:
        """Read the next batch, a few rows a step."""
        while len(self._next) < ROWS_AT_ONCE:
            few = list(islice(self._rows, min(_ROWS_A_STEP, ROWS_AT_ONCE - len(self._next))))
            if not few:
                return
            self._next += self._planner.read(few)
            yield

    def take(self) -> list[Read]:
        """The next batch; empty at the end of the list."""
        for _ in self.read():
            pass
        found, self._next = self._next, []
        return found


def _fresh_references(count: int) -> list[str]:
    """References that no case has: with many cases a random one may be taken."""
    drawn = {new_reference() for _ in range(count + 5)}
    while taken := set(
        Case.objects.filter(reference__among=drawn).values_list("reference", flat=True)
    ):
        drawn = (drawn - taken) | {new_reference() for _ in taken}
    return list(drawn)


def _one_at_a_time() -> None:
    """Two lists at once would each make a person that both hold. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def remembered_columns(source: str, team_id: UUID) -> dict[str, str] | None:
    """What the team has said of the columns of this source's lists; None if nothing."""
    kept = ListSource.objects.filter(team=team_id, name=source).first()
    return kept.columns if kept else None


def checked_source(source: str) -> str:
    plain = " ".join(source.split())
    if not 0 < len(plain) <= 120 or not plain.isprintable():
        raise Refused(
            "Name the source of the list in 1 to 120 characters.",
            field="source",
            value=source[:40],
            allowed="1 to 120 printable characters",
        )
    return plain


def own_team(actor: User | None, team_id: UUID) -> Team:
    team = Team.objects.filter(pk=team_id).first()
    if actor is not None and team is not None:
        staff = actor.team_ids(Role.COORDINATOR, Role.CASEWORKER)
        if not staff:
            raise Forbidden("Only coordinators and caseworkers take in lists.")
        team = team if team.pk in staff else None
    if team is None:
        raise Missing(f"There is no team {team_id} of yours.", field="team", value=team_id)
    return team


def check_caseworkers(caseworker_ids: Sequence[UUID], team: Team) -> None:
    able = User.objects.able().staff_of([team.pk]).filter(pk__in=caseworker_ids)
    known = set(able.values_list("pk", flat=True)) if caseworker_ids else set()
    for caseworker_id in caseworker_ids:
        if caseworker_id not in known:
            raise Refused(
                "A caseworker is an active caseworker or coordinator of the team.",
                field="caseworker",
                value=caseworker_id,
            )
