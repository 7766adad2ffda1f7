"""Lists that came in: what they hold, what they would become, what they say about a person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from casetracker.domain.import_states import ImportState
from casetracker.domain.listfiles import row_from_json
from casetracker.domain.listrows import FACTS, read_row
from casetracker.domain.statuses import OUT
from casetracker.domain.words import Role, RowOutcome
from casetracker.models import Case, ImportBatch, ImportPiece, ImportRow, Team, User
from casetracker.papers.import_results import COLUMNS, result_line

#: Rows of these outcomes say something about a person who has a file.
TOLD = (RowOutcome.CREATE, RowOutcome.UPDATE, RowOutcome.DUPLICATE)
SAMPLES = 5
#: So many files of a kind of change are named; all are counted.
NAMED = 50
_COLUMNS = (*COLUMNS, "name", "changes")


def imports_of(user: User, most: int) -> list[ImportBatch]:
    """The newest lists that one may see."""
    found = ImportBatch.objects.visible_to(user).select_related("team", "created_by")
    return list(found.order_by("-created_at", "-pk")[:most])


def rows_to_decide(batch: ImportBatch, user: User) -> list[dict[str, Any]]:
    """The first rows of a list that wait for a person, each with whom it was held against: the
    reference of a file that `user` sees, or the number of a row."""
    waiting = ImportRow.objects.filter(batch=batch, outcome=RowOutcome.REVIEW)
    rows = list(waiting.order_by("number")[: NAMED + 1])
    seen = Case.objects.visible_to(user).filter(pk__in=[row.case_id for row in rows])
    references = dict(seen.values_list("pk", "reference"))
    found = []
    for row in rows[:NAMED]:
        raw: Any = row.raw
        listed = read_row(row_from_json(row.number, raw), today=batch.created_at.date())
        found.append(
            {
                "id": row.pk,
                "row": row.number,
                "name": listed.name.text,
                "facts": ", ".join(str(value) for value in listed.facts.values()),
                "reasons": ";".join(row.reasons),
                "changes": {},
                "reference": references.get(row.case_id, "") if row.case_id else "",
                "duplicate_of": row.duplicate_of,
                "is_like_somebody": bool(row.prisoner_id or row.duplicate_of),
            }
        )
    return found


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
class Change:
    """Files that an edition of a list says something new about."""

    count: int = 0
    #: (reference, before, now), the first ones.
    named: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, reference: str, before: str = "", now: str = "") -> None:
        self.count += 1
        if len(self.named) < NAMED:
            self.named.append((reference, before, now))


@dataclass
class Changes:
    """What a newer edition of a list says beside the one before it."""

    since: ImportBatch
    new: Change = field(default_factory=Change)
    freed: Change = field(default_factory=Change)
    moved: Change = field(default_factory=Change)
    changed: Change = field(default_factory=Change)
    gone: Change = field(default_factory=Change)


def changes_since(batch: ImportBatch) -> Changes | None:
    """What changed since the edition before: of the same source and team, taken in before this
    one. None for the first edition. Two statements, whatever the length of the list."""
    editions = ImportBatch.objects.filter(
        source=batch.source, team=batch.team_id, state=ImportState.DONE, pk__lt=batch.pk
    )
    before = editions.order_by("-pk").first()
    if before is None:
        return None
    old, new = _told_by(before), _told_by(batch)
    changes = Changes(before)
    for prisoner_id, (reference, facts) in new.items():
        if prisoner_id not in old:
            changes.new.add(reference)
            continue
        earlier = old[prisoner_id][1]
        was, status = earlier.get("status", ""), facts.get("status", "")
        if status in OUT and was not in OUT:
            changes.freed.add(reference, was, status)
        place = facts.get("facility")
        if place and earlier.get("facility") and place != earlier["facility"]:
            changes.moved.add(reference, earlier["facility"], place)
        others = [f for f in FACTS if f not in ("status", "facility") and f in facts]
        if differing := [f for f in others if facts[f] != earlier.get(f, facts[f])]:
            said = "; ".join
            changes.changed.add(
                reference,
                said(str(earlier[f]) for f in differing),
                said(str(facts[f]) for f in differing),
            )
    for prisoner_id in old.keys() - new.keys():
        changes.gone.add(old[prisoner_id][0])
    return changes


def _told_by(batch: ImportBatch) -> dict[UUID, tuple[str, dict[str, Any]]]:
    rows = ImportRow.objects.filter(batch=batch, outcome__in=TOLD, prisoner__isnull=False)
    found = rows.order_by("number").values_list("prisoner_id", "case__reference", "facts")
    return {pk: (reference or "", facts) for pk, reference, facts in found}


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
    its newest word. Sources that disagree stand side by side."""
    rows: QuerySet[ImportRow] = ImportRow.objects.filter(
        case=case, batch__team=case.team_id, outcome__in=TOLD
    )
    newest: dict[str, tuple[date | None, dict[str, Any]]] = {}
    for source, observed_on, facts in rows.order_by("-pk").values_list(
        "source", "observed_on", "facts"
    ):
        newest.setdefault(source, (observed_on, facts))
    found = []
    for name in FACTS:
        said = [
            Said(str(facts[name]), source, observed_on)
            for source, (observed_on, facts) in newest.items()
            if name in facts
        ]
        if said:
            found.append(Statement(name, said))
    return found
