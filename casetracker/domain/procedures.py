"""Procedures of a freed person abroad: their stages, their decisions, and the time to appeal.

How long one may appeal, and what else the law of a country says, is data (`country_facts.py`);
nothing here knows the law of any country.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from casetracker.domain.calendars import nth_working_day
from casetracker.domain.errors import Conflict, Refused


class ProcedureKind(StrEnum):
    ASYLUM = "asylum"
    STATELESSNESS = "statelessness"
    HUMANITARIAN_VISA = "humanitarian_visa"
    NATIONAL_VISA = "national_visa"
    TEMPORARY_PROTECTION = "temporary_protection"
    RESIDENCE = "residence"
    FOREIGNERS_PASSPORT = "foreigners_passport"
    GENEVA_TRAVEL_DOCUMENT = "geneva_travel_document"


#: In these a state protects from another one.
PROTECTING = frozenset({ProcedureKind.ASYLUM, ProcedureKind.TEMPORARY_PROTECTION})


class ProcedureStage(StrEnum):
    INTENT = "intent"
    REGISTERED = "registered"
    INTERVIEW = "interview"
    DECISION = "decision"
    APPEAL = "appeal"
    RESIDENCE = "residence"
    TRAVEL_DOCUMENT = "travel_document"
    ENDED = "ended"


class Outcome(StrEnum):
    """What was decided. A refusal for security reasons is another thing than any other: it
    closes other ways, too."""

    REFUGEE = "refugee"
    SUBSIDIARY = "subsidiary"
    GRANTED = "granted"
    REFUSED = "refused"
    REFUSED_SECURITY = "refused_security"
    #: Another state has to decide.
    OTHER_STATE = "other_state"
    #: An appeal was won: the first office decides again.
    SENT_BACK = "sent_back"


class EndReason(StrEnum):
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    LEFT_COUNTRY = "left_country"
    REFUSED_FINALLY = "refused_finally"
    REPLACED = "replaced"
    OTHER = "other"


class NextThing(StrEnum):
    """What comes up next in a procedure, on the day that is set."""

    SUBMIT = "submit"
    PAPERS = "papers"
    INTERVIEW = "interview"
    DECISION = "decision"
    APPEAL = "appeal"
    COURT = "court"
    COLLECT = "collect"
    OTHER = "other"


class DayUnit(StrEnum):
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"


_S = ProcedureStage
_FIRST = (_S.INTENT, _S.REGISTERED, _S.INTERVIEW)
_AFTER = (_S.RESIDENCE, _S.TRAVEL_DOCUMENT)
_WHOLE = (*_FIRST, _S.DECISION, _S.APPEAL, *_AFTER)
#: The stages of each kind, in order.
STAGES: dict[ProcedureKind, tuple[ProcedureStage, ...]] = {
    ProcedureKind.ASYLUM: _WHOLE,
    ProcedureKind.STATELESSNESS: _WHOLE,
    ProcedureKind.HUMANITARIAN_VISA: (*_FIRST, _S.DECISION, _S.APPEAL),
    ProcedureKind.NATIONAL_VISA: (*_FIRST, _S.DECISION, _S.APPEAL),
    ProcedureKind.TEMPORARY_PROTECTION: (
        *(_S.INTENT, _S.REGISTERED, _S.DECISION, _S.APPEAL, _S.RESIDENCE),
    ),
    ProcedureKind.RESIDENCE: (*_FIRST, _S.DECISION, _S.APPEAL, _S.RESIDENCE),
    ProcedureKind.FOREIGNERS_PASSPORT: (
        *(_S.INTENT, _S.REGISTERED, _S.DECISION, _S.APPEAL, _S.TRAVEL_DOCUMENT),
    ),
    ProcedureKind.GENEVA_TRAVEL_DOCUMENT: (
        *(_S.INTENT, _S.REGISTERED, _S.DECISION, _S.APPEAL, _S.TRAVEL_DOCUMENT),
    ),
}
REFUSALS = frozenset({Outcome.REFUSED, Outcome.REFUSED_SECURITY, Outcome.OTHER_STATE})
#: Against these one may appeal: who is only protected may hold to be a refugee.
APPEALABLE = REFUSALS | {Outcome.SUBSIDIARY}
_OF_ASYLUM = (Outcome.REFUGEE, Outcome.SUBSIDIARY, *sorted(REFUSALS))
_OF_OTHERS = (Outcome.GRANTED, Outcome.REFUSED, Outcome.REFUSED_SECURITY)
#: The longest period that is taken for one and not for a slip of the keyboard.
LONGEST_PERIOD = {DayUnit.DAYS: 366, DayUnit.WORKING_DAYS: 260, DayUnit.MONTHS: 24}


@dataclass(frozen=True)
class Period:
    """A length of time as a law writes it."""

    number: int
    unit: DayUnit


def outcomes_of(kind: ProcedureKind, stage: ProcedureStage) -> list[Outcome]:
    """What can be decided in a procedure of this kind; only an appeal is sent back."""
    found = _OF_ASYLUM if kind is ProcedureKind.ASYLUM else _OF_OTHERS
    return [*found, *([Outcome.SENT_BACK] if stage is ProcedureStage.APPEAL else [])]


def legal_moves(
    kind: ProcedureKind, stage: ProcedureStage, last: Outcome | None
) -> list[ProcedureStage]:
    """Where a procedure may be moved by hand; `last` is what was decided last.

    A decision moves it by itself. What has ended is taken up again where it could stand.
    """
    before = [one for one in STAGES[kind] if one in _FIRST]
    after: list[ProcedureStage] = []
    if last in APPEALABLE:
        after += [ProcedureStage.APPEAL]
    if last is not None and last not in REFUSALS and last is not Outcome.SENT_BACK:
        after += [one for one in STAGES[kind] if one in _AFTER]
    if stage is ProcedureStage.ENDED:
        return before + after
    if stage is ProcedureStage.APPEAL:
        return []
    return [one for one in (before if stage in _FIRST else after) if one is not stage]


def check_move(
    kind: ProcedureKind, stage: ProcedureStage, new: ProcedureStage, last: Outcome | None
) -> None:
    """Pass if a procedure may move from `stage` to `new`. Raises `Conflict` with the legal
    moves."""
    legal = legal_moves(kind, stage, last)
    if new in legal:
        return
    said = ", ".join(legal) or "none by hand; record a decision, or end it"
    raise Conflict(
        f"A procedure cannot move from {stage} to {new}. Legal moves from {stage}: {said}.",
        field="stage",
        value=str(new),
        allowed=[str(one) for one in legal],
    )


def stage_after(outcome: Outcome) -> ProcedureStage:
    """Where a decision leaves a procedure."""
    sent_back = outcome is Outcome.SENT_BACK
    return ProcedureStage.REGISTERED if sent_back else ProcedureStage.DECISION


def last_day(notified_on: date, period: Period, country: str) -> date:
    """The last day of a period that begins with the day after `notified_on`.

    A month ends on the day of the same number, or on the last of a month that has none: from
    31 January one month ends on 28 or 29 February. Working days are those of `country` (ISO 3166
    alpha-2). Where the last day is a free one many laws go on to the next: the day given here is
    the earlier, safe one. Raises `Refused` for a period, or a day, out of all bounds.
    """
    if not 1 <= period.number <= LONGEST_PERIOD[period.unit]:
        raise Refused(
            "This is no period to appeal in.",
            field="number",
            value=period.number,
            allowed=f"1 to {LONGEST_PERIOD[period.unit]} {period.unit.replace('_', ' ')}",
        )
    try:
        if period.unit is DayUnit.WORKING_DAYS:
            return nth_working_day(notified_on, period.number, country)
        if period.unit is DayUnit.MONTHS:
            return _months_after(notified_on, period.number)
        return notified_on + timedelta(days=period.number)
    except (OverflowError, ValueError):
        raise Refused(
            "No calendar reaches that far.",
            field="notified_on",
            value=notified_on.isoformat(),
            allowed="a day on which a decision can have arrived",
        ) from None


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > date.max.year:
        raise OverflowError
    longest = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, longest))
