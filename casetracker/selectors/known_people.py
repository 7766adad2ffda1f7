"""Who is known already: people, and rows that wait for a person's decision, as candidates.

A row of a list is compared only with those who share its name key, its rough key or its full
birth date; each of these is an index. The comparison itself is `domain/doubts.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from casetracker.domain.dates import PartialDate
from casetracker.domain.doubts import Entry, Judgement, Tie, Verdict, judge, tie
from casetracker.domain.likeness import rough_key, rough_keys_to_ask
from casetracker.domain.listfiles import row_from_json
from casetracker.domain.listrows import read_row
from casetracker.domain.name_order import is_initial
from casetracker.domain.names import Name, name_key
from casetracker.domain.words import Precision, RowOutcome
from casetracker.models import Case, Charge, Detention, ImportRow, NameForm, Prisoner


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


@dataclass
class KnownPeople:
    """Known people by what they are found by."""

    by_key: dict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))
    by_rough: dict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))
    by_birth: dict[date, list[Known]] = field(default_factory=lambda: defaultdict(list))

    def add(self, known: Known) -> None:
        for key in {name_key(entry.name) for entry in known.entries} - {""}:
            self.by_key[key].append(known)
        for key in {rough_key(entry.name) for entry in known.entries} - {""}:
            self.by_rough[key].append(known)
        if known.birth.is_day and known.birth.date:
            self.by_birth[known.birth.date].append(known)

    def doubles_of(self, new: Entry) -> list[tuple[Judgement, Known]]:
        """Whoever may be the person of `new`, the likeliest first."""
        found: dict[int, Known] = {}
        for known in self.by_key.get(name_key(new.name), ()) if name_key(new.name) else ():
            found[id(known)] = known
        for key in rough_keys_to_ask(new.name):
            for known in self.by_rough.get(key, ()):
                if tie(new.birth, known.birth) is not Tie.APART:
                    found[id(known)] = known
        if new.birth.is_day and new.birth.date:
            found.update({id(k): k for k in self.by_birth.get(new.birth.date, ())})
        judged = [(known.judge(new), known) for known in found.values()]
        tied = [pair for pair in judged if pair[0].verdict is not Verdict.DIFFERENT]
        return sorted(tied, key=lambda pair: (-pair[0].verdict, -pair[0].score))


def find_known(entries: Sequence[Entry], *, today: date) -> KnownPeople:
    """Everybody who may be one of `entries`, in a constant number of statements.

    `today` is the date at which rows that wait are read again.
    """
    keys = {name_key(entry.name) for entry in entries} - {""}
    births = {entry.birth.date for entry in entries if entry.birth.is_day}
    asked: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for key in rough_keys_to_ask(entry.name):
            asked[key].append(entry)
    known = KnownPeople()
    for person in _people(_ids_of(keys, asked, births)):
        known.add(person)
    for waiting in _waiting(keys, asked, births, today):
        known.add(waiting)
    return known


def _ids_of(
    keys: set[str], asked: dict[str, list[Entry]], births: Collection[date | None]
) -> set[UUID]:
    """People found by exact key, by full birth date, or by rough key with a birth date that
    does not speak against it."""
    found: set[UUID] = set(
        NameForm.objects.filter(key__in=keys).values_list("prisoner_id", flat=True)
    )
    found.update(
        Prisoner.objects.filter(born_on__in=births, born_precision=Precision.DAY).values_list(
            "pk", flat=True
        )
    )
    rough = NameForm.objects.filter(rough__in=set(asked)).values_list(
        "prisoner_id", "rough", "prisoner__born_on", "prisoner__born_precision"
    )
    for prisoner_id, key, born_on, precision in rough.iterator(chunk_size=2000):
        birth = PartialDate(born_on, Precision(precision))
        if any(tie(entry.birth, birth) is not Tie.APART for entry in asked[key]):
            found.add(prisoner_id)
    return found


def _people(ids: Collection[UUID]) -> Iterable[Known]:
    names: dict[UUID, list[Name]] = defaultdict(list)
    for form in NameForm.objects.filter(prisoner__in=ids):
        names[form.prisoner_id].append(_name_of(form))
    cases: dict[UUID, Case] = {}
    for case in Case.objects.filter(prisoner__in=ids).order_by("opened_at", "pk"):
        standing = cases.get(case.prisoner_id)
        if standing is None or case.is_open or not standing.is_open:
            cases[case.prisoner_id] = case
    arrests: dict[UUID, Detention] = {}
    for detention in Detention.objects.filter(case__prisoner__in=ids).order_by("arrested_on", "pk"):
        arrests[detention.case_id] = detention
    charges: dict[UUID, set[tuple[str, str]]] = defaultdict(set)
    for charge in Charge.objects.filter(detention__case__prisoner__in=ids).values_list(
        "detention__case_id", "article", "part"
    ):
        charges[charge[0]].add((charge[1], charge[2]))
    for person in Prisoner.objects.filter(pk__in=ids, merged_into=None):
        file = cases.get(person.pk)
        arrest = arrests.get(file.pk) if file else None
        if not names[person.pk]:
            continue
        yield Known(
            entries=tuple(
                Entry(
                    name=name,
                    sex=person.sex,
                    birth=PartialDate(person.born_on, Precision(person.born_precision)),
                    arrest=PartialDate(arrest.arrested_on, Precision(arrest.arrested_precision))
                    if arrest
                    else PartialDate(),
                    charges=frozenset(charges[file.pk]) if file else frozenset(),
                )
                for name in names[person.pk]
            ),
            prisoner_id=person.pk,
            case_id=file.pk if file else None,
            reference=file.reference if file else "",
            team_id=file.team_id if file else None,
        )


def _waiting(
    keys: set[str], asked: dict[str, list[Entry]], births: Collection[date | None], today: date
) -> Iterable[Known]:
    """Rows of earlier lists, or of this one, that wait for a decision."""
    found = ImportRow.objects.filter(outcome=RowOutcome.REVIEW).filter(
        Q(key__in=keys) | Q(rough__in=set(asked)) | Q(born_on__in=births)
    )
    for row in found.select_related("case"):
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


def _name_of(form: Any) -> Name:
    """A stored spelling as it was parsed."""
    has_parts = bool(form.family or form.given)
    return Name(
        text=form.text,
        family=form.family,
        given=form.given,
        patronymic=form.patronymic,
        script=form.script,
        language=form.language,
        initials_only=is_initial(form.given),
        placeholder=not has_parts and not form.key,
    )
