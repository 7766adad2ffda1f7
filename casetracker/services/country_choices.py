"""Where a freed person wants to live: chosen, and chosen anew; every choice is kept."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from casetracker.domain.country_codes import check_country
from casetracker.domain.errors import Conflict, Refused
from casetracker.domain.inputs import many_lines, moment
from casetracker.domain.words import ENDED_STAGES, ActivityKind
from casetracker.models import Case, CountryChoice, User
from casetracker.services.activities import note_on
from casetracker.services.audit import record
from casetracker.services.leaving import check_leaving
from casetracker.services.rights import find_editable


@transaction.atomic
def choose_country(
    *,
    actor: User | None,
    case_id: UUID,
    country: str,
    chosen_at: datetime | None = None,
    reason: str = "",
    knows_leaving: bool = False,
    now: datetime,
) -> CountryChoice:
    """Record which country (ISO 3166 alpha-2) the person of a case chose, by default now.

    Where a procedure runs elsewhere that leaving ends, or may end, it takes `knows_leaving`: that
    the person was told. Nothing ends before they leave. Raises `Conflict` without it, on a closed
    case and for the country that stands; `Refused` for a time before the last choice.
    """
    case = find_editable(Case, case_id, actor, related=("team",), field="case")
    if case.stage in ENDED_STAGES:
        raise Conflict("This case is closed; reopen it first.", field="case", value=str(case.stage))
    if not country:
        raise Refused("Say which country.", field="country", allowed="ISO 3166, such as LT")
    check_country(country, field="country")
    if country in case.team.hostile_countries:
        raise Refused(
            "This country is in the reach of the state that imprisoned them.",
            field="country",
            value=country,
            allowed="a country out of its reach",
        )
    standing = CountryChoice.objects.filter(case=case, until_at=None).first()
    if standing is not None and standing.country == country:
        raise Conflict("This country is chosen already.", field="country", value=country)
    at = moment(
        chosen_at or now,
        field="chosen_at",
        latest=now,
        **({"earliest": standing.from_at} if standing else {}),
    )
    check_leaving({case.pk: country}, knows_leaving=knows_leaving)
    if standing is not None:
        standing.until_at = at
        standing.save(update_fields=["until_at"])
    choice = CountryChoice.objects.create(
        case=case,
        country=country,
        from_at=at,
        reason=many_lines(reason, field="reason", longest=5000) or None,
        recorded_by=actor,
        recorded_at=now,
    )
    old = standing.country if standing else ""
    facts = {"fields": ["country_choice"], "from": old, "to": country}
    note_on(case, ActivityKind.FACT_CHANGED, actor=actor, occurred_at=at, facts=facts, now=now)
    changes = {"country": (old, country)}
    record(actor=actor, verb="choose_country", obj=choice, case=case, changes=changes, now=now)
    return choice
