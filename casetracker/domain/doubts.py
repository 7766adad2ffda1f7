"""Are two entries one person? `same` where a machine may act alone, `review`, or `different`.

A machine acts alone only on the same words of a name in the same script with the same full birth
date and nothing that speaks against it. Names alone never merge. A second person made silently
is as bad as a merge, so whatever ties two entries by name and date goes to a person: `review`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from casetracker.domain.dates import UNKNOWN, PartialDate
from casetracker.domain.likeness import Likeness, likeness, patronymics_clash
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
    if one.date is None or other.date is None:
        return Tie.OPEN
    if one.agrees(other):
        return Tie.SAME_DAY if one.is_day and other.is_day else Tie.AGREE
    a, b = one.date, other.date
    if one.is_day and other.is_day:
        differ = (a.year != b.year) + (a.month != b.month) + (a.day != b.day)
        swapped = (a.year, a.month, a.day) == (b.year, b.day, b.month)
        return Tie.NEAR if differ == 1 or swapped else Tie.APART
    # A year alone is often "about": the next year is no contradiction.
    if Precision.YEAR in (one.precision, other.precision) and abs(a.year - b.year) == 1:
        return Tie.NEAR
    return Tie.APART


def judge(new: Entry, known: Entry) -> Judgement:
    """Whether `new` is the person of `known`, and why. Placeholders are nobody's namesake."""
    alike = likeness(new.name, known.name)
    birth, arrest = tie(new.birth, known.birth), tie(new.arrest, known.arrest)
    if new.name.placeholder or known.name.placeholder:
        return _different()
    clash = patronymics_clash(new.name, known.name)
    sexes = bool(new.sex and known.sex and new.sex != known.sex)
    if alike is Likeness.NONE:
        if birth is Tie.SAME_DAY and arrest is Tie.SAME_DAY and not sexes:
            return _review(alike, birth, arrest, "other_name_same_dates")
        return _different()
    if clash or sexes:
        against = "patronymic_conflict" if clash else "sex_conflict"
        tied = birth >= Tie.AGREE and (alike is Likeness.EXACT or arrest is Tie.SAME_DAY)
        return _review(alike, birth, arrest, against) if tied else _different()
    if alike is Likeness.EXACT:
        return _of_one_key(new, known, birth, arrest)
    charges = bool(new.charges & known.charges)
    tied = {
        Tie.SAME_DAY: True,
        Tie.AGREE: arrest >= Tie.NEAR or (arrest is Tie.OPEN and charges),
        Tie.NEAR: arrest >= Tie.AGREE or (arrest is Tie.OPEN and charges),
        Tie.OPEN: arrest >= Tie.AGREE or (arrest is Tie.OPEN and charges),
        Tie.APART: False,
    }[birth]
    return _review(alike, birth, arrest) if tied else _different()


def _of_one_key(new: Entry, known: Entry, birth: Tie, arrest: Tie) -> Judgement:
    """Verdict on two names of the same words in the same script."""
    lone_word = not (new.name.family and new.name.given)
    if birth is Tie.SAME_DAY and not lone_word and arrest not in (Tie.APART, Tie.NEAR):
        return Judgement(Verdict.SAME, 1.0, ("same_name", "same_birth_date"))
    if birth is Tie.APART:
        same_year = (
            new.birth.date is not None
            and known.birth.date is not None
            and new.birth.date.year == known.birth.date.year
        )
        if arrest is not Tie.SAME_DAY and not same_year:
            return _different()
    return _review(Likeness.EXACT, birth, arrest)


def _different() -> Judgement:
    return Judgement(Verdict.DIFFERENT, 0.0, ())


def _review(alike: Likeness, birth: Tie, arrest: Tie, *more: str) -> Judgement:
    reasons = [
        {
            Likeness.EXACT: "same_name",
            Likeness.ROUGH: "similar_name",
            Likeness.INITIALS: "initials_only",
            Likeness.NONE: "other_name",
        }[alike],
        {
            Tie.SAME_DAY: "same_birth_date",
            Tie.AGREE: "birth_partial",
            Tie.NEAR: "birth_near",
            Tie.OPEN: "birth_missing",
            Tie.APART: "birth_conflict",
        }[birth],
    ]
    if arrest is Tie.SAME_DAY:
        reasons.append("same_arrest_date")
    elif arrest in (Tie.APART, Tie.NEAR):
        reasons.append("arrest_conflict")
    weight = {Tie.SAME_DAY: 0.35, Tie.AGREE: 0.2, Tie.NEAR: 0.15, Tie.OPEN: 0.1, Tie.APART: 0.0}
    score = 0.15 * alike + weight[birth] + 0.4 * weight[arrest]
    return Judgement(Verdict.REVIEW, round(min(score, 0.99), 3), (*reasons, *more))
