"""Dates as people write them, with the precision they know: a day, a month, a year, or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from casetracker.domain.fold import fold, folded_words
from casetracker.domain.words import Precision

#: Years that a date of a living or recently dead person may have.
FIRST_YEAR, LAST_YEAR = 1850, 2199

_MONTHS = """
студзень студзеня январь января січень січня january jan styczeń stycznia sausis sausio
люты лютага февраль февраля лютий лютого february feb luty lutego vasaris vasario
сакавік сакавіка март марта березень березня march mar marzec marca kovas kovo
красавік красавіка апрель апреля квітень квітня april apr kwiecień kwietnia balandis balandžio
май мая мая травень травня траўня may maj maja gegužė gegužės
чэрвень чэрвеня июнь июня червень червня june jun czerwiec czerwca birželis birželio
ліпень ліпеня июль июля липень липня july jul lipiec lipca liepa liepos
жнівень жніўня август августа серпень серпня august aug sierpień sierpnia rugpjūtis rugpjūčio
верасень верасня сентябрь сентября вересень вересня september sep sept wrzesień września rugsėjo
кастрычнік кастрычніка октябрь октября жовтень жовтня october oct październik października spalio
лістапад лістапада ноябрь ноября листопад листопада november nov listopad lapkritis lapkričio
снежань снежня декабрь декабря грудень грудня december dec grudzień grudnia gruodis gruodžio
"""
MONTHS: dict[str, int] = {
    fold(word): number
    for number, line in enumerate(_MONTHS.strip().splitlines(), start=1)
    for word in line.split()
}
_NOTHING = folded_words("""невядома невядомая невядомы неизвестно неизвестна неизвестен
    невідомо невідома unknown none null nan nieznana nežinoma няма нет немає н/д н/з n/a нд na""")
_ABOUT = re.compile(
    r"^(?:(?:каля|прыблізна|прыкладна|ок|около|приблизительно|примерно|прибл|близько|біля|"
    r"circa|ca|c|about|approx|around|okolo|około|apie)(?:\.\s*|\s+)|[~≈]\s*)",
    re.IGNORECASE,
)
#: What follows a date: "г.", "года", "р.", "г.р.", "m.", a time of day.
_TAIL = re.compile(
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?|"
    r"\s*(?:г\.?\s*р\.?|р\.?\s*н\.?|года?\s+(?:рождения|нараджэння)|года?|году|год|гг?\.?|"
    r"року|рік|рр?\.?|roku?|r\.|metai|metų|m\.))\s*$",
    re.IGNORECASE,
)


class BadDate(ValueError):
    """Text in a date's place that is no date, or one that does not exist."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as far as it is known. `date` is its first day, None if nothing is known."""

    date: date | None = None
    precision: Precision = Precision.UNKNOWN

    def __post_init__(self) -> None:
        if (self.date is None) != (self.precision is Precision.UNKNOWN):
            raise ValueError("a date has a precision, no date has none")

    def __bool__(self) -> bool:
        return self.date is not None

    @property
    def is_day(self) -> bool:
        return self.precision is Precision.DAY

    def render(self) -> str:
        """ISO 8601 to its precision: 1973-06-09, 1973-06, 1973, or ''."""
        if self.date is None:
            return ""
        length = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}[self.precision]
        return self.date.isoformat()[:length]

    def agrees(self, other: PartialDate) -> bool:
        """True if both may be one day; something unknown agrees with everything."""
        mine, theirs = self.render(), other.render()
        return mine.startswith(theirs) or theirs.startswith(mine)


UNKNOWN = PartialDate()


def partial(year: int, month: int | None = None, day: int | None = None) -> PartialDate:
    """The date of the parts that are known. Raises `BadDate` if there is no such day."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadDate(f"year {year} is not between {FIRST_YEAR} and {LAST_YEAR}")
    try:
        first = date(year, month or 1, (day or 1) if month else 1)
    except ValueError as error:
        raise BadDate(f"there is no day {day or 1} of month {month} in {year}") from error
    if month and day:
        return PartialDate(first, Precision.DAY)
    return PartialDate(first, Precision.MONTH if month else Precision.YEAR)


def parse_date(text: str, *, latest_year: int | None = None) -> PartialDate:
    """What a cell says of a date; figures are read day first, as these lists are written.

    A date introduced by "about" keeps the year only. Empty, "?" and words for "not known" give
    an unknown date. A year of two figures (19.12.76) is read only if the caller knows the latest
    year it can mean. Raises `BadDate` for impossible, ambiguous or other text.
    """
    said = " ".join(text.split()).strip(" ,;")
    if not said.strip("?-–—.*/ ") or fold(said) in _NOTHING:
        return UNKNOWN
    plain = _ABOUT.sub("", said)
    about = plain != said
    while (shorter := _TAIL.sub("", plain).strip(" ,;")) != plain:
        plain = shorter
    found = _figures(plain, latest_year) or _words(plain)
    if found is None:
        raise BadDate(f"{said[:40]!r} is no date; allowed are dates such as 31.12.1990 or май 1990")
    if about and found.date is not None:
        return partial(found.date.year)
    return found


def _figures(text: str, latest_year: int | None) -> PartialDate | None:
    if re.fullmatch(r"\d{4}", text):
        return partial(int(text))
    if match := re.fullmatch(r"(\d{4})[-./](\d{1,2}|\?+|0+)(?:[-./](\d{1,2}|\?+|0+))?", text):
        return partial(int(match[1]), _part(match[2]), _part(match[3]))
    if match := re.fullmatch(r"(\d{1,2}|\?+)\s*[-./]\s*(\d{4})", text):
        return partial(int(match[2]), _part(match[1]))
    if match := re.fullmatch(r"(\d{1,2}|\?+)\s*([-./])\s*(\d{1,2}|\?+)\s*[-./]\s*(\d{4})", text):
        day, month = _part(match[1]), _part(match[3])
        if match[2] == "/" and day and month and day != month and max(day, month) <= 12:
            raise BadDate(f"{text!r} may be day or month first; write {match[4]}-MM-DD")
        if match[2] == "/" and day and month and month > 12:
            day, month = month, day
        return partial(int(match[4]), month, day)
    if latest_year and (match := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{2})", text)):
        year = latest_year - (latest_year - int(match[3])) % 100
        return partial(year, int(match[2]), int(match[1]))
    if re.fullmatch(r"\d{1,2}[-./]\d{1,2}[-./]\d{2}", text):
        raise BadDate(f"{text!r} has a year of two figures; write four")
    return None


def _part(text: str | None) -> int | None:
    """A month or day in figures; None for question marks and zeros."""
    return int(text) or None if text and text.isdigit() else None


def _words(text: str) -> PartialDate | None:
    """9 чэрвеня 1973 · ліпень 2003 · June 9, 1973 · 1973 m. birželio 9 d."""
    words = [w for w in fold(text).split() if w not in ("d", "of", "the", "m")]
    months = [MONTHS[word] for word in words if word in MONTHS]
    figures = [re.sub(r"(?<=\d)(st|nd|rd|th|го|е)$", "", w) for w in words if w not in MONTHS]
    if len(months) != 1 or not figures or not all(f.isdecimal() for f in figures):
        return None
    years = [int(f) for f in figures if len(f) == 4]
    days = [int(f) for f in figures if len(f) <= 2]
    if len(years) != 1 or len(days) > 1 or len(years) + len(days) != len(figures):
        return None
    return partial(years[0], months[0], days[0] if days else None)
