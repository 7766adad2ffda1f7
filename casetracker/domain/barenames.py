"""A text of names, one a line, without any header: what people paste out of a message."""

from __future__ import annotations

import re

from casetracker.domain.dates import BadDate, parse_date
from casetracker.domain.name_order import has_particle
from casetracker.domain.name_words import is_placeholder
from casetracker.domain.names import parse_name
from casetracker.domain.texts import UnreadableText

#: A text with fewer names among its lines than this share is no list of names.
_ENOUGH = 0.6
_LONGEST_LINE = 120
#: Whatever sign a message puts before a name: •, -, 🔴, ✅.
_BULLET = re.compile(
    r"^\s*(?:(?:[\d#*]\ufe0f?\u20e3)+\s*|[^\w\s\"'«“„(\[?]+\s*|\(?\d{1,4}\s*[.)\]:]\s*|\d{1,4}\t\s*)"
)
_TAIL = re.compile(
    r"^(?P<name>[^\d()]+?)[\s,;:(\[–—-]+(?P<tail>(?:[^\W\d_]{1,12}\.?\s*)?\d.*?)[)\]\s.,;]*$"
)
#: "Ян Зубр — журналист", "Ян Зубр (Гродно)": what is said of somebody, not the name.
_SAID = re.compile(r"^(?P<name>[^\d()]+?)\s+[—–-]\s+(?P<said>[a-zа-яёіў][^\W\d_].*)$")
#: What divides the parts of a sentence, not the cells of a table: those have no space behind.
_PARTS = re.compile(r",\s+")
_FIGURE = re.compile(r"^(?P<name>[^\d()]+?)[\s,;:(\[–—-]+(?P<tail>\d.*?)[)\]\s.,;]*$")
_AGE = re.compile(
    r"(?P<age>\d{1,2})(?:\s*-?\s*(?:гадоў|гады|год|лет|года|років|роки|р|years?(?:\s+old)?|yo|lat|"
    r"lata|m|metų|metai)\.?)?",
    re.IGNORECASE,
)
_BORN = re.compile(r"^(?:born|b\.|нар\.?|род\.?|ur\.?|gim\.?)\s*", re.IGNORECASE)


def split_bare_names(text: str) -> list[tuple[str, str, str, str]] | None:
    """(name, birth date, age, remark) of every line, as it is written; None if the text is no
    such list.

    Numbers and bullets before a name are left out, a birth date or an age behind it is told
    apart: "3) Іваноў Іван, 1985", "- Jan Kowalski (34)".
    """
    lines = text.splitlines()
    filled = [line for line in lines if line.strip()]
    if not filled or any(len(line) > _LONGEST_LINE for line in filled):
        return None
    rows = [_split(line) for line in lines]
    names = sum(_is_name(row[0]) for row in rows if row[0])
    return rows if names >= max(1, _ENOUGH * len(filled)) else None


def _split(line: str) -> tuple[str, str, str, str]:
    plain = _BULLET.sub("", line, count=1).strip()
    words = plain.split()
    small = [word for word in words[:5] if word.isalpha() and word.islower()]
    if len(small) > 1 and not any(map(has_particle, small)):
        return plain, "", "", ""  # "Спіс вывезеных у Літву 11 верасня 2025 г."
    # The word before a figure may be a month or the name's last: "Алла Петровна 61 год".
    for pattern in (_TAIL, _FIGURE):
        match = pattern.match(plain)
        found = match and _told_apart(match["name"].strip(" ,;:-–—("), match["tail"].strip())
        if found:
            return (*found, "")
    if len(parts := _PARTS.split(plain.rstrip(" .;,"))) > 2 and _is_name(parts[0]):
        return _from_parts(parts)
    if len(parts) > 1 and parts[0].endswith(")"):
        return (*_split(parts[0])[:3], ", ".join(parts[1:]))
    if said := _SAID.match(plain):
        return said["name"].strip(" ,;"), "", "", said["said"]
    return plain, "", "", ""


def _from_parts(parts: list[str]) -> tuple[str, str, str, str]:
    """Name first, then a birth date or an age and remarks: "Ян Зубр, 45, журналист"."""
    for index, part in enumerate(parts[1:3], start=1):
        plain = part.strip("() ")
        if found := _told_apart(parts[0], plain.removeprefix("aged ").removeprefix("age ")):
            rest = [*parts[1:index], *parts[index + 1 :]]
            return (*found, ", ".join(rest))
    return parts[0], "", "", ", ".join(parts[1:])


def _told_apart(name: str, tail: str) -> tuple[str, str, str] | None:
    """(name, birth date, age) if the tail is a date or an age."""
    if age := _AGE.fullmatch(tail):
        return name, "", age["age"]
    tail = _BORN.sub("", tail)
    try:
        return (name, tail, "") if parse_date(tail) else None
    except BadDate:
        return None


def _is_name(text: str) -> bool:
    """Two to five words with capitals, no figures: a family and a given name, or initials."""
    words = text.split()
    if not 2 <= len(words) <= 5 or re.search(r"[\d;|=<>{}@]", text) or is_placeholder(words):
        return False
    try:
        name = parse_name(text)
    except UnreadableText:
        return False
    capitals = sum(word.strip("(«\"'").lstrip()[:1].isupper() for word in words)
    return bool(name.family and name.given) and capitals >= min(len(words), max(2, len(words) - 1))
