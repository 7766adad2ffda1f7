"""Which alphabet and language a word is written in, and look-alike letters put right."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

#: Latin letters and the Cyrillic ones they look like.
TO_CYRILLIC = dict(zip("aceikopxyABCEHIKMOPTXYëËïÏ", "асеікорхуАВСЕНІКМОРТХУёЁїЇ", strict=True))
TO_LATIN = {cyrillic: latin for latin, cyrillic in TO_CYRILLIC.items()}
_SCRIPTS = {
    "LATIN": "Latn",
    "CYRILLIC": "Cyrl",
    "GREEK": "Grek",
    "ARMENIAN": "Armn",
    "GEORGIAN": "Geor",
    "HEBREW": "Hebr",
    "ARABIC": "Arab",
    "CJK": "Hani",
    "HANGUL": "Hang",
    "DEVANAGARI": "Deva",
}
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_LACINKA = re.compile("[čšžłŭćśźńČŠŽŁŬĆŚŹŃ]")


# Words come again and again in a list, and so do letters: what they are is kept.
@lru_cache(maxsize=4096)
def letter_script(letter: str) -> str:
    """ISO 15924 code of a letter's script; '' for what is no letter or is not known here."""
    if not letter.isalpha():
        return ""
    return _SCRIPTS.get(unicodedata.name(letter, "").split(" ")[0], "")


def scripts_in(text: str) -> Counter[str]:
    """How many letters of each script a text holds."""
    return Counter(script for letter in text if (script := letter_script(letter)))


@lru_cache(maxsize=1 << 15)
def _scripts_of_word(word: str) -> frozenset[str]:
    return frozenset(scripts_in(word))


def _which(text: str) -> set[str]:
    """The scripts of a text."""
    return {script for word in text.split() for script in _scripts_of_word(word)}


def script_of(text: str) -> str:
    """The one script of a text (ISO 15924), '' if there is none or more than one."""
    found = _which(text)
    return found.pop() if len(found) == 1 else ""


def is_mixed(text: str) -> bool:
    """True if one word of the text is written in letters of two scripts."""
    if len(_which(text)) < 2:
        return False
    return any(len(_scripts_of_word(word)) > 1 for word in _WORD.findall(text))


def fix_look_alikes(text: str) -> str:
    """Latin letters inside Cyrillic words (Сiнiцкiна) made Cyrillic, and the other way round.

    A word is changed only if every foreign letter has a look-alike in the alphabet of the
    word's other letters; a lone look-alike (an initial) follows the rest of the text.
    """
    if len(_which(text)) < 2:
        return text
    found = scripts_in(text)
    main = "Cyrl" if found["Cyrl"] > found["Latn"] else "Latn"

    def fixed(match: re.Match[str]) -> str:
        word = match.group()
        inside = scripts_in(word)
        if len(inside) == 1 and (len(word) > 1 or main in inside):
            return word
        if len(inside) == 1 and not found[main]:
            return word
        if not set(inside) <= {"Cyrl", "Latn"} or not inside:
            return word
        home = main if len(word) == 1 else _home_of(word, inside, main)
        table = TO_CYRILLIC if home == "Cyrl" else TO_LATIN
        changed = "".join(table.get(c, c) if letter_script(c) != home else c for c in word)
        return changed if script_of(changed) == home else word

    return _WORD.sub(fixed, text)


def _home_of(word: str, inside: Counter[str], main: str) -> str:
    """The script of the letters that cannot be look-alikes; else of most letters."""
    sure = Counter(
        letter_script(c)
        for c in word
        if c not in (TO_CYRILLIC if letter_script(c) == "Latn" else TO_LATIN)
    )
    for counted in (sure, inside):
        if counted["Cyrl"] != counted["Latn"]:
            return "Cyrl" if counted["Cyrl"] > counted["Latn"] else "Latn"
    return main


def language_of(text: str) -> str:
    """A guess by letters alone: be, ru, uk, pl, lt or en (any other Latin); '' where letters do
    not tell."""
    letters = set(text.lower())
    script = script_of(text)
    if script == "Latn":
        return _latin_language(text, letters)
    if script != "Cyrl":
        return ""
    if letters & set("їєґ") or ("і" in letters and letters & set("ищ")):
        return "uk"
    if letters & set("ўі"):
        return "be"
    if letters & set("ищъ"):
        return "ru"
    return ""


def _latin_language(text: str, letters: set[str]) -> str:
    if letters & set("ėįųū"):
        return "lt"
    if "ŭ" in letters:
        return "be"
    if letters & set("ąęż") or (letters & set("łńśźćó") and not letters & set("čšžüö")):
        return "pl"
    return "be" if len(_LACINKA.findall(text)) > 1 else "en"
