"""As of when a list says what it says: "станом на 01.11.2026" in a title above its header."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from casetracker.domain.dates import UNKNOWN, BadDate, PartialDate, parse_date

_SAYS = re.compile(
    r"(?:станам\s+на|станом\s+на|по\s+состоянию\s+на|состояние\s+на|stan\s+na|as\s+(?:of|at)|"
    r"абноўлен\w*|абнаўленне|обновлен\w*|оновлен\w*|(?:last\s+)?updated?(?:\s+on)?|aktualizacja|"
    r"zaktualizowano|atnaujint\w*|būklė)\s*[:–—-]?\s+(?=\S)",
    re.IGNORECASE,
)
#: Words of the longest date: "2026 m. vasario 1 d.".
_LONGEST = 6


def as_of(titles: Iterable[Sequence[str]]) -> PartialDate:
    """The one date that the rows above a header give for the whole list; else an unknown date."""
    found = {
        date
        for row in titles
        for cell in row
        for said in _SAYS.finditer(cell)
        if (date := _date_at(cell[said.end() :]))
    }
    return found.pop() if len(found) == 1 else UNKNOWN


def _date_at(text: str) -> PartialDate:
    """The longest date at the beginning of `text`."""
    words = text.split()[:_LONGEST]
    for length in range(len(words), 0, -1):
        try:
            return parse_date(" ".join(words[:length]).strip('().,;:"»'))
        except BadDate:
            continue
    return UNKNOWN
