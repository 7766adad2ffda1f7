"""Lists that came in: what they hold, what they would become, what they say about a person."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet

from casetracker.domain.import_states import ImportState
from casetracker.domain.listfiles import row_from_json
from casetracker.domain.listrows import FACTS, read_row
from casetracker.domain.statuses import OUT
from casetracker.domain.words import Role, RowOutcome
from casetracker.models import Case, ImportBatch, ImportPiece, ImportRow, Team, User
from casetracker.models.bulk import text_table
from casetracker.papers.import_results import COLUMNS, result_line
from casetracker.selectors.names import preferred_name

#: Rows of these outcomes say something about a person who has a file.
TOLD = (RowOutcome.CREATE, RowOutcome.UPDATE, RowOutcome.DUPLICATE)
SAMPLES = 5
#: So many files of a kind of change are named; all are counted.
NAMED = 50
_COLUMNS = (*COLUMNS, "name", "changes")


def ask_rows_with(column: str, values: Collection[str], *, source: str) -> Callable[[], set[UUID]]:
    """Ids of the rows of a source that have one of `values` in `fingerprint` or `source_key`: what
    it gives, called, waits for the answer."""
    answer = _ask(_ROWS_WITH[column], values, source)
    return lambda: {UUID(str(row[0])) for row in answer()}


def created_by(batch_id: UUID, prisoner_ids: Collection[UUID]) -> dict[UUID, int]:
    """Person → number of the row of this list that created them."""
    found: dict[UUID, int] = {}
    for prisoner_id, said in _ask(_CREATED, [one.hex for one in prisoner_ids])():
        batch, _, number = (said or "").partition(" ")
        if batch and UUID(batch) == batch_id:
            found[UUID(prisoner_id)] = int(number)
    return found


def told_before(
    prisoner_ids: Collection[UUID], *, source: str, batch_id: UUID, team_id: UUID
) -> dict[UUID | None, dict[str, list[Any]]]:
    """What the newest other edition that speaks of them says of these people: fact → the values of
    its rows, of which one person may have several. One statement."""
    rows = ImportRow.objects.filter(source=source, prisoner__among=prisoner_ids)
    told = rows.exclude(batch=batch_id).filter(outcome__in=TOLD, batch__team=team_id)
    found: dict[UUID | None, tuple[UUID, dict[str, list[Any]]]] = {}
    for prisoner_id, edition, facts in told.order_by("pk").values_list(
        "prisoner_id", "batch_id", "facts"
    ):
        if prisoner_id not in found or found[prisoner_id][0] != edition:
            found[prisoner_id] = (edition, {})
        for name, value in facts.items():
            found[prisoner_id][1].setdefault(name, []).append(value)
    return {prisoner_id: said for prisoner_id, (_, said) in found.items()}


def _ask(sql: str, values: Collection[str], *more: str) -> Callable[[], Iterable[tuple[Any, ...]]]:
    """Each value is looked up by itself. Given all at once, a database that has not counted the
    rows of a new list yet reads every one of them, for each piece of the list once more."""
    if not values:
        return tuple
    table, parameters = text_table(["it"], [(value,) for value in sorted(values)])
    as_id = "CAST(v.it AS uuid)" if connection.vendor == "postgresql" else "v.it"
    cursor = connection.cursor()
    cursor.execute(sql.format(asked=table, id=as_id), [*parameters, *more])
    return cursor.fetchall


_ROWS_WITH = {
    "fingerprint": """
SELECT r.id FROM {asked} JOIN casetracker_importrow r
ON r.fingerprint = v.it AND r.source = %s
""",
    "source_key": """
SELECT r.id FROM {asked} JOIN casetracker_importrow r
ON r.source_key = v.it AND r.source_key <> '' AND r.source = %s
""",
}
#: Person by person, of whom one row at most is that one: joined, a list whose rows PostgreSQL has
#: not counted yet is read through for each piece, whichever of its columns is asked for.
_CREATED = """
SELECT v.it, (SELECT CAST(r.batch_id AS text) || ' ' || CAST(r.number AS text)
FROM casetracker_importrow r WHERE r.prisoner_id = {id} AND r.outcome = 'create' LIMIT 1)
FROM {asked}
"""


def teams_for_lists(user: User) -> list[Team]:
    """The teams for which one may take in lists."""
    ids = user.team_ids(Role.COORDINATOR, Role.CASEWORKER)
    return list(Team.objects.filter(pk__in=ids).order_by("name"))


def first_rows(batch: ImportBatch) -> list[list[str]]:
    """The cells of the first rows of an upload."""
    piece = ImportPiece.objects.filter(batch=batch).first()
    kept: Any = piece.rows if piece else None
    rows: list[list[str]] = json.loads(kept) if kept else []
    return rows[:SAMPLES]


def planned_rows(
    batch: ImportBatch, outcome: str, *, after: int, size: int
) -> tuple[list[dict[str, Any]], bool]:
    """Planned rows below row `after`, of one outcome or of all, and whether there are more."""
    found: list[dict[str, Any]] = []
    pieces = ImportPiece.objects.filter(batch=batch, plan__isnull=False)
    for piece in pieces.filter(first__gt=after - F("size")).order_by("first"):
        if outcome and not piece.counts.get(outcome):
            continue
        plan: Any = piece.plan
        for line in json.loads(plan):
            row = dict(zip(_COLUMNS, line, strict=True))
            if int(row["row"]) > after and outcome in ("", row["outcome"]):
                found.append(row)
                if len(found) > size:
                    return found[:size], True
    return found, False


def result_lines(batch: ImportBatch, user: User) -> Iterator[list[str]]:
    """Lines of the results table, in order; references of files that one may see."""
    own = set(Case.objects.visible_to(user).filter(import_rows__batch=batch).values_list("pk"))
    rows = ImportRow.objects.filter(batch=batch).select_related("case").order_by("number")
    today = batch.created_at.date()
    for row in rows.iterator(chunk_size=1000):
        raw: Any = row.raw
        listed = read_row(row_from_json(row.number, raw), today=today)
        reference = row.case.reference if row.case and (row.case_id,) in own else ""
        yield result_line(
            listed,
            outcome=row.outcome,
            reference=reference,
            duplicate_of=row.duplicate_of,
            score=None if row.score is None else float(row.score),
            reasons=row.reasons,
        )


@dataclass
class News:
    """What an edition of a list says anew of one person."""

    prisoner_id: UUID
    #: The row that says so; of somebody who is gone, the row of the edition before.
    number: int
    case_id: UUID | None
    #: (fact, before, now).
    facts: list[tuple[str, Any, Any]]
    #: Of a file that the reader sees, and the name on it.
    reference: str = ""
    name: str = ""


@dataclass
class Change:
    """People of whom an edition of a list says something of one kind."""

    count: int = 0
    #: The first ones.
    named: list[News] = field(default_factory=list)

    def add(self, told: _Told, *facts: tuple[str, Any, Any]) -> None:
        self.count += 1
        if len(self.named) < NAMED:
            self.named.append(News(told.prisoner_id, told.number, told.case_id, list(facts)))


@dataclass
class Changes:
    """What a newer edition of a list says beside the one before it."""

    since: ImportBatch
    new: Change = field(default_factory=Change)
    freed: Change = field(default_factory=Change)
    moved: Change = field(default_factory=Change)
    changed: Change = field(default_factory=Change)
    gone: Change = field(default_factory=Change)


def changes_since(batch: ImportBatch, user: User) -> Changes | None:
    """What changed since the edition before: of the same source and team, taken in before this
    one. None for the first edition. A constant number of statements, whatever the length of the
    list. Files are named that `user` sees."""
    editions = ImportBatch.objects.filter(
        source=batch.source, team=batch.team_id, state=ImportState.DONE, pk__lt=batch.pk
    )
    before = editions.order_by("-pk").first()
    if before is None:
        return None
    old, new = _told_by(before), _told_by(batch)
    changes = Changes(before)
    for prisoner_id, told in new.items():
        if prisoner_id not in old:
            changes.new.add(told)
            continue
        earlier = old[prisoner_id].facts
        facts = {f: _unlike(said, earlier.get(f, [])) for f, said in told.facts.items()}
        was, status = earlier.get("status", [""]), facts.get("status")
        if status in OUT and not OUT & set(was):
            changes.freed.add(told, ("status", was[0], status))
        if facts.get("facility") and "facility" in earlier:
            changes.moved.add(told, ("facility", earlier["facility"][0], facts["facility"]))
        others = [f for f in FACTS if f not in ("status", "facility") and f in earlier]
        if differing := [f for f in others if facts.get(f) is not None]:
            changes.changed.add(told, *((f, earlier[f][0], facts[f]) for f in differing))
    waiting = ImportRow.objects.filter(batch=batch, outcome=RowOutcome.REVIEW)
    # Who may be one of the rows that wait has not gone from the list.
    asked = set(waiting.exclude(prisoner=None).values_list("prisoner_id", flat=True))
    for prisoner_id in old.keys() - new.keys() - asked:
        changes.gone.add(old[prisoner_id])
    _name(changes, user)
    return changes


class _Told(NamedTuple):
    prisoner_id: UUID
    number: int
    case_id: UUID | None
    #: Fact → what rows of the list say: one person may stand in several.
    facts: dict[str, list[Any]]


def _unlike(said: list[Any], before: list[Any]) -> Any:
    """What was not said before, if anything."""
    return next((one for one in said if one not in before), None)


def _told_by(batch: ImportBatch) -> dict[UUID, _Told]:
    rows = ImportRow.objects.filter(batch=batch, outcome__in=TOLD, prisoner__isnull=False)
    found = rows.order_by("number").values_list("prisoner_id", "number", "case_id", "facts")
    told: dict[UUID, _Told] = {}
    for prisoner_id, number, case_id, facts in found:
        if prisoner_id is not None:
            one = told.setdefault(prisoner_id, _Told(prisoner_id, number, case_id, {}))
            for name, value in facts.items():
                one.facts.setdefault(name, []).append(value)
    return told


def _name(changes: Changes, user: User) -> None:
    """The references and names of the files that `user` sees: a list may repeat people whose file
    another team has."""
    kinds = (changes.new, changes.freed, changes.moved, changes.changed, changes.gone)
    named = [news for kind in kinds for news in kind.named]
    seen = Case.objects.visible_to(user).filter(pk__in={news.case_id for news in named})
    files = seen.annotate(called=preferred_name()).values_list("pk", "reference", "called")
    found = {pk: (reference, name or "") for pk, reference, name in files}
    for news in named:
        if news.case_id in found:
            news.reference, news.name = found[news.case_id]


@dataclass(frozen=True)
class Said:
    """One value, who says so, and as of when."""

    value: str
    source: str
    observed_on: date | None


@dataclass(frozen=True)
class Statement:
    """What sources say of one fact, the newest first."""

    name: str
    said: list[Said]

    @property
    def is_disputed(self) -> bool:
        """True if two sources cannot both be right; 1980 and 1980-02-01 can."""
        values = [one.value for one in self.said]
        return any(
            not (a.startswith(b) or b.startswith(a)) for a in values for b in values if a != b
        )


def statements_of(case: Case) -> list[Statement]:
    """What the lists of the case's own team say about its person, fact by fact: each source with
    the words of its newest edition, whose rows may differ among themselves. Sources that disagree
    stand side by side."""
    rows: QuerySet[ImportRow] = ImportRow.objects.filter(
        case=case, batch__team=case.team_id, outcome__in=TOLD
    )
    newest: dict[str, UUID] = {}
    told: list[tuple[str, date | None, dict[str, Any]]] = []
    for source, edition, observed_on, facts in rows.order_by("-batch", "number").values_list(
        "source", "batch_id", "observed_on", "facts"
    ):
        if newest.setdefault(source, edition) == edition:
            told.append((source, observed_on, facts))
    found = []
    for name in FACTS:
        every = (Said(str(f[name]), source, on) for source, on, f in told if name in f)
        said = list(dict.fromkeys(every))
        if said:
            found.append(Statement(name, said))
    return found
