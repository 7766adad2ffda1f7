"""What lists say of where a person stands, in one word each, and the case stage it means."""

from __future__ import annotations

import re

from casetracker.domain.dates import UNKNOWN, BadDate, PartialDate, parse_date
from casetracker.domain.fold import fold
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
        "в неволе|у няволі|у турме|политзаключённая|відбуває покарання|political prisoner",
    ),
    "pretrial": (
        Stage.INSIDE,
        "пад следствам|сіза|у сіза|под следствием|в сизо|сизо|под стражей|пад вартай|"
        "pretrial|pre-trial|pre-trial detention|awaiting trial|під слідством|w areszcie|"
        "in pre-trial detention|in pretrial detention|on remand|under investigation|ожидает суда|"
        "чакае суда|арестован|арестована|арыштаваны|арыштаваная|під вартою|в сізо|у сізо|"
        "aresztowany|aresztowana|tymczasowo aresztowany|tymczasowo aresztowana|w areszcie śledczym|"
        "suimtas|suimta|tardomas|tardoma",
    ),
    "home_restriction": (
        Stage.INSIDE,
        "хатняя хімія|домашняя химия|домашний арест|хатні арышт|home restriction|house arrest|"
        "ограничение свободы|абмежаванне волі|home confinement|химия|хімія|домашній арешт|"
        "areszt domowy|namų areštas|обмеження волі|open-type facility",
    ),
    "released": (
        Stage.FREED_IN_COUNTRY,
        "на волі|вызвалены|вызвалена|вызваленая|освобождён|освобождена|освобожден|на свободе|"
        "вышел|вышла|released|free|freed|at liberty|звільнений|na wolności|paleistas|звільнена|"
        "вольный|вольная|вышел на свободу|вышла на свободу|выйшаў|выйшла|выйшаў на волю|"
        "выйшла на волю|на волю|wolny|wolna|zwolniony|zwolniona|paleista|laisvėje|laisvas|laisva",
    ),
    "deported": (
        Stage.RECEPTION,
        "вывезены з краіны|вывезена з краіны|дэпартаваны|дэпартаваная|депортирован|"
        "депортирована|вывезен из страны|вывезена из страны|выдворен|deported|exiled|"
        "expelled|депортований|deportowany|депортована|deportowana|deportuotas|deportuota|"
        "released and deported|выслан|выслана|высланы|высланая|вивезений|вивезена",
    ),
    "died": (
        Stage.DIED,
        "памёр за кратамі|памерла за кратамі|памёр|памерла|умер в заключении|"
        "умерла в заключении|умер|умерла|погиб|died|died in custody|dead|deceased|помер|zmarł|"
        "died in prison|died in detention|померла|zmarła|mirė|памёр у зняволенні|"
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


def parse_status(text: str) -> str | None:
    """The one word for a status as a list writes it; '' for an empty cell, None if not known."""
    folded = fold(text)
    return _SPELLINGS.get(folded) if folded else ""


#: "released on 5 May 2025", "вызвалена 12.02.2025", "zwolniony (3 maja 2025)".
_SINCE = re.compile(
    r"(?P<status>\D+?)[\s,;:(–-]*\b(?:on|in|since|в|у|ў|с|з|w|od|dnia|nuo)?\s*(?P<date>\d[^()]*|"
    r"[^\W\d_]+\s+\d[^()]*)\)?"
)


def status_since(text: str, *, latest_year: int) -> tuple[str, PartialDate]:
    """The one word for a status, '' if there is none that is known, and since when if it says."""
    status = parse_status(text)
    if status is None and (said := _SINCE.fullmatch(" ".join(text.split()))):
        status = parse_status(said["status"])
        if status:
            try:
                return status, parse_date(said["date"], latest_year=latest_year)
            except BadDate:
                return "", UNKNOWN
    return status or "", UNKNOWN


def stage_of(status: str) -> Stage:
    """The stage in which an imported case starts; without a status somebody must look."""
    return _WORDS[status][0] if status in _WORDS else Stage.INTAKE
