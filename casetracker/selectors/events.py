"""The audit record as pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from casetracker.domain.references import read_reference
from casetracker.models import AuditCheck, AuditEvent, Case, User
from casetracker.selectors.keyset import Slice, page_of
from casetracker.selectors.upkeep import audit_counts, last_audit_check

#: What stands for whatever nobody did: jobs.
SYSTEM = "system"
#: People whom the record can be narrowed to by a list.
MOST = 500


def audit_page(
    user: User,
    *,
    case: str = "",
    actor: str = "",
    verb: str = "",
    object: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    size: int,
    **edges: Any,
) -> Any:
    """One page of events that `user` may see, newest first: two queries.

    `actor` is the id of a user, or "system"; `since` is the first moment, `until` the first one
    after. Each event has `reference`, that of its case where `user` may see the case.
    """
    events = AuditEvent.objects.visible_to(user)
    cases = Case.objects.visible_to(user)
    given = {"verb": verb, "object_type": object, "at__gte": since, "at__lt": until}
    events = events.filter(**{name: value for name, value in given.items() if value})
    if actor:
        events = events.filter(actor_id=None if actor == SYSTEM else UUID(actor))
    if case:
        found = cases.filter(reference=read_reference(case) or case)
        events = events.filter(case_id__in=found.values("pk"))
    page: Slice = page_of(events, "at", size=size, descending=True, **edges)
    ids = {event.case_id for event in page.rows if event.case_id}
    references = dict(cases.filter(pk__in=ids).values_list("pk", "reference"))
    for event in page.rows:
        event.reference = references.get(event.case_id, "")
    return page


def actors_seen_by(user: User, *, asked: str = "") -> list[tuple[str, str]]:
    """(id, name) of the people whom `user` may narrow the record to, by name; `asked` is one more,
    if events that `user` may see name them: somebody of another team, or who has left."""
    rows = User.objects.visible_to(user).order_by("name", "pk").values_list("pk", "name")
    people = [(str(pk), name) for pk, name in rows[:MOST]]
    if asked and asked not in dict(people) and (who := _id(asked)):
        events = AuditEvent.objects.visible_to(user).filter(actor_id=who).order_by("-at", "-pk")
        name = events.values_list("actor_name", flat=True).first()
        people += [(asked, name)] if name else []
    return people


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class ChainState:
    """What is known of the chain: how long it is, and what the last walk along it found."""

    sealed: int
    unsealed: int
    last: AuditCheck | None
    running: AuditCheck | None


def chain_state() -> ChainState:
    """Four small queries."""
    return ChainState(
        **audit_counts(), last=last_audit_check(), running=AuditCheck.objects.running().first()
    )
