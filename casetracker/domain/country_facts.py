"""What the law of a country says about procedures, as far as somebody has looked it up.

Each fact has a source and the day on which it was checked; what is not written down is *not
known*, never assumed. Coordinators enter and correct them.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from casetracker.domain.errors import Refused
from casetracker.domain.procedures import DayUnit, Period, last_day

#: After this long a fact should be looked up again.
OLD = timedelta(days=183)


class FactTopic(StrEnum):
    #: How long one may appeal from the day the decision was notified.
    APPEAL_PERIOD = "appeal_period"
    #: Whether leaving the country ends the procedure.
    LEAVING_ENDS = "leaving_ends"
    #: What has to be asked to find out which state has to decide.
    RESPONSIBLE_STATE = "responsible_state"
    #: How long a temporary certificate is valid, and how it is renewed.
    CERTIFICATE = "certificate"
    REQUIRES = "requires"
    FORBIDS = "forbids"


#: What each topic is said in; the other columns stay empty.
SAID_IN: dict[FactTopic, frozenset[str]] = {
    FactTopic.APPEAL_PERIOD: frozenset({"number", "unit"}),
    FactTopic.LEAVING_ENDS: frozenset({"is_so"}),
    FactTopic.RESPONSIBLE_STATE: frozenset({"text"}),
    FactTopic.CERTIFICATE: frozenset({"text"}),
    FactTopic.REQUIRES: frozenset({"text"}),
    FactTopic.FORBIDS: frozenset({"text"}),
}


def check_fact(
    topic: FactTopic, *, number: int | None, unit: str, is_so: bool | None, text: str
) -> None:
    """Pass if a fact on `topic` says what the topic is said in; a text may go with any of them.

    Raises `Refused` naming the first field that is missing or out of place.
    """
    said = {"number": number, "unit": unit or None, "is_so": is_so, "text": text or None}
    needed = SAID_IN[topic]
    for field, value in said.items():
        if field in needed and value is None:
            raise Refused(
                f"{field} is needed for {topic.replace('_', ' ')}.",
                field=field,
                value=None,
                allowed=sorted(needed),
            )
        if value is not None and field not in needed and field != "text":
            raise Refused(
                f"{field} says nothing about {topic.replace('_', ' ')}.",
                field=field,
                value=str(value),
                allowed=sorted(needed),
            )
    if topic is FactTopic.APPEAL_PERIOD and number is not None:
        last_day(date(2000, 1, 1), Period(number, DayUnit(unit)), "LT")


def is_old(checked_on: date, *, today: date) -> bool:
    """Whether a fact was looked up so long ago that it should be again."""
    return today - checked_on > OLD
