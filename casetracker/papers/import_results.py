"""The results of an import as CSV: one line per row of the list."""

from __future__ import annotations

from collections.abc import Sequence

from casetracker.domain.dates import PartialDate
from casetracker.domain.listrows import Listed
from casetracker.papers.tables import cell

COLUMNS = (
    "row",
    "outcome",
    "reference",
    "duplicate_of_row",
    "score",
    "reasons",
    "family",
    "given",
    "patronymic",
    "birth_date",
    "birth_precision",
    "arrest_date",
    "arrest_precision",
    "articles",
    "sentence_months",
    "status",
    "facility",
)


def result_line(
    listed: Listed,
    *,
    outcome: str,
    reference: str = "",
    duplicate_of: int | None = None,
    score: float | None = None,
    reasons: Sequence[str] = (),
) -> list[str]:
    """One line, its cells in the order of `COLUMNS`; what is not known is empty."""
    name = listed.name
    values = (
        listed.number,
        outcome,
        reference,
        duplicate_of,
        score,
        ";".join(reasons),
        name.family,
        name.given,
        name.patronymic,
        *_date(listed.birth),
        *_date(listed.arrest),
        listed.articles,
        listed.months,
        listed.status,
        listed.facility.code if listed.facility else "",
    )
    return [cell(value) for value in values]


def _date(found: PartialDate) -> tuple[str, str]:
    return found.render(), str(found.precision) if found else ""
