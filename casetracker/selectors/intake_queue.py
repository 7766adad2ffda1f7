"""Lists that came in, and which of their rows wait for a person."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef

from casetracker.domain.listfiles import row_from_json
from casetracker.domain.listrows import read_row
from casetracker.domain.words import RowOutcome
from casetracker.models import Case, Custody, Detention, ImportBatch, ImportRow, NameForm, User
from casetracker.selectors.intake import NAMED
from casetracker.selectors.keyset import Slice, page_of
from casetracker.selectors.names import preferred_name

#: What of a cell is no secret, and is shown where it could not be read.
_READABLE = ("birth", "arrest", "articles", "sentence", "verdict", "release")


def imports_page(user: User, *, are_asked: bool, size: int, **edges: Any) -> Slice:
    """Lists that one may see, the newest first, each with how many of its rows wait (`waits`);
    with `are_asked` only those of which some do."""
    found = ImportBatch.objects.visible_to(user).select_related("team", "created_by", "wave")
    waiting = ImportRow.objects.filter(outcome=RowOutcome.REVIEW)
    if are_asked:
        found = found.filter(Exists(waiting.filter(batch=OuterRef("pk"))))
    page = page_of(found, "created_at", size=size, descending=True, **edges)
    of_page = waiting.filter(batch__in=[batch.pk for batch in page.rows]).values_list("batch")
    counts = dict(of_page.annotate(waits=Count("pk")).order_by())
    for batch in page.rows:
        batch.waits = counts.get(batch.pk, 0)
    return page


def rows_to_decide(batch: ImportBatch, user: User) -> list[dict[str, Any]]:
    """The first rows of a list that wait for a person, each with whom it was held against: a file
    that `user` sees, with its spellings and stays, or the number of a row. A constant number of
    statements."""
    waiting = ImportRow.objects.filter(batch=batch, outcome=RowOutcome.REVIEW)
    rows = list(waiting.order_by("number")[:NAMED])
    files = _files_of(rows, user)
    found = []
    for row in rows:
        raw: Any = row.raw
        kept = row_from_json(row.number, raw)
        listed = read_row(kept, today=batch.created_at.date())
        against = files.get(row.case_id) if row.case_id else None
        codes = {f: f"{f}_unreadable" for f in _READABLE} | {"status": "status_unknown"}
        asked = [field for field, code in codes.items() if code in row.reasons]
        unread = [field for field in asked if kept.cells.get(field, "").strip()]
        found.append(
            {
                "id": row.pk,
                "row": row.number,
                "name": listed.name.text,
                "spellings": [one.text for one in listed.spellings],
                "facts": listed.facts,
                "unread": [(name, kept.cells[name].strip()) for name in unread],
                "reasons": ";".join(row.reasons),
                "score": row.score,
                "changes": {},
                "reference": against["case"].reference if against else "",
                "against": against,
                "duplicate_of": row.duplicate_of,
                "is_like_somebody": bool(row.prisoner_id or row.duplicate_of),
            }
        )
    return found


def rows_decided(batch: ImportBatch, user: User) -> list[dict[str, Any]]:
    """The last rows of a list about which a person has decided, with the files that `user` sees."""
    decided = ImportRow.objects.filter(batch=batch, changes__has_key="decided")
    rows = list(decided.order_by("-number")[:NAMED])
    seen = Case.objects.visible_to(user).filter(pk__in=[row.case_id for row in rows])
    files = dict(seen.values_list("pk", "reference"))
    found = []
    for row in rows:
        raw: Any = row.raw
        listed = read_row(row_from_json(row.number, raw), today=batch.created_at.date())
        found.append(
            {
                "id": row.pk,
                "row": row.number,
                "name": listed.name.text,
                "reasons": row.reasons[0],
                "changes": row.changes.get("facts", {}),
                "reference": files.get(row.case_id, ""),
            }
        )
    return found


def _files_of(rows: list[ImportRow], user: User) -> dict[Any, dict[str, Any]]:
    """Files that the rows are held against, of those that `user` sees: each with the spellings of
    its person, arrests, and where they are."""
    seen = Case.objects.visible_to(user).filter(pk__in=[row.case_id for row in rows])
    cases = list(seen.select_related("prisoner").annotate(called=preferred_name()))
    files: dict[Any, dict[str, Any]] = {
        case.pk: {"case": case, "names": [], "arrests": [], "stays": []} for case in cases
    }
    of_person: dict[Any, list[dict[str, Any]]] = {}
    for case in cases:
        of_person.setdefault(case.prisoner_id, []).append(files[case.pk])
    names = NameForm.objects.filter(prisoner__in=of_person).order_by("-is_preferred", "text")
    for prisoner_id, text in names.values_list("prisoner_id", "text"):
        for file in of_person[prisoner_id]:
            file["names"].append(text)
    arrests = Detention.objects.filter(case__in=files).prefetch_related("charges")
    for arrest in arrests.order_by("arrested_on", "pk"):
        files[arrest.case_id]["arrests"].append(arrest)
    stays = Custody.objects.filter(detention__case__in=files, until_on=None)
    for case_id, code in stays.values_list("detention__case", "facility__code"):
        files[case_id]["stays"].append(code)
    return files
