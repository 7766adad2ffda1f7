"""A row of a list read as a person's facts, and what the row deserves by itself alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from casetracker.domain.articles import parse_articles, render_articles
from casetracker.domain.dates import UNKNOWN, PartialDate, parse_date, partial
from casetracker.domain.doubts import Entry
from casetracker.domain.facilities import ListedFacility, names_several, parse_facility
from casetracker.domain.fold import folded_words
from casetracker.domain.headercells import in_order_of_headers, with_unit
from casetracker.domain.headers import BARE_HEADERS
from casetracker.domain.likeness import Likeness, likeness
from casetracker.domain.listfiles import ListRow
from casetracker.domain.names import LONGEST, Name, join_name, parse_name
from casetracker.domain.rowkinds import kind_of
from casetracker.domain.sentences import sentence_months
from casetracker.domain.statuses import OUT, stage_of, status_by_place, status_since
from casetracker.domain.texts import UnreadableText, check_text, tidy
from casetracker.domain.words import RowOutcome, Sex, Stage

T = TypeVar("T")
#: Younger at arrest, or older today, is a slip of the pen until a person says otherwise.
YOUNGEST, OLDEST = 10, 110
_FEMALE = folded_words("ж жен женский женщина жаночы жанчына f female w woman k kobieta moteris")
_MALE = folded_words("м муж мужской мужчина мужчынскі мужчына m male man mężczyzna vyras ч чол")
_YES = folded_words("1 да так yes true y")
_YES_OR_NO = _YES | folded_words("0 нет не ні no nie ne няма n tak taip false")
_NO_FACTS = frozenset({"number", "url", "notes", "address"})
_NO_CHARGES: tuple[tuple[str, str], ...] = ()
_FORMULA = re.compile(r"[=＝]\s*\S")
_ROUNDED = re.compile(r"\d[.,]\d+[eEеЕ]\+?\d+|\d+[eEеЕ]\+\d+")
_AGE = re.compile(r"\s*(\d{1,3})(?!\d)(?:\s*[^\W\d_].*)?$")
#: Between several spellings in one cell.
_MARKS = re.compile(r"\s*[,;/|]\s*")
_ODD = re.compile(r"[^\w\s.,'’()\[\]\"«»„“”*†-]|\d|_")


#: The public facts that a row states, in the order in which they are shown.
FACTS = ("birth", "arrest", "articles", "months", "facility", "status", "released", "expected")


@dataclass(frozen=True, slots=True)
class Listed:
    """A row as facts. `outcome` is set where the row itself decides: skip, reject, review."""

    number: int
    outcome: RowOutcome | None = None
    #: Codes without data: why, and what is missing or could not be read.
    reasons: tuple[str, ...] = ()
    name: Name = field(default_factory=lambda: Name(text="", placeholder=True))
    #: The same name in other spellings that the row gives.
    spellings: tuple[Name, ...] = ()
    source_key: str = ""
    sex: str = ""
    birth: PartialDate = UNKNOWN
    arrest: PartialDate = UNKNOWN
    charges: tuple[tuple[str, str], ...] = ()
    months: int | None = None
    regime: str = ""
    facility: ListedFacility | None = None
    status: str = ""
    stage: Stage = Stage.INTAKE
    verdict: PartialDate = UNKNOWN
    #: When the person came out; UNKNOWN while inside or where the list does not say.
    released: PartialDate = UNKNOWN
    #: The end of the term where it is still to come.
    expected_release: PartialDate = UNKNOWN
    #: As of when the list says so; UNKNOWN where it does not tell.
    observed: PartialDate = UNKNOWN

    def observed_on(self, otherwise: date) -> date:
        """The day the list says this of, as far as it tells."""
        return self.observed.date or otherwise

    @property
    def facts(self) -> dict[str, Any]:
        """What the row says of `FACTS`; what it does not say is not there."""
        said = {
            "birth": self.birth.render(),
            "arrest": self.arrest.render(),
            "articles": self.articles,
            "months": self.months,
            "facility": self.facility.code if self.facility else "",
            "status": self.status,
            "released": self.released.render(),
            "expected": self.expected_release.render(),
        }
        return {name: value for name, value in said.items() if value}

    @property
    def articles(self) -> str:
        return render_articles(self.charges)

    @property
    def entry(self) -> Entry:
        """What is compared with people already known."""
        return Entry(
            name=self.name,
            sex=self.sex,
            birth=self.birth,
            arrest=self.arrest,
            charges=frozenset(self.charges),
        )


class _Reading:
    """Cells of one row, and the reasons that reading them gives rise to."""

    def __init__(self, cells: dict[str, str]) -> None:
        self.cells = cells
        self.notes: list[str] = []
        self.doubts: list[str] = []

    def text(self, name: str) -> str:
        cell = self.cells.get(name, "")
        return tidy(cell) if cell else ""

    def without_formulas(self) -> None:
        """A formula is no fact, whatever a spreadsheet would make of it: nothing of it is read."""
        for name, cell in self.cells.items():
            if name not in _NO_FACTS and _FORMULA.match(cell):
                self.doubts.append(f"formula_in_{name}")
                self.cells = {**self.cells, name: ""}

    def date(self, name: str, latest_year: int | None = None) -> PartialDate:
        """A date; one that cannot be read is a doubt about the row."""
        try:
            found = parse_date(self.text(name), latest_year=latest_year)
        except ValueError:
            self.doubts.append(f"{name}_unreadable")
            return UNKNOWN
        if name in ("birth", "arrest") and not found.is_day:
            self.notes.append(f"{name}_{'partial' if found else 'missing'}")
        return found

    def fact(self, name: str, read: Callable[[str], T], otherwise: T) -> T:
        """Another fact; one that cannot be read is noted, the cell is kept with the row."""
        try:
            return read(self.cells.get(name, ""))
        except ValueError:
            self.notes.append(f"{name}_unreadable")
            return otherwise


def read_row(row: ListRow, *, today: date) -> Listed:
    """The facts of a row of a list; `today` is the date in the reader's place.

    Never raises: what cannot be read is said in `reasons`.
    """
    try:
        for _, cell in row.raw:
            check_text(cell)
        name = _name_in(row.cells)
    except UnreadableText:
        return Listed(row.number, RowOutcome.REJECT, ("control_character",))
    decided, why = kind_of(row, name)
    if decided in (RowOutcome.SKIP, RowOutcome.REJECT):
        return Listed(row.number, decided, (why,))
    reading = _Reading(in_order_of_headers(row))
    reading.without_formulas()
    return _facts(row, name, why, reading, today)


def _facts(row: ListRow, name: Name, why: str, reading: _Reading, today: date) -> Listed:
    birth = _birth(reading, row, today)
    arrest = reading.date("arrest", latest_year=today.year)
    _check_life(birth, arrest, today, reading)
    months = reading.fact("sentence", lambda cell: sentence_months(with_unit(cell, row)), None)
    facility, said, no_facility = _place(reading)
    status, since = status_since(said, latest_year=today.year)
    if not status:
        status = _status_by_place(reading, facility, arrest, months, today)
    released, expected = _release(reading, arrest, status, since, months, today)
    if no_facility:
        reading.notes.append(no_facility)
    facts: dict[str, Any] = {
        "source_key": _source_key(reading),
        "sex": _sex(reading.text("sex"), name, reading),
        "spellings": _spellings(reading, name),
        "charges": reading.fact("articles", parse_articles, _NO_CHARGES),
        "regime": reading.text("regime")[:120],
        "stage": _stage(status, reading),
        "verdict": reading.date("verdict", latest_year=today.year),
        "observed": _observed(reading, today),
    }
    doubts = [*([why] if why else []), *_doubts_of_name(name, birth), *reading.doubts]
    if row.surplus:
        doubts.append("surplus_cells")
    return Listed(
        number=row.number,
        outcome=RowOutcome.REVIEW if doubts else None,
        reasons=tuple(dict.fromkeys([*doubts, *reading.notes])),
        name=name,
        birth=birth,
        arrest=arrest,
        months=months,
        facility=facility,
        status=status,
        released=released,
        expected_release=expected,
        **facts,
    )


def _place(reading: _Reading) -> tuple[ListedFacility | None, str, str]:
    """(where the person is held, the cell that says the status, a note). A column that asks only
    where somebody is holds what is surely a facility in one row and "вышла" in the next."""
    own, where = reading.cells.get("facility", ""), reading.cells.get("where", "")
    held = parse_facility(own)
    there = parse_facility(where) if where else None
    there = there if there and there.is_known else None
    status = reading.cells.get("status", "") or (where if not there or own else "")
    is_moved = bool(held and there and held.is_known and held.code != there.code)
    if is_moved or names_several(own) or (there and names_several(where)):
        return None, status, "facility_unreadable"
    return held or there, status, "" if held or there else "facility_missing"


def _status_by_place(
    reading: _Reading,
    facility: ListedFacility | None,
    arrest: PartialDate,
    months: int | None,
    today: date,
) -> str:
    """Who is said to be convicted and held somewhere is inside, unless the term has run out."""
    said = reading.text("status")
    over = arrest.date and months and arrest.date.year + months / 12 < today.year
    found = status_by_place(said, facility.code) if facility and not over else ""
    if found:
        reading.notes.append("status_from_place")
    else:
        reading.notes.append("status_unknown" if said else "status_missing")
    return found


def _birth(reading: _Reading, row: ListRow, today: date) -> PartialDate:
    """The birth date; where the list has a column of ages instead, or a pasted line an age, the
    year that the age makes likely, which may be the one before."""
    heads = tuple(head for head, _ in row.raw[:3])
    is_pasted = heads == BARE_HEADERS[:3] and not reading.text("birth")
    if ("birth" in reading.cells and not is_pasted) or not reading.text("age"):
        return reading.date("birth", latest_year=today.year - YOUNGEST)
    age = _AGE.match(reading.text("age"))
    if age is None or not YOUNGEST <= int(age[1]) <= OLDEST:
        reading.doubts.append("age_unreadable")
        return UNKNOWN
    reading.notes.append("birth_from_age")
    as_of = _observed(reading, today).date or today
    return partial(as_of.year - int(age[1]))


def _observed(reading: _Reading, today: date) -> PartialDate:
    found = reading.fact("observed", lambda cell: parse_date(cell, latest_year=today.year), UNKNOWN)
    return found if found.date and found.date <= today else UNKNOWN


def _source_key(reading: _Reading) -> str:
    """The row's id at its source. One that a spreadsheet has rounded (3.75E+11) names many."""
    key = reading.text("source_key")
    if _ROUNDED.fullmatch(key):
        reading.notes.append("source_key_rounded")
        return ""
    return key[:120]


def _name_in(cells: dict[str, str]) -> Name:
    if "name" in cells:
        return parse_name(cells["name"])
    if "given" not in cells and "patronymic" not in cells:
        return parse_name(cells.get("family", ""))  # "Фамилия И.О."
    return join_name(cells.get("family", ""), cells.get("given", ""), cells.get("patronymic", ""))


def _spellings(reading: _Reading, name: Name) -> tuple[Name, ...]:
    """The other spellings in a cell of their own, whole names that may be this person's. What is
    none, a nickname or another name, stays in the row as it came and is noted."""
    cell = reading.text("spelling")
    if not cell:
        return ()
    whole = parse_name(cell)
    ways = [whole] if _is_spelling(whole, name) else list(map(parse_name, _MARKS.split(cell)))
    found = [one for one in ways if _is_spelling(one, name)]
    if len(found) < len(ways):
        reading.notes.append("other_name_kept")
    others = {one.text: one for one in found if one.text != name.text}
    return tuple(others.values())


def _is_spelling(one: Name, name: Name) -> bool:
    return one.is_whole and likeness(one, name) >= Likeness.ROUGH


def _doubts_of_name(name: Name, birth: PartialDate) -> list[str]:
    doubts = []
    if name.several_people:
        doubts.append("several_people")
    if name.placeholder:
        doubts.append("placeholder_name")
    elif _ODD.search(name.text) or len(name.text) > LONGEST:
        doubts.append("odd_characters_in_name")
    if name.mixed:
        doubts.append("mixed_alphabets")
    if name.initials_only and not birth.is_day:
        doubts.append("initials_only")
    if not (name.family and name.given) and not name.placeholder and not birth.is_day:
        doubts.append("incomplete_name")
    return doubts


def _check_life(birth: PartialDate, arrest: PartialDate, today: date, reading: _Reading) -> None:
    """Dates that no life has are doubts."""
    for label, found in (("birth", birth), ("arrest", arrest)):
        if found.date and found.date > today:
            reading.doubts.append(f"{label}_in_future")
    if birth.date and today.year - birth.date.year > OLDEST:
        reading.doubts.append("birth_too_long_ago")
    if birth.date and today.year - YOUNGEST < birth.date.year and birth.date <= today:
        reading.doubts.append("birth_too_recent")
    if birth.date and arrest.date and arrest.date.year - birth.date.year < YOUNGEST:
        reading.doubts.append("arrest_too_young")


def _release(
    reading: _Reading,
    arrest: PartialDate,
    status: str,
    since: PartialDate,
    months: int | None,
    today: date,
) -> tuple[PartialDate, PartialDate]:
    """(when the person came out, when the term ends).

    Lists give the end of the term in the same column; some say when beside the status.
    A person said to be out whose date is still to come, without a sentence that it could be the
    end of, is a doubt.
    """
    found = UNKNOWN
    if reading.text("release").lower() in _YES_OR_NO:
        reading.notes.append("release_unreadable")  # "Вызвалены: так" says no date
    else:
        found = reading.date("release", latest_year=today.year)
    if found.date is None and status in OUT:
        found = since
    if found.date is None:
        return UNKNOWN, UNKNOWN
    if arrest.date and found.date < arrest.date and not found.agrees(arrest):
        reading.doubts.append("release_before_arrest")
        return UNKNOWN, UNKNOWN
    if status in OUT and found.date <= today:
        return found, UNKNOWN
    if status in OUT:
        (reading.notes if months else reading.doubts).append("release_in_future")
    return UNKNOWN, found


def _sex(text: str, name: Name, reading: _Reading) -> str:
    words = folded_words(text)
    if words & _FEMALE:
        return Sex.FEMALE
    if words & _MALE:
        return Sex.MALE
    if text:
        reading.notes.append("sex_unreadable")
    return name.sex


def _stage(status: str, reading: _Reading) -> Stage:
    """The case's first stage. Someone said to be inside and dead at once is looked at: intake."""
    if not folded_words(reading.text("died")) & _YES or status == "died":
        return stage_of(status)
    if status in OUT or not status:
        return Stage.DIED
    reading.notes.append("died_contradicts_status")
    return Stage.INTAKE
