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


#: ASCII needs no table of Unicode: capitals small, apostrophes gone, what is no letter or figure
#: a space.
_ASCII = {
    n: None if chr(n) == "'" else chr(n).lower() if chr(n).isalnum() else " " for n in range(128)
}


def fold(text: str) -> str:
    """Lower case, no accents, no apostrophes, other punctuation as spaces, ё as е.

    Cyrillic й, ў and ї stay: there the mark makes the letter. Folding twice changes nothing.
    """
    if text.isascii():
        return " ".join(text.translate(_ASCII).split())
    words = text.split()
    if len(words) == 1:
        return _fold_word(words[0])
    return " ".join([folded for word in words if (folded := _fold_word(word))])


# The same words come again and again in a list, the same names hardly: words are kept.
@lru_cache(maxsize=1 << 15)
def _fold_word(text: str) -> str:
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
