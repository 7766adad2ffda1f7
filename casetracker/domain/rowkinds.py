"""Rows of a list that are no person: blank, titles inside the table, totals, repeated headers."""

from __future__ import annotations

import re

from casetracker.domain.fold import fold, folded_words
from casetracker.domain.given_names import is_given_name
from casetracker.domain.headers import is_header
from casetracker.domain.listfiles import ListRow
from casetracker.domain.name_order import is_patronymic
from casetracker.domain.names import Name
from casetracker.domain.words import RowOutcome

_TOTAL = folded_words("итого усяго всего разам усього total totals sum razem suma viso")
_TITLE = re.compile(
    r":\s*$|\b(?:вызвал|освобо|дэпарт|депорт|асудж|осужд|затрым|задерж|звільн|спіс|список|"
    r"раздел|раздзел|абноўл|обновл|released|deported|detained|list|lista|sąrašas|updated|table)",
    re.IGNORECASE,
)


def kind_of(row: ListRow, name: Name) -> tuple[RowOutcome | None, str]:
    """(skip, reject or review with a reason, or None with '') for what a row is by its shape."""
    if row.is_blank:
        return RowOutcome.SKIP, "blank_row"
    filled = [value for _, value in row.raw if value.strip()]
    first = fold(filled[0]).split()
    if first and first[0] in _TOTAL:
        return RowOutcome.SKIP, "total_row"
    if is_header([value for _, value in row.raw]):
        return RowOutcome.SKIP, "header_row"
    facts = [f for f, v in row.cells.items() if v.strip() and f != "number"]
    named = any(row.cells.get(f, "").strip() for f in ("name", "family", "given"))
    if len(filled) == 1 and (not named or _TITLE.search(filled[0])):
        return RowOutcome.SKIP, "title_row"
    if not named:
        return RowOutcome.REJECT, "no_name"
    if len(filled) == 1 or (len(facts) == 1 and len(filled) == 2 and _TITLE.search(name.text)):
        known = is_given_name(name.given) or is_patronymic(name.patronymic)
        return (None, "") if known else (RowOutcome.REVIEW, "title_or_person")
    return None, ""
