"""Folding: what spellings share when case, accents and apostrophes are ignored."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {
        "ё": "е",
        "ґ": "г",
        "ł": "l",
        "đ": "d",
        "ø": "o",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ð": "d",
        "№": " no ",
        "’": None,
        "'": None,
    }
)
#: Cyrillic letters that Unicode writes as another letter with an accent: й, ў, ї are their own.
_WHOLE = frozenset("йўї")


# The same words come again and again in a list: a large one is read four times faster.
@lru_cache(maxsize=1 << 15)
def fold(text: str) -> str:
    """Lower case, no accents, no apostrophes, other punctuation as spaces, ё as е.

    Cyrillic й, ў and ї stay: there the mark makes the letter. Folding twice changes nothing.
    """
    text = unicodedata.normalize("NFC", text).casefold()
    letters: list[str] = []
    for letter in unicodedata.normalize("NFC", text).translate(_LETTERS):
        if letter in _WHOLE:
            letters.append(letter)
            continue
        apart = unicodedata.normalize("NFKD", letter)
        letters += [c for c in apart if not unicodedata.combining(c)]
    folded = unicodedata.normalize("NFC", "".join(letters).casefold()).translate(_LETTERS)
    return " ".join("".join(c if _is_text(c) else " " for c in folded).split())


def folded_words(text: str) -> frozenset[str]:
    """Every word of `text`, split at white space, folded."""
    return frozenset(fold(word) for word in text.split())


def _is_text(character: str) -> bool:
    """A letter, a figure, or the sign of a vowel in scripts that write vowels as signs."""
    return unicodedata.category(character)[0] in "LNM"
