"""Figures for donors: people by line, need and month; what may say who it is, is hidden.

Source: issue ("donor figures … with cells under 5 hidden").
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

#: A cell with fewer people than this is hidden, and its sum with it: a sum among few is somebody's.
SMALLEST = 5


@dataclass(frozen=True)
class Figure:
    """How many different people were given how much, out of one line for one kind of need in one
    month; None where that is hidden."""

    fund: str
    line: str
    need: str
    #: Its first day.
    month: date
    people: int | None
    amount: Decimal | None
    currency: str

    @property
    def is_hidden(self) -> bool:
        return self.people is None


def figure(
    *, fund: str, line: str, need: str, month: date, people: int, amount: Decimal, currency: str
) -> Figure:
    """The cell as it may be shown. There are no totals beside: they would give hidden ones away."""
    is_shown = people >= SMALLEST
    return Figure(
        fund=fund,
        line=line,
        need=need,
        month=month,
        people=people if is_shown else None,
        amount=amount if is_shown else None,
        currency=currency,
    )
