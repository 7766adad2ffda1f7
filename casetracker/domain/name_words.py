"""Cells that hold no name of one person: placeholders, several people, remarks."""

from __future__ import annotations

import re

from casetracker.domain.fold import fold, folded_words

#: Words for somebody whose name is not known or not said.
_UNKNOWN = folded_words("""невядомы невядомая невядомыя невядома неизвестный неизвестная неизвестные
    неизвестно неизвестен невідомий невідома невідомо unknown unnamed anonymous undisclosed
    аноним ананім анонім anonim anonimas nieznany nieznana nežinomas nežinoma
    нет няма немає n/a н/д""")
#: Words for a person that stand before a name or instead of one.
_PERSON = folded_words("""гражданин гражданка грамадзянін грамадзянка громадянин громадянка obywatel
    obywatelka citizen мужчина мужчына чоловік женщина жанчына жінка man woman person человек
    чалавек людина подросток падлетак девушка дзяўчына парень хлопец osoba asmuo имя імя імʼя
    фио name фамилия прозвішча прізвище без не указано названо называется разглашается скрыто
    nn нн no not given""")
_SEVERAL = re.compile(
    r"\b(двое|двух|трое|трох|троє|четверо|чацвёра|пятеро|некалькі|несколько|декілька|several|"
    r"супруги|супругі|сужэнцы|семья|сям['’]?я|сім['’]?я|братья|браты|брати|сёстры|сестры|сестри|"
    r"brothers|sisters|family|spouses|группа|група|group|"
    r"и\s+др|і\s+інш|и\s+другие|і\s+іншыя|and\s+others|et\s+al|"
    r"муж\s+(и|і)\s+жена|муж\s+і\s+жонка|"
    r"two\s+\w+|three\s+\w+|[2-9]\d*\s*(чел|чал|человека?|чалавека?|people|persons|men|women))\b",
    re.IGNORECASE,
)
#: A joining word between two capitalised words: "Іван Іваноў і Пётр Пятроў".
_JOINED = re.compile(
    r"\w{2,}\s*(?:\s(?:и|і|й|та|and|i|ir|oraz)\s|[&/;+])\s*[^\W\d_a-zа-яёіўїєґ]\w+"
)


def means_several(text: str) -> bool:
    """True if a cell speaks of more than one person."""
    return bool(_SEVERAL.search(text) or _JOINED.search(text))


def is_placeholder(words: list[str]) -> bool:
    """True if `words` (without brackets) name nobody: Невядомы, Гражданин К., unknown, N. N.

    Unlike Неизвестный Эрнст Иосифович, whose other words are names.
    """
    folded = [fold(word) for word in words]
    if all(len(word) < 2 for word in folded):
        return True
    if folded[0] not in _UNKNOWN | _PERSON:
        return False
    return all(
        len(word) < 2 or word in _UNKNOWN | _PERSON or original[:1].islower()
        for word, original in zip(folded, words, strict=True)
    )


def without_title(words: list[str]) -> list[str]:
    """`words` without a leading word such as Гражданин."""
    rest = list(words)
    while len(rest) > 1 and fold(rest[0]) in _PERSON:
        rest = rest[1:]
    return rest
