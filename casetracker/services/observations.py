"""Counts that other sources publish: recorded, and withdrawn where that was a mistake."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from casetracker.domain.counting import (
    BY_COUNTRY,
    LONGEST_SOURCE,
    MOST_PEOPLE,
    Counted,
    Exactness,
)
from casetracker.domain.errors import Conflict, Forbidden, Refused
from casetracker.domain.inputs import country_code, one_line, past_day, word_of
from casetracker.domain.words import Role
from casetracker.models import Observation, User
from casetracker.services.audit import record
from casetracker.services.rights import find_editable


@transaction.atomic
def record_observation(
    *,
    actor: User | None,
    counted: str,
    number: int,
    counted_on: date,
    source: str,
    exactness: str = Exactness.EXACTLY,
    country: str = "",
    now: datetime,
) -> Observation:
    """Enter that a source says how many people there were at the end of a day; with `country`,
    of those who are in or go to it.

    Only coordinators. Raises `Refused` for a number that is none, a later day, or a country of
    what is not counted by country; `Conflict` for what the source is recorded to say already.
    """
    if actor is not None and not actor.has_role(Role.COORDINATOR):
        raise Forbidden("Counts of others are recorded by coordinators.")
    word = Counted(word_of(counted, Counted, field="counted"))
    past_day(counted_on, field="counted_on", now=now)
    observation = Observation(
        counted=word,
        country=_checked_country(country, word),
        number=_checked_number(number),
        exactness=word_of(exactness, Exactness, field="exactness"),
        counted_on=counted_on,
        source=one_line(source, field="source", longest=LONGEST_SOURCE, required=True),
        recorded_by=actor,
        created_at=now,
    )
    try:
        with transaction.atomic():
            observation.save()
    except IntegrityError:
        raise Conflict(
            "A count by this source of this day is recorded already; withdraw it first if it was "
            "a mistake.",
            field="source",
            value=observation.source[:80],
            allowed="another source or day",
        ) from None
    record(actor=actor, verb="record_observation", obj=observation, now=now)
    return observation


@transaction.atomic
def withdraw_observation(*, actor: User | None, observation_id: UUID, now: datetime) -> Observation:
    """A count was recorded by mistake: it is compared no more, and stays to be read.

    Raises `Missing`, `Forbidden`, or `Conflict` if it was withdrawn already.
    """
    observation: Observation = find_editable(Observation, observation_id, actor)
    if observation.withdrawn_at is not None:
        raise Conflict("This count was withdrawn already.", field="id", value=observation_id)
    observation.withdrawn_at, observation.withdrawn_by = now, actor
    observation.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record(actor=actor, verb="withdraw_observation", obj=observation, now=now)
    return observation


def _checked_country(country: str, counted: Counted) -> str:
    code = country_code(country, field="country")
    if code and counted not in BY_COUNTRY:
        raise Refused(
            f"{counted} is not counted by country.",
            field="country",
            value=code,
            allowed=f"no country, or with one of {', '.join(sorted(BY_COUNTRY))}",
        )
    return code


def _checked_number(number: int) -> int:
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= MOST_PEOPLE:
        raise Refused(
            "A count of people is a whole number.",
            field="number",
            value=str(number)[:40],
            allowed=f"0 to {MOST_PEOPLE}",
        )
    return number
