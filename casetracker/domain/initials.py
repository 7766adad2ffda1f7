"""Whether an initial may stand for a name, across alphabets."""

from __future__ import annotations

from collections.abc import Set

from casetracker.domain.fold import fold

#: Cyrillic letter → the Latin letters with which romanisations write its sound at the beginning.
_LATIN = {
    **dict(zip("абгдзклмнопрстфшщэ", "abgdzklmnoprstfsse", strict=True)),
    "в": "vw",
    "г": "gh",
    "е": "eyj",
    "є": "eyj",
    "ж": "zj",
    "и": "iy",
    "і": "iy",
    "ї": "iyj",
    "й": "ijy",
    "к": "kc",
    "у": "uw",
    "ў": "uw",
    "ф": "fp",
    "х": "khc",
    "ц": "tc",
    "ч": "ct",
    "ю": "yiju",
    "я": "yij",
}


def may_begin(initial: str, starts: Set[str]) -> bool:
    """True if a name may be shortened to `initial` whose forms begin with one of `starts`: in one
    alphabet with the letter itself, in the other with a letter for its sound."""
    letter = fold(initial)[:1]
    if letter in starts or not letter:
        return bool(letter)
    if letter.isascii():
        return any(letter in _LATIN.get(start, "") for start in starts)
    # A Cyrillic initial is a letter of one of the Cyrillic forms, where there are any.
    latin = {start for start in starts if start.isascii()}
    return latin == starts and not latin.isdisjoint(_LATIN.get(letter, ""))
