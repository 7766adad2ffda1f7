"""Sentences in months."""

from __future__ import annotations

import re
from functools import lru_cache

from casetracker.domain.fold import fold, folded_words

#: Longer than any sentence that has an end; what is longer is a slip of the pen.
LONGEST_MONTHS = 100 * 12

_NUMBER = r"(\d+(?:[.,]\d+)?)"
_YEARS = re.compile(
    _NUMBER + r"\s*-?\s*(?:гадоў|гады|гада|год|лет|года|году|г|л|роки|років|рік|р|"
    r"years?|yrs?|y|lat|lata|l|rok|roku|roky|rokiv|goda|god|let|hady|hadou|hadoŭ|metų|metai|metus)(?![^\W\d_])",
    re.IGNORECASE,
)
_MONTHS = re.compile(
    _NUMBER + r"\s*-?\s*(?:месяцаў|месяцы|месяца|месяцев|месяц|мес|міс|місяців|місяці|місяць|м|"
    r"months?|mos?|mo?n?ths?|m|mies|miesięcy|miesiące|miesiąc|mes|mėn|mėnesių|mėnesiai|mėnesius|mėnesio)(?![^\W\d_])",
    re.IGNORECASE,
)
_HALF = re.compile(r"\b(?:полтора|паўтара|півтора|półtora)\b", re.IGNORECASE)
#: "rok", "год и шесть месяцев": one, though no figure says so.
_A_YEAR = re.compile(r"^(?:a\s+)?(?=(?:год|рік|rok|year|metai)(?![^\W\d_]))", re.IGNORECASE)
_HALF_A_YEAR = re.compile(
    r"^(?:полгода|паўгода|півроку|pół\s+roku|half\s+a\s+year|pusė\s+metų|pusę\s+metų)$",
    re.IGNORECASE,
)
#: Lithuanian shortens metai, years, to what elsewhere shortens months.
_METAI = re.compile(r"(\d)\s*m(?![^\W\d_])\.?(?=.*\d\s*mėn)", re.IGNORECASE)
_MONTHS_OR_METAI = re.compile(r"\d+\s*m\.")
#: A figure before the term whose unit is none that is known: it may be the years.
_LED = re.compile(r"\s*\d{1,2}\s*[^\W\d_]{1,3}\b")
_LEFT = re.compile(r"\d+\s*-?\s*[mм]", re.IGNORECASE)
#: Two numbers, or a bound: "3-5", "8 + 1,5", "17 лет 6", "more than 5".
_RANGE = re.compile(
    r"\d\s*(?:[-–—+/→>]|->)\s*\d|(?:год|года|лет|гадоў|гады|років|роки|years?|lata?|metai|metų)"
    r"\s*(?:→|,)?\s*\d+$|\b(?:от|ад|від|from|до|да|up\s+to|более|больше|свыше|не\s+менее|больш|"
    r"звыш|більше|понад|over|more\s+than|at\s+least|ponad|więcej\s+niż|co\s+najmniej|do|iki|"
    r"daugiau\s+kaip)\s+(?:за\s+|чым\s+|чем\s+|ніж\s+)?\d",
    re.IGNORECASE,
)
#: The term was changed later, or is not to be served.
_NOT_SO = re.compile(
    r"увелич|сокращ|снижен|смягч|павяліч|скароч|збільшен|increas|reduc|zmniejsz|zwiększ|sumažin|"
    r"условн|ўмоўн|\bумоўн|умовн|отсрочк|адтэрмін|відстроч|випробув|suspended|probation|zawieszen|"
    r"lygtin|atidėt",
    re.IGNORECASE,
)
_NOTHING = folded_words("""нет няма немає неизвестно невядома невідомо unknown none null nan н/д n/a
    штраф штрафы fine""")
_FINE = re.compile(
    r"(?:штраф|fine|grzywn|baud)\w*\b(?!.*(?:год|лет|гад|year|lat|met))", re.IGNORECASE
)
_COUNTED = {
    word: str(number)
    for number, words in enumerate(
        (
            "one один адзін vieneri",
            "two два две дзве дві dwa dveji du dvi",
            "three три тры trzy treji trys",
            "four четыре чатыры чотири cztery ketveri keturi",
            "five пять п'ять пяць pięć penkeri penki",
            "six шесть шэсць шість sześć šešeri šeši",
            "seven семь сем сім siedem septyneri septyni",
            "eight восемь восем вісім osiem aštuoneri aštuoni",
            "nine девять дзевяць дев'ять dziewięć devyneri devyni",
            "ten десять дзесяць dziesięć dešimt",
            "eleven одиннадцать адзінаццаць одинадцять jedenaście vienuolika",
            "twelve двенадцать дванаццаць дванадцять dwanaście dvylika",
            "thirteen тринадцать трынаццаць тринадцять trzynaście trylika",
            "fourteen четырнадцать чатырнаццаць чотирнадцять czternaście keturiolika",
            "fifteen пятнадцать пятнаццаць п'ятнадцять piętnaście penkiolika",
            "sixteen шестнадцать шаснаццаць шістнадцять szesnaście šešiolika",
            "seventeen семнадцать семнаццаць сімнадцять siedemnaście septyniolika",
            "eighteen восемнадцать васямнаццаць вісімнадцять osiemnaście aštuoniolika",
            "nineteen девятнадцать дзевятнаццаць дев'ятнадцять dziewiętnaście devyniolika",
            "twenty двадцать дваццаць двадцять dwadzieścia dvidešimt",
        ),
        start=1,
    )
    for word in words.split()
}
#: "4 с половиной года", "one and a half years".
_AND_A_HALF = (
    r"с\s+половиной|з\s+палавінай|з\s+паловай|з\s+половиною|and\s+a\s+half|i\s+pół|su\s+puse"
)
_HALF_SIGN = re.compile(r"(\d)\s*(?:½|\s1/2\b)")
_BRACKETS = re.compile(r"\(([^()]*\d[^()]*)\)")
_WITH_HALF = re.compile(rf"(\d+)\s+(?:{_AND_A_HALF})\b", re.IGNORECASE)
_IN_WORDS = re.compile(
    rf"\b({'|'.join(_COUNTED)})(?=[\s-]+(?:{_AND_A_HALF}|год|лет|гад|рок|рік|лат|year|rok|lat|met|month|мес|міс|mies|mėn))",
    re.IGNORECASE,
)
_TENS = {
    word: tens
    for tens, words in (
        (20, "twenty двадцать дваццаць двадцять dwadzieścia dvidešimt"),
        (30, "thirty тридцать трыццаць тридцять trzydzieści trisdešimt"),
        (40, "forty сорок сорак czterdzieści keturiasdešimt"),
    )
    for word in words.split()
}
#: "двадцать пять лет", "thirty-six months".
_TENS_AND = re.compile(
    rf"\b({'|'.join(_TENS)})(?:[\s-]+({'|'.join(_COUNTED)}))?(?=[\s-]+[^\W\d_])(?!\w)",
    re.IGNORECASE,
)
_LIFE = re.compile(r"пожизн|пажыцц|довічн|\blife\b|dożywo|iki gyvos", re.IGNORECASE)


class BadSentence(ValueError):
    """Text in a sentence's place from which no number of months can be read."""


@lru_cache(maxsize=1 << 12)
def sentence_months(text: str) -> int | None:
    """Months of imprisonment or restriction: "3 г. 6 мес." is 42, "2,5 года" 30, "18 мес" 18.

    None where no term is given: empty, a dash, a fine, imprisonment for life. Raises
    `BadSentence` for ranges, terms that are no whole month or over a hundred years, other text.
    """
    said = " ".join(re.sub(r"\([^()]*\)", " ", text).split())
    if not said.strip("?-–—.*/ ") or fold(said) in _NOTHING or _LIFE.search(said):
        return None
    if _FINE.match(said):
        return None
    if _NOT_SO.search(text):
        raise BadSentence(
            f"{said[:40]!r}: the term was changed or is suspended; write what is served"
        )
    said = _HALF_SIGN.sub(r"\1,5", said)
    said = _TENS_AND.sub(lambda match: _sum(match[1], match[2] or ""), said)
    said = _IN_WORDS.sub(lambda match: _COUNTED[match[1].lower()], said)
    said = _WITH_HALF.sub(r"\1,5", said)
    if _RANGE.search(said):
        raise BadSentence(f"{said[:40]!r} is a range; write one term")
    if _HALF_A_YEAR.match(said):
        return 6
    if _MONTHS_OR_METAI.fullmatch(said):
        raise BadSentence(f"{said[:40]!r} may be months or, in Lithuanian, years; write the word")
    said = _METAI.sub(r"\1 metai", _A_YEAR.sub("1 ", said))
    years, months = _YEARS.findall(said), _MONTHS.findall(said)
    left = _MONTHS.sub("", _YEARS.sub("", said))
    if _LEFT.search(left) or ((years or months) and _LED.match(left)):
        raise BadSentence(f"{said[:40]!r}: some months cannot be read; write for example 6 months")
    if len(years) > 1 or len(months) > 1:
        raise BadSentence(f"{said[:40]!r} names more than one term")
    if not years and not months:
        if _HALF.search(said):
            return 18
        raise BadSentence(f"{said[:40]!r} is no term; allowed are terms such as 3 г. 6 мес.")
    total = 12 * _value(years) + _value(months)
    whole = round(total)
    if abs(total - whole) > 0.01 or not 0 < whole <= LONGEST_MONTHS:
        raise BadSentence(f"{said[:40]!r} is not between 1 and {LONGEST_MONTHS} whole months")
    if any(_is_another(inner, whole) for inner in _BRACKETS.findall(text)):
        raise BadSentence(f"{text[:40]!r} names two terms; write the one that is served")
    return whole


def _sum(tens: str, one: str) -> str:
    """Figures for two words of a number."""
    return str(_TENS[tens.lower()] + int(_COUNTED[one.lower()] if one else 0))


def _is_another(inner: str, months: int) -> bool:
    """True if what stands in brackets behind a term is another term: "4 г. (апелляция: 3 г.)"."""
    try:
        return sentence_months(inner) not in (None, months)
    except BadSentence:
        return False


def _value(found: list[str]) -> float:
    return float(found[0].replace(",", ".")) if found else 0.0
