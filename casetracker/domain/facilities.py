"""Prisons and colonies: what the spellings of one facility share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from casetracker.domain.fold import fold, folded_words
from casetracker.domain.scripts import fix_look_alikes

#: Kind of facility → how lists write it.
_KINDS = {
    "IK": "ик|пк|ік|ik|pk|исправительная колония|папраўчая калонія|колония|калонія|"
    "penal colony|pc|correctional colony|colony|виправна колонія|колонія|kolonia karna|kolonia|"
    "zakład karny|pataisos kolonija|kolonija|pataisos namai",
    "VK": "вк|vk|воспитательная колония|выхаваўчая калонія",
    "T": "т|t|тюрьма|турма|тюрма|prison|в'язниця|turma|kalėjimas|więzienie|крытая тюрьма",
    "SIZO": "сизо|сіза|сізо|sizo|siza|следственный изолятор|следчы ізалятар|"
    "pre-trial detention centre|pre-trial detention center|pretrial detention centre|"
    "pretrial detention center|remand prison|remand centre|слідчий ізолятор|areszt śledczy|"
    "tardymo izoliatorius",
    "IUOT": "иуот|ипуот|пуат|iuot|исправительное учреждение открытого типа|"
    "папраўчая ўстанова адкрытага тыпу|open-type correctional facility|open-type facility|"
    "open-type correctional institution|open-type institution",
    "LTP": "лтп|ltp|лечебно-трудовой профилакторий",
    "IVS": "ивс|ivs|изолятор временного содержания",
    "CIP": "цип|ціп|cip|центр изоляции правонарушителей",
}
#: Longer spellings first, so that "remand prison" is not read as "prison".
_SPELLINGS = [
    (
        re.compile(
            rf"(?<!\w){re.escape(spelling)}(?:\s+karna|\s+karny)?"
            r"(?:\s*(?:№|no|n|nr|num|номер|нумар|number))?\s*(\d{1,3})?(?!\w)"
        ),
        kind,
    )
    for spelling, kind in sorted(
        ((fold(spelling), kind) for kind, text in _KINDS.items() for spelling in text.split("|")),
        key=lambda pair: -len(pair[0]),
    )
]
_KIND_ALONE = frozenset(fold(said) for text in _KINDS.values() for said in text.split("|"))
_STATE_SECURITY = re.compile(r"\b(?:кгб|кдб|kgb|kdb)\b")
#: Code → beginnings of what everybody calls the place.
_CALLED = {
    "SIZO-1": "володарк валадарк volodark valadark колядич калядзіч koliadich kolyadich kaliadz",
    "SIZO-KGB": "американк амерыканк amerikank amerykank amierykank",
    "IK-03": "витьб віцьб vitb vićb",
    "IK-22": "волчьи воўчыя voŭčyja volchi",
}
#: The only one of its kind in or near a town: code → beginnings of the town's name.
_ONLY_IN = {
    "IK-01": "новополоц наваполац novopol navapol nowopol",
    "IK-02": "бобруй бабруй bobru babru",
    "IK-04": "гомел homel homiel gomel",
    "IK-13": "глубок глыбок hlybok glubok",
    "IK-17": "шклов шклоў shklo szkło šklo",
    "IK-20": "мозыр мазыр mozyr mazyr",
    "T-1": "гродн гродзен grodn hrodn",
    "T-4": "могил магіл mogil mahil",
    "T-8": "жодин жодзін жодін zhodin žodzin zhodzin",
    "SIZO-1": "володарск валадарск volodarsk valadarsk",
}
#: What names the place where its kind is said, too.
_WITH_KIND = {
    code: f"{_ONLY_IN.get(code, '')} {_CALLED.get(code, '')}" for code in {**_ONLY_IN, **_CALLED}
}
#: Kinds whose number is written with two figures: IK-04, but T-8 and SIZO-1.
_TWO_FIGURES = frozenset({"IK", "IUOT"})
_NOTHING = folded_words("""неизвестно невядома невідомо unknown нет няма немає н/д n/a none null
    nan nieznane brak""")
_IN = re.compile(r"^(?:в|у|w|in|at)\s+")
#: From the first to where the person is now.
_THEN = re.compile(r"\s*(?:→|->|=>|➔|➡️?|⇒)\s*")
#: Where somebody is who is in no facility.
_AT_LARGE = """дома|на дому|на воле|на волі|на свободе|на свабодзе|освобождён|освобождена|вышел|
    вышла|вызвалены|вызвалена|выйшаў|выйшла|звільнений|звільнена|за границей|за мяжой|за кордоном|
    home|at home|free|freed|released|at liberty|abroad|w domu|na wolności|zwolniony|zwolniona|
    za granicą|namuose|laisvėje|užsienyje"""
_FREE = frozenset(fold(said) for said in _AT_LARGE.split("|"))
#: What the code of a facility begins with of which only the name is known.
_ONLY_A_NAME = "N "
#: Longest code that is kept.
LONGEST_CODE = 60


@dataclass(frozen=True, slots=True)
class ListedFacility:
    """A facility as a list names it."""

    #: What its spellings share: IK-04, T-8, SIZO-1, SIZO-KGB; else the folded name.
    code: str
    name: str
    city: str = ""

    @property
    def is_known(self) -> bool:
        """True if kind and number, or what everybody calls it, say which one it is."""
        return not self.code.startswith(_ONLY_A_NAME)


@lru_cache(maxsize=4096)
def parse_facility(text: str) -> ListedFacility | None:
    """The facility that a cell names, None if it names none.

    Only the first line is read: the next ones hold the postal address, which is not kept.
    """
    lines = [line.strip(" ,;") for line in text.splitlines() if line.strip(" ,;")]
    name = _THEN.split(" ".join(lines[0].split()))[-1] if lines else ""
    if not name.strip("?-–—.*/ ") or fold(name) in _NOTHING | _FREE:
        return None
    folded = _IN.sub("", fold(fix_look_alikes(name)))
    if folded in _KIND_ALONE:
        return None  # "СИЗО", "тюрьма": one of many
    code = _code(folded) or _ONLY_A_NAME + folded
    return ListedFacility(code=code[:LONGEST_CODE], name=name[:200], city=_city(name)[:120])


def kind_of_facility(text: str) -> str:
    """The kind of the facility that `text` begins with, by kind and number: IK, T, SIZO …; else
    ''."""
    folded = fold(text)
    for pattern, kind in _SPELLINGS:
        match = pattern.match(folded)
        if match and match[1]:
            return kind
    return ""


def _code(folded: str) -> str:
    kinds: list[str] = []
    for pattern, kind in _SPELLINGS:
        match = pattern.search(folded)
        if not match:
            continue
        if match[1]:
            return _numbered(kind, match[1])
        if _STATE_SECURITY.search(folded):
            return f"{kind}-KGB"
        kinds.append(kind)
    if not kinds:
        return _named(folded, _CALLED)
    return _named(folded, {c: t for c, t in _WITH_KIND.items() if c.split("-")[0] == kinds[0]})


def _numbered(kind: str, number: str) -> str:
    """The code. Belarus has one colony for the young, VK-2; another "ВК" is виправна колонія."""
    if kind == "VK" and int(number) != 2:
        kind = "IK"
    return f"{kind}-{int(number):02d}" if kind in _TWO_FIGURES else f"{kind}-{int(number)}"


@lru_cache(maxsize=4096)
def names_several(text: str) -> bool:
    """True if a cell names more than one facility, outside brackets: "ИК-15 или ИК-17"."""
    lines = [line for line in text.splitlines() if line.strip()]
    name = _THEN.split(lines[0])[-1] if lines else ""
    folded = fold(fix_look_alikes(re.sub(r"\([^()]*\)", " ", name)))
    codes = set()
    for pattern, kind in _SPELLINGS:
        codes |= {_numbered(kind, said[1]) for said in pattern.finditer(folded) if said[1]}
        folded = pattern.sub(lambda said: " " if said[1] else said[0], folded)
    return len(codes) > 1


def _named(folded: str, names: dict[str, str]) -> str:
    """The code of which a word of the text holds a name."""
    words = folded.split()
    for code, begins in names.items():
        if any(word.startswith(fold(begin)) for word in words for begin in begins.split()):
            return code
    return ""


def _city(name: str) -> str:
    """The place: behind г., in brackets with a capital, behind a comma, or behind the number."""
    if match := re.search(r"\b(?:г|гор|м)\.\s*([^\W\d_][\w\s-]*)", name):
        return match[1].strip()
    if (match := re.search(r"\(([^\W\d_][^()\d]*)\)", name)) and match[1][0].isupper():
        return match[1].strip()
    tail = re.sub(r"\([^()]*\)", " ", name)
    if match := re.search(r",\s*([^\W\d_][^\d,]*)$", tail):
        return match[1].strip()
    match = re.search(r"\d\s+([^\W\d_][^\d,]*)$", tail)
    return match[1].strip() if match else ""
