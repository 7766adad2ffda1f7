"""Which people of the register a row of a list is worth comparing with.

They are asked for by name and date at once, so that what a row costs does not grow with the
register: of the people in a drawer those born in the same year or on the same day of the year,
whoever bears the very name, whoever was born on the same day. What comes back are spellings and
dates; only who may be the one by these is loaded by the caller and compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

from casetracker.domain.dates import UNKNOWN, PartialDate
from casetracker.domain.doubts import Entry, Tie, tie
from casetracker.domain.fathers import fathers_clash, letters_apart
from casetracker.domain.likeness import (
    Asked,
    asked_initials,
    asked_ways,
    may_be_alike,
)
from casetracker.domain.names import name_key
from casetracker.domain.words import Precision
from casetracker.models import NameForm
from casetracker.models.bulk import text_table
from casetracker.models.waiting import under_way
from casetracker.selectors.drawers import drawers, exact, near_bones

#: Of the bearers of one name who are asked for without a birth date so many are looked at, those
#: with the same patronymic and the same day of arrest first.
MOST_BEARERS = 40
#: With more spellings than these, chance alone finds for every row somebody of a name with a letter
#: amiss who was born within a slip of the pen; and looking for them costs more than all the rest.
LARGE = 50_000


class Meanwhile(NamedTuple):
    """What is done while people are looked for."""

    #: Done one by one while the database looks; what they give is of no interest.
    steps: Iterable[object] = ()
    #: Asks the database more, which it answers while the people that it found are looked at.
    ask: Callable[[], object] = tuple


NOTHING = Meanwhile()
#: Before and after every date.
_ALL_TIME = ("", "9999")


class Alike(NamedTuple):
    """Ids of the people, and of the rows of lists that wait for a decision."""

    people: set[UUID]
    rows: set[UUID]


class Drawers(NamedTuple):
    """In which drawers to look for a name, either way round."""

    same: tuple[str, ...]
    #: With a letter amiss.
    amiss: tuple[str, ...]


class Near:
    """The drawers of the names of many entries; each name's are put together once."""

    def __init__(self, bones: Mapping[frozenset[str], Mapping[str, int]]) -> None:
        self._bones = bones
        self._of: dict[tuple[Asked, ...], Drawers] = {}

    def of(self, entry: Entry) -> Drawers:
        ways = asked_ways(entry.name)
        found = self._of.get(ways)
        if found is None:
            found = self._of[ways] = self._look(ways)
        return found

    def _look(self, ways: tuple[Asked, ...]) -> Drawers:
        near = [(self._bones.get(way, {}), by) for way, by in ways]
        same = {one for bones, by in near for one in drawers(exact(bones), by)}
        every = {one for bones, by in near for one in drawers(bones, by)}
        return Drawers(tuple(same), tuple(every - same))


def near_names(entries: Iterable[Entry]) -> Near:
    """The drawers in which to look for each name; two statements. Those with a letter amiss for
    the order in which it was read, and in a large register only where no full birth date tells."""
    large = _is_large()
    amiss: set[frozenset[str]] = set()
    same: set[frozenset[str]] = set()
    for entry in entries:
        for place, (way, _) in enumerate(asked_ways(entry.name)):
            (same if place or (large and entry.birth.is_day) else amiss).add(way)
    return Near(near_bones(amiss, same=same))


def _is_large() -> bool:
    return NameForm.objects.order_by()[: LARGE + 1].count() > LARGE


def alike(entries: Sequence[Entry], near: Near, meanwhile: Meanwhile = NOTHING) -> Alike:
    """Whoever may be one of `entries`, in a constant number of statements; what `meanwhile` has is
    done at the same time."""
    asked = {str(n): entry for n, entry in enumerate(entries)}
    dated = {n: entry for n, entry in asked.items() if entry.birth.is_day}
    others = {n: entry for n, entry in asked.items() if n not in dated}
    with under_way() as keep_reading:
        answers = [*_undated(others, near), *_dated(dated, near)]
        for _ in meanwhile.steps:
            keep_reading()
        texts = [answer.fetchone()[0] for answer in answers]
        waiting = list(_ask_waiting(entries, near))
        meanwhile.ask()
        people = _people_in(texts, asked)
        rows = {UUID(str(row[0])) for answer in waiting for row in answer.fetchall()}
    return Alike(people, rows)


def _people_in(texts: Iterable[str | None], asked: Mapping[str, Entry]) -> set[UUID]:
    """Of the spellings found, whose may be one of `asked`. They come as one text: a driver's way
    of reading rows one by one costs more than finding them."""
    arrests = {n: _day(entry.arrest) for n, entry in asked.items()}
    people: set[str] = set()
    for row in chain.from_iterable(text.split("\x1e") for text in texts if text):
        n, family, given, arrested, rest = row.split("\x1f", 4)
        is_same_day = arrested and arrested == arrests[n]
        # Most are of another name: no more of those is looked at.
        if is_same_day or may_be_alike(asked[n].name, family, given):
            prisoner_id, born, patronymic = rest.split("\x1f")
            if is_same_day or _may_be(asked[n], born, patronymic):
                people.add(prisoner_id)
    return {UUID(one) for one in people}


def _ask_waiting(entries: Iterable[Entry], near: Near) -> Iterator[CursorWrapper]:
    """Three statements for the rows of lists that wait for a decision, under way."""
    filed: set[tuple[str, ...]] = set()
    called: set[tuple[str, ...]] = set()
    born: set[tuple[str, ...]] = set()
    for entry in entries:
        day = _day(entry.birth)
        filed.update([(drawer, day) for some in near.of(entry) for drawer in some])
        called.add((name_key(entry.name),))
        if day:
            born.update((day, initial) for initial in asked_initials(entry.name))
    as_date = "CAST(v.born AS date)" if connection.vendor == "postgresql" else "v.born"
    for on, columns, rows in (
        (_WAITS_FILED, ("drawer", "born"), filed),
        (_WAITS_CALLED, ("key",), called),
        (_WAITS_BORN.format(born=as_date), ("born", "initial"), born),
    ):
        if rows:
            table, parameters = text_table(columns, sorted(rows))
            cursor = connection.cursor()
            cursor.execute(_WAITING.format(asked=table, on=on), parameters)
            yield cursor


def _may_be(entry: Entry, born: str, patronymic: str) -> bool:
    """Whether the verdict on somebody whose name is alike can be other than `different`, by the
    fathers' names and the birth dates at a glance."""
    if not fathers_clash(entry.name.patronymic, patronymic):
        return True
    birth = PartialDate(date.fromisoformat(born), Precision.DAY) if born else UNKNOWN
    return tie(entry.birth, birth) >= Tie.AGREE


def _dated(entries: Mapping[str, Entry], near: Near) -> Iterator[CursorWrapper]:
    """Five statements for entries with a full birth date: with a letter amiss in the name, only
    one of its parts may differ."""
    filed: list[tuple[str, ...]] = []
    amiss: list[tuple[str, ...]] = []
    born: list[tuple[str, ...]] = []
    called: list[tuple[str, ...]] = []
    arrested: list[tuple[str, ...]] = []
    for n, entry in entries.items():
        day, arrest = _day(entry.birth), _day(entry.arrest)
        rest = (day, letters_apart(entry.name.patronymic))
        span = (f"{day[:4]}-01-01", f"{day[:4]}-12-31", *rest)
        month = (f"{day[:7]}-01", f"{day[:7]}-31", *rest)
        look = near.of(entry)
        filed += [(n, drawer, *span) for drawer in look.same]
        amiss += [(n, drawer, *month) for drawer in look.amiss]
        born += [(n, day, initial or "|") for initial in asked_initials(entry.name)]
        key = name_key(entry.name)
        if key.count(" ") > 1:
            # Which of its words are the family name may be read otherwise in the register. Of two
            # words either is asked for: who bears the very words is in one of those drawers.
            called.append((n, key, *span[:2]))
        if arrest:
            arrested.append((n, key or "|", day, arrest))
    spans = ("first", "last", "birth", "apart")
    yield from _ask(_FILED, ("n", "drawer", *spans), filed)
    yield from _ask(_FILED, ("n", "drawer", *spans), amiss)
    yield from _ask(_BORN, ("n", "born", "initial"), born)
    yield from _ask(_CALLED, ("n", "key", *spans[:2]), called)
    yield from _ask(_ARRESTED, ("n", "key", "born", "arrested"), arrested)


def _undated(entries: Mapping[str, Entry], near: Near) -> Iterator[CursorWrapper]:
    """Two statements for entries of whom at most the year or month of birth is known: first which
    names lie in the drawers at all, however many people bear each, then some of their bearers."""
    looks = {n: near.of(entry) for n, entry in entries.items()}
    wanted = {n: look.same + look.amiss for n, look in looks.items()}
    names = _names_in({drawer for some in wanted.values() for drawer in some})
    asked: list[tuple[str, ...]] = []
    called: list[tuple[str, ...]] = []
    for n, entry in entries.items():
        more = (*_span(entry.birth), entry.name.patronymic, _day(entry.arrest))
        called.append((n, name_key(entry.name), *more))
        for drawer in wanted[n]:
            for family, given in names.get(drawer, ()):
                if may_be_alike(entry.name, family, given):
                    asked.append((n, drawer, family, given, *more))
    more = ("first", "last", "patronymic", "arrested")
    yield from _ask(_BEARERS, ("n", "drawer", "family", "given", *more), asked)
    yield from _ask(_NAMESAKES, ("n", "key", *more), called)


def _span(birth: PartialDate) -> tuple[str, str]:
    """Between which days somebody was born of whom the year or month is known, or nothing: a year
    alone is often "about"."""
    if birth.date is None:
        return _ALL_TIME
    return f"{birth.date.year - 1}-01-01", f"{birth.date.year + 1}-12-31"


def _names_in(wanted: Collection[str]) -> dict[str, list[tuple[str, str]]]:
    """Drawer → (family name, given name) of the spellings in it, each once."""
    names: dict[str, list[tuple[str, str]]] = defaultdict(list)
    if wanted:
        table, parameters = text_table(["drawer"], [(one,) for one in sorted(wanted)])
        with connection.cursor() as cursor:
            cursor.execute(_NAMES.format(asked=table), parameters)
            for drawer, family, given in cursor.fetchall():
                names[drawer].append((family, given))
    return names


_FORM = "a.n, f.family, f.given, f.arrested, f.prisoner_id, f.born, f.patronymic"
#: Of another birth date only whose father may be the same.
_FILED = """
SELECT {form} FROM a JOIN casetracker_nameform f
ON f.rough = a.drawer AND NOT (f.rough = '') AND f.born BETWEEN a.first AND a.last
WHERE f.born = a.birth OR {may_be}
UNION ALL
SELECT {form} FROM a JOIN casetracker_nameform f
ON f.rough = a.drawer AND NOT (f.rough = '') AND f.born = ''
WHERE {may_be}
UNION ALL
SELECT {form} FROM a JOIN casetracker_nameform f
ON f.rough = a.drawer AND NOT (f.rough = '') AND {day} = substr(a.birth, 6)
AND NOT (f.born = '')
WHERE f.born = a.birth OR {may_be}
"""
_BORN = """
SELECT {form} FROM a JOIN casetracker_nameform f
ON f.born = a.born AND NOT (f.born = '') AND {initial} = a.initial
"""
#: Whoever bears the very words of a name, in whatever order.
_CALLED = """
SELECT {form} FROM a JOIN casetracker_nameform f
ON f.key = a.key AND NOT (f.key = '') AND f.born BETWEEN a.first AND a.last
UNION ALL
SELECT {form} FROM a JOIN casetracker_nameform f
ON f.key = a.key AND NOT (f.key = '') AND f.born = ''
"""
#: The same with another birth date if the day of arrest is the same. And whoever was born and
#: arrested on the same days.
_ARRESTED = """
SELECT {form} FROM a JOIN casetracker_nameform f
ON f.key = a.key AND NOT (f.key = '') AND f.arrested = a.arrested AND f.arrested <> ''
UNION ALL
SELECT {form} FROM a JOIN casetracker_nameform f
ON f.born = a.born AND NOT (f.born = '') AND f.arrested = a.arrested AND f.arrested <> ''
"""
_NAMES = """
SELECT DISTINCT f.rough, f.family, f.given
FROM {asked} JOIN casetracker_nameform f ON f.rough = v.drawer AND NOT (f.rough = '')
"""
_SOME = """
SELECT {form}, row_number() OVER (PARTITION BY a.n, f.family, f.given ORDER BY
  CASE WHEN f.patronymic = a.patronymic THEN 0 ELSE 1 END,
  CASE WHEN f.arrested = a.arrested AND f.arrested <> '' THEN 0 ELSE 1 END,
  f.prisoner_id) AS place
FROM a JOIN casetracker_nameform f ON {on}
WHERE f.born = '' OR f.born BETWEEN a.first AND a.last
"""
_BEARERS = _SOME.replace(
    "{on}",
    "f.rough = a.drawer AND NOT (f.rough = '') AND f.family = a.family AND f.given = a.given",
)
_NAMESAKES = _SOME.replace("{on}", "f.key = a.key AND NOT (f.key = '')")
_WAITING = """
SELECT r.id FROM {asked} JOIN casetracker_importrow r ON r.outcome = 'review' AND {on}
"""
#: A birth date that does not speak against the other: not known, of one year, or of one day of
#: the year.
_WAITS_FILED = """
r.rough = v.drawer AND r.rough <> '' AND (v.born = '' OR r.born_on IS NULL
OR substr(CAST(r.born_on AS text), 1, 4) = substr(v.born, 1, 4)
OR substr(CAST(r.born_on AS text), 6) = substr(v.born, 6))
"""
_WAITS_CALLED = "r.key = v.key AND r.key <> ''"
_WAITS_BORN = "r.born_on = {born} AND r.rough LIKE '%%|' || v.initial"


def _ask(
    sql: str, columns: Sequence[str], asked: Sequence[tuple[str, ...]]
) -> Iterator[CursorWrapper]:
    """A query for spellings, under way; nothing where nothing is asked for."""
    if not asked:
        return
    # In the order of the index: what lies together is read together.
    table, parameters = text_table(columns, sorted(asked, key=itemgetter(1)))
    says = _SAYS[connection.vendor]
    found = sql.format(form=_FORM, **says)
    limit = f"WHERE q.place <= {MOST_BEARERS}" if "AS place" in sql else ""
    cursor = connection.cursor()
    cursor.execute(
        _WHOLE.format(asked=table, rows=says["rows"], found=found, limit=limit), parameters
    )
    yield cursor


_WHOLE = """
WITH a AS MATERIALIZED (SELECT v.* FROM {asked}) SELECT {rows} FROM ({found}) q {limit}
"""
#: The parts of a date and a drawer to the letter as the indexes are written; rows as text, with
#: marks between them that no name can hold.
_SAYS = {
    "postgresql": {
        "day": "right(f.born, 5)",
        "initial": "right(f.rough, 1)",
        "may_be": "f.patronymic = '' OR strpos(a.apart, left(f.patronymic, 1)) = 0",
        "rows": "string_agg(concat_ws(chr(31), q.n, q.family, q.given, q.arrested, "
        "q.prisoner_id, q.born, q.patronymic), chr(30))",
    },
    "sqlite": {
        "day": "SUBSTR(f.born, (5 * -1), 5)",
        "initial": "SUBSTR(f.rough, (1 * -1), 1)",
        "may_be": "f.patronymic = '' OR instr(a.apart, substr(f.patronymic, 1, 1)) = 0",
        "rows": "group_concat(q.n || char(31) || q.family || char(31) || q.given || char(31) "
        "|| q.arrested || char(31) || q.prisoner_id || char(31) || q.born || char(31) "
        "|| q.patronymic, char(30))",
    },
}


def _day(found: PartialDate) -> str:
    return found.date.isoformat() if found.is_day and found.date else ""
