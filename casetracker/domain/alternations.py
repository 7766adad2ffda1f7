"""Letters that change from one East Slavic language to the next: Волков is Воўкаў."""

from __future__ import annotations

import re
from functools import lru_cache

_CYRILLIC, _LATIN = "бвгґджзкмнпрстфхцчшщ", "bcčdfghkmnprsštvwxzž"
#: л before a consonant, and what Belarusian and Ukrainian have instead of it: (pattern, letter).
_HARD = (
    (re.compile(rf"(?<=[оа])л(?=[{_CYRILLIC}])", re.IGNORECASE), "ў"),
    (re.compile(rf"(?<=[oa])[lł](?=[{_LATIN}])", re.IGNORECASE), "u"),
)
_SOFT = (
    (re.compile(rf"(?<=[оа])[ўв](?=[{_CYRILLIC}])", re.IGNORECASE), "л"),
    (re.compile(rf"(?<=[oa])[uŭ](?=[{_LATIN}])", re.IGNORECASE), "l"),
)


@lru_cache(maxsize=1 << 14)
def softened(word: str) -> str:
    """The word as if it were Belarusian: Доўгая of Долгая; itself where nothing changes."""
    for pattern, letter in _HARD:
        word = pattern.sub(letter, word)
    return word


def other_forms(word: str) -> frozenset[str]:
    """What the word may be in another language, both ways; none where nothing changes."""
    hardened = word
    for pattern, letter in _SOFT:
        hardened = pattern.sub(letter, hardened)
    return frozenset({softened(word), hardened} - {word})
