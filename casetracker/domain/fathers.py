"""Patronymics, compared by the father's name in them."""

from __future__ import annotations

import re
from functools import lru_cache

from casetracker.domain.fold import fold
from casetracker.domain.given_names import fathers_of, given_ids, is_given_name, starts_of
from casetracker.domain.name_order import is_patronymic
from casetracker.domain.skeleton import (
    ALIKE,
    CONFUSED,
    alike,
    initial_class,
    is_same_skeleton,
    skeletons,
)

#: What patronymics begin with, in the alphabets whose patronymics are known.
_CAPITALS = "АБВГҐДЕЁЄЖЗИІЇЙКЛМНОПРСТУЎФХЦЧШЩЭЮЯABCDEFGHIJKLMNOPRSTUVWXYZĆČŁŚŠŹŻŽ"
_CHILD = re.compile(
    r"[\s-](?:оглы|огли|кызы|кизи|гызы|қизи|ўғли|угли|уулу|o['ʻ‘’]?g['ʻ‘’]?l[iuy]|oğlu|q[iı]z[iı]|kyzy)$",
    re.IGNORECASE,
)
_ENDING = re.compile(
    r"(?:[ьй]?[оеёаяєі]?[вў]?[иі](?:ч|чна)|[оеёаяєії]?[вў]на|инишна|"
    r"'?[oeaiy]?[vwŭu]?[iy](?:t?s?ch|č|cz)(?:na)?|'?[oeaiy]?[vwŭu]na)$",
    re.IGNORECASE,
)


@lru_cache(maxsize=1 << 14)
def fathers_clash(a: str, b: str) -> bool:
    """True if two patronymics cannot be one; see `likeness.patronymics_clash`."""
    if not a or not b or fold(a) == fold(b):
        return False
    if min(len(a), len(b)) <= 2:
        return _fathers_initials(a).isdisjoint(_fathers_initials(b))
    first, second = _fathers(a), _fathers(b)
    if first and second:
        return first.isdisjoint(second)
    return alike(_father(a), _father(b)) < ALIKE and alike(a, b) < ALIKE


@lru_cache(maxsize=1 << 12)
def fathers_agree(a: str, b: str) -> bool:
    """True if two patronymics are one in two spellings, or one of them is not there: what does
    not clash may still be a slip or a brother's, for a person to see."""
    if not a or not b or fold(a) == fold(b):
        return True
    if fathers_clash(a, b):
        return False
    if min(len(a), len(b)) <= 2 or (_fathers(a) and _fathers(b)):
        return True
    return not (_fathers(a) or _fathers(b)) and is_same_skeleton(_father(a), _father(b))


def _father(patronymic: str) -> str:
    """What is left of a patronymic without its ending; the whole where it has none."""
    return _ENDING.sub("", _CHILD.sub("", patronymic)) or patronymic


@lru_cache(maxsize=1 << 13)
def letters_apart(patronymic: str) -> str:
    """The capital letters with which no patronymic begins that may be this one; '' where that is
    not certain. A slip of the pen in the first letter of a father whom nobody knows is not seen.
    """
    fathers = _fathers(patronymic) if len(patronymic) > 2 else frozenset()
    if not fathers:
        return ""
    may = {initial_class(patronymic)}
    may.update(initial_class(letter) for father in fathers for letter in starts_of(father))
    if may & CONFUSED:
        may |= CONFUSED
    return "".join(letter for letter in _CAPITALS if initial_class(letter) not in may)


@lru_cache(maxsize=1 << 13)
def _fathers(patronymic: str) -> frozenset[str]:
    """The men's names that a patronymic may be made of; none if it is not known."""
    if is_given_name(patronymic) or not is_patronymic(patronymic):
        return given_ids(patronymic)
    if _CHILD.search(patronymic):
        return given_ids(_father(patronymic))
    initial, said = initial_class(patronymic), _father(patronymic)
    stems = {one[:-1] for one in skeletons(patronymic) if one[-1:] in ("s", "n")}
    return frozenset(father for stem in stems for father in fathers_of(stem, initial, said))


def _fathers_initials(patronymic: str) -> frozenset[str]:
    if len(patronymic) <= 2:
        return frozenset({initial_class(patronymic)})
    fathers = _fathers(patronymic)
    return frozenset({initial_class(patronymic), *(initial_class(n) for n in fathers)})
