"""Schemes by which documents of many count until one day: entered, corrected, extended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from casetracker.domain.calendars import morning_of
from casetracker.domain.clocks import choose_rule
from casetracker.domain.country_codes import check_country
from casetracker.domain.errors import Conflict, Forbidden, Refused
from casetracker.domain.inputs import day_ahead, one_line, past_day
from casetracker.domain.words import ActivityKind, ClockKind, Role
from casetracker.models import IdentityDocument, Scheme, User
from casetracker.services.activities import note_on_many
from casetracker.services.assignments import lock_cases
from casetracker.services.audit import Subject, record, record_many
from casetracker.services.clocks import Start, load_rules, start_many
from casetracker.services.facts import changed
from casetracker.services.rights import find_editable

EDITABLE = ("name", "country", "source", "checked_on")
LONGEST = {"name": 160, "source": 300}


@transaction.atomic
def record_scheme(
    *,
    actor: User | None,
    name: str,
    country: str,
    ends_on: date,
    source: str,
    checked_on: date | None = None,
    now: datetime,
) -> Scheme:
    """Enter a scheme with the day it ends, who says so, and when that was checked (by default
    today). Raises `Conflict` if there is one of that name."""
    if actor is not None and not actor.has_role(Role.COORDINATOR):
        raise Forbidden("Only coordinators enter schemes.")
    scheme = Scheme(ends_on=day_ahead(ends_on, field="ends_on", now=now), created_at=now)
    given = {
        "name": name,
        "country": country,
        "source": source,
        "checked_on": checked_on or now.date(),
    }
    for field, value in given.items():
        _change(scheme, field, value, now)
    _save(scheme)
    record(actor=actor, verb="record_scheme", obj=scheme, now=now)
    return scheme


@transaction.atomic
def edit_scheme(
    *,
    actor: User | None,
    scheme_id: UUID,
    changes: Mapping[str, Any],
    version: int | None = None,
    now: datetime,
) -> Scheme:
    """Correct what a scheme is called and who says so (`EDITABLE`); its end is moved by
    `extend_scheme`."""
    scheme: Scheme = find_editable(Scheme, scheme_id, actor, version=version)
    old = {name: getattr(scheme, name) for name in EDITABLE if name in changes}
    for field, value in changes.items():
        _change(scheme, field, value, now)
    differs = changed(old, scheme)
    if differs:
        _save(scheme)
        record(actor=actor, verb="edit_scheme", obj=scheme, changes=differs, now=now)
    return scheme


@transaction.atomic
def extend_scheme(
    *,
    actor: User | None,
    scheme_id: UUID,
    ends_on: date,
    source: str = "",
    version: int | None = None,
    now: datetime,
) -> Scheme:
    """A scheme ends on another day: the clocks of all documents that count by it move at once,
    and what they had to say and nobody was told yet is withdrawn.

    Documents of every team; a constant number of statements, however many they are. Raises
    `Conflict` if it ends on that day already: nobody is reminded twice.
    """
    scheme: Scheme = find_editable(Scheme, scheme_id, actor, version=version)
    day = day_ahead(ends_on, field="ends_on", now=now)
    if day == scheme.ends_on:
        raise Conflict(
            "It ends on that day already.",
            field="ends_on",
            value=day.isoformat(),
            allowed="another day",
        )
    old = {name: getattr(scheme, name) for name in ("ends_on", "source", "checked_on")}
    scheme.ends_on, scheme.checked_on = day, now.date()
    if source:
        _change(scheme, "source", source, now)
    scheme.save()
    record(actor=actor, verb="extend_scheme", obj=scheme, changes=changed(old, scheme), now=now)
    _move_clocks(scheme, old["ends_on"], actor, now)
    return scheme


def _move_clocks(scheme: Scheme, was: date, actor: User | None, now: datetime) -> None:
    in_use = IdentityDocument.objects.in_use().filter(scheme=scheme)
    cases = {case.pk: case for case in lock_cases(in_use.values("case"))}
    of = list(in_use.filter(case__in=cases).order_by("pk").values_list("pk", "case", "kind"))
    rule = choose_rule(load_rules(), ClockKind.SCHEME_EXPIRY)
    if not of or rule is None:
        return
    due_at = morning_of(scheme.ends_on)
    starts = []
    for document_id, case_id, _ in of:
        case = cases[case_id]
        who, team, kind = case.caseworker_id, case.team, ClockKind.SCHEME_EXPIRY
        starts.append(
            Start(kind, "document", document_id, who, team.pk, team.country, rule, now, due_at)
        )
    start_many(starts, now=now)
    facts = {
        case_id: {"document": str(document_id), "kind": str(kind), "fields": ["scheme"]}
        for document_id, case_id, kind in of
    }
    note_on_many(
        list(cases.values()), ActivityKind.FACT_CHANGED, actor=actor, facts_of=facts, now=now
    )
    changes = {"scheme_ends_on": (was, scheme.ends_on)}
    subjects = [
        Subject("identitydocument", document_id, case_id, cases[case_id].team_id, changes)
        for document_id, case_id, _ in of
    ]
    record_many(actor=actor, verb="extend_scheme", subjects=subjects, now=now)


def _change(scheme: Scheme, field: str, value: Any, now: datetime) -> None:
    if field in LONGEST:
        text = one_line(value, field=field, longest=LONGEST[field], required=True)
        setattr(scheme, field, text)
    elif field == "country":
        if not value:
            raise Refused("Say whose scheme it is.", field=field, allowed="ISO 3166, such as LT")
        scheme.country = check_country(value, field=field)
    elif field == "checked_on":
        scheme.checked_on = past_day(value, field=field, now=now) or now.date()
    else:
        raise Refused(
            f"{field} cannot be changed here.",
            field=field,
            value=str(value)[:80],
            allowed=sorted(EDITABLE),
        )


def _save(scheme: Scheme) -> None:
    try:
        with transaction.atomic():
            scheme.save()
    except IntegrityError:
        raise Conflict(
            "There is a scheme of that name already.",
            field="name",
            value=scheme.name,
            allowed="another name",
        ) from None
