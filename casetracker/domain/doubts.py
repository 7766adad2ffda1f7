"""Are two entries one person? `same` where a machine may act alone, `review`, or `different`.

A machine acts alone only on one full name, in whatever spelling, with the same full birth date
and nothing that speaks against it. Names alone never merge. A second person made silently is as
bad as a merge, so whatever ties two entries by name and date goes to a person: `review`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from casetracker.domain.dates import UNKNOWN, PartialDate
from casetracker.domain.fathers import fathers_agree
from casetracker.domain.likeness import (
    Comparison,
    Likeness,
    compare_names,
    patronymics_clash,
    sexes_clash,
)
from casetracker.domain.names import Name
from casetracker.domain.words import Precision

Charges = frozenset[tuple[str, str]]


class Verdict(IntEnum):
    DIFFERENT = 0
    REVIEW = 1
    SAME = 2


class Tie(IntEnum):
    """How two dates compare."""

    APART = 0
    #: One of them is not known.
    OPEN = 1
    #: Different, as after a slip: one of day, month, year differs, or day and month are swapped.
    NEAR = 2
    #: The one known less precisely may be the other.
    AGREE = 3
    SAME_DAY = 4


class Judgement(NamedTuple):
    verdict: Verdict
    #: 0 to 1: orders what is offered for review.
    score: float
    #: Codes without data, such as same_name and birth_near.
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a person when two entries are compared."""

    name: Name
    sex: str = ""
    birth: PartialDate = UNKNOWN
    arrest: PartialDate = UNKNOWN
    charges: Charges = field(default_factory=frozenset)


def tie(one: PartialDate, other: PartialDate) -> Tie:
    """How two dates compare, each with its precision."""
    a, b = one.date, other.date
    if a is None or b is None:
        return Tie.OPEN
    days = one.is_day and other.is_day
    if days and a == b:
        return Tie.SAME_DAY
    if not days and one.agrees(other):
        return Tie.AGREE
    if days:
        differ = (a.year != b.year) + (a.month != b.month) + (a.day != b.day)
        swapped = (a.year, a.month, a.day) == (b.year, b.day, b.month)
        return Tie.NEAR if differ == 1 or swapped else Tie.APART
    # A year alone is often "about": the next year is no contradiction.
    if Precision.YEAR in (one.precision, other.precision) and abs(a.year - b.year) == 1:
        return Tie.NEAR
    return Tie.APART


def judge(new: Entry, known: Entry) -> Judgement:
    """Whether `new` is the person of `known`, and why. The order of the two makes no difference.
    Placeholders are nobody's namesake."""
    if new.name.placeholder or known.name.placeholder:
        return _DIFFERENT
    names = compare_names(new.name, known.name)
    birth, arrest = tie(new.birth, known.birth), tie(new.arrest, known.arrest)
    told_apart = bool(new.sex and known.sex and new.sex != known.sex)
    if names.alike is Likeness.NONE:
        if birth is Tie.SAME_DAY and arrest is Tie.SAME_DAY and not told_apart:
            return _review(names, birth, arrest, "other_name_same_dates")
        return Judgement(Verdict.DIFFERENT, round(0.5 * names.score, 3), names.reasons)
    if told_apart or patronymics_clash(new.name, known.name):
        tied = birth >= Tie.AGREE and (names.alike is Likeness.EXACT or arrest is Tie.SAME_DAY)
        more = ("sex_conflict",) if told_apart and "sex_conflict" not in names.reasons else ()
        return (_review if tied else _different)(names, birth, arrest, *more)
    if _may_act(new, known, names, birth, arrest):
        exact = names.alike is Likeness.EXACT
        name = "same_name" if exact else "same_name_other_spelling"
        return Judgement(Verdict.SAME, 1.0 if exact else 0.98, (name, "same_birth_date"))
    if _only_charges_tell(new, known, birth, arrest) and names.alike is not Likeness.EXACT:
        return _different(names, birth, arrest, "other_charges")
    if names.alike >= Likeness.SKELETON:
        # Thousands were arrested on one day: that ties the very name, not another spelling of it.
        arrested = arrest is Tie.SAME_DAY and names.alike is Likeness.EXACT
        tied = birth is not Tie.APART or arrested or is_same_year(new.birth, known.birth)
    elif birth is Tie.SAME_DAY:
        tied = True
    else:
        tied = birth is not Tie.APART and arrest is not Tie.APART
    return (_review if tied else _different)(names, birth, arrest)


def _may_act(new: Entry, known: Entry, names: Comparison, birth: Tie, arrest: Tie) -> bool:
    """Whether a machine may take the two for one: the whole name in one spelling or another, the
    same full birth date, and no fact against it."""
    if names.alike < Likeness.SKELETON or birth is not Tie.SAME_DAY:
        return False
    if not (new.name.is_whole and known.name.is_whole) or arrest in (Tie.APART, Tie.NEAR):
        return False
    if not fathers_agree(new.name.patronymic, known.name.patronymic):
        return False
    return names.alike is Likeness.EXACT or not sexes_clash(new.name, known.name)


def _only_charges_tell(new: Entry, known: Entry, birth: Tie, arrest: Tie) -> bool:
    """No date ties the two or speaks against them, and no article is charged in both."""
    open_dates = birth is Tie.OPEN and arrest is Tie.OPEN
    return open_dates and bool(new.charges and known.charges) and not new.charges & known.charges


def is_same_year(one: PartialDate, other: PartialDate) -> bool:
    return one.date is not None and other.date is not None and one.date.year == other.date.year


_DIFFERENT = Judgement(Verdict.DIFFERENT, 0.0, ("placeholder",))
_BIRTH = {
    Tie.SAME_DAY: "same_birth_date",
    Tie.AGREE: "birth_partial",
    Tie.NEAR: "birth_near",
    Tie.OPEN: "birth_missing",
    Tie.APART: "birth_conflict",
}
_NAME = {
    Likeness.EXACT: "same_name",
    Likeness.SKELETON: "same_name_other_spelling",
    Likeness.ROUGH: "similar_name",
    Likeness.INITIALS: "initials_only",
    Likeness.NONE: "other_name",
}
#: How far a date lifts the doubt that a name leaves (above 0), or adds to it (below).
_WEIGHT = {Tie.SAME_DAY: 0.6, Tie.AGREE: 0.3, Tie.NEAR: 0.1, Tie.OPEN: 0.0, Tie.APART: -0.6}


def _review(names: Comparison, birth: Tie, arrest: Tie, *more: str) -> Judgement:
    # Below `same`; the very words of a name before another spelling of it.
    most = 0.97 if names.alike is Likeness.EXACT else 0.96
    return Judgement(
        Verdict.REVIEW, min(_score(names, birth, arrest), most), _why(names, birth, arrest, more)
    )


def _different(names: Comparison, birth: Tie, arrest: Tie, *more: str) -> Judgement:
    score = 0.5 * _score(names, birth, arrest)
    return Judgement(Verdict.DIFFERENT, round(score, 3), _why(names, birth, arrest, more))


def _score(names: Comparison, birth: Tie, arrest: Tie) -> float:
    score = names.score if names.alike else 0.3
    for weight in (_WEIGHT[birth], 0.4 * _WEIGHT[arrest]):
        score += (1 - score) * weight if weight > 0 else score * weight
    return round(min(max(score, 0.0), 1.0), 3)


def _why(names: Comparison, birth: Tie, arrest: Tie, more: tuple[str, ...]) -> tuple[str, ...]:
    found = [_NAME[names.alike], _BIRTH[birth]]
    if arrest is Tie.SAME_DAY:
        found.append("same_arrest_date")
    elif arrest in (Tie.APART, Tie.NEAR):
        found.append("arrest_conflict")
    return (*found, *(r for r in names.reasons if r not in (*found, "")), *more)
