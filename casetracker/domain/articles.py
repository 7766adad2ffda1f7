"""Articles of a criminal code, in one form: 342/1;369 is article 342 part 1 and article 369."""

from __future__ import annotations

import re
from functools import lru_cache

from casetracker.domain.fold import fold

_SUPERSCRIPT = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹⁰", "1234567890")
_RAISED = re.compile(r"(?<=\d)([¹²³⁴⁵⁶⁷⁸⁹⁰]+)")
_NUMBER = r"\d{1,4}(?:[-.]\d{1,2})?"
_PART = (
    r"(?:частей|части|частка|часткі|часть|частини|частина|ч\.?\s?ч|ч|parts|part|par|pt|p|§|ust|"
    r"część|cz)\.?"
)
_SPAN = r"\d{1,2}(?:\s*[-–]\s*\d{1,2}(?!\d))?"
_LIST = rf"{_SPAN}(?:\s*(?:,|и|і|and)\s*{_SPAN})*"
#: 342 ч.1 · 342 ч. 1, 2 · 342(1) · 342/1 · 342 § 1; a list of parts ends where an article begins.
_AFTER = re.compile(
    rf"(?P<article>{_NUMBER})(?![\d-])"
    rf"(?:\s*,?\s*(?:{_PART}\s*(?P<parts>{_LIST}(?!\d))|\((?P<bracket>\d{{1,2}})\))"
    r"|/(?P<slash>\d{1,2})(?!\d))?",
    re.IGNORECASE,
)
#: ч. 1 ст. 342 · part 1 of article 342.
_BEFORE = re.compile(
    rf"{_PART}\s*(?P<parts>{_LIST})\s*(?:of\s+)?(?:ст|арт|art|article|артыкула?|статьи|str)\.?\s*"
    rf"(?P<article>{_NUMBER})",
    re.IGNORECASE,
)
#: 342 str. 1 d. · 342 straipsnio 1 dalis: the part is numbered before its word.
_LITHUANIAN = re.compile(
    r"(\d{1,4}(?:[-.]\d{1,2})?)\s*(?:str|straipsn\w*)\.?\s*,?\s*(\d{1,2})\s*(?:d|dal\w*)\b\.?",
    re.IGNORECASE,
)
#: Part 1, Article 342: the comma joins.
_JOINED = re.compile(rf"({_PART}\s*{_LIST})\s*,\s*(?=(?:ст|арт|art|article|str)\b)", re.IGNORECASE)
#: (2020) · (ред. 2021): the year of the wording.
_YEAR = re.compile(r"\([^()]*\b(?:19|20)\d{2}[^()]*\)")
#: (было 293): what the charge was before.
_BEFORE_THAT = re.compile(
    r"\([^()]*\b(?:было|был|была|ранее|раней|раніше|спачатку|спершу|первоначально|was|formerly|"
    r"previously|initially|wcześniej)\b[^()]*\)",
    re.IGNORECASE,
)
#: The mark of a footnote: 342[5].
_FOOTNOTE = re.compile(r"\[\d{1,3}\]")
#: Where one charge ends and the next begins, unless it is a further part of the same article.
_NEXT = re.compile(rf"[;\n]|,(?=\s*{_PART}\s*\d)", re.IGNORECASE)
_STARTS_WITH_PART = re.compile(rf"\s*{_PART}\s*(?P<parts>{_LIST})", re.IGNORECASE)
#: Points of a part (п. 5) and the name and year of the code are not needed.
#: How often ("2 эпизода") is none, either.
_NOISE = re.compile(
    r"\b\d{1,2}\s*(?:год|лет\b|гад|рок|рік|year|lat\b|месяц|мес\b|міс|month)\w*|"
    r"\s[-–—:]\s*\d{1,2}(?:[.,]\d)?\s*(?:г|л|р)\b\.?(?!\s*[А-ЯЁІЎA-Z])|"
    r"\b\d{1,2}\s*(?:эпизод|эпізод|епізод|episode|count|epizod)\w*|"
    r"(?:п\s?п|п|пункт\w*|points?|item)\.?\s*(?:\d+|[а-яa-z]\b)(?:\s*[,и]\s*\d+)*\)?|"
    r"(?:УК|КК|CC|Уголовн\w*\s+кодекс\w*|Крымінальн\w*\s+кодэкс\w*|Criminal\s+Code)[^;,\n]*",
    re.IGNORECASE,
)
_NOTHING = frozenset(fold(w) for w in ("нет", "няма", "неизвестно", "невядома", "unknown", "н/д"))


class BadArticles(ValueError):
    """Text in the place of articles in which no article is found."""


@lru_cache(maxsize=1 << 13)
def parse_articles(text: str) -> tuple[tuple[str, str], ...]:
    """(article, part) of every charge in a cell, in its order, each once; the part may be ''.

    "ст. 342 ч.1; 361-1 ч. 3" gives (("342", "1"), ("361-1", "3")). Empty or a dash: no charge.
    Raises `BadArticles` for text without any article.
    """
    said = _RAISED.sub(lambda m: "-" + m[1].translate(_SUPERSCRIPT), text)
    if not said.strip("?-–—.*/ \n\t") or fold(said) in _NOTHING:
        return ()
    said = _JOINED.sub(
        r"\1 ",
        _LITHUANIAN.sub(
            r"\1 ч. \2", _YEAR.sub(" ", _FOOTNOTE.sub(" ", _BEFORE_THAT.sub(" ", said)))
        ),
    )
    charges: list[tuple[str, str]] = []
    for piece in _NEXT.split(_NOISE.sub(" ", said)):
        found = _charges_in(piece)
        further = _STARTS_WITH_PART.match(piece)
        if not found and further and charges:
            found = [(charges[-1][0], part) for part in _parts(further["parts"])]
        charges += found
    if not charges:
        raise BadArticles(f"{said[:40]!r} names no article; allowed are lists such as 342 ч.1; 369")
    return tuple(dict.fromkeys((article.replace(".", "-"), part) for article, part in charges))


def _charges_in(piece: str) -> list[tuple[str, str]]:
    """Charges of a piece that is written in one manner: parts before articles, or after them."""
    found: list[tuple[int, str, str]] = []
    rest = piece
    if _STARTS_WITH_PART.match(piece):
        for match in _BEFORE.finditer(piece):
            found += [(match.start(), match["article"], part) for part in _parts(match["parts"])]
        rest = _BEFORE.sub(lambda m: " " * len(m.group()), piece)
        if not found:
            return []
    for match in _AFTER.finditer(rest):
        parts = _parts(match["parts"] or match["bracket"] or match["slash"] or "") or [""]
        found += [(match.start(), match["article"], part) for part in parts]
    return [(article, part) for _, article, part in sorted(found, key=lambda item: item[0])]


def render_articles(charges: tuple[tuple[str, str], ...]) -> str:
    """The one form: 342/1;369."""
    return ";".join(f"{article}/{part}" if part else article for article, part in charges)


def _parts(text: str) -> list[str]:
    """Every part of a list: "1, 3-5" is 1, 3, 4, 5."""
    parts: list[str] = []
    for first, last in re.findall(r"(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?", text):
        parts += map(str, range(int(first), int(last) + 1)) if last else [first]
    return parts
