"""Whom a name of a release list may mean, in whatever script and spelling, with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from casetracker.domain.doubts import Entry, judge
from casetracker.domain.names import join_name, parse_name
from casetracker.models import Case, User
from casetracker.selectors.known_people import Known, find_known

#: Nobody reads through more than the likeliest few.
MOST_CANDIDATES = 5
_WHOLE = {"same_name", "same_name_other_spelling"}
_AGAINST = {"patronymic_conflict", "sex_conflict"}


class Candidate(NamedTuple):
    """A person with an open case who may be the one, under the spelling that is most alike."""

    case_id: UUID
    prisoner_id: UUID
    team_id: UUID
    reference: str
    spelling: str
    #: 0 to 1, by the names alone: a release list holds no dates.
    score: float
    #: Codes without data (`domain/doubts.py`).
    reasons: tuple[str, ...]

    @property
    def is_likely(self) -> bool:
        """The whole name is the same in another spelling, and nothing speaks against it."""
        return bool(_WHOLE & set(self.reasons)) and not _AGAINST & set(self.reasons)


def candidates_for(
    names: Mapping[int, str], actor: User | None, *, today: date
) -> dict[int, list[Candidate]]:
    """Number of a row → who may be meant, the likeliest first: a constant number of statements.

    `actor` limits them to cases they may see; None sees all.
    """
    entries = {number: _readings(text) for number, text in names.items()}
    if not entries:
        return {}
    known = find_known([one for some in entries.values() for one in some], today=today)
    doubles = {
        number: {id(person): person for one in some for _, person in known.doubles_of(one)}
        for number, some in entries.items()
    }
    ids = {p.case_id for people in doubles.values() for p in people.values() if p.case_id}
    cases = Case.objects.all() if actor is None else Case.objects.visible_to(actor)
    open_ids = set(cases.open().filter(pk__in=ids).values_list("pk", flat=True))
    found: dict[int, list[Candidate]] = {}
    for number, some in doubles.items():
        people = [person for person in some.values() if person.case_id in open_ids]
        ranked = [_candidate(entries[number], person) for person in people]
        ranked.sort(key=lambda one: (-one.score, one.reference))
        found[number] = ranked[:MOST_CANDIDATES]
    return found


def _readings(text: str) -> list[Entry]:
    """The name as it reads, and with its two halves the other way round: a list says nowhere
    which of them is the family name, and some given names are family names."""
    name = parse_name(text)
    if not (name.family and name.given):
        return [Entry(name=name)]
    turned = join_name(name.given, name.family, name.patronymic)
    return [Entry(name=name), Entry(name=turned)]


def _candidate(readings: Sequence[Entry], person: Known) -> Candidate:
    judged = [
        (judge(entry, spelling), spelling.name.text)
        for entry in readings
        for spelling in person.entries
    ]
    best, text = max(judged, key=lambda pair: (pair[0].verdict, pair[0].score))
    why = tuple(reason for reason in best.reasons if not reason.startswith("birth"))
    # Whoever has an open case has all of these.
    who: Any = (person.case_id, person.prisoner_id, person.team_id, person.reference)
    case_id, prisoner_id, team_id, reference = who
    return Candidate(case_id, prisoner_id, team_id, reference, text, best.score, why)
