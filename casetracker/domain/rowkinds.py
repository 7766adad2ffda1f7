"""Rows of a list that are no person: blank, titles inside the table, totals, repeated headers."""

from __future__ import annotations

import re
from functools import lru_cache

from casetracker.domain.fold import fold, folded_words
from casetracker.domain.given_names import is_given_name
from casetracker.domain.headers import NAME_HEADERS, known_field
from casetracker.domain.listfiles import ListRow
from casetracker.domain.name_order import is_patronymic
from casetracker.domain.names import Name
from casetracker.domain.words import RowOutcome

_TOTAL = folded_words("""итого усяго всего разам усього total totals sum razem suma viso ogółem
    łącznie""")
#: Two words for a sum.
_IN_ALL = (["is", "viso"], ["in", "all"], ["grand", "total"])
_TITLE = re.compile(
    r":\s*$|\b(?:вызвал|освобо|дэпарт|депорт|асудж|осужд|затрым|задерж|звільн|спіс|список|"
    r"раздел|раздзел|абноўл|обновл|released|deported|detained|lists?\b|lista\b|sąrašas|updated|table\b|област[ьи]\b|вобласц[ьі]\b|region\b|voblast|"
    r"oblast|województw|женщины|мужчины|жанчыны|мужчыны|жінки|чоловіки|women\b|men\b|kobiety|"
    r"mężczyźni|moterys\b|vyrai\b)|^\*\s*[^\W\d_]+\s+[a-zа-яёіў]|"
    r"^(?:source|prepared|compiled|note|notes|contact|источник|крыніца|джерело|źródło|šaltinis|"
    r"составил|составила|склаў|склала|уклав|уклала|подготовил|подготовила|sporządził|sporządziła|"
    r"parengė|примечание|заўвага|примітка|uwaga|pastaba|контакт)\w*(?:\s+[a-zа-яёіў]+)?\s*:",
    re.IGNORECASE,
)
#: What draws a line: |-----|:----:|
_RULE = re.compile(r"[-–—=:_+|]*")
_FIGURE = re.compile(r"\d")


def kind_of(row: ListRow, name: Name) -> tuple[RowOutcome | None, str]:
    """(skip, reject or review with a reason, or None with '') for what a row is by its shape."""
    if row.is_blank or all(_RULE.fullmatch(value.strip()) for _, value in row.raw):
        return RowOutcome.SKIP, "blank_row"
    filled = [value for _, value in row.raw if value.strip()]
    first = fold(filled[0]).split()
    if (first and (first[0] in _TOTAL or first[:2] in _IN_ALL)) or _is_total(row):
        return RowOutcome.SKIP, "total_row"
    if _repeats_header(row) or (len(filled) == 1 and fold(filled[0]) in NAME_HEADERS):
        return RowOutcome.SKIP, "header_row"
    facts = [f for f, v in row.cells.items() if v.strip() and f != "number"]
    named = any(row.cells.get(f, "").strip() for f in ("name", "family", "given"))
    if len(filled) == 1 and (not named or _TITLE.search(filled[0])):
        if named and name.is_whole and is_given_name(name.given) and ":" not in filled[0]:
            return RowOutcome.REVIEW, "title_or_person"  # nobody is lost to a word in their name
        return RowOutcome.SKIP, "title_row"
    if not named:
        return RowOutcome.REJECT, "no_name"
    if len(filled) == 1 or (len(facts) == 1 and len(filled) == 2 and _TITLE.search(name.text)):
        known = (
            is_given_name(name.given)
            or is_patronymic(name.patronymic)
            or (
                len(row.raw) <= 3
                and name.is_whole
                and all(word[:1].isupper() for word in name.text.split())
            )
        )
        return (None, "") if known else (RowOutcome.REVIEW, "title_or_person")
    return None, ""


def _is_total(row: ListRow) -> bool:
    """True for nothing but a word for a sum, with or without the sum, in place of a name, and no
    birth date: "Всего: 25"."""
    cell = row.cells.get("name", "")
    if not cell or row.cells.get("birth", "").strip():
        return False
    words = [word for word in fold(cell).split() if not _FIGURE.search(word)]
    return bool(words) and words[0] in _TOTAL and (len(words) == 1 or bool(_FIGURE.search(cell)))


def _repeats_header(row: ListRow) -> bool:
    """True for the header once more, as tables have it that were printed page by page."""
    for head, cell in row.raw:
        if not cell or (_FIGURE.search(cell) and not _FIGURE.search(head)):
            continue  # no header that is known holds a figure
        folded = fold(cell)
        if folded and (folded in NAME_HEADERS or folded == _folded(head)):
            filled = [(h, c) for h, c in row.raw if c.strip()]
            again = sum(bool(known_field(c)) or fold(c) == _folded(h) for h, c in filled)
            return 2 * again > len(filled) > 1
    return False


@lru_cache(maxsize=256)
def _folded(head: str) -> str:
    return fold(head)
