"""The tables of an export, as CSV: every row carries whose it is, for whom and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from casetracker.domain.exports import ExportTable
from casetracker.papers.tables import csv_lines

#: Facts, no notes; what could cost lives stands only where it was asked for.
CASES = (
    "reference",
    "name",
    "names",
    "sex",
    "born_on",
    "born_precision",
    "team",
    "stage",
    "destination",
    "opened_at",
    "closed_at",
    "last_activity_at",
    "last_life_sign_at",
    "arrested_on",
    "arrested_precision",
    "articles",
    "sentence_months",
    "expected_release_on",
    "released_on",
    "needs",
)
LIFE_RISK = ("caseworker", "critical_health", "hunger_strike")
COLUMNS: Mapping[ExportTable, Sequence[str]] = {
    ExportTable.CASES: CASES,
    ExportTable.CONTACTS: (
        "reference",
        "relation",
        "name",
        "phone",
        "messenger",
        "email",
        "address",
        "country",
        "language",
        "safety",
        "safe_channels",
        "recheck_on",
        "note",
    ),
    ExportTable.HEALTH: ("reference", "reported_on", "severity", "text", "source"),
}
#: The watermark.
MARK = ("export", "made_for", "asked_by", "approved_by", "made_at")


def export_csv(
    table: ExportTable,
    rows: Iterable[Mapping[str, object]],
    *,
    mark: Sequence[str],
    has_p3: bool = False,
) -> bytes:
    """One table in UTF-8; `mark` are the values of `MARK`."""
    columns = COLUMNS[table]
    if has_p3 and table is ExportTable.CASES:
        columns = (*columns, *LIFE_RISK)
    lines = ((*(_plain(row[name]) for name in columns), *mark) for row in rows)
    return "".join(csv_lines((*columns, *MARK), lines)).encode()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    return value
