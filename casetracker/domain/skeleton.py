"""The consonants of a word, in classes that hold across alphabets, languages and romanisations.

Цецярук, Тетерук and Tsetsiaruk share the skeleton `ttrk`; vowels, soft signs and в/ў/v/w carry
nothing. Some Latin letters are read in two ways: Polish writes х as ch, English writes ч so. The
*bones* of a word keep such a letter as a capital, its *readings* spell out what it may stand for.
Scripts that are not known here come through anyascii, without a claim about their language.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import product

from anyascii import anyascii
from rapidfuzz.distance import OSA, Indel

from casetracker.domain.fold import fold

_CYRILLIC = {
    **dict.fromkeys("гґхһғҳ", "g"),
    **dict.fromkeys("дтцћђ", "t"),
    **dict.fromkeys("жзсчшщџҷ", "s"),
    **dict.fromkeys("кқҡ", "k"),
    **dict(zip("бпљмнњрфң", "bplmnnrfn", strict=True)),
    "л": "l",
}
_LATIN = {**dict.fromkeys("gh", "g"), **dict.fromkeys("td", "t"), "s": "s", "q": "k"}
_LATIN.update({c: c for c in "bpklmnrf"})
#: What a capital among the bones may stand for.
_READ_AS = {
    "H": ("s", "g"),  # ch: ч, ш or х
    "Z": ("s", "t"),  # z: з, or German ц
    "C": ("t", "k"),  # c: ц or к
    "X": ("ks", "g"),  # x: кс, or х of passports
    "R": ("r", "s", "rs"),  # rz: Polish ж, or two letters
    "J": ("", "s"),  # j of a French spelling: й or ж
    "N": ("n", ""),  # ą, ę: a vowel, or a vowel with n
    "S": ("s", ""),  # the ending of a Lithuanian or Latvian nominative
}
#: Letters whose marks matter, before the marks are folded away.
_MARKED = str.maketrans(
    {
        **dict(zip("čšžśźżşșç", "sssssssss", strict=True)),
        **dict(zip("ćťďțţđ", "tttttt", strict=True)),
        **dict.fromkeys("ąę", "N"),
    }
)
#: Łacinka, Polish and Czech write х as ch; č stands there for ч.
_CH_IS_KH = re.compile("[čšžłŭćśźńżąęřů]|cz|sz|wicz|ck[ai]\\b")
_DOUBTFUL = re.compile("([NJ])")
#: What is said u in Polish: not in a Spanish name.
_POLISH = re.compile("ó.*[wkńżąęłśćź]|[wkńżąęłśćź].*ó")
_FRENCH = re.compile("tch|ou|[èéêëïç]")
_DIGRAPHS = tuple(
    (re.compile(pattern), letter)
    for pattern, letter in (
        (r"(?<=[^\W\d_]{2})ien[eė]$|(?<=[^\W\d_]{3})(?:ait|yt|ut|ūt)ė$", ""),
        (r"(?<=[^\W\d_]{4})(?<=[aiuy])s$|(?<=[vkjnm])s$", "S"),
        (r"ff$", ""),
        (r"dz+h|dž|dż|дж|dj|дз+|тьс|тс|дс", "t"),
        (r"s?cht?sch|t?sch|tch|shch|szcz|sh|zh|cz|sz|dsch", "s"),
        (r"dz|ts|tz|th", "t"),
        (r"rz", "R"),
        (r"kh|gh", "g"),
        (r"ph", "f"),
        (r"ch", "H"),
        (r"z", "Z"),
        (r"c", "C"),
        (r"x", "X"),
    )
)
_VOWELS = {
    **dict.fromkeys("aаяąа", "a"),
    **dict.fromkeys("oоё", "o"),
    **dict.fromkeys("eеэє", "e"),
    **dict.fromkeys("iyjиыіїй", "i"),
    **dict.fromkeys("uvwуюўв", "u"),
}
_FIRST_VOWELS = frozenset("aeiouyjаеёиіоуыэюяєїйў")
MOST_READINGS = 8
#: From here on two names are worth a question.
ALIKE = 0.75
#: Words whose sounds are less alike than this are no spellings of one name.
LEAST_ALIKE_SOUND = 0.4
#: Bones longer than this are cut.
LONGEST = 48


@lru_cache(maxsize=1 << 15)
def bones(word: str) -> str:
    """The classes of a word's consonants, repeats once, doubtful letters as capitals; its folded
    self where it has none. The parts of a double name stand apart: Кара-Мурза is kr-mrs."""
    return _split(word)[0][:LONGEST]


@lru_cache(maxsize=1 << 15)
def readings(of_bones: str) -> tuple[str, ...]:
    """Every skeleton that `of_bones` may stand for, the likeliest first."""
    ways = [_READ_AS.get(letter, (letter,)) for letter in of_bones.replace("-", "")]
    found: dict[str, None] = {}
    for letters in product(*ways):
        found["".join(letters) or of_bones.lower()] = None
        if len(found) == MOST_READINGS:
            break
    return tuple(found)


def skeletons(word: str) -> tuple[str, ...]:
    """What `word` may sound like, the likeliest first."""
    return readings(bones(word))


def skeleton(word: str) -> str:
    """The likeliest reading of a word."""
    return skeletons(word)[0]


def sound(word: str) -> str:
    """Skeleton and vowels in classes: what is compared when skeletons say too little."""
    return _split(word)[1]


#: Classes of which one romanisation begins with another than the next: х, ч, ц, к.
CONFUSED = frozenset("gskt")


@lru_cache(maxsize=1 << 14)
def initial_class(word: str) -> str:
    """The class of a word's first sound; one class for all vowels and й, j, у."""
    first = fold(word if _is_known(word.casefold()) else anyascii(word))[:1]
    if first in _FIRST_VOWELS:
        return "a"
    if first in "вvw":
        return "v"
    kind = _CYRILLIC.get(first) or _LATIN.get(first) or first
    return {"z": "s", "c": "t", "x": "k"}.get(kind, kind) if kind.isascii() else ""


def parts_of(of_bones: str) -> set[str]:
    """The readings of the parts of a double name, those of one letter left out."""
    parts = of_bones.split("-") if "-" in of_bones else []
    return {one for part in parts if len(part) > 1 for one in readings(part)}


@lru_cache(maxsize=1 << 13)
def shortened(skeletons: frozenset[str]) -> frozenset[str]:
    """The skeletons and what is left of the longer ones without any one of their letters: two
    words that differ by one letter share one of these."""
    found = set(skeletons)
    for one in skeletons:
        if len(one) > 3:
            found.update([one[:n] + one[n + 1 :] for n in range(len(one))])
    return frozenset(found)


@lru_cache(maxsize=1 << 13)
def alike(one: str, other: str) -> float:
    """How alike two words are as spellings of one name, 0 to 1; 0.75 is worth a question.

    1 only for words that fold alike.
    """
    a, b = fold(one).replace(" ", ""), fold(other).replace(" ", "")
    if a == b:
        return 1.0
    spelt = Indel.normalized_similarity(sound(one), sound(other))
    best, far, short = _nearest(bones(one), bones(other))
    if far == 0:
        # The fewer consonants two words share, the more their vowels must agree.
        needed = {0: 0.9, 1: 0.75, 2: 0.6}.get(short, LEAST_ALIKE_SOUND)
    elif far == 1 and short > 3:
        needed = 0.62
    elif far == 1 and short == 3:
        needed = 0.75
    elif far == 2 and short > 5:
        needed = 0.8
    else:
        needed = 0.86
    if far == 0 and spelt < needed:
        # Соловьёв, Salauyou: Belarusian writes а for an о, Russian е for ё.
        a, b = (sound(word).replace("o", "a") for word in (one, other))
        spelt = Indel.normalized_similarity(a, b)
    score = 0.65 * best + 0.35 * spelt
    if spelt < needed:
        return min(0.6 * score, 0.7)
    return min(max(score, 0.76), 0.99)


@lru_cache(maxsize=1 << 14)
def is_same_skeleton(one: str, other: str) -> bool:
    """Whether two words are one name in two spellings: they share a reading, sound alike, and
    their consonants also agree one by one (Жуков and Шуков do not, nor do Лосик and Лысак)."""
    if fold(one) == fold(other):
        return True
    return (
        are_said_alike(one, other)
        and bool(_OV.search(one)) == bool(_OV.search(other))
        and Indel.normalized_similarity(sound(one), sound(other)) >= 0.7
        and Indel.normalized_similarity(_letters(one), _letters(other)) >= 0.8
    )


def are_said_alike(one: str, other: str) -> bool:
    """Whether two words share a reading and no vowel in them is another."""
    shared = not set(skeletons(one)).isdisjoint(skeletons(other))
    return shared and not _vowels_clash(one, other)


#: Vowels that one language writes for another's; after р, ц and sibilants also е for а.
_SAME_VOWEL = {"a": "o", "o": "a", "e": "i", "i": "e"}
#: Spellings that say я, ё or ә, which are written in every way.
_SOFT_VOWEL = re.compile("[яёєїəäöü]|[ijy][aeou]", re.IGNORECASE)
#: A Ukrainian word with і, which stands for о and е of the others.
_UKRAINIAN = re.compile("і.*[ищїє]|[ищїє].*і", re.IGNORECASE)


def _vowels_clash(one: str, other: str) -> bool:
    """Whether a vowel stands between the same consonants that no spelling exchanges: Минин is not
    Манин, nor Панов Пенов; Рэзановіч is Резанович."""
    a, b = _gaps(one), _gaps(other)
    if [c for c, _ in a] != [c for c, _ in b]:
        return False
    soft = bool(_SOFT_VOWEL.search(one) or _SOFT_VOWEL.search(other))
    # Across alphabets the vowels of Мамедов, Məmmədov, Mammadov are as they come.
    soft = soft or one.isascii() != other.isascii()
    ukrainian = bool(_UKRAINIAN.search(one) or _UKRAINIAN.search(other))
    for (before, first), (_, second) in zip(a, b, strict=True):
        if not first or not second:
            continue
        may = {*second, *(_SAME_VOWEL.get(c, c) for c in second)}
        if not may.isdisjoint(first):
            continue
        both = {*first, *second}
        if both <= set("aeo") and (soft or before in "str"):
            continue
        if not (ukrainian and both <= set("aeio")):
            return True
    return False


def _gaps(word: str) -> list[tuple[str, str]]:
    """Every consonant of a word's sound with the vowels behind it; first '' with those before."""
    return [(m[1], m[2]) for m in re.finditer(r"(^|[^aeiou])([aeiou]*)", sound(word))]


#: The ending of Ковалёв, Кавалёў, Kowalow: it tells him from Коваль.
_OV = re.compile(r"(?:[оеёєаия][вў]а?|[oeaiy](?:[vwuŭ]|ff)(?:a|á|as|s)?)$", re.IGNORECASE)
_LETTERS = tuple(
    (re.compile(pattern), letter)
    for pattern, letter in (
        (r"щ|шч|сч|шт?ш|s?cht?sch|shch|szcz|šč|t?sch(?=tsch)", "ч"),
        (r"tsch|tch|cz|č", "ч"),
        (r"sch|sh|sz|š|ş", "ш"),
        (r"zh|ż|ž|rz", "ж"),
        (r"kh|ґ|х", "г"),
        (r"ch", "ч"),
        (r"dz[hź]?|дз|дж|dž|dź", "д"),
        (r"ts|tz|тс|ц|ć|c|th", "т"),
        (r"ph", "ф"),
        (r"ks|x", "кс"),
        (r"f+$", ""),
        (r"(?<=[aiuy])s$", ""),
    )
)
_TO_CYRILLIC = str.maketrans(
    {**dict(zip("bpdtgkzslmnrfhq", "бпдтгкзслмнрфгк", strict=True)), "ł": "л"}
)
_KEPT = frozenset("бпдтгкжзсшчлмнрф")


def _letters(word: str) -> str:
    """The consonants of a word, letter by letter, only т and ц, г and х, д and дз as one."""
    text = unicodedata.normalize("NFC", word.casefold())
    if not _is_known(text):
        text = anyascii(text).casefold()
    if _CH_IS_KH.search(text):
        text = text.replace("ch", "х")
    for pattern, letter in _LETTERS:
        text = pattern.sub(letter, text)
    plain = fold(text.replace("ś", "с").replace("ź", "з"))
    return _once("".join(c for c in plain.translate(_TO_CYRILLIC) if c in _KEPT))


def _nearest(one: str, other: str) -> tuple[float, int, int]:
    """(likeness, distance, length of the shorter) of the two readings that are nearest."""
    found = (0.0, 99, 0)
    for a in readings(one):
        for b in readings(other):
            far = OSA.distance(a, b)
            if far > found[1]:
                continue
            new = (1 - far / max(len(a), len(b), 1), far, min(len(a), len(b)))
            found = new if far < found[1] else max(new, found)
    return found


@lru_cache(maxsize=1 << 15)
def _split(words: str) -> tuple[str, str]:
    """(bones, sound) of a name of one or more words."""
    parts = [_apart(part) for part in re.split(r"[\s\-‐-―]+", words) if part]
    return "-".join(p[0] for p in parts if p[0]), "".join(p[1] for p in parts)


def _apart(word: str) -> tuple[str, str]:
    """(bones, sound) of a word."""
    text = unicodedata.normalize("NFC", word.casefold())
    if not _is_known(text):
        text = anyascii(text).casefold()
    if _CH_IS_KH.search(text):
        text = text.replace("ch", "х").replace("dź", "t")
    if _FRENCH.search(text):
        text = text.replace("dj", "t").replace("j", "J")
    if _POLISH.search(text):
        text = text.replace("ó", "u")
    text = "".join(c for c in text if c.isalpha() or unicodedata.combining(c))
    ending, letter = _DIGRAPHS[0]
    text = ending.sub(letter, text).translate(_MARKED)
    text = "".join(p if p in "NJ" else fold(p).replace(" ", "") for p in _DOUBTFUL.split(text))
    plain = text.casefold()
    for pattern, letter in _DIGRAPHS[1:]:
        text = pattern.sub(letter, text)
    classes: list[str] = []
    sounds: list[str] = []
    for c in text:
        kind = c if c in _READ_AS else _CYRILLIC.get(c) or _LATIN.get(c) or ""
        vowel = "" if kind else _VOWELS.get(c, "")
        # Letters repeat only side by side: the vowel in Бабарыка keeps its two б apart.
        classes.append(kind or ("." if vowel else ""))
        sounds.append("" if kind == "N" else _READ_AS.get(kind, (kind,))[0] or vowel)
    said = re.sub(r"i(?=[aoeu])", "", _once("".join(sounds)))
    hard = _once("".join(classes)).replace(".", "")
    return hard or plain, said or plain


def _is_known(text: str) -> bool:
    """Latin or Cyrillic throughout."""
    return all(
        c < "\u0250" or "\u0400" <= c < "\u0530" or "\u1e00" <= c < "\u1f00" or not c.isalpha()
        for c in text
    )


def _once(text: str) -> str:
    return re.sub(r"(.)\1+", r"\1", text)
