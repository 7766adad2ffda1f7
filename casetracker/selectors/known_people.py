"""Who is known already: people, and rows that wait for a person's decision, as candidates.

Whom a row of a list is worth comparing with is found by `candidates.py`; the comparison itself is
`domain/doubts.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from casetracker.domain.dates import PartialDate
from casetracker.domain.doubts import Entry, Judgement, Tie, Verdict, is_same_year, judge, tie
from casetracker.domain.likeness import Asked, asked_skeletons, asked_ways
from casetracker.domain.listfiles import row_from_json
from casetracker.domain.listrows import read_row
from casetracker.domain.names import Name, name_key, stored_name
from casetracker.domain.skeleton import shortened
from casetracker.domain.words import ENDED_STAGES, Precision
from casetracker.models import Case, Charge, Detention, ImportRow, NameForm, Prisoner
from casetracker.models.waiting import answers
from casetracker.selectors.candidates import NOTHING, Meanwhile, alike, near_names


@dataclass(frozen=True, slots=True)
class Known:
    """A person, or a row about whom nobody has decided, as it is compared with a new row."""

    #: One entry per spelling; they differ in the name only.
    entries: tuple[Entry, ...]
    prisoner_id: UUID | None = None
    case_id: UUID | None = None
    reference: str = ""
    team_id: UUID | None = None
    #: The row of a list, if this is one: its batch, its number, and whom it was held against.
    batch_id: UUID | None = None
    row: int | None = None
    duplicate_of: int | None = None

    @property
    def birth(self) -> PartialDate:
        return self.entries[0].birth

    def judge(self, new: Entry) -> Judgement:
        """The verdict on `new` under the spelling that is most like it."""
        found = [judge(new, entry) for entry in self.entries]
        return max(found, key=lambda j: (j.verdict, j.score))


#: A year, a (month, day), or neither.
_Born = int | tuple[int, int] | None


@dataclass
class KnownPeople:
    """Known people by what they are found by."""

    by_key: dict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))
    by_birth: dict[date, list[Known]] = field(default_factory=lambda: defaultdict(list))
    #: By each reading of the family name, also without one of its letters: those born in a year,
    #: those born on a (month, day), under None those whose birth date is not known to the day.
    by_skeleton: dict[str, dict[_Born, list[Known]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    #: The people among them; rows that wait are not counted.
    prisoner_ids: set[UUID] = field(default_factory=set)

    def add(self, known: Known) -> None:
        for key in {name_key(entry.name) for entry in known.entries} - {""}:
            self.by_key[key].append(known)
        if known.prisoner_id and known.row is None:
            self.prisoner_ids.add(known.prisoner_id)
        places: tuple[_Born, ...] = (None,)
        if born := _day(known.birth):
            self.by_birth[born].append(known)
            places = (born.year, (born.month, born.day))
        readings = {asked_skeletons(entry.name) for entry in known.entries}
        for one in {key for some in readings for key in shortened(some)}:
            for place in places:
                self.by_skeleton[one].setdefault(place, []).append(known)

    def doubles_of(self, new: Entry) -> list[tuple[Judgement, Known]]:
        """Whoever may be the person of `new`, the likeliest first."""
        found = {id(k): k for k in self._near(new) if _may_tie(new, k)}
        if key := name_key(new.name):
            found.update({id(k): k for k in self.by_key.get(key, ())})
        if born := _day(new.birth):
            found.update({id(k): k for k in self.by_birth.get(born, ())})
        judged = [(known.judge(new), known) for known in found.values()]
        tied = [pair for pair in judged if pair[0].verdict is not Verdict.DIFFERENT]
        return sorted(tied, key=lambda pair: (-pair[0].verdict, -pair[0].score))

    def _near(self, new: Entry) -> Iterator[Known]:
        """Whoever's name may be like that of `new`; of a full birth date only who was born in one
        year with it or on one day of the year."""
        born = _day(new.birth)
        places = (born.year, (born.month, born.day), None) if born else None
        for one in _sought(asked_ways(new.name)):
            # A list has many namesakes: of most of them nothing is looked at but their number.
            if some := self.by_skeleton.get(one):
                for place in places or some:
                    yield from some.get(place, ())


def _day(found: PartialDate) -> date | None:
    return found.date if found.is_day else None


def _may_tie(new: Entry, known: Known) -> bool:
    """Whether two people of names that are alike can be one by their birth dates: False only
    where `judge` says so of all but the very same names, which are found by their key."""
    return tie(new.birth, known.birth) is not Tie.APART or is_same_year(new.birth, known.birth)


@lru_cache(maxsize=1 << 12)
def _sought(ways: tuple[Asked, ...]) -> frozenset[str]:
    """Under what a name is looked for among the others: its readings either way round, also with
    a letter amiss."""
    return frozenset(one for way, _ in ways for one in shortened(way))


def find_known(
    entries: Sequence[Entry], *, today: date, meanwhile: Meanwhile = NOTHING
) -> KnownPeople:
    """Everybody who may be one of `entries`, in a constant number of statements.

    `today` is the date at which rows that wait are read again.
    """
    found = alike(entries, near_names(entries), meanwhile)
    known = KnownPeople()
    for one in (*known_people(found.people), *_waiting(found.rows, today)):
        known.add(one)
    return known


def known_people(ids: Collection[UUID]) -> Iterable[Known]:
    """People as they are compared; those who were merged away, or have no name, left out."""
    if not ids:
        return
    forms = NameForm.objects.filter(prisoner__among=ids).order_by("pk")
    files = Case.objects.filter(prisoner__among=ids).order_by("opened_at", "pk")
    detentions = Detention.objects.filter(case__prisoner__among=ids).order_by("arrested_on", "pk")
    charged = Charge.objects.filter(detention__case__prisoner__among=ids)
    people = Prisoner.objects.filter(pk__among=ids, merged_into=None)
    found = answers(
        forms.values_list("prisoner_id", *_PARTS),
        files.values_list("prisoner_id", "pk", "reference", "team_id", "stage"),
        detentions.values_list("case_id", "arrested_on", "arrested_precision"),
        charged.values_list("detention__case_id", "article", "part"),
        people.values_list("pk", "sex", "born_on", "born_precision"),
    )
    names: dict[UUID, list[Name]] = defaultdict(list)
    for prisoner_id, *parts in found[0]:
        names[prisoner_id].append(stored_name(*parts))
    #: Person → (case, reference, team, is open): the open file, else the latest.
    cases: dict[UUID, tuple[UUID, str, UUID, bool]] = {}
    for prisoner_id, case_pk, reference, team_id, stage in found[1]:
        is_open = stage not in ENDED_STAGES
        if is_open or prisoner_id not in cases or not cases[prisoner_id][3]:
            cases[prisoner_id] = (case_pk, reference, team_id, is_open)
    arrests = {case_id: PartialDate(day, Precision(how)) for case_id, day, how in found[2]}
    charges: dict[UUID, set[tuple[str, str]]] = defaultdict(set)
    for case_id, article, part in found[3]:
        charges[case_id].add((article, part))
    for prisoner_id, sex, born_on, precision in found[4]:
        file = cases.get(prisoner_id)
        case_id = file[0] if file else None
        if not names[prisoner_id]:
            continue
        birth = PartialDate(born_on, Precision(precision))
        arrest = arrests.get(case_id, PartialDate()) if case_id else PartialDate()
        accused = frozenset(charges[case_id]) if case_id else frozenset()
        yield Known(
            entries=tuple(
                Entry(name=name, sex=sex, birth=birth, arrest=arrest, charges=accused)
                for name in names[prisoner_id]
            ),
            prisoner_id=prisoner_id,
            case_id=case_id,
            reference=file[1] if file else "",
            team_id=file[2] if file else None,
        )


_PARTS = ("text", "family", "given", "patronymic", "script", "language", "key")


def _waiting(ids: Collection[UUID], today: date) -> Iterable[Known]:
    """Rows of earlier lists, or of this one, that wait for a decision."""
    if not ids:
        return
    waiting = ImportRow.objects.in_place().filter(pk__among=ids).select_related("case")
    for row in waiting.only(*_OF_A_ROW):
        raw: Any = row.raw
        listed = read_row(row_from_json(row.number, raw), today=today)
        yield Known(
            entries=(listed.entry,),
            prisoner_id=row.prisoner_id,
            case_id=row.case_id,
            reference=row.case.reference if row.case else "",
            team_id=row.case.team_id if row.case else None,
            batch_id=row.batch_id,
            row=row.number,
            duplicate_of=row.duplicate_of,
        )


_OF_A_ROW = (
    *("batch", "number", "raw", "duplicate_of", "prisoner", "case"),
    *("case__reference", "case__team"),
)
