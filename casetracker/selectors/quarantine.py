"""What stands in quarantine, for those who may take it back; and what may be taken away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from casetracker.domain.quarantine import Quarantined
from casetracker.models import (
    Action,
    Case,
    IdentityDocument,
    Need,
    Prisoner,
    Procedure,
    Quarantine,
    Release,
    Task,
    User,
)
from casetracker.selectors.keyset import Slice, page_of
from casetracker.selectors.names import preferred_name
from casetracker.selectors.rights import may

OBJECTS: dict[Quarantined, Any] = {
    Quarantined.PRISONER: Prisoner,
    Quarantined.CASE: Case,
    Quarantined.ACTION: Action,
    Quarantined.RELEASE: Release,
    Quarantined.NEED: Need,
    Quarantined.TASK: Task,
    Quarantined.PROCEDURE: Procedure,
    Quarantined.DOCUMENT: IdentityDocument,
}
_TYPES = {model: word for word, model in OBJECTS.items()}


def type_of(row: Any) -> Quarantined:
    """As what a row would stand in quarantine."""
    return _TYPES[type(row)]


def may_take_away(user: User, row: Any) -> bool:
    """Whether `user` coordinates the row's team."""
    return may(user, "quarantine", row)


def find_to_take_away(user: User, object_type: Quarantined, object_id: UUID) -> Any:
    """The row, if `user` sees it, with `reference`, the code of its file; else None."""
    row = OBJECTS[object_type].objects.visible_to(user).filter(pk=object_id).first()
    if row is not None:
        case = row if isinstance(row, Case) else getattr(row, "case", None)
        row.file_code = case.reference if case is not None else ""
    return row


def quarantine_page(user: User, *, is_lifted: bool, size: int, **edges: Any) -> Slice:
    """One page of what the coordinators of `user`'s teams took away, the latest first; or of what
    they took back. Each has `reference` and `name` of its file. Two queries."""
    rows = Quarantine.objects.visible_to(user).filter(lifted_at__isnull=not is_lifted)
    rows = rows.select_related("team", "placed_by", "lifted_by")
    page = page_of(rows, "placed_at", size=size, descending=True, **edges)
    files = Case.everything.filter(pk__in={row.case_id for row in page.rows if row.case_id})
    named = files.annotate(name=preferred_name("prisoner")).values_list("pk", "reference", "name")
    known = {pk: (reference, name) for pk, reference, name in named}
    for row in page.rows:
        row.reference, row.name = known.get(row.case_id, ("", ""))
    return page
