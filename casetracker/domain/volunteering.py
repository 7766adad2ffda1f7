"""What a volunteer can do, where, and on which days. What is left empty narrows nothing down."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from casetracker.domain.calendars import local_date
from casetracker.domain.errors import Refused
from casetracker.domain.inputs import country_code, language_code, word_of
from casetracker.domain.words import TaskKind

MOST_LANGUAGES = MOST_COUNTRIES = 20
DAY = timedelta(days=1)


class Skill(StrEnum):
    DRIVING = "driving"
    SHOPPING = "shopping"
    HOSTING = "hosting"
    INTERPRETING = "interpreting"
    LETTER_WRITING = "letter_writing"


class Weekday(StrEnum):
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


WEEK = tuple(Weekday)
#: What each kind of task takes; any other kind takes nothing in particular.
TAKES: dict[TaskKind, Skill] = {
    TaskKind.TRANSPORT: Skill.DRIVING,
    TaskKind.CLOTHES: Skill.SHOPPING,
    TaskKind.BED: Skill.HOSTING,
    TaskKind.LANGUAGE: Skill.INTERPRETING,
    TaskKind.LETTERS: Skill.LETTER_WRITING,
}


def is_free(
    days: Collection[str], *, since: datetime, until: datetime, zone_name: str = "UTC"
) -> bool:
    """Whether one of somebody's days, by the calendar where they are, lies between two instants;
    always on one: what is due already is done on the day it is asked."""
    if not days:
        return True
    day, last = local_date(since, zone_name), local_date(until, zone_name)
    for _ in WEEK:
        if WEEK[day.weekday()] in days:
            return True
        day += DAY
        if day > last:
            return False
    return False


def clean_languages(codes: Iterable[str]) -> list[str]:
    """ISO 639-1 codes, none twice. Raises `Refused`."""
    found = list(dict.fromkeys(language_code(code, field="speaks") for code in codes))
    return _few(found, "speaks", MOST_LANGUAGES, "ISO 639-1 codes such as be")


def clean_countries(codes: Iterable[str]) -> list[str]:
    """ISO 3166 alpha-2 codes, none twice. Raises `Refused`."""
    found = list(dict.fromkeys(country_code(code, field="works_in") for code in codes))
    return _few(found, "works_in", MOST_COUNTRIES, "ISO 3166 alpha-2 codes such as LT")


def clean_skills(words: Iterable[str]) -> list[str]:
    """In the order of the list. Raises `Refused`."""
    given = {word_of(word, Skill, field="skills") for word in words}
    return [str(skill) for skill in Skill if skill in given]


def clean_days(words: Iterable[str]) -> list[str]:
    """From Monday on. Raises `Refused`."""
    given = {word_of(word, Weekday, field="free_on") for word in words}
    return [str(day) for day in WEEK if day in given]


def _few(codes: list[str], field: str, most: int, allowed: str) -> list[str]:
    if len(codes) > most or "" in codes:
        raise Refused(
            f"Name up to {most}, none of them empty.",
            field=field,
            value=len(codes),
            allowed=allowed,
        )
    return codes
