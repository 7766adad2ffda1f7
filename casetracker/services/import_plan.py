"""What each row of a list becomes, decided before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from casetracker.domain.doubts import Judgement, Verdict
from casetracker.domain.listfiles import ListRow
from casetracker.domain.listrows import Listed, read_row
from casetracker.domain.words import RowOutcome
from casetracker.models import ImportRow
from casetracker.models.base import new_id
from casetracker.models.waiting import going_on
from casetracker.selectors.candidates import Meanwhile
from casetracker.selectors.intake import ask_rows_with, created_by, told_before
from casetracker.selectors.known_people import Known, KnownPeople, find_known
from casetracker.vault.keys import keyed_hash, ring

#: Of two people about whom the score says the same, whom fewer of these speak against goes first.
_AGAINST = frozenset(
    {"birth_missing", "birth_near", "birth_conflict", "arrest_conflict", "patronymic_conflict"}
)
#: So many rows are decided at a time.
ROWS_IN_TURN = 500
#: Outcomes of rows that are nobody: they are read anew every time.
_NOBODY = frozenset({RowOutcome.SKIP, RowOutcome.REJECT})


class Taken(NamedTuple):
    """A row that was taken already: by an earlier list, an earlier run, or higher up."""

    batch_id: UUID
    number: int
    outcome: RowOutcome
    fingerprint: str
    prisoner_id: UUID | None
    case_id: UUID | None
    reference: str
    team_id: UUID | None
    duplicate_of: int | None


class Read(NamedTuple):
    """A row and what it says."""

    row: ListRow
    listed: Listed
    #: What its fingerprint is made of.
    text: str
    fingerprint: str


@dataclass(slots=True)
class Planned:
    """A row and what becomes of it."""

    row: ListRow
    listed: Listed
    fingerprint: str
    outcome: RowOutcome
    reasons: tuple[str, ...]
    score: float | None = None
    #: Of a created person, or of the one that the row repeats or is held against.
    prisoner_id: UUID | None = None
    case_id: UUID | None = None
    reference: str = ""
    #: The row of this file that it repeats or is held against.
    duplicate_of: int | None = None
    #: Of an update: fact → [what the source said before, what it says now].
    changes: dict[str, list[Any]] = field(default_factory=dict)
    #: Nothing of it is to be written: an earlier run has done so.
    is_done: bool = False

    @property
    def new_ids(self) -> tuple[UUID, UUID]:
        """Ids of the person and the file that a row creates."""
        assert self.prisoner_id is not None
        assert self.case_id is not None
        return self.prisoner_id, self.case_id


@dataclass
class Planner:
    """Decides rows one after another; remembers what this run has decided.

    `forget()` after each transaction: what is written is found in the database from then on.
    A dry run never forgets.
    """

    batch_id: UUID
    source: str
    team_id: UUID
    today: date
    seen: KnownPeople = field(default_factory=KnownPeople)
    taken: dict[str, Taken] = field(default_factory=dict)
    by_source_key: dict[str, Taken] = field(default_factory=dict)
    #: Person → the row of this file that created them: of people decided since `forget()`, and
    #: of those with whom the rows at hand are compared.
    rows_of: dict[UUID, int] = field(default_factory=dict)
    nameless: Counter[str] = field(default_factory=Counter)
    #: Case references that nobody has yet; empty in a dry run.
    references: list[str] = field(default_factory=list)

    def forget(self) -> None:
        self.seen = KnownPeople()
        self.taken = {}
        self.by_source_key = {}
        self.rows_of = {}

    def read(self, rows: Sequence[ListRow]) -> list[Read]:
        """The facts of `rows`, for `plan`; in their order, each once."""
        listed = [read_row(row, today=self.today) for row in rows]
        texts = [self._content(row, one) for row, one in zip(rows, listed, strict=True)]
        return [
            Read(row, one, text, keyed_hash("import", text))
            for row, one, text in zip(rows, listed, texts, strict=True)
        ]

    def plan(self, rows: Sequence[Read], meanwhile: Iterable[object] = ()) -> list[Planned]:
        """What becomes of `rows`, in their order. The steps of `meanwhile` are done while the
        database looks for whom they may be."""
        return [one for some in self.plan_in_turn(rows, meanwhile) for one in some]

    def plan_in_turn(
        self, rows: Sequence[Read], meanwhile: Iterable[object] = ()
    ) -> Iterator[list[Planned]]:
        """The same, `ROWS_IN_TURN` at a time: what was decided may be written while the next are
        decided. A constant number of statements before the first, one for each turn."""
        done = self._done(rows)
        fresh = [one for one in rows if one.row.number not in done]
        entries = [one.listed.entry for one in fresh if one.listed.outcome not in _NOBODY]
        asked: list[_Asked] = []
        work = Meanwhile(meanwhile, ask=lambda: asked.append(self._ask_taken(rows)))
        known = find_known(entries, today=self.today, meanwhile=work)
        taken = self._taken_before(done, *asked)
        self.rows_of.update(created_by(self.batch_id, known.prisoner_ids))
        for first in range(0, len(rows), ROWS_IN_TURN):
            turn = going_on(rows[first : first + ROWS_IN_TURN])
            planned = [self._decide(one, taken, known) for one in turn]
            find_news(planned, source=self.source, batch_id=self.batch_id, team_id=self.team_id)
            yield planned

    def _content(self, row: ListRow, listed: Listed) -> str:
        """Equal for equal rows; rows that name nobody are never equal."""
        text = row.content
        if listed.name.placeholder:
            self.nameless[text] += 1
            text = f"{text}#{self.nameless[text]}"
        return text

    def _ask_taken(self, rows: Sequence[Read]) -> _Asked:
        older = _of_other_keys(rows)
        prints = {one.fingerprint for one in rows} | set(older)
        keys = {one.listed.source_key for one in rows} - {""}
        return _Asked(
            older,
            ask_rows_with("fingerprint", prints, source=self.source),
            ask_rows_with("source_key", keys, source=self.source),
        )

    def _done(self, rows: Sequence[Read]) -> set[int]:
        """Numbers of the rows that an earlier run of this list has written."""
        numbers = rows[0].row.number, rows[-1].row.number
        done = ImportRow.objects.filter(batch=self.batch_id, number__range=numbers)
        return set(done.values_list("number", flat=True))

    def _taken_before(self, done: set[int], asked: _Asked) -> _Before:
        own = ImportRow.objects.exclude(outcome__in=_NOBODY)
        fields = (
            *("batch_id", "number", "outcome", "fingerprint", "prisoner_id", "case_id"),
            *("case__reference", "case__team_id", "duplicate_of"),
        )
        # What a person has left out stays out; who was nobody by themselves is read anew.
        written = ImportRow.objects.exclude(outcome__in=_NOBODY, changes={})
        same = written.filter(pk__among=asked.by_print()).order_by("-pk").values_list(*fields)
        keyed = own.filter(pk__among=asked.by_source_key()).order_by("-pk")
        return _Before(
            done=done,
            by_print={asked.older.get(row[3], row[3]): Taken(*row) for row in same},
            by_source_key={
                row[-1]: Taken(*row[:-1]) for row in keyed.values_list(*fields, "source_key")
            },
        )

    def _decide(self, read: Read, before: _Before, known: KnownPeople) -> Planned:
        row, listed, _, fingerprint = read
        planned = Planned(
            row=row,
            listed=listed,
            fingerprint=fingerprint,
            outcome=listed.outcome or RowOutcome.CREATE,
            reasons=listed.reasons,
            is_done=row.number in before.done,
        )
        if planned.outcome in _NOBODY:
            return planned
        repeated = self.taken.get(fingerprint) or before.by_print.get(fingerprint)
        if repeated is not None:
            self._repeat(planned, repeated)
        else:
            same_key = self.by_source_key.get(listed.source_key) or before.by_source_key.get(
                listed.source_key
            )
            self._compare(planned, known, same_key if listed.source_key else None)
        if planned.outcome is RowOutcome.CREATE:
            planned.prisoner_id, planned.case_id = new_id(), new_id()
            planned.reference = self.references.pop() if self.references else ""
        self._remember(planned)
        return planned

    def _repeat(self, planned: Planned, taken: Taken) -> None:
        """The very row was taken already. Within one list a repeat without any date might be a
        namesake, and is asked about. What repeats a row that waits is nobody until that one is
        decided: it may not be the person it is held against."""
        is_own = taken.batch_id == self.batch_id
        dated = planned.listed.birth.is_day or planned.listed.arrest.is_day
        if taken.outcome == RowOutcome.SKIP:
            planned.outcome, planned.reasons = RowOutcome.SKIP, ("same_row", *planned.reasons)
            return
        if is_own and not planned.is_done and not dated:
            planned.outcome = RowOutcome.REVIEW
            planned.reasons = ("same_row_without_dates", *planned.reasons)
        else:
            planned.outcome = RowOutcome.DUPLICATE
            waits = ("waits_for_review",) if taken.outcome == RowOutcome.REVIEW else ()
            planned.reasons = ("same_row", *waits, *planned.reasons)
            planned.score = 1.0
        if planned.outcome is RowOutcome.REVIEW or taken.outcome != RowOutcome.REVIEW:
            planned.prisoner_id, planned.case_id = taken.prisoner_id, taken.case_id
            planned.reference = taken.reference if taken.team_id == self.team_id else ""
        if is_own and not planned.is_done:
            planned.duplicate_of = taken.duplicate_of or taken.number

    def _compare(self, planned: Planned, known: KnownPeople, same_key: Taken | None) -> None:
        entry = planned.listed.entry
        pairs = self.seen.doubles_of(entry) + known.doubles_of(entry)
        # A person before a row that is itself in doubt; a row of this list before one of another.
        pairs.sort(
            key=lambda pair: (
                -pair[0].verdict,
                pair[1].row is not None,
                -pair[0].score,
                len(_AGAINST & set(pair[0].reasons)),
                pair[1].batch_id != self.batch_id,
                pair[1].row or 0,
            )
        )
        if pairs:
            self._match(planned, pairs)
        if same_key is None:
            return
        if same_key.batch_id != self.batch_id and planned.listed.outcome is None:
            self._trust_id(planned, pairs, same_key)
        agreed = planned.outcome is RowOutcome.DUPLICATE
        if not agreed or planned.prisoner_id != same_key.prisoner_id:
            # The same entry of the source says something else now: never a second person.
            planned.outcome = RowOutcome.REVIEW
            planned.reasons = ("source_id_known", *planned.reasons)
            planned.prisoner_id, planned.case_id = same_key.prisoner_id, same_key.case_id
            planned.reference = same_key.reference if same_key.team_id == self.team_id else ""
            if same_key.batch_id == self.batch_id:
                planned.duplicate_of = same_key.duplicate_of or same_key.number

    def _trust_id(
        self, planned: Planned, pairs: list[tuple[Judgement, Known]], same_key: Taken
    ) -> None:
        """The id under which the source knew this very person in an earlier edition, the same
        name, and nothing of the person's own against it: the source speaks of one person. Not the
        id of a row that still waits: whose it is nobody has said."""
        if same_key.outcome == RowOutcome.REVIEW:
            return
        for judgement, known in pairs:
            is_that = known.prisoner_id == same_key.prisoner_id and known.row is None
            if is_that and known.prisoner_id and _speaks_of_one(judgement):
                planned.outcome, planned.duplicate_of = RowOutcome.DUPLICATE, None
                planned.reasons = ("same_source_id", *judgement.reasons)
                planned.score = judgement.score
                planned.prisoner_id, planned.case_id = known.prisoner_id, known.case_id
                planned.reference = known.reference if known.team_id == self.team_id else ""
                return

    def _match(self, planned: Planned, pairs: list[tuple[Judgement, Known]]) -> None:
        judgement, match = pairs[0]
        same = {known.prisoner_id or known.row for j, known in pairs if j.verdict is Verdict.SAME}
        reasons = judgement.reasons
        if judgement.verdict is Verdict.SAME and len(same) > 1:
            reasons = (*reasons, "several_matches")
        may_act = judgement.verdict is Verdict.SAME and len(same) == 1
        if may_act and match.prisoner_id is not None and match.row is None:
            wanted = RowOutcome.DUPLICATE
        else:
            wanted = RowOutcome.REVIEW
        if planned.outcome is RowOutcome.CREATE:
            planned.outcome = wanted
        planned.reasons = (*reasons, *planned.reasons)
        planned.score = judgement.score
        planned.prisoner_id, planned.case_id = match.prisoner_id, match.case_id
        planned.reference = match.reference if match.team_id == self.team_id else ""
        planned.duplicate_of = self._row_of(match)

    def _row_of(self, match: Known) -> int | None:
        """The first row of this file about the person that `match` stands for."""
        if match.row is not None and match.batch_id == self.batch_id:
            return match.duplicate_of or match.row
        return self.rows_of.get(match.prisoner_id) if match.prisoner_id else None

    def _remember(self, planned: Planned) -> None:
        if planned.is_done:
            return
        number, is_new = planned.row.number, planned.outcome is RowOutcome.CREATE
        taken = Taken(
            batch_id=self.batch_id,
            number=number,
            outcome=planned.outcome,
            fingerprint=planned.fingerprint,
            prisoner_id=planned.prisoner_id,
            case_id=planned.case_id,
            reference=planned.reference,
            team_id=self.team_id,
            duplicate_of=planned.duplicate_of,
        )
        self.taken.setdefault(planned.fingerprint, taken)
        if planned.listed.source_key:
            self.by_source_key.setdefault(planned.listed.source_key, taken)
        if is_new and planned.prisoner_id:
            self.rows_of[planned.prisoner_id] = number
        if is_new or planned.outcome is RowOutcome.REVIEW:
            self.seen.add(
                Known(
                    entries=(planned.listed.entry,),
                    prisoner_id=planned.prisoner_id,
                    case_id=planned.case_id,
                    reference=planned.reference,
                    team_id=self.team_id,
                    batch_id=None if is_new else self.batch_id,
                    row=None if is_new else number,
                    duplicate_of=planned.duplicate_of,
                )
            )


def find_news(planned: Sequence[Planned], *, source: str, batch_id: UUID, team_id: UUID) -> None:
    """Repeats of people about whom this very source says something else than in an earlier
    edition are updates. One statement."""
    known = [row for row in planned if row.outcome is RowOutcome.DUPLICATE and row.prisoner_id]
    repeats = [row for row in known if not row.is_done]
    if not repeats:
        return
    people = {row.prisoner_id for row in repeats if row.prisoner_id}
    before = told_before(people, source=source, batch_id=batch_id, team_id=team_id)
    for row in repeats:
        old, new = before.get(row.prisoner_id, {}), row.listed.facts
        unlike = [f for f in new if old and new[f] not in old.get(f, ())]
        news = {f: [old[f][-1] if f in old else None, new[f]] for f in unlike}
        if news and row.duplicate_of is None:
            row.outcome, row.changes = RowOutcome.UPDATE, news


def _of_other_keys(rows: Sequence[Read]) -> dict[str, str]:
    """Fingerprint under another key of the ring → fingerprint: rows that were kept before the
    ring had a new key are known, too, until `rotate_keys` has stamped them anew."""
    keys = ring()
    others = [key_id for key_id in keys.keys if key_id != keys.sealing]
    return {
        keyed_hash("import", one.text, key_id=key_id): one.fingerprint
        for key_id in others
        for one in rows
    }


def _speaks_of_one(judgement: Judgement) -> bool:
    alike = {"same_name", "same_name_other_spelling"} & set(judgement.reasons)
    against = {"birth_conflict", "patronymic_conflict", "sex_conflict"} & set(judgement.reasons)
    return bool(alike) and not against


class _Asked(NamedTuple):
    """What is asked of rows of this source, under way."""

    #: Fingerprint under another key of the ring → under this one.
    older: dict[str, str]
    by_print: Callable[[], set[UUID]]
    by_source_key: Callable[[], set[UUID]]


class _Before(NamedTuple):
    """Rows of this source that the database knows."""

    done: set[int]
    by_print: dict[str, Taken]
    by_source_key: dict[str, Taken]
