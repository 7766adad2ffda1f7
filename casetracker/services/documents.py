"""Identity documents: recorded, corrected, renewed; their two clocks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from casetracker.domain.calendars import morning_of
from casetracker.domain.country_codes import check_country
from casetracker.domain.documents import (
    HOLDING_OF,
    WITHOUT_PAPERS,
    Aspect,
    DocumentKind,
    DocumentState,
)
from casetracker.domain.errors import Conflict, Missing, Refused
from casetracker.domain.inputs import (
    FURTHEST_DEADLINE,
    many_lines,
    moment,
    one_line,
    past_day,
    word_of,
)
from casetracker.domain.words import ENDED_STAGES, ActivityKind
from casetracker.models import Case, Clock, IdentityDocument, Prisoner, Procedure, Scheme, User
from casetracker.services.activities import note_on
from casetracker.services.assignments import lock_case_of
from casetracker.services.audit import record
from casetracker.services.clocks import start_deadline, stop
from casetracker.services.facts import changed
from casetracker.services.person_statuses import write_status
from casetracker.services.rights import find_editable

EDITABLE = (
    "country",
    "number",
    "issued_on",
    "expires_on",
    "scheme",
    "procedure",
    "state",
    "note",
)
LONGEST_NUMBER = 80
#: `replaced` is what a renewal says.
_STATES = [state for state in DocumentState if state is not DocumentState.REPLACED]


@transaction.atomic
def record_document(
    *,
    actor: User | None,
    case_id: UUID,
    kind: str,
    country: str = "",
    number: str = "",
    issued_on: date | None = None,
    expires_on: date | None = None,
    scheme_id: UUID | None = None,
    procedure_id: UUID | None = None,
    state: str = DocumentState.IN_USE,
    note: str = "",
    now: datetime,
) -> IdentityDocument:
    """Record a document of the person of a case; one in use is reminded of before it ends, and
    before the scheme does that it counts by. Raises `Conflict` on a closed case."""
    _lock_schemes(scheme_id)
    case = find_editable(Case, case_id, actor, field="case")
    if case.stage in ENDED_STAGES:
        raise Conflict("This case is closed; reopen it first.", field="case", value=str(case.stage))
    document = IdentityDocument(
        case=case,
        kind=word_of(kind, DocumentKind, field="kind"),
        created_by=actor,
        created_at=now,
    )
    given = {
        "country": country,
        "number": number,
        "issued_on": issued_on,
        "expires_on": expires_on,
        "scheme": scheme_id,
        "procedure": procedure_id,
        "state": state,
        "note": note,
    }
    for name, value in given.items():
        _change(document, name, value, now)
    _check_days(document)
    document.save()
    return _noted("record_document", document, {}, actor, now)


@transaction.atomic
def edit_document(
    *,
    actor: User | None,
    document_id: UUID,
    changes: Mapping[str, Any],
    version: int | None = None,
    now: datetime,
) -> IdentityDocument:
    """Change `EDITABLE` columns; `scheme` and `procedure` are ids. Raises `Conflict` for a
    document that another one replaced."""
    _lock_schemes(changes.get("scheme"), document_id)
    document = _find(document_id, actor, version)
    _check_not_replaced(document)
    old = {name: getattr(document, name) for name in EDITABLE if name in changes}
    for name, value in changes.items():
        _change(document, name, value, now)
    differs = changed(old, document)
    if not differs:
        return document
    _check_days(document)
    document.save()
    return _noted("edit_document", document, differs, actor, now)


@transaction.atomic
def renew_document(
    *,
    actor: User | None,
    document_id: UUID,
    expires_on: date,
    issued_on: date | None = None,
    number: str = "",
    version: int | None = None,
    now: datetime,
) -> IdentityDocument:
    """Another document of the same kind takes the place of this one, which is kept: a temporary
    certificate that is renewed. Returns the new one. Raises `Conflict` if that was done."""
    _lock_schemes(None, document_id)
    old = _find(document_id, actor, version)
    _check_not_replaced(old)
    if old.expires_on is not None and expires_on <= old.expires_on:
        raise Refused(
            "What is renewed is valid for longer than before.",
            field="expires_on",
            value=expires_on.isoformat(),
            allowed=f"after {old.expires_on.isoformat()}",
        )
    new = IdentityDocument(
        case=old.case,
        kind=old.kind,
        country=old.country,
        scheme=old.scheme,
        procedure=old.procedure,
        replaces=old,
        created_by=actor,
        created_at=now,
    )
    given = {"number": number or old.number, "issued_on": issued_on, "expires_on": expires_on}
    for name, value in given.items():
        _change(new, name, value, now)
    _check_days(new)
    was = DocumentState(old.state)
    old.state = DocumentState.REPLACED
    old.save(update_fields=["state"])
    _follow_clocks(old, now)
    try:
        with transaction.atomic():
            new.save()
    except IntegrityError:
        raise _replaced() from None
    changes = {"state": (was, old.state)}
    record(actor=actor, verb="replace_document", obj=old, case=old.case, changes=changes, now=now)
    return _noted("renew_document", new, {}, actor, now)


def _lock_schemes(scheme_id: UUID | None, document_id: UUID | None = None) -> None:
    """Nobody moves the end of a scheme while a document comes to count by it. Before the case is
    locked: whoever extends a scheme locks the cases after it."""
    concerned = Q(pk=scheme_id) | Q(documents=document_id)
    rows = Scheme.objects.filter(pk__in=Scheme.objects.filter(concerned).values("pk"))
    list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _find(document_id: UUID, actor: User | None, version: int | None) -> IdentityDocument:
    """The document, locked after its case."""
    case = lock_case_of(IdentityDocument, document_id)
    document: IdentityDocument = find_editable(
        IdentityDocument, document_id, actor, version=version, related=("scheme", "procedure")
    )
    document.case = case  # type: ignore[assignment]
    return document


def _check_not_replaced(document: IdentityDocument) -> None:
    if document.state == DocumentState.REPLACED:
        raise _replaced()


def _replaced() -> Conflict:
    return Conflict(
        "Another document took the place of this one; use that one.",
        field="state",
        value=str(DocumentState.REPLACED),
    )


def _change(document: IdentityDocument, name: str, value: Any, now: datetime) -> None:
    if name == "country":
        document.country = check_country(value or "", field=name)
    elif name == "number":
        document.number = one_line(value, field=name, longest=LONGEST_NUMBER) or None
    elif name == "note":
        document.note = many_lines(value, field=name, longest=5000) or None
    elif name == "issued_on":
        document.issued_on = past_day(value, field=name, now=now)
    elif name == "expires_on":
        document.expires_on = None if value is None else _end_of(value, now)
    elif name == "state":
        document.state = word_of(value, _STATES, field=name)
    elif name == "scheme":
        document.scheme = _one(Scheme.objects.all(), value, name)
    elif name == "procedure":
        document.procedure = _one(Procedure.objects.filter(case=document.case_id), value, name)
    else:
        raise Refused(
            f"{name} cannot be changed here.",
            field=name,
            value=str(value)[:80],
            allowed=sorted(EDITABLE),
        )


def _end_of(day: date, now: datetime) -> date:
    """A document may have run out long ago; it ends within 50 years."""
    latest = now + FURTHEST_DEADLINE
    moment(morning_of(day), field="expires_on", latest=latest)
    return day


def _one(rows: Any, row_id: UUID | None, field: str) -> Any:
    if row_id is None:
        return None
    found = rows.filter(pk=row_id).first()
    if found is None:
        raise Missing(f"There is no such {field}.", field=field, value=row_id)
    return found


def _check_days(document: IdentityDocument) -> None:
    first, last = document.issued_on, document.expires_on
    if first is not None and last is not None and last < first:
        raise Refused(
            "A document does not end before it was issued.",
            field="expires_on",
            value=last.isoformat(),
            allowed=f"from {first.isoformat()}",
        )


def _noted(
    verb: str,
    document: IdentityDocument,
    changes: Mapping[str, Any],
    actor: User | None,
    now: datetime,
) -> IdentityDocument:
    """Clocks, status, timeline and audit follow."""
    _follow_clocks(document, now)
    _follow_status(document, actor, now)
    facts = {
        "document": str(document.pk),
        "kind": str(document.kind),
        "fields": sorted(changes) or ["state"],
    }
    note_on(document.case, ActivityKind.FACT_CHANGED, actor=actor, facts=facts, now=now)
    case = document.case
    record(actor=actor, verb=verb, obj=document, case=case, changes=changes, now=now)
    return document


def _follow_status(document: IdentityDocument, actor: User | None, now: datetime) -> None:
    """Whoever was not known to have a paper has one from now on: what is counted and what banks
    are asked rest on the same."""
    holding = HOLDING_OF.get(DocumentKind(document.kind))
    has_ended = document.expires_on is not None and document.expires_on < now.date()
    if holding is None or document.state != DocumentState.IN_USE or has_ended:
        return
    people = Prisoner.objects.select_for_update(no_key=True)
    prisoner = people.get(pk=document.case.prisoner_id)
    if prisoner.document_status in ("", *WITHOUT_PAPERS):
        day, source = now.date(), "document"
        write_status(
            prisoner, Aspect.DOCUMENTS, holding, as_of=day, source=source, actor=actor, now=now
        )


def _follow_clocks(document: IdentityDocument, now: datetime) -> None:
    case = document.case
    runs = document.state == DocumentState.IN_USE and case.is_open
    for kind, day in document.ends().items():
        clock = Clock.objects.filter(document=document, kind=kind)
        if not runs or day is None:
            stop(clock, now=now)
        elif not clock.running().filter(due_at=morning_of(day)).exists():
            start_deadline(
                kind,
                subject="document",
                subject_id=document.pk,
                owner_id=case.caseworker_id,
                team=case.team,
                due_at=morning_of(day),
                now=now,
            )
