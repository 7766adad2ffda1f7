"""People typed one per line, who are to be let in: a name and an address."""

from __future__ import annotations

import re

from casetracker.domain.errors import Refused

MOST = 60
_BRACKETS = re.compile(r"(?P<name>[^<>]*)<(?P<email>[^<>]+)>")
_LAST_MARK = re.compile(r"(?P<name>.*?)[\s,;]+(?P<email>[^\s,;]+@[^\s,;]+)")


def read_guests(text: str) -> list[tuple[str, str]]:
    """(name, address) of each line: `Ada, ada@example.org`, `Ada <ada@example.org>` or the address
    alone. Empty lines do not count.

    Raises `Refused` naming the line that cannot be read, an address that stands twice, or more
    than sixty lines.
    """
    lines = [(n, line.strip()) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not 1 <= len(lines) <= MOST:
        raise Refused(
            f"Name one person a line, at most {MOST}.",
            field="people",
            value=len(lines),
            allowed=f"1 to {MOST} lines",
        )
    found: dict[str, tuple[str, str]] = {}
    for number, line in lines:
        match = _BRACKETS.fullmatch(line) or _LAST_MARK.fullmatch(line)
        name, email = (match["name"], match["email"]) if match else ("", line)
        email, name = email.strip(), name.strip(" ,;\t")
        if "@" not in email or any(char.isspace() for char in email):
            raise _line(number, line, "has no e-mail address")
        if email.casefold() in found:
            raise _line(number, line, "repeats an address")
        found[email.casefold()] = (name or email.partition("@")[0], email)
    return list(found.values())


def _line(number: int, line: str, what: str) -> Refused:
    return Refused(
        f"Line {number} {what}: {line[:60]}",
        field="people",
        value=line[:60],
        allowed="a name, a comma and an address",
    )
