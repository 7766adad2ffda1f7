"""What lists say of where a person stands, in one word each, and the case stage it means."""

from __future__ import annotations

import re
from functools import lru_cache

from casetracker.domain.dates import UNKNOWN, BadDate, PartialDate, parse_date
from casetracker.domain.facilities import kind_of_facility
from casetracker.domain.fold import fold, folded_words
from casetracker.domain.scripts import fix_look_alikes
from casetracker.domain.words import Stage

#: Our word → (stage of the case, how lists write it). A sentence served at home is still
#: running: that person is not free. "np" (not on the list of political prisoners) says nothing
#: about where the person is, so a caseworker must look: intake.
_WORDS: dict[str, tuple[Stage, str]] = {
    "imprisoned": (
        Stage.INSIDE,
        "пз|палітзняволены|палітзняволеная|у зняволенні|за кратамі|у калоніі|калонія|колония|"
        "отбывает срок|в заключении|в колонии|за решёткой|в тюрьме|политзаключённый|"
        "imprisoned|in prison|in custody|detained|behind bars|ув'язнений|за ґратами|"
        "uwięziony|w więzieniu|įkalintas|kali|у колонії|ув'язнена|у в'язниці|uwięziona|osadzony|"
        "osadzona|odbywa karę|w kolonii karnej|įkalinta|kalinamas|kalinama|atlieka bausmę|kalėjime|"
        "serving sentence|serving a sentence|serving|in detention|in a penal colony|incarcerated|"
        "jailed|отбывает наказание|отбывает|адбывае пакаранне|адбывае тэрмін|зняволены|зняволеная|"
        "в неволе|у няволі|у турме|политзаключённая|відбуває покарання|political prisoner|"
        "задержан|задержана|затрыманы|затрыманая|затриманий|затримана|arrested|zatrzymany|"
        "zatrzymana|sulaikytas|sulaikyta|detainee|jail|in jail|prison|in colony|penal colony|"
        "w kolonii|в ик|у пк|в пкт|у пкт|в шизо|у шыза|у шіза|в карцере|"
        "в колонии общего режима|в колонии усиленного режима|в колонии строгого режима|зк|"
        "в'язень|політв'язень|więzień|więziona|więziony|в ув'язненні|палітвязень|за краты|"
        "odsiaduje wyrok",
    ),
    "pretrial": (
        Stage.INSIDE,
        "пад следствам|сіза|у сіза|под следствием|в сизо|сизо|под стражей|пад вартай|"
        "pretrial|pre-trial|pre-trial detention|awaiting trial|під слідством|w areszcie|"
        "in pre-trial detention|in pretrial detention|on remand|under investigation|ожидает суда|"
        "чакае суда|ждёт суда|чекає суду|чекає на суд|laukia teismo|oczekuje na proces|"
        "арестован|арестована|арыштаваны|арыштаваная|під вартою|в сізо|у сізо|"
        "aresztowany|aresztowana|tymczasowo aresztowany|tymczasowo aresztowana|w areszcie śledczym|"
        "suimtas|suimta|tardomas|tardoma|remand|remanded|remanded in custody|pre-trial detainee|"
        "утримується в сізо|on trial|под судом|under arrest|под арестом|пад арыштам",
    ),
    "home_restriction": (
        Stage.INSIDE,
        "хатняя хімія|домашняя химия|домашний арест|хатні арышт|home restriction|house arrest|"
        "ограничение свободы|абмежаванне волі|home confinement|химия|хімія|домашній арешт|"
        "на химии|на хіміі|дом. химия|дом. хімія|"
        "на домашней химии|на хатняй хіміі|под домашним арестом|"
        "пад хатнім арыштам|під домашнім арештом|under house arrest|under home arrest|"
        "areszt domowy|namų areštas|обмеження волі|open-type facility|иуот|в иуот|на иуот|пуат|"
        "у пуат|iuot|restricted freedom|restriction of freedom|restriction of liberty|khimiya|"
        "khimia|on khimiya|chemia|na chemii",
    ),
    "released": (
        Stage.FREED_IN_COUNTRY,
        "на волі|вызвалены|вызвалена|вызваленая|освобождён|освобождена|освобожден|на свободе|"
        "вышел|вышла|released|free|freed|at liberty|звільнений|na wolności|paleistas|звільнена|"
        "вольный|вольная|вышел на свободу|вышла на свободу|выйшаў|выйшла|выйшаў на волю|"
        "выйшла на волю|на волю|wolny|wolna|zwolniony|zwolniona|paleista|laisvėje|laisvas|laisva|"
        "released early|released on parole|released on bail|conditionally released|на воле|"
        "условно-досрочно освобождён|условно-досрочно освобождена|освобождён условно-досрочно|"
        "освобождена условно-досрочно|вышел по удо|вышла по удо|освобождён в зале суда|"
        "освобождена в зале суда|отбыл срок|отбыла срок|отбыл наказание|отбыла наказание|"
        "адбыў тэрмін|адбыла тэрмін|адбыў пакаранне|адбыла пакаранне|відбув покарання|"
        "відбула покарання|served full term|served full sentence|served sentence|sentence served|"
        "term served|zwolniony warunkowo|zwolniona warunkowo|odbył karę|odbyła karę|išleistas|"
        "išleista|бывший политзаключённый|бывшая политзаключённая|былы палітвязень|"
        "былы палітзняволены|былая палітзняволеная|former political prisoner|ex-prisoner|"
        "выпущен|выпущена|отпущен|отпущена|отпущен под подписку|отпущена под подписку|"
        "выпущен под подписку|выпущена под подписку|адпушчаны|адпушчаная|свободен|свободна",
    ),
    "deported": (
        Stage.RECEPTION,
        "вывезены з краіны|вывезена з краіны|дэпартаваны|дэпартаваная|депортирован|"
        "депортирована|вывезен из страны|вывезена из страны|выдворен|deported|exiled|"
        "expelled|депортований|deportowany|депортована|deportowana|deportuotas|deportuota|"
        "released and deported|выслан|выслана|высланы|высланая|вивезений|вивезена|ištremtas|"
        "ištremta|вывезен за границу|вывезена за границу|вывезены за мяжу|вывезеная за мяжу",
    ),
    "died": (
        Stage.DIED,
        "памёр за кратамі|памерла за кратамі|памёр|памерла|умер в заключении|"
        "умерла в заключении|умер|умерла|погиб|died|died in custody|dead|deceased|помер|zmarł|"
        "скончался|скончалась|скончался в колонии|скончалась в колонии|скончался в сизо|"
        "mirė kalėjime|mirė įkalinime|died in colony|died in prison|died in detention|померла|"
        "zmarła|mirė|miręs|mirusi|мёртв|мертва|"
        "умер в сизо|умерла в сизо|умер в колонии|умерла в колонии|помер у в'язниці|"
        "померла у в'язниці|zmarł w więzieniu|памёр у калоніі|памёр у зняволенні|"
        "памерла ў зняволенні|памерла у зняволенні",
    ),
    "active": (Stage.INSIDE, "active"),
    "former": (Stage.FREED_IN_COUNTRY, "former"),
    "np": (Stage.INTAKE, "np"),
}
_SPELLINGS = {
    fold(spelling): word for word, (_, text) in _WORDS.items() for spelling in text.split("|")
}
#: Words that say the person is out.
OUT = frozenset({"released", "deported", "former"})


#: What being held in a facility of some kind says.
_BY_KIND = {
    **dict.fromkeys(("IK", "VK", "T"), "imprisoned"),
    "SIZO": "pretrial",
    "IUOT": "home_restriction",
}
_CLAUSES = re.compile(r"[,;()/]|\s(?:и|і|й|та|and|i|ir)\s")
_PREPOSITION = re.compile(r"^(?:в|у|ў|in|at|w)\s+", re.IGNORECASE)
#: "Deported to Lithuania", "вывезены ў Літву"; who was only taken away may be in another prison.
_ABROAD = re.compile(
    r"(?:deported|expelled|exiled|депортирован[аы]?|депортован[аий]+|дэпартаван[аыя]+|выдворен[аы]?|"
    r"deportowan[aiy]+|deportuot[as]+|isvezt[as]+|istremt[as]+)\s+(?:to|from|в|у|ў|из|з|до|do|z|i|is)\s+\w\D*|"
    r"(?:вывезен[аыя]*|вивезен[аийя]*|выслан[аыя]*|taken|released)\s+(?:to|в|у|ў|до)\s+"
    r"(?:літву|литву|польшчу|польшу|украіну|украину|україну|lithuania|poland|ukraine)",
)
#: Why or after what somebody was let out says no more than that.
_BECAUSE = re.compile(
    r"\s(?:по|па|за|после|пасля|після|on|by|after|upon|under|po|na\s+mocy|w\s+wyniku)\s+(?:\w+\s+)?"
    r"(?:отбы|окончан|истечен|амнист|помилован|адбы|заканчэн|сканчэн|амніст|памілаван|відбу|"
    r"закінчен|помилуван|amnest|pardon|serving|completion|expir|full|odbyci|ułaskawien|ulaskawien)"
    r"[\w\s]*$"
)
#: What a free person did then.
_LEFT = folded_words("""выехал выехала уехал уехала выехаў з'ехаў з'ехала виїхав виїхала wyjechał
    wyjechała emigrated išvyko""") | {
    fold(said)
    for said in (
        "left the country",
        "выехал из страны",
        "выехала из страны",
        "выехаў з краіны",
        "выехала з краіны",
        "покинул страну",
        "покинула страну",
    )
}
#: Two words that a cell says at once → the one that is meant.
_TOGETHER = {
    frozenset(("imprisoned", "pretrial")): "pretrial",
    frozenset(("released", "deported")): "deported",
    frozenset(("imprisoned", "died")): "died",
}
_TAKEN_AWAY = folded_words("вывезен вывезена вывезены вывезеная вивезений вивезена")


@lru_cache(maxsize=1 << 12)
def parse_status(text: str) -> str | None:
    """The one word for a status as a list writes it; '' for an empty cell, None if not known.

    Every clause of a cell counts: one that is not known, doubted, or against another is no status.
    """
    plain = fix_look_alikes(text)
    folded = fold(plain)
    if not folded or "?" in plain:
        return None if folded else ""
    if whole := _SPELLINGS.get(folded):
        return whole
    clauses = [said for clause in _CLAUSES.split(plain) if (said := fold(clause))]
    if len(clauses) > 1 and _clause(clauses[0]) == "released":
        clauses = [clause for clause in clauses if clause not in _LEFT]
    found = {_clause(clause) for clause in clauses}
    if found - {None} == {"released"} and set(clauses) & _TAKEN_AWAY:
        return "deported"
    if None in found or len(found) > 2:
        return None
    return _TOGETHER.get(frozenset(w for w in found if w)) if len(found) == 2 else found.pop()


def _clause(folded: str) -> str | None:
    known = _SPELLINGS.get(folded)
    if not known and _SPELLINGS.get(_BECAUSE.sub("", folded)) == "released":
        known = "released"
    if known or _ABROAD.fullmatch(folded):
        return known or "deported"
    return _BY_KIND.get(kind_of_facility(_PREPOSITION.sub("", folded)))


#: What says that there is a verdict, and nothing of where the person is.
_SENTENCED = folded_words("""convicted sentenced осуждён осуждена осужден осужденный осужденная
    приговорён приговорена асуджаны асуджаная прысуджаны прысуджаная засуджений засуджена skazany
    skazana nuteistas nuteista""")


def status_by_place(text: str, facility: str) -> str:
    """The one word for "convicted" beside the facility where the sentence is served; '' where the
    two do not say."""
    if fold(fix_look_alikes(text)) not in _SENTENCED:
        return ""
    return _BY_KIND.get(facility.rpartition("-")[0], "")


#: "released on 5 May 2025", "died in custody 13 July 2017", "zwolniony (3 maja 2025)"; first as if
#: the date began with its first figure, then with the word before it.
_ON = r"[\s,;:(–-]*\b(?:on|in|since|в|у|ў|с|з|w|od|dnia|nuo)?\s*"
_SINCE = tuple(
    re.compile(rf"(?P<status>\D+?){_ON}(?P<date>{date})\)?")
    for date in (r"\d[^()]*", r"[^\W\d_]+\s+\d[^()]*")
)
#: "released 1.1.2025, re-arrested": what follows is no place.
_AND_THEN = re.compile(r",\s*(?:[a-zа-яёіў]{3,}|re-)")
#: "Released 12.09.2025 and deported".
_WITHIN = re.compile(r"(?P<status>\D+?)" + _ON + r"(?P<date>\d[\d.-]*\d)\)?(?P<rest>[\s,;]+\D+)")
#: "05.05.2025 released", "2025-05-05: вызвалены".
_BEFORE = re.compile(r"(?P<date>\d[\d.-]*\d)[\s,:–-]+(?P<status>\D+)")


def status_since(text: str, *, latest_year: int) -> tuple[str, PartialDate]:
    """The one word for a status, '' if there is none that is known, and since when if it says."""
    status = parse_status(text)
    if status is not None:
        return status, UNKNOWN
    for pattern in (*_SINCE, _WITHIN, _BEFORE):
        said = pattern.fullmatch(" ".join(text.split()))
        rest = said["rest"] if said and pattern is _WITHIN else ""
        status = parse_status(said["status"] + rest) if said else None
        if said and status and not _AND_THEN.search(said["date"]):
            try:
                return status, parse_date(said["date"], latest_year=latest_year)
            except BadDate:
                continue
    return "", UNKNOWN


def stage_of(status: str) -> Stage:
    """The stage in which an imported case starts; without a status somebody must look."""
    return _WORDS[status][0] if status in _WORDS else Stage.INTAKE
