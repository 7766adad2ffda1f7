"""What people and programs send in: checked and tidied, or refused by name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from casetracker.domain.errors import Refused
from casetracker.domain.texts import UnreadableText, check_text, tidy

LONGEST_TEXT = 20_000
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
#: Deadlines further away than this are slips of the keyboard.
FURTHEST_DEADLINE = timedelta(days=50 * 366)
_LANGUAGE = re.compile(r"[a-z]{2}")
_COUNTRY = re.compile(r"[A-Z]{2}")


def one_line(value: Any, *, field: str, longest: int, required: bool = False) -> str:
    """The text of a one-line field: normal form, single spaces, no invisible marks.

    Raises `Refused` for what is no text, too long, or empty though `required`.
    """
    text = _tidied(value or "", field)
    return _measured(text.replace("\n", " "), field, longest, required=required)


def many_lines(value: Any, *, field: str, longest: int = LONGEST_TEXT) -> str:
    """As `one_line`, keeping the line breaks."""
    return _measured(_tidied(value or "", field), field, longest, required=False)


def word_of(value: Any, words: Iterable[str], *, field: str) -> str:
    """`value`, if it is one of `words`. Raises `Refused` with the list."""
    allowed = [str(word) for word in words]
    if not isinstance(value, str) or value not in allowed:
        raise Refused(
            f"{field} is none of the words that are allowed.",
            field=field,
            value=str(value)[:80],
            allowed=allowed,
        )
    return str(value)


def language_code(value: Any, *, field: str) -> str:
    """An ISO 639-1 code in small letters, or empty. Raises `Refused`."""
    if value and not (isinstance(value, str) and _LANGUAGE.fullmatch(value)):
        raise Refused(
            "A language is two small letters, such as be.",
            field=field,
            value=str(value)[:80],
            allowed="ISO 639-1, such as be",
        )
    return value or ""


def country_code(value: Any, *, field: str) -> str:
    """An ISO 3166 alpha-2 code in capitals, or empty. Raises `Refused`."""
    if value and not (isinstance(value, str) and _COUNTRY.fullmatch(value)):
        raise Refused(
            "A country is two capitals, such as LT.",
            field=field,
            value=str(value)[:80],
            allowed="ISO 3166 alpha-2, such as LT",
        )
    return value or ""


def moment(value: Any, *, field: str, earliest: datetime = EARLIEST, latest: datetime) -> datetime:
    """An instant with its offset, between `earliest` and `latest`, in UTC. Raises `Refused`."""
    fits = isinstance(value, datetime) and value.utcoffset() is not None
    if not fits or not earliest <= value <= latest:
        raise Refused(
            f"{field} is a time with its offset between {earliest.isoformat()} and "
            f"{latest.isoformat()}.",
            field=field,
            value=str(value)[:80],
            allowed=[earliest.isoformat(), latest.isoformat()],
        )
    return value.astimezone(UTC)


def deadline(value: Any, *, field: str, now: datetime) -> datetime:
    """When something is due: it may have passed already, and lies at most 50 years ahead."""
    return moment(value, field=field, latest=now + FURTHEST_DEADLINE)


def past_day(value: date | None, *, field: str, now: datetime) -> date | None:
    """A day on which something has happened, or None. Raises `Refused` for a later one.

    A day ahead of UTC is taken: it has begun somewhere.
    """
    latest = (now + timedelta(days=1)).date()
    if value is not None and not EARLIEST.date() <= value <= latest:
        raise Refused(
            f"{field} lies between 1900 and today.",
            field=field,
            value=value.isoformat(),
            allowed=[EARLIEST.date().isoformat(), latest.isoformat()],
        )
    return value


def day_ahead(value: date, *, field: str, now: datetime) -> date:
    """A day on which something is to be done or ends: from yesterday (it is still today
    somewhere) to 50 years ahead. Raises `Refused`."""
    earliest = (now - timedelta(days=1)).date()
    latest = (now + FURTHEST_DEADLINE).date()
    if not earliest <= value <= latest:
        raise Refused(
            f"{field} lies between today and 50 years ahead.",
            field=field,
            value=value.isoformat(),
            allowed=[earliest.isoformat(), latest.isoformat()],
        )
    return value


def _tidied(value: Any, field: str) -> str:
    if not isinstance(value, str):
        raise Refused(f"{field} is a text.", field=field, value=str(value)[:80], allowed="text")
    try:
        check_text(value)
    except UnreadableText as error:
        raise Refused(str(error), field=field, allowed="text without control characters") from None
    return "\n".join(tidy(line) for line in value.splitlines()).strip()


def _measured(text: str, field: str, longest: int, *, required: bool) -> str:
    if len(text) > longest or (required and not text):
        shortest = 1 if required else 0
        raise Refused(
            f"{field} has {shortest} to {longest} characters.",
            field=field,
            value=text[:40],
            allowed=f"{shortest} to {longest} characters",
        )
    return text
