"""What can be true of one episode from arrest to release."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casetracker.domain.errors import Refused
from casetracker.domain.words import Precision

LONGEST_SENTENCE_MONTHS = 1200


@dataclass(frozen=True)
class Known:
    """A date as far as it is known: `on` is the first day of what the precision says."""

    on: date | None
    precision: Precision


def known(on: date | None, precision: str, *, field: str) -> Known:
    """A date with its precision. Raises `Refused` if one goes without the other."""
    if (on is None) != (precision == Precision.UNKNOWN):
        raise Refused(
            "A date goes with its precision, and none with 'unknown'.",
            field=f"{field}_precision",
            value=str(precision),
            allowed=[str(word) for word in Precision],
        )
    return Known(on, Precision(precision))


def not_before(released: Known, arrested: Known) -> Known:
    """The release, if it can lie on or after the arrest; within the month or year that is known
    it is taken to. Raises `Refused`."""
    if released.on is None or arrested.on is None or released.on >= arrested.on:
        return released
    same_year = released.on.year == arrested.on.year
    same_month = same_year and released.on.month == arrested.on.month
    fits = {Precision.YEAR: same_year, Precision.MONTH: same_month}
    if fits.get(released.precision, False):
        return Known(arrested.on, released.precision)
    raise Refused(
        "Nobody is released before the arrest.",
        field="released_on",
        value=released.on.isoformat(),
        allowed=f"from {arrested.on.isoformat()}",
    )
