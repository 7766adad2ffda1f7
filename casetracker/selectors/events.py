"""The audit record as pages show it."""

from __future__ import annotations

from typing import Any

from casetracker.domain.references import read_reference
from casetracker.models import AuditEvent, Case, User
from casetracker.selectors.keyset import Slice, page_of


def audit_page(user: User, *, verb: str = "", reference: str = "", size: int, **edges: Any) -> Any:
    """One page of events that `user` may see, newest first: two queries.

    Each has `reference`, that of its case where `user` may see the case.
    """
    events = AuditEvent.objects.visible_to(user)
    cases = Case.objects.visible_to(user)
    if verb:
        events = events.filter(verb=verb)
    if reference:
        found = cases.filter(reference=read_reference(reference) or reference)
        events = events.filter(case_id__in=found.values("pk"))
    page: Slice = page_of(events, "at", size=size, descending=True, **edges)
    ids = {event.case_id for event in page.rows if event.case_id}
    references = dict(cases.filter(pk__in=ids).values_list("pk", "reference"))
    for event in page.rows:
        event.reference = references.get(event.case_id, "")
    return page
