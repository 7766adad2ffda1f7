"""Detentions, charges and facilities as the rows of a list give them.

Part of the transaction of `import_list`; a constant number of statements for a batch of rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from casetracker.domain.dates import PartialDate
from casetracker.domain.facilities import ListedFacility
from casetracker.domain.likeness import skeleton
from casetracker.models import Charge, Custody, Detention, Facility, ImportBatch, User
from casetracker.services.audit import Subject, record_many
from casetracker.services.import_plan import Planned


def write_detentions(
    created: Sequence[Planned], *, batch: ImportBatch, actor: User | None, now: datetime
) -> list[Detention]:
    """One detention per created row, with its charges and the stay in its facility."""
    facilities = _facilities([row.listed.facility for row in created], actor, now)
    detentions: list[Detention] = []
    charges: list[Charge] = []
    custodies: list[Custody] = []
    for row in created:
        listed = row.listed
        released = _not_before(listed.released, listed.arrest)
        detention = Detention(
            case_id=row.new_ids[1],
            arrested_on=listed.arrest.date,
            arrested_precision=listed.arrest.precision,
            verdict_on=listed.verdict.date if listed.verdict.is_day else None,
            sentence_months=listed.months,
            regime=listed.regime,
            expected_release_on=listed.expected_release.date,
            released_on=released.date,
            released_precision=released.precision,
            source=batch.source,
            observed_on=now.date(),
            created_at=now,
        )
        detentions.append(detention)
        charges += [
            Charge(
                detention_id=detention.pk,
                article=article[:20],
                part=part[:20],
                created_at=now,
            )
            for article, part in listed.charges
        ]
        if listed.facility is not None:
            custodies.append(
                Custody(
                    detention_id=detention.pk,
                    facility_id=facilities[listed.facility],
                    until_on=released.date,
                    created_at=now,
                )
            )
    Detention.objects.bulk_create(detentions)
    Charge.objects.bulk_create(charges)
    Custody.objects.bulk_create(custodies)
    return detentions


def _facilities(
    named: Sequence[ListedFacility | None], actor: User | None, now: datetime
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
