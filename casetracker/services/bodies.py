"""Institutions and office-holders that an action is aimed at, or that act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.domain.inputs import country_code, one_line
from casetracker.domain.words import Role
from casetracker.models import Body, User
from casetracker.services.audit import record
from casetracker.services.facts import changed
from casetracker.services.rights import check_version

EDITABLE = ("name", "kind", "country")
LONGEST_NAME = 200
LONGEST_KIND = 40


@transaction.atomic
def record_body(
    *, actor: User | None, name: str, kind: str = "", country: str = "", now: datetime
) -> Body:
    """Enter a body. Raises `Conflict` if there is one of that name."""
    _check_staff(actor)
    body = Body(created_at=now)
    for field, value in {"name": name, "kind": kind, "country": country}.items():
        _change(body, field, value)
    _save(body)
    record(actor=actor, verb="record_body", obj=body, now=now)
    return body


def find_or_record(name: str, *, field: str, actor: User | None, now: datetime) -> Body:
    """The body of that name, in whatever case it is written; a new one if there is none."""
    plain = one_line(name, field=field, longest=LONGEST_NAME, required=True)
    found = Body.objects.filter(name__iexact=plain).order_by("created_at").first()
    return found or record_body(actor=actor, name=plain, now=now)


@transaction.atomic
def edit_body(
    *,
    actor: User | None,
    body_id: UUID,
    changes: Mapping[str, Any],
    version: int | None = None,
    now: datetime,
) -> Body:
    """Correct `EDITABLE` columns of a body."""
    rows = Body.objects.all() if actor is None else Body.objects.visible_to(actor)
    body = rows.select_for_update(no_key=True).filter(pk=body_id).first()
    if body is None:
        raise Missing(f"There is no body {body_id} that you may see.", field="id", value=body_id)
    check_version(body, version)
    old = {field: getattr(body, field) for field in EDITABLE if field in changes}
    for field, value in changes.items():
        _change(body, field, value)
    differs = changed(old, body)
    if differs:
        _save(body)
        record(actor=actor, verb="edit_body", obj=body, changes=differs, now=now)
    return body


def _check_staff(actor: User | None) -> None:
    if actor is not None and not actor.has_role(Role.COORDINATOR, Role.CASEWORKER):
        raise Forbidden("Only coordinators and caseworkers enter institutions.")


def _change(body: Body, field: str, value: Any) -> None:
    if field == "name":
        body.name = one_line(value, field=field, longest=LONGEST_NAME, required=True)
    elif field == "kind":
        body.kind = one_line(value, field=field, longest=LONGEST_KIND)
    elif field == "country":
        body.country = country_code(value, field=field)
    else:
        raise Refused(
            f"{field} cannot be changed here.",
            field=field,
            value=str(value)[:80],
            allowed=sorted(EDITABLE),
        )


def _save(body: Body) -> None:
    try:
        with transaction.atomic():
            body.save()
    except IntegrityError:
        raise Conflict(
            "There is an institution of this name already; use that one.",
            field="name",
            value=body.name,
        ) from None
