"""Leaving a country ends some procedures there: who moves on is told before, and says that they
know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from casetracker.domain.country_facts import FactTopic
from casetracker.domain.errors import Conflict
from casetracker.domain.procedures import EndReason, ProcedureStage
from casetracker.models import CountryFact, Procedure, User
from casetracker.services.procedures import end, moved

#: More than this many are not named one by one.
MOST_NAMED = 20


@dataclass(frozen=True)
class Leaving:
    """A procedure in a country that is left."""

    procedure: Procedure
    #: Whether leaving ends it; None: nobody has looked it up.
    ends: bool | None


def left_by(going: Mapping[UUID, str]) -> list[Leaving]:
    """The open procedures of cases that go to a country (case id → ISO 3166 alpha-2) which leaving
    ends, or may end: those of the country where the person is, or of any but that where nobody
    knows it. Two queries, however many cases."""
    rows = Procedure.objects.open().filter(case__in=going).select_related("case__team")
    open_there = [
        row
        for row in rows.order_by("case_id", "pk")
        if row.country != going[row.case_id] and row.case.destination in ("", row.country)
    ]
    if not open_there:
        return []
    facts = {
        (fact.country, fact.kind, fact.stage): fact.is_so
        for fact in CountryFact.objects.filter(
            topic=FactTopic.LEAVING_ENDS, country__in={row.country for row in open_there}
        )
    }
    found = []
    for row in open_there:
        whole = facts.get((row.country, row.kind, ""))
        ends = facts.get((row.country, row.kind, row.stage), whole)
        if ends is not False:
            found.append(Leaving(row, ends))
    return found


def check_leaving(going: Mapping[UUID, str], *, knows_leaving: bool) -> list[Leaving]:
    """What going there (case id → country) ends or may end. Raises `Conflict` that says so,
    unless somebody has answered that the person knows."""
    found = left_by(going)
    if found and not knows_leaving:
        raise Conflict(
            f"Leaving: {_said(found)}. Talk it over with the person first, then say that they "
            "know.",
            field="knows_leaving",
            value=False,
            allowed=True,
        )
    return found


def end_left(found: Sequence[Leaving], *, actor: User | None, now: datetime) -> None:
    """The person has left: what that ends has ended. What nobody has looked up goes on. The
    caller holds the transaction and the cases."""
    for leaving in found:
        if leaving.ends:
            procedure: Any = Procedure.objects.select_for_update(no_key=True).get(
                pk=leaving.procedure.pk
            )
            procedure.case = leaving.procedure.case
            old = ProcedureStage(procedure.stage)
            if procedure.ended_at is None:
                end(procedure, EndReason.LEFT_COUNTRY, now)
                procedure.save()
                moved("end_procedure", procedure, old, actor, now)


def _said(found: Sequence[Leaving]) -> str:
    """Kind and country of each, and what is known; with the file where it is of several."""
    several = len({one.procedure.case_id for one in found}) > 1
    parts = []
    for one in found[:MOST_NAMED]:
        row = one.procedure
        where = f"{row.kind.replace('_', ' ')} in {row.country}"
        of = f" (case {row.case.reference})" if several else ""
        known = "ends" if one.ends else "may end, nobody has looked it up"
        parts.append(f"{where}{of} {known}")
    more = len(found) - MOST_NAMED
    return "; ".join(parts) + (f"; and {more} more" if more > 0 else "")
