"""Given names: which spellings are one name, and whose name it is.

Used to tell the given name from the family name, to guess sex and language, and to see that
Зміцер and Дмитрий may be one man. The table is `given_table.py`; a spelling that is not in it
is placed by its skeleton and sound where that is clear (Sergueï, Wiktar, Siarhiej).
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from rapidfuzz.distance import Indel

from casetracker.domain.fold import fold
from casetracker.domain.given_table import TABLE
from casetracker.domain.scripts import script_of
from casetracker.domain.skeleton import are_said_alike, initial_class, skeletons, sound

#: Men's names as patronymics are made of them: Cyrillic ones, without short forms.
_FATHERS: set[str] = set()
#: Folded spelling → ids of the names; → sexes; → languages. Of several ids the first is the one
#: whose table line comes first.
_IDS: dict[str, dict[str, None]] = defaultdict(dict)
_SEXES: dict[str, set[str]] = defaultdict(set)
#: Id → folded spellings.
_FORMS: dict[str, set[str]] = defaultdict(set)
_LANGUAGES: dict[str, set[str]] = defaultdict(set)
#: Skeleton → folded spellings.
_BY_SKELETON: dict[str, set[str]] = defaultdict(set)
#: Sound → folded spellings: Łacinka and Polish letters say what the table's spellings say.
_BY_SOUND: dict[str, set[str]] = defaultdict(set)
#: How alike a spelling must sound to be taken for one of the table.
_NEAR = 0.75
#: How alike two spellings in one alphabet must sound to be one name.
_ONE_GIVEN = 0.9


#: Name id → the id that stands for all names which share a spelling with it: Юры is Юрий and
#: Георгий, so both are kept in one drawer.
_DRAWERS: dict[str, str] = {}


def _load() -> None:
    for line in TABLE.strip().splitlines():
        sex, *groups = line.split("|")
        name_id = fold(groups[1].split()[0])
        for language, forms in zip(("be", "ru", "uk", "en", ""), groups, strict=True):
            for form in forms.split():
                key = fold(form)
                _IDS[key][name_id] = None
                _FORMS[name_id].add(key)
                _SEXES[key].add(sex)
                _LANGUAGES[key].update({language} - {""})
                if sex == "m" and language in ("be", "ru", "uk"):
                    _FATHERS.add(key)
                _BY_SOUND[sound(form)].add(key)
                for one in skeletons(form):
                    _BY_SKELETON[one].add(key)
    for ids in _IDS.values():
        first = min(_DRAWERS.get(name_id, name_id) for name_id in ids)
        joined = {_DRAWERS.get(name_id, name_id) for name_id in ids} | set(ids)
        for name_id in [n for n, drawer in _DRAWERS.items() if drawer in joined] + list(ids):
            _DRAWERS[name_id] = first


_load()


@lru_cache(maxsize=1 << 14)
def is_given_name(word: str) -> bool:
    return fold(word) in _IDS


@lru_cache(maxsize=1 << 14)
def is_said_as_given(word: str) -> bool:
    """True for a name of the table, also in letters of another alphabet: Anžalika."""
    return is_given_name(word) or (len(word) > 3 and sound(word) in _BY_SOUND)


@lru_cache(maxsize=1 << 14)
def given_ids(word: str) -> frozenset[str]:
    """The given names that `word` may be a spelling of; none if it is not known, also by sound."""
    key = fold(word)
    if key in _IDS:
        return frozenset(_IDS[key])
    if len(key) < 3:
        return frozenset()
    said = sound(word)
    near = {form for one in skeletons(word) for form in _BY_SKELETON.get(one, ())}
    near = {form for form in near if initial_class(form) == initial_class(word)}
    scored = [(Indel.normalized_similarity(said, sound(form)), form) for form in sorted(near)]
    best = max(scored, default=(0.0, ""))[0]
    if best < _NEAR:
        return frozenset()
    return frozenset(name_id for score, form in scored if score == best for name_id in _IDS[form])


@lru_cache(maxsize=1 << 12)
def is_said_as(word: str, ids: frozenset[str]) -> bool:
    """Whether a spelling is one of these names, and not one that only has their consonants:
    Siarhiej is Сергей, Виталия and Мира are not Виталий and Мария."""
    if is_given_name(word):
        return True
    forms = {form for name_id in ids for form in _FORMS[name_id]}
    if script_of(word) == "Cyrl":
        forms = {form for form in forms if script_of(form) == "Cyrl"}
    return any(is_one_given(word, form) for form in forms)


def is_one_given(one: str, other: str) -> bool:
    """Whether two spellings, which may be in no table, are of one given name. In one alphabet
    hardly a letter differs: Лина is not Лена; a woman's name is not a man's: Фарида, Фарид."""
    a, b = sound(one), sound(other)
    if a.endswith("a") != b.endswith("a") or not are_said_alike(one, other):
        return False
    if script_of(one) != script_of(other):
        return True
    return Indel.normalized_similarity(a, b) >= _ONE_GIVEN


def given_id(word: str) -> str:
    """What all spellings of one given name share; the folded word itself if it is not known."""
    key = fold(word)
    if key in _IDS:
        return next(iter(_IDS[key]))
    return min(given_ids(word), default=key)


@lru_cache(maxsize=1 << 14)
def drawer_of(word: str) -> str:
    """What a given name is filed under: equal for all spellings of all names that share one."""
    return min((_DRAWERS[name_id] for name_id in given_ids(word)), default=fold(word))


@lru_cache(maxsize=512)
def drawers_starting(letter: str) -> frozenset[str]:
    """The drawers of the given names of which a form begins with `letter`."""
    first = fold(letter)
    return frozenset(drawer_of(form) for form in _IDS if form.startswith(first))


@lru_cache(maxsize=1 << 13)
def starts_of(word: str) -> frozenset[str]:
    """The letters with which the forms of a given name begin; none if it is not known."""
    ids = given_ids(word)
    return frozenset(form[0] for name_id in ids for form in _FORMS[name_id]) if ids else frozenset()


@lru_cache(maxsize=1 << 13)
def fathers_of(stem: str, initial: str, father: str) -> frozenset[str]:
    """Ids of the men's names with a form of this skeleton that begins with a letter of this
    class: of the father, by the stem of a patronymic. Of several those that sound most like
    `father`, the patronymic without its ending: Егор and Игорь are two."""
    forms = [
        form
        for form in sorted(_BY_SKELETON.get(stem, ()))
        if form in _FATHERS and initial_class(form) == initial
    ]
    said, spelt = sound(father), fold(father)
    scores = [
        (Indel.normalized_similarity(said, sound(form)), Indel.normalized_similarity(spelt, form))
        for form in forms
    ]
    return frozenset(
        name_id
        for score, form in zip(scores, forms, strict=True)
        if score == max(scores)
        for name_id in _IDS[form]
    )


def sex_of_given(word: str) -> str:
    """`f`, `m`, or '' if the name is not known or is borne by both."""
    found = _SEXES.get(fold(word), set())
    if not found and is_said_as_given(word):
        found = {sex for form in _BY_SOUND[sound(word)] for sex in _SEXES[form]}
    return next(iter(found)) if len(found) == 1 else ""


def languages_of_given(word: str) -> frozenset[str]:
    """Languages whose spelling of a given name this is."""
    return frozenset(_LANGUAGES.get(fold(word), ()))
