"""How alike two names are, in any script, with the reasons: a reason to ask, never to merge.

Family names are compared by skeleton and sound, given names by the table of their forms, the
patronymic by the father's name in it. `doubts.py` weighs this against dates and facts.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Indel

from casetracker.domain.alternations import other_forms, softened
from casetracker.domain.fathers import fathers_clash
from casetracker.domain.fold import fold
from casetracker.domain.given_names import (
    drawer_of,
    drawers_starting,
    given_ids,
    is_given_name,
    is_one_given,
    is_said_as,
    starts_of,
)
from casetracker.domain.initials import may_begin
from casetracker.domain.name_order import is_initial, sounds_given
from casetracker.domain.names import Name, key_of, name_key
from casetracker.domain.sexes import sex_of_family
from casetracker.domain.skeleton import (
    ALIKE,
    CONFUSED,
    LEAST_ALIKE_SOUND,
    alike,
    bones,
    initial_class,
    is_same_skeleton,
    parts_of,
    skeletons,
    sound,
)

#: (readings of what may be the family name, classes of the given name's first letter)
Asked = tuple[frozenset[str], frozenset[str]]
#: What a missing or abbreviated given name is worth, against 1 for the same one.
_ONLY_INITIAL, _ONLY_FAMILY = 0.7, 0.45


class Likeness(IntEnum):
    """How two names of two entries compare, from least to most alike."""

    NONE = 0
    #: The family names are alike, of a given name only the initial is known, or nothing.
    INITIALS = 1
    #: Both names may be spellings of one: other script, other language, a slip.
    ROUGH = 2
    #: The whole name has one skeleton: the same name in another spelling.
    SKELETON = 3
    #: The same key: the same words in the same script.
    EXACT = 4


class Comparison(NamedTuple):
    alike: Likeness
    #: 0 to 1; 1 for a name and itself. By the names alone.
    score: float
    #: Codes without data: same_name, given_name_equivalent, patronymic_conflict …
    reasons: tuple[str, ...]


NOTHING = Comparison(Likeness.NONE, 0.0, ())


class _Given(NamedTuple):
    score: float
    reason: str


def compare_names(one: Name, other: Name) -> Comparison:
    """How alike two names are. The order of the two makes no difference; a placeholder is like
    nobody, not even like itself."""
    if any(n.placeholder or n.several_people for n in (one, other)):
        return NOTHING
    key = name_key(one)
    if (key and key == name_key(other)) or fold(one.text) == fold(other.text):
        found = Comparison(Likeness.EXACT, 1.0, ("same_name",))
    else:
        ways = [_ordered(one, other)]
        for a, b in ((_turned(one), other), (one, _turned(other))):
            if a is not one or b is not other:
                ways.append(_ordered(a, b))
        found = max(ways, key=lambda c: (c.alike, c.score, c.reasons))
    if found.alike is Likeness.NONE:
        return found
    return _with_rest(found, one, other)


def may_be_alike(one: Name, family: str, given: str) -> bool:
    """A quick look before the comparison with a name of these parts, without a maiden name: False
    only where `compare_names` finds nothing, as it mostly does."""
    if one.maiden or _turned(one) is not one or not (one.family and family):
        return True
    if not _reads_one_way(family, given):
        return True
    if _givens(one.given, given).score < _ONLY_FAMILY:
        several = " " in one.given and " " in given
        return several and key_of(one.family, one.given) == key_of(family, given)
    return _may_sound_alike(one.family, family) and (
        _words_alike(one.family, family) >= ALIKE
        # The same words, another of them read as the family name.
        or key_of(one.family, one.given) == key_of(family, given)
    )


@lru_cache(maxsize=1 << 12)
def _may_sound_alike(one: str, other: str) -> bool:
    if Indel.normalized_similarity(sound(one), sound(other)) >= LEAST_ALIKE_SOUND:
        return True
    return len(_parts(one)) > 1 or len(_parts(other)) > 1


def likeness(one: Name, other: Name) -> Likeness:
    return compare_names(one, other).alike


def _with_rest(found: Comparison, one: Name, other: Name) -> Comparison:
    """What the patronymics and the endings say of two names that are alike."""
    score, reasons = found.score, list(found.reasons)
    if patronymics_clash(one, other):
        score, reasons = score * 0.55, [*reasons, "patronymic_conflict"]
    elif one.patronymic and other.patronymic:
        score, reasons = score + (1 - score) / 2, [*reasons, "patronymic_agrees"]
    if sexes_clash(one, other):
        score, reasons = score * 0.7, [*reasons, "sex_conflict"]
    return Comparison(found.alike, round(min(score, 1.0), 3), tuple(reasons))


def _ordered(one: Name, other: Name) -> Comparison:
    """Family against family, given against given."""
    family, reason = _families(one, other)
    if family < ALIKE:
        return NOTHING
    given = _givens(one.given, other.given)
    if given.score < _ONLY_FAMILY:
        return Comparison(Likeness.NONE, round(0.5 * family, 3), (given.reason,))
    score = round(min(0.55 * family + 0.45 * given.score, 0.99), 3)
    if given.score <= _ONLY_INITIAL:
        return Comparison(Likeness.INITIALS, score, (reason, given.reason))
    whole = not reason.startswith("maiden") and is_same_skeleton(one.family, other.family)
    exact = given.reason != "given_name_similar"
    kind = Likeness.SKELETON if whole and exact else Likeness.ROUGH
    reasons = (reason, given.reason) if given.reason else (reason,)
    return Comparison(kind, score, reasons)


def _turned(name: Name) -> Name:
    """The same name with family and given name changed over, where it may have been read in the
    wrong order."""
    if not name.family or not name.given or name.initials_only:
        return name
    return name if _reads_one_way(name.family, name.given) else _turn(name)


@lru_cache(maxsize=1 << 14)
def _reads_one_way(family: str, given: str) -> bool:
    """Whether nobody takes the one for the other. Asked of everybody who may be meant, over and
    over of the same few names."""
    return is_given_name(_first(given)) and not sounds_given(family)


@lru_cache(maxsize=1 << 12)
def _turn(name: Name) -> Name:
    return Name(
        text=name.text,
        family=name.given,
        given=name.family,
        patronymic=name.patronymic,
        script=name.script,
        language=name.language,
    )


def _families(one: Name, other: Name) -> tuple[float, str]:
    """(likeness, reason) of two family names, maiden names included."""
    a, b = one.family, other.family
    if not a or not b:
        return 0.0, ""
    found = _words_alike(a, b)
    if found >= ALIKE:
        if found < 1:
            same = is_same_skeleton(a, b)
            return found, "family_name_other_spelling" if same else "family_name_similar"
        return found, "same_family_name"
    maiden = max(
        (alike(x, y) for x, y in ((one.maiden, b), (a, other.maiden)) if x and y), default=0.0
    )
    if maiden >= ALIKE:
        return 0.9 * maiden, "maiden_name"
    return found, ""


@lru_cache(maxsize=1 << 13)
def _words_alike(one: str, other: str) -> float:
    """Likeness of family names of one or more words; part of a double name counts less."""
    whole = alike(one, other)
    if whole < ALIKE and (soft := (softened(one), softened(other))) != (one, other):
        whole = max(whole, 0.9 * alike(*soft))  # for a person to decide
    if whole >= ALIKE:
        return whole
    first, second = _parts(one), _parts(other)
    if len(first) == len(second) == 1:
        return whole
    pairs = [alike(x, y) for x in first for y in second if len(x) > 3 and len(y) > 3]
    best = max(pairs, default=0.0)
    return max(whole, 0.85 * best if best >= 0.9 else 0.0)


@lru_cache(maxsize=1 << 14)
def _first(words: str) -> str:
    return next(iter(_parts(words)), words)


def _parts(words: str) -> list[str]:
    return [part for part in re.split(r"[\s\-‐-―]+", words) if part]


@lru_cache(maxsize=1 << 15)
def _givens(one: str, other: str) -> _Given:
    """How alike two given names are; the best pair of words where there are several."""
    if not one and not other:
        return _Given(1.0, "")
    if not one or not other:
        return _Given(_ONLY_FAMILY, "given_name_missing")
    if is_initial(one) or is_initial(other):
        return _initials(one, other)
    first, second = _parts(one), _parts(other)
    if len(first) == len(second) == 1:
        return _given(one, other)
    return max(_words_given(first, second), _given(one, other))


def _words_given(first: list[str], second: list[str]) -> _Given:
    """Of several words: the best pair, if not every other word speaks against it (Văn Hùng is
    not Văn Hải), and for a person to decide unless the first words are that pair."""
    scored = [(_given(x, y), i, j) for i, x in enumerate(first) for j, y in enumerate(second)]
    best = max(given for given, _, _ in scored)
    found = []
    for given, i, j in scored:
        rest = [_givens(x, y).score for x in _without(first, i) for y in _without(second, j)]
        if given != best or (rest and max(rest) < _ONLY_FAMILY):
            continue
        if i == j == 0 or not best.score:
            found.append(best)
        else:
            found.append(_Given(min(best.score, 0.9), "given_name_similar"))
    return max(found, default=_Given(0.0, "other_given_name"))


def _without(words: list[str], index: int) -> list[str]:
    return [word for n, word in enumerate(words) if n != index]


def _given(one: str, other: str) -> _Given:
    if fold(one) == fold(other):
        return _Given(1.0, "same_given_name")
    a, b = given_ids(one), given_ids(other)
    known = is_given_name(one) and is_given_name(other)
    if a & b:
        if known:
            return _Given(0.98, "given_name_equivalent")
        said = _is_one_word(one, other) or (is_said_as(one, a & b) and is_said_as(other, a & b))
        return _Given(0.95, "given_name_equivalent" if said else "given_name_similar")
    if known:
        return _Given(0.0, "other_given_name")
    score = alike(one, other)
    if score < ALIKE:
        return _Given(0.0, "other_given_name")
    if a and b and score < 0.85:
        return _Given(0.0, "other_given_name")
    same = not (a or b) and _is_one_word(one, other)
    return _Given(0.95 * score, "given_name_other_spelling" if same else "given_name_similar")


def _is_one_word(one: str, other: str) -> bool:
    return is_same_skeleton(one, other) and is_one_given(one, other)


def _initials(one: str, other: str) -> _Given:
    """An initial agrees with every form of every name that it may stand for: U. with Владимир,
    who is Уладзімір; not A. with Jan. Of a name that is not known the first sound tells."""
    initial, name = (one, other) if is_initial(one) else (other, one)
    if not is_initial(name) and (starts := starts_of(name)):
        agree = may_begin(initial, starts)
    else:
        agree = not _begins_with(one).isdisjoint(_begins_with(other))
    return _Given(_ONLY_INITIAL, "initials_only") if agree else _Given(0.0, "other_initial")


@lru_cache(maxsize=1 << 12)
def _begins_with(word: str) -> frozenset[str]:
    """Classes of the first letters that the forms of a given name may have."""
    if is_initial(word):
        return frozenset({initial_class(word)})
    return frozenset({initial_class(word), *(initial_class(n) for n in given_ids(word))})


def patronymics_clash(one: Name, other: Name) -> bool:
    """True if two patronymics cannot be one: Віктаравіч and Паўлавіч, Рыгоравіч and Igorevich;
    not Рыгоравіч and Григорьевич, nor an initial that may stand for the other."""
    return fathers_clash(one.patronymic, other.patronymic)


def sexes_clash(one: Name, other: Name) -> bool:
    """True if one name is a man's and the other a woman's."""
    a = one.sex or sex_of_family(one.family)
    b = other.sex or sex_of_family(other.family)
    return bool(a and b and a != b)


# ── drawers ────────────────────────────────────────────────────────────────────────────────────


def rough_key(name: Name) -> str:
    """The drawer in which a spelling is filed: bones of the family name|class of the given name's
    first letter. '' for placeholders, several people and mixed alphabets."""
    if name.placeholder or name.several_people or name.mixed:
        return ""
    family = name.family or name.given
    given = "" if not name.family else name.given
    if not given or name.initials_only:
        initial = initial_class(given) if given else ""
    else:
        initial = initial_class(drawer_of(_first(given)))
    return f"{bones(family)}|{initial}" if family else ""


def asked_skeletons(name: Name) -> frozenset[str]:
    """The readings of every word that may be the family name, for the drawers to look into."""
    if name.placeholder or name.several_people or name.mixed:
        return frozenset()
    return _skeletons_of(name.family or name.given, name.maiden)


@lru_cache(maxsize=1 << 13)
def _skeletons_of(family: str, maiden: str) -> frozenset[str]:
    words = {family, maiden, *other_forms(family), *other_forms(maiden)} - {""}
    return frozenset(one for word in words for one in (*skeletons(word), *parts_of(bones(word))))


def asked_ways(name: Name) -> tuple[Asked, ...]:
    """Where to look for a name: as it was read, and with family and given name changed over, for
    whoever was filed the other way round: Макей and Борис are both."""
    if name.placeholder or name.several_people or name.mixed:
        return ()
    return _ways_of(name.family, name.given, name.maiden, name.initials_only)


# A row asks for the ways of its name again and again while people are looked for.
@lru_cache(maxsize=1 << 13)
def _ways_of(family: str, given: str, maiden: str, initials_only: bool) -> tuple[Asked, ...]:
    own = (_skeletons_of(family or given, maiden), _initials_of(family, given, initials_only))
    if not own[0] or not family or not given or initials_only:
        return (own,) if own[0] else ()
    return own, (_skeletons_of(given, ""), _initials_of(given, family, False))


def asked_initials(name: Name) -> frozenset[str]:
    """The classes under which the given name may be filed, '' for a spelling without one.

    An initial may stand for any form of a name (Р. for Рыгор, filed as Григорий); what begins
    with х, ч, ц or к in one romanisation begins with another of them in the next.
    """
    return _initials_of(name.family, name.given, name.initials_only)


def _initials_of(family: str, given: str, initials_only: bool) -> frozenset[str]:
    if not given or not family:
        return ALL_INITIALS
    word = _first(given)
    if initials_only:
        found = {initial_class(drawer) for drawer in drawers_starting(word[:1])}
        return frozenset({*found, initial_class(word), ""})
    found = {initial_class(drawer_of(word)), ""} | _begins_with(word)
    if not given_ids(word) and found & CONFUSED:
        found |= CONFUSED
    return frozenset(found)


ALL_INITIALS = frozenset({"", *"avgtsbpklmnrf"})
