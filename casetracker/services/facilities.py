"""Prisons and colonies: entered once, whatever their spelling."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from casetracker.domain.errors import Conflict, Forbidden, Refused
from casetracker.domain.facilities import LONGEST_CODE, parse_facility
from casetracker.domain.inputs import country_code, one_line
from casetracker.domain.words import Role
from casetracker.models import Facility, User
from casetracker.services.audit import record


@transaction.atomic
def record_facility(
    *,
    actor: User | None,
    name: str,
    code: str = "",
    city: str = "",
    country: str = "",
    now: datetime,
) -> Facility:
    """Enter a facility; `code` is what its spellings share, by default read from the name.

    Raises `Conflict` if there is one of that code.
    """
    if actor is not None and not actor.has_role(Role.COORDINATOR, Role.CASEWORKER):
        raise Forbidden("Only coordinators and caseworkers enter facilities.")
    name = one_line(name, field="name", longest=200, required=True)
    listed = parse_facility(name)
    code = one_line(code, field="code", longest=LONGEST_CODE) or (listed.code if listed else "")
    if not code:
        raise Refused("This names no facility.", field="name", value=name[:40], allowed="a name")
    facility = Facility(
        code=code,
        name=name,
        city=one_line(city, field="city", longest=120) or (listed.city if listed else ""),
        country=country_code(country, field="country") or settings.HOME_COUNTRY,
        created_at=now,
    )
    try:
        with transaction.atomic():
            facility.save()
    except IntegrityError:
        raise Conflict(
            "There is a facility of this code already; use that one.",
            field="code",
            value=code,
            allowed="another code, if it is another place",
        ) from None
    record(actor=actor, verb="record_facility", obj=facility, now=now)
    return facility
