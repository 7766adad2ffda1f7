"""How alike two names are, roughly and in any script: a reason to ask a person, never to merge.

A name's consonants are put into classes that hold across Belarusian, Russian and their Latin
spellings: Цецярук, Тетерук and Tsetsiaruk share one skeleton. The full comparison of names, with
an explained score, builds on these functions.
"""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum
from functools import lru_cache

from casetracker.domain.fold import fold
from casetracker.domain.given_names import forms_starting, given_id
from casetracker.domain.names import Name, name_key

_CYRILLIC = {
    **dict.fromkeys("гґх", "g"),
    **dict.fromkeys("дтц", "t"),
    **dict.fromkeys("жзсчшщ", "s"),
    **dict(zip("бпклмнрф", "bpklmnrf", strict=True)),
}
_LATIN = {**dict.fromkeys("ghx", "g"), **dict.fromkeys("dtc", "t"), **dict.fromkeys("sz", "s")}
_LATIN.update(dict(zip("bpklmnrfq", "bpklmnrfk", strict=True)))
_HISSING = str.maketrans({"č": "s", "š": "s", "ž": "s", "ć": "t", "ś": "s", "ź": "s"})
#: Łacinka writes х as ch, English writes ч so.
_LACINKA = re.compile("[čšžłŭćśźń]")
_DIGRAPHS = (
    (re.compile("dz+h|дж"), "t"),
    (re.compile("schtsch|tsch|s[ch]*h|zh|ch|cz|sz"), "s"),
    (re.compile("dz|ts|tz|дз"), "t"),
    (re.compile("ck"), "k"),
    (re.compile("kh"), "g"),
    (re.compile("ph"), "f"),
    (re.compile("шч|сч"), "щ"),
)
_VOWELS = frozenset("aeiouyjаеёиіоуыэюяєїйў")


class Likeness(IntEnum):
    """How two names of two entries compare, from least to most alike."""

    NONE = 0
    #: The family names share a skeleton, of a given name only the initial is known.
    INITIALS = 1
    #: Both names may be spellings of one: other script, other language, a slip.
    ROUGH = 2
    #: The same key: the same words in the same script.
    EXACT = 3


@lru_cache(maxsize=1 << 15)
def skeleton(word: str) -> str:
    """The classes of a word's consonants, repeats once; its folded self where it has none."""
    text = unicodedata.normalize("NFC", word.casefold())
    if _LACINKA.search(text):
        text = text.replace("ch", "х").replace("dž", "t").replace("dź", "t").translate(_HISSING)
    text = "".join(c for c in text if c.isalpha() or unicodedata.combining(c))
    text = fold(text).replace(" ", "")
    for pattern, letter in _DIGRAPHS:
        text = pattern.sub(letter, text)
    classes = [_CYRILLIC.get(c) or _LATIN.get(c) or "" for c in text]
    bones = re.sub(r"(.)\1+", r"\1", "".join(classes))
    return bones or text


def initial_class(word: str) -> str:
    """The class of a word's first letter; one class for all vowels and ў, й, j."""
    first = fold(word)[:1]
    if first in _VOWELS:
        return "a"
    if first in "вvw":
        return "v"
    return _CYRILLIC.get(first) or _LATIN.get(first) or first


def rough_key(name: Name) -> str:
    """What spellings of one person's name share in every script: skeleton|initial.

    '' for placeholders, several people and mixed alphabets.
    """
    if name.placeholder or name.several_people or name.mixed:
        return ""
    family = name.family or name.given
    given = given_id(name.given) if not name.initials_only else name.given
    return f"{skeleton(family)}|{initial_class(given)}"[:120] if family else ""


def rough_keys_to_ask(name: Name) -> set[str]:
    """Every rough key under which the same person may be stored.

    Initials may stand for any form of a given name (Р. for Рыгор, stored as Григорий); a full
    name may be stored by its initial.
    """
    key = rough_key(name)
    if not key:
        return set()
    family = key.partition("|")[0]
    if name.initials_only:
        found = {initial_class(given) for given in forms_starting(name.given[:1])}
    else:
        found = {initial_class(name.given)}
    return {key, *(f"{family}|{letter}"[:120] for letter in found)}


def likeness(one: Name, other: Name) -> Likeness:
    """How alike two names are; patronymics are not looked at (`patronymics_clash`)."""
    key = name_key(one)
    if key and key == name_key(other):
        return Likeness.EXACT
    if any(n.placeholder or n.several_people or not n.family for n in (one, other)):
        return Likeness.NONE
    if not _families_alike(one.family, other.family):
        return Likeness.NONE
    if one.initials_only or other.initials_only:
        return Likeness.INITIALS if _initials_agree(one, other) else Likeness.NONE
    return Likeness.ROUGH if _given_alike(one.given, other.given) else Likeness.NONE


def patronymics_clash(one: Name, other: Name) -> bool:
    """True if two full patronymics cannot be one: Віктаравіч and Паўлавіч."""
    a, b = one.patronymic, other.patronymic
    if not a or not b:
        return False
    if min(len(a), len(b)) <= 2:
        return initial_class(a) != initial_class(b) and one.language == other.language
    if fold(a) == fold(b):
        return False
    if one.script == other.script and one.language == other.language:
        return distance(fold(a), fold(b)) > 2
    return distance(skeleton(a), skeleton(b)) > 1


def distance(one: str, other: str) -> int:
    """Insertions, deletions, changes and swaps of neighbours between two words."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def _families_alike(one: str, other: str) -> bool:
    a, b = skeleton(one), skeleton(other)
    if a == b:
        return True
    if len(a) > 3 and len(b) > 3 and distance(a, b) <= 1:
        return True
    return len(one) > 4 and len(other) > 4 and distance(fold(one), fold(other)) <= 1


def _given_alike(one: str, other: str) -> bool:
    if not one or not other:
        return True
    if given_id(one) == given_id(other):
        return True
    if given_id(one) != fold(one) and given_id(other) != fold(other):
        return False  # two known names that are not one
    if distance(fold(one), fold(other)) <= 1:
        return True
    a, b = given_id(one), given_id(other)
    return skeleton(a) == skeleton(b) and initial_class(a) == initial_class(b)


def _initials_agree(one: Name, other: Name) -> bool:
    """True if what is spelt out may begin with what is an initial."""
    return bool(_initials_of(one) & _initials_of(other)) and not (
        one.patronymic
        and other.patronymic
        and initial_class(one.patronymic) != initial_class(other.patronymic)
        and one.language == other.language
    )


def _initials_of(name: Name) -> set[str]:
    if name.initials_only:
        return {initial_class(name.given)}
    return {initial_class(name.given), initial_class(given_id(name.given))}
