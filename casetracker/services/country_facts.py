"""What the law of a country says: entered and corrected by coordinators, each with its source."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from casetracker.domain.country_codes import check_country
from casetracker.domain.country_facts import FactTopic, check_fact
from casetracker.domain.errors import Conflict, Forbidden, Refused
from casetracker.domain.inputs import many_lines, one_line, past_day, word_of
from casetracker.domain.procedures import STAGES, DayUnit, ProcedureKind, ProcedureStage
from casetracker.domain.words import Role
from casetracker.models import CountryFact, User
from casetracker.services.audit import record
from casetracker.services.facts import changed
from casetracker.services.procedure_decisions import count_open_appeals
from casetracker.services.rights import find_editable

SAID = ("number", "unit", "is_so", "text", "source", "checked_on")
LONGEST_SOURCE = 300


@transaction.atomic
def record_country_fact(
    *,
    actor: User | None,
    country: str,
    kind: str,
    topic: str,
    source: str,
    stage: str = "",
    number: int | None = None,
    unit: str = "",
    is_so: bool | None = None,
    text: str = "",
    checked_on: date | None = None,
    now: datetime,
) -> CountryFact:
    """Write down what the law of a country says of a kind of procedure, at a stage or at any.

    Who says so is needed; the day it was checked is by default today. A period to appeal gives
    open appeals that had no last day theirs. Raises `Conflict` if this is written down already.
    """
    if actor is not None and not actor.has_role(Role.COORDINATOR):
        raise Forbidden("Only coordinators write down what the law of a country says.")
    if not country:
        raise Refused("Say of which country.", field="country", allowed="ISO 3166, such as LT")
    of = ProcedureKind(word_of(kind, ProcedureKind, field="kind"))
    fact = CountryFact(
        country=check_country(country, field="country"),
        kind=of,
        stage=word_of(stage, ["", *STAGES[of]], field="stage"),
        topic=word_of(topic, FactTopic, field="topic"),
        created_at=now,
    )
    given = {
        "number": number,
        "unit": unit,
        "is_so": is_so,
        "text": text,
        "source": source,
        "checked_on": checked_on or now.date(),
    }
    _say(fact, given, actor, now)
    try:
        with transaction.atomic():
            fact.save()
    except IntegrityError:
        raise Conflict(
            "This is written down already; correct it there.",
            field="topic",
            value=str(fact.topic),
            allowed="one for each country, kind, stage and topic",
        ) from None
    return _followed("record_country_fact", fact, {}, actor, now)


@transaction.atomic
def edit_country_fact(
    *,
    actor: User | None,
    fact_id: UUID,
    changes: Mapping[str, Any],
    version: int | None = None,
    now: datetime,
) -> CountryFact:
    """Correct what a fact says, or that it was checked again (`SAID`). The day it was checked is
    today unless another is given; days that were counted before stay."""
    fact: CountryFact = find_editable(CountryFact, fact_id, actor, version=version)
    unknown = sorted(set(changes) - set(SAID))
    if unknown:
        raise Refused(
            f"{unknown[0]} cannot be changed here.",
            field=unknown[0],
            value=str(changes[unknown[0]])[:80],
            allowed=sorted(SAID),
        )
    old = {name: getattr(fact, name) for name in SAID}
    _say(fact, old | {"checked_on": now.date()} | dict(changes), actor, now)
    differs = changed(old, fact)
    if not differs:
        return fact
    fact.save()
    return _followed("edit_country_fact", fact, differs, actor, now)


def _say(fact: CountryFact, given: Mapping[str, Any], actor: User | None, now: datetime) -> None:
    number, is_so = given["number"], given["is_so"]
    unit = word_of(given["unit"] or "", ["", *DayUnit], field="unit")
    text = many_lines(given["text"], field="text", longest=5000)
    check_fact(FactTopic(fact.topic), number=number, unit=unit, is_so=is_so, text=text)
    if fact.topic == FactTopic.APPEAL_PERIOD and fact.stage not in ("", ProcedureStage.APPEAL):
        raise Refused(
            "A period to appeal is that of the first decision, or of one upon an appeal.",
            field="stage",
            value=str(fact.stage),
            allowed=["", str(ProcedureStage.APPEAL)],
        )
    fact.number, fact.unit, fact.is_so, fact.text = number, unit, is_so, text
    source = given["source"]
    fact.source = one_line(source, field="source", longest=LONGEST_SOURCE, required=True)
    day = past_day(given["checked_on"], field="checked_on", now=now)
    fact.checked_on = day or now.date()
    fact.checked_by = actor


def _followed(
    verb: str,
    fact: CountryFact,
    changes: Mapping[str, Any],
    actor: User | None,
    now: datetime,
) -> CountryFact:
    record(actor=actor, verb=verb, obj=fact, changes=changes, now=now)
    count_open_appeals(fact, actor=actor, now=now)
    return fact
