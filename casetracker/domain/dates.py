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
    невідомо невідома unknown none null nan nieznana nežinoma няма нет немає н/д н/з n/a нд na
    tbd tba tbc b/d brak nd""") | {
    fold(said)
    for said in (
        "не указано",
        "не указана",
        "не установлен",
        "не установлена",
        "не установлено",
        "не ўстаноўлена",
        "не встановлено",
        "nie ustalono",
        "nenustatyta",
        "нет данных",
        "не вядома",
        "няма звестак",
        "немає даних",
        "brak danych",
        "not known",
        "no data",
        "nėra duomenų",
        "н д",
        "b d",
        "неизв",
        "не изв",
        "невяд",
        "без даты",
        "дата неизвестна",
        "нет инф",
        "няма інф",
        "nieznane",
    )
}
_DASHES = str.maketrans("–—‑", "---")
#: Unknown parts: xx.05.1985, --.05.1985.
_UNKNOWN_PART = re.compile(
    r"(?<![^\W\d_])(?:[xхXХ]{2}|-{2})(?=[-./])|(?<=[-./])(?:[xхXХ]{2}|-{2})\b"
)
#: Abbreviations and cases: the beginning of a month's name in any of its languages, from three
#: letters on, where no other month begins so.
_BEGINNINGS: dict[str, int | None] = {}
for _word, _month in MONTHS.items():
    for _length in range(3, len(_word) + 1):
        _begin = _word[:_length]
        _BEGINNINGS[_begin] = _month if _BEGINNINGS.get(_begin, _month) == _month else None
#: Words beside a month that say nothing more.
_FILL = folded_words(
    "d of the m в у in w ў on і mėn mėnuo mėnesį mies miesiącu міс мес месяц r г р годзе"
)
_ROMAN_LINE = "i ii iii iv v vi vii viii ix x xi xii"
_ROMAN = {word: number for number, word in enumerate(_ROMAN_LINE.split(), start=1)}
#: A part of a year is kept as the year.
_PART_OF_YEAR = folded_words("""весна весной вясна вясной вясною навесні весною лето летом лета
    летам літо влітку осень осенью восень восенню восени осінь зима зимой зімой зіма взимку spring
    summer autumn fall winter wiosna wiosną lato latem jesień jesienią zima zimą pavasaris pavasarį
    vasara vasarą ruduo rudenį žiema žiemą early mid late beginning end начало начале середина
    середине конец конце пачатак пачатку сярэдзіна сярэдзіне канец канцы початок початку кінець
    кінці początek początku połowa połowie koniec końcu pradžia pradžioje pabaiga pabaigoje na""")
_WEEKDAY = re.compile(
    r"^(?:mon|tue|wed|thu|fri|sat|sun|пн|вт|ср|чт|пт|сб|вс|аў|чц|нд|пон|пан|вто|сер|сре|чет|чац|пят|"
    r"п'ят|суб|вос|няд|нед)[^\W\d_]{0,9}\.?,?\s+(?=\d)",
    re.IGNORECASE,
)
_REMARK = re.compile(r"^(.*\d{4}.*?)\s*\([^()]*\)$|^\((.*)\)$")
#: "5 верасня 2023, Мінск": where it was.
_PLACE = re.compile(r"^(.*\d.*\d{4}(?:\s*г\.)?),\s*(?:[гм]\.\s*)?[^\W\d_][^\d,]{2,40}$")
#: "осенью 2021 в Гомеле".
_IN_PLACE = re.compile(r"^(.*\d{4}(?:\s*г\.)?)\s+(?:в|у|ў|in|w)\s+[^\W\d_][^\d,]{2,40}$")
_ABOUT = re.compile(
    r"^(?:(?:каля|прыблізна|прыкладна|прыкл|ок|около|приблизительно|примерно|прибл|близько|біля|"
    r"circa|ca|c|about|approx|approximately|around|okolo|około|ok|apie|maždaug)(?:\.\s*|\s+)|[~≈]\s*)",
    re.IGNORECASE,
)
#: What follows a date: "г.", "года", "р.", "г.р.", "m.", a time of day.
_TAIL = re.compile(
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?|"
    r"\s*(?:г\.?\s*рожд\.?|г\.?\s*р\.?|р\.?\s*н\.?|г\.?\s*н\.?|года?\s+(?:рождения|нараджэння)|года?|году|год|гг?\.?|"
    r"року|рік|рр?\.?|roku?|r\.|metai|metų|metais|m\.))\s*$",
    re.IGNORECASE,
)
#: What introduces a birth date in its own cell.
_BORN = re.compile(
    r"^(?:born(?:\s+(?:on|in))?|b\.|род\.|родил(?:ся|ась)|нар\.|нарадзі(?:ўся|лася)|народи(?:вся|лася)|"
    r"ur\.|urodzon[ya]|gim\.)\s*(?:[вуў]\s+|w\s+)?(?=\S*\d|[^\W\d_]+\s)",
    re.IGNORECASE,
)
#: 12-May-21, May-21, 5 May '21, 5 мая 21: as spreadsheets and people shorten days and months.
_SHORT = re.compile(r"(?:(\d{1,2})[-\s.])?([^\W\d_]{3,})\.?(?:-|\s?['’]|(?(1)\s+|(?!)))(\d{2})")


#: Roman months in Cyrillic letters that look alike: 12.ІХ.2021.
_CYRILLIC_ROMAN = re.compile(r"(?<=[\d\s./-])[IVXІХ]*[ІХ][IVXІХ]*(?=[\s./-]+\d{4})")
_AS_LATIN = str.maketrans("ІХ", "IX")
_PERIOD = (
    r"(?:(?:[1-4]|[IІ]{1,3}|[IІ]V)[-\s]*(?:й|е|ы|і|st|nd|rd|th)?\s*(?:кв|квартал\w*|kw|kwarta[lł]\w*|"
    r"ketv|ketvir\w*|quarter|пол|полугоди\w*|паўгоддз\w*|півріч\w*|półrocz\w*|half)\.?|[QH][1-4])"
)
#: III кв. 2022 · Q3 2022 · 1-е полугодие 2022: kept as the year.
_QUARTER = re.compile(
    rf"{_PERIOD}[\s,]*(?:of\s+)?(\d{{4}})|(\d{{4}})[\s,-]*{_PERIOD}", re.IGNORECASE
)
#: авг-сент 2020: kept as the year.
_SOME_MONTHS = re.compile(r"([^\W\d_]+)\.?\s*-\s*([^\W\d_]+)\.?\s+(\d{4})")
#: Брэст, 16.04.1973: a place in front.
_PLACE_FIRST = re.compile(r"(?:[гм]\.\s*)?[^\W\d_][^\d,]{1,40},\s*(\d.*)")
#: 93 г.р.
_BORN_IN = re.compile(r"(\d{2})\s*(?:г\.?\s*[рн]|р\.?\s*н)\.?")


_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
#: A day as most lists write it.
_ISO = re.compile(r"(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)
_DOTTED = re.compile(r"(0?[1-9]|[12]\d|3[01])\.(0?[1-9]|1[0-2])\.(\d{4})", re.ASCII)


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
    if not text:
        return UNKNOWN
    if day := _ISO.fullmatch(text):
        return partial(int(day[1]), int(day[2]), int(day[3]))
    if day := _DOTTED.fullmatch(text):
        return partial(int(day[3]), int(day[2]), int(day[1]))
    said = " ".join(text.translate(_DASHES).split()).strip(" ,;")
    if not said.strip("?-–—.*/ ") or fold(said) in _NOTHING:
        return UNKNOWN
    if remark := _REMARK.match(said):
        kept = remark[1] or remark[2]
        if set(_YEAR.findall(said)) - set(_YEAR.findall(kept)):
            raise BadDate(f"{said[:40]!r} names two years; write the one that is meant")
        said = kept
    if placed := _PLACE.match(said) or _IN_PLACE.match(said):
        said = placed[1]
    said = _BORN.sub("", said)
    if latest_year and (year := _BORN_IN.fullmatch(said)):
        return partial(latest_year - (latest_year - int(year[1])) % 100)
    plain = _ABOUT.sub("", _WEEKDAY.sub("", said))
    if re.fullmatch(r"\d{4}\s*\?", plain):
        plain = plain.rstrip("? ")
    about = plain != _WEEKDAY.sub("", said)
    while (shorter := _TAIL.sub("", plain).strip(" ,;")) != plain:
        plain = shorter
    plain = _CYRILLIC_ROMAN.sub(lambda match: match[0].translate(_AS_LATIN), plain)
    found = _figures(_UNKNOWN_PART.sub("??", plain), latest_year)
    found = _words(plain) if found is None else found
    found = _span(plain) if found is None else found
    if found is None and (placed := _PLACE_FIRST.fullmatch(said)):
        return parse_date(placed[1], latest_year=latest_year)
    if found is None:
        raise BadDate(f"{said[:40]!r} is no date; allowed are dates such as 31.12.1990 or май 1990")
    if about and found.date is not None:
        return partial(found.date.year)
    return found


def _figures(text: str, latest_year: int | None) -> PartialDate | None:
    if re.fullmatch(r"\d{4}", text):
        return partial(int(text))
    if match := re.fullmatch(r"([12]\d{3})(0[1-9]|1[0-2])([0-3]\d)", text):
        return partial(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})日)?)?", text):
        return partial(int(match[1]), _part(match[2]), _part(match[3]))
    if re.fullmatch(r"0000[-./]0?0[-./]0?0", text):
        return UNKNOWN
    if match := re.fullmatch(r"(\d{4}) (\d{2}) (\d{2})", text):
        return partial(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"(\d{1,2}) (\d{1,2}) (\d{4})", text):
        return partial(int(match[3]), int(match[2]), int(match[1]))
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
    if latest_year and (match := _SHORT.fullmatch(text)) and (month := _month_of(fold(match[2]))):
        year = latest_year - (latest_year - int(match[3])) % 100
        return partial(year, month, int(match[1]) if match[1] else None)
    if re.fullmatch(r"\d{1,2}[-./]\d{1,2}[-./]\d{2}", text):
        raise BadDate(f"{text!r} has a year of two figures; write four")
    return None


def _span(text: str) -> PartialDate | None:
    """Some months or a part of a year: the year that they have in common."""
    if match := _QUARTER.fullmatch(text):
        return partial(int(match[1] or match[2]))
    if (match := _SOME_MONTHS.fullmatch(text)) and (last_month := _month_of(fold(match[2]))):
        first_month = _month_of(fold(match[1]))
        return partial(int(match[3])) if first_month and first_month < last_month else None
    return None


def _part(text: str | None) -> int | None:
    """A month or day in figures; None for question marks and zeros."""
    return int(text) or None if text and text.isdigit() else None


def _words(text: str) -> PartialDate | None:
    """9 чэрвеня 1973 · ліпень 2003 · June 9, 1973 · 1973 m. birželio 9 d. · VI 1973 · весна 2021"""
    words = [w for w in fold(text).split() if w not in _FILL]
    numbers = [_month_of(word) for word in words]
    months = [number for number in numbers if number]
    figures = [
        re.sub(r"(?<=\d)(st|nd|rd|th|го|е|га)$", "", word)
        for word, number in zip(words, numbers, strict=True)
        if not number and word != "го"
    ]
    years = [int(f) for f in figures if f.isdecimal() and len(f) == 4]
    days = [int(f) for f in figures if f.isdecimal() and len(f) <= 2]
    others = [f for f in figures if not f.isdecimal()]
    if len(years) != 1 or len(days) > 1 or len(years) + len(days) + len(others) != len(figures):
        return None
    if not months and not days and all(word in _PART_OF_YEAR for word in others):
        return partial(years[0])
    if not days and all(word in _PART_OF_YEAR for word in others):
        others = []  # "the end of May" is May
    if len(months) != 1 or others:
        return None
    return partial(years[0], months[0], days[0] if days else None)


def _month_of(word: str) -> int | None:
    """The month of a name, of its beginning (кастр, wrz), of another case of it (октябре)."""
    if word in _ROMAN:
        return _ROMAN[word]
    if not word.isalpha() or len(word) < 3:
        return None
    shortest = max(len(word) - 3, 5) if len(word) > 5 else len(word)
    for length in range(len(word), shortest - 1, -1):
        if found := _BEGINNINGS.get(word[:length]):
            return found
    return None
