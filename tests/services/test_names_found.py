"""The figures of finding again: spellings of public figures, asked of a register of namesakes.

`tests/domain/test_likeness.py` holds what the comparison says of a pair; here both the drawers
and the comparison must bring a pair together, as they do for a list and for a search.
"""

from __future__ import annotations

import csv
from datetime import date
from itertools import combinations, zip_longest
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest

from casetracker.domain.dates import UNKNOWN, PartialDate, partial
from casetracker.domain.doubts import Entry, Verdict, judge
from casetracker.domain.likeness import rough_key
from casetracker.domain.names import name_key, parse_name
from casetracker.domain.words import Precision
from casetracker.models import NameForm, Prisoner
from casetracker.selectors import candidates
from casetracker.selectors.known_people import find_known
from casetracker.selectors.prisoners import find_people
from casetracker.services.prisoners import record_prisoner
from tests.conftest import NOW

NAMES = Path(__file__).parent.parent / "data" / "names"
FOUND_AMONG = 20
PARTS = ("text", "family", "given", "patronymic", "script", "language")
Pair = tuple[int, int]


def rows(name: str) -> list[dict[str, str]]:
    with (NAMES / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


VARIANTS = [(row["group"], row["spelling"]) for row in rows("variants.csv")]
WITHIN = [
    (one, other)
    for one, other in combinations(range(len(VARIANTS)), 2)
    if VARIANTS[one][0] == VARIANTS[other][0]
]
#: Every group has a birth date of its own.
BORN = {
    group: date(1940 + number % 60, 1 + number % 12, 1 + number * 5 % 28)
    for number, group in enumerate(dict.fromkeys(group for group, _ in VARIANTS))
}


def day(on: date) -> PartialDate:
    return PartialDate(on, Precision.DAY)


@pytest.fixture
def register(db: None) -> Any:
    """`register(dated=…)`: every spelling is a person of its own; person → its number."""

    def register(*, dated: bool) -> dict[UUID, int]:
        people, forms = {}, []
        for number, (group, spelling) in enumerate(VARIANTS):
            born = day(BORN[group]) if dated else UNKNOWN
            one = Prisoner(born_on=born.date, born_precision=born.precision, created_at=NOW)
            people[one] = number
            name = parse_name(spelling)
            parts = {part: getattr(name, part) for part in PARTS}
            filed = {"key": name_key(name), "rough": rough_key(name), "born": born.render()}
            forms.append(
                NameForm(prisoner=one, is_preferred=True, created_at=NOW, **parts, **filed)
            )
        Prisoner.objects.bulk_create(people)
        NameForm.objects.bulk_create(forms)
        return {one.pk: number for one, number in people.items()}

    return register


def asked(number: int, birth: PartialDate = UNKNOWN) -> Entry:
    return Entry(name=parse_name(VARIANTS[number][1]), birth=birth)


def verdicts(people: dict[UUID, int], entries: dict[int, Entry]) -> dict[Pair, Verdict]:
    """(who asks, who is in the register) → the verdict, for all pairs that are candidates.

    Asked a few at a time, each of another person: whom one of them finds stands by for all.
    """
    found = {}
    for some in one_of_each(entries):
        known = find_known([entries[number] for number in some], today=NOW.date())
        for number in some:
            for judgement, one in known.doubles_of(entries[number]):
                if people[one.prisoner_id] != number:
                    found[number, people[one.prisoner_id]] = judgement.verdict
    return found


def one_of_each(entries: dict[int, Entry]) -> list[list[int]]:
    groups: dict[str, list[int]] = {}
    for number in entries:
        groups.setdefault(VARIANTS[number][0], []).append(number)
    return [[n for n in some if n is not None] for some in zip_longest(*groups.values())]


def share(pairs: list[Pair], found: dict[Pair, Verdict]) -> float:
    return sum(pair in found for pair in pairs) / len(pairs)


def random_strangers() -> list[Pair]:
    random = Random(6)
    drawn = [tuple(random.sample(range(len(VARIANTS)), 2)) for _ in range(20_000)]
    return [(a, b) for a, b in drawn if VARIANTS[a][0] != VARIANTS[b][0]]


#: What is known of a birth date beside the one in the register.
BIRTHS = {
    "nothing": lambda on: UNKNOWN,
    "the year": lambda on: partial(on.year),
    "the day": day,
    "a slip in the day": lambda on: day(on.replace(day=on.day % 28 + 1)),
    "a slip in the year": lambda on: day(on.replace(year=on.year - 8)),
}
#: 29 February, and the last days of a month, have no slip of the kind.
assert all(on.day <= 28 for on in BORN.values())


@pytest.mark.parametrize("dated", [False, True])
def test_spellings_of_one_person_are_candidates_in_the_register_and_strangers_are_not(
    register, dated
):
    people = register(dated=dated)
    turned = [*WITHIN, *((b, a) for a, b in WITHIN)]
    for what, birth in BIRTHS.items():
        entries = {
            number: asked(number, birth(BORN[group])) for number, (group, _) in enumerate(VARIANTS)
        }
        found = verdicts(people, entries)
        assert share(turned, found) >= 0.975, what
        assert share(random_strangers(), found) <= 0.001, what
        if not (dated and what == "the day"):
            assert Verdict.SAME not in found.values(), what


def test_the_drawers_lose_next_to_no_pair_about_which_the_comparison_would_ask(register):
    people = register(dated=False)
    entries = {number: asked(number) for number in range(len(VARIANTS))}
    found = verdicts(people, entries)
    would = {
        (one, other)
        for one, other in WITHIN
        if judge(entries[one], entries[other]).verdict is not Verdict.DIFFERENT
    }
    assert len(would - set(found)) <= 0.005 * len(would)


def test_in_a_large_register_only_the_same_skeleton_is_asked_for_beside_another_birth_date(
    register, monkeypatch
):
    """Chance would find somebody for every row; who has the same birth date is found anyway."""
    people = register(dated=True)
    slip = BIRTHS["a slip in the day"]
    entries = {n: asked(n, slip(BORN[group])) for n, (group, _) in enumerate(VARIANTS)}
    small = verdicts(people, entries)
    monkeypatch.setattr(candidates, "LARGE", 100)
    large = verdicts(people, entries)
    assert set(large) < set(small)
    assert share(WITHIN, large) >= 0.95
    entries = {n: asked(n, day(BORN[group])) for n, (group, _) in enumerate(VARIANTS)}
    assert share(WITHIN, verdicts(people, entries)) >= 0.975


@pytest.mark.parametrize("birth", [UNKNOWN, day(date(1980, 2, 3))])
def test_of_relatives_and_namesakes_none_is_the_same(db, birth):
    for row in rows("negatives.csv"):
        record_prisoner(actor=None, name=row["name_a"], born_on=birth.date, now=NOW)
    # Somebody may stand on both sides, as the father of one and the husband of another.
    entries = [Entry(name=parse_name(row["name_b"]), birth=birth) for row in rows("negatives.csv")]
    known = find_known(entries, today=NOW.date())
    for row, entry in zip(rows("negatives.csv"), entries, strict=True):
        against = parse_name(row["name_a"]).text
        same = [
            found.entries[0].name.text
            for judgement, found in known.doubles_of(entry)
            if judgement.verdict is Verdict.SAME
        ]
        assert against not in same


def test_a_search_finds_a_person_by_their_other_spellings(db):
    people: dict[str, UUID] = {}
    asks = []
    groups: dict[str, list[str]] = {}
    for group, spelling in VARIANTS:
        groups.setdefault(group, []).append(spelling)
    for number, (group, spellings) in enumerate(groups.items()):
        kept = list(spellings)
        # Not always the native one: a register holds what its sources wrote.
        planted = kept.pop(number % len(kept))
        people[group] = record_prisoner(actor=None, name=planted, now=NOW).pk
        asks += [(group, spelling) for spelling in kept]
    hits = sum(
        people[group]
        in {hit.prisoner_id for hit in find_people(NameForm.objects.all(), text, limit=FOUND_AMONG)}
        for group, text in asks
    )
    assert len(asks) > 400
    assert hits / len(asks) >= 0.95
