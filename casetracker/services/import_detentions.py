"""Detentions, charges and facilities as the rows of a list give them.

Part of the transaction of `import_list`; a constant number of statements for a batch of rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from casetracker.domain.dates import PartialDate
from casetracker.domain.facilities import ListedFacility
from casetracker.domain.skeleton import skeleton
from casetracker.domain.words import CorrespondenceState
from casetracker.models import Charge, Custody, Detention, Facility, ImportBatch, User
from casetracker.models.base import new_id
from casetracker.models.bulk import write_new_rows
from casetracker.services.audit import Subject, record_many
from casetracker.services.import_plan import Planned


def write_detentions(
    created: Sequence[Planned],
    facilities: Mapping[ListedFacility, UUID],
    *,
    batch: ImportBatch,
    now: datetime,
) -> list[UUID]:
    """One detention per created row, with its charges and the stay in its facility; their ids."""
    detentions: list[tuple[Any, ...]] = []
    charges: list[tuple[Any, ...]] = []
    custodies: list[tuple[Any, ...]] = []
    for row in created:
        listed, detention_id = row.listed, new_id()
        released = _not_before(listed.released, listed.arrest)
        detentions.append(
            (
                *(detention_id, 1, now, row.case_id, listed.arrest.date),
                *(str(listed.arrest.precision), "", ""),
                *(listed.verdict.date if listed.verdict.is_day else None, listed.months),
                *(listed.regime, listed.expected_release.date, released.date),
                *(str(released.precision), batch.source, listed.observed_on(now.date())),
            )
        )
        pairs = dict.fromkeys((article[:20], part[:20]) for article, part in listed.charges)
        charges += [(new_id(), 1, now, detention_id, *pair, "", "") for pair in pairs]
        if listed.facility is not None:
            facility_id = facilities[listed.facility]
            unknown = str(CorrespondenceState.UNKNOWN)
            custodies.append((new_id(), 1, now, detention_id, facility_id, released.date, unknown))
    write_new_rows(Detention, _DETENTION_FIELDS, detentions)
    editable = ("id", "version", "created_at", "detention")
    write_new_rows(Charge, (*editable, "article", "part", "law", "verdict"), charges)
    write_new_rows(Custody, (*editable, "facility", "until_on", "correspondence"), custodies)
    return [row[0] for row in detentions]


_DETENTION_FIELDS = (
    *("id", "version", "created_at", "case", "arrested_on", "arrested_precision", "arrest_place"),
    *("agency", "verdict_on", "sentence_months", "regime", "expected_release_on", "released_on"),
    *("released_precision", "source", "observed_on"),
)


def facilities_of(
    named: Iterable[ListedFacility | None], actor: User | None, now: datetime
) -> dict[ListedFacility, UUID]:
    """The facility that each spelling means. Two of one number in two cities stay two."""
    wanted = list(dict.fromkeys(f for f in named if f is not None))
    codes = {code for facility in wanted for code in (facility.code, _code_with_city(facility))}
    known = {row.code: row for row in Facility.objects.filter(code__in=codes)}
    fresh: list[Facility] = []
    found: dict[ListedFacility, UUID] = {}
    for facility in wanted:
        code = facility.code
        there = known.get(code)
        if (
            there
            and facility.city
            and there.city
            and skeleton(facility.city) != skeleton(there.city)
        ):
            code = _code_with_city(facility)
            there = known.get(code)
        if there is None:
            there = Facility(code=code, name=facility.name, city=facility.city, created_at=now)
            known[code] = there
            fresh.append(there)
        found[facility] = there.pk
    Facility.objects.bulk_create(fresh)
    subjects = [Subject("facility", row.pk) for row in fresh]
    record_many(actor=actor, verb="import_facility", subjects=subjects, now=now)
    return found


def _code_with_city(facility: ListedFacility) -> str:
    return f"{facility.code[:40]} {skeleton(facility.city).upper()[:19]}"


def _not_before(released: PartialDate, arrest: PartialDate) -> PartialDate:
    """A release known less precisely than the arrest is not stored as if before it."""
    if released.date and arrest.date and released.date < arrest.date:
        return PartialDate(arrest.date, released.precision)
    return released
