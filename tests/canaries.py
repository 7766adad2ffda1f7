"""Strings that exist nowhere else, and a search for them in whatever a day leaves behind.

`Canaries` hands out one text per place; `found_in` says which of them stand in some bytes, however
they were encoded there: plainly, as UTF-16, in hexadecimal or in base64.
"""

from __future__ import annotations

import base64
import gzip
import re
from collections import defaultdict
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from pathlib import Path

#: How every text begins. Small letters: they are the same in a host name or a search key.
MARK = "qzkanarka"
_NAMED = re.compile(rf"{MARK}\w{{0,12}}".encode())
#: What is shorter may stand somewhere by chance.
SHORTEST = 8


@dataclass
class Canaries:
    #: Place → what was said there.
    said: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    #: What else may be found nowhere: passwords, tokens, cookies, values of columns. Name → bytes.
    secrets: dict[str, bytes] = field(default_factory=dict)

    def say(self, place: str) -> str:
        number = sum(map(len, self.said.values()))
        text = f"{MARK}{number:04}"
        if place == "Contact.email":
            text = f"{text}@example.org"
        if place == "Contact.phone":
            # A number has no letters: it is looked for as a secret is.
            text = f"+37529700{number:04}"
            self.keep(f"{place} {number}", text[1:])
        self.said[place].append(text)
        return text

    def keep(self, name: str, value: str | bytes) -> None:
        raw = value.encode() if isinstance(value, str) else bytes(value)
        if len(raw) >= SHORTEST:
            self.secrets[name] = raw

    def found_in(self, content: bytes) -> list[str]:
        """What stands there of all that was said and of all that opens something."""
        small = content.lower()
        found = {named.decode() for named in _NAMED.findall(small)}
        found |= {f"{MARK} as {how}" for how, form in _forms(MARK.encode())[1:] if form in content}
        for name, raw in self.secrets.items():
            found |= {f"{name} as {how}" for how, form in _forms(raw)[:3] if form in content}
        return sorted(found)


def _forms(raw: bytes) -> list[tuple[str, bytes]]:
    wide = raw.decode("utf-8", "ignore").encode("utf-16-le")
    coded = [("base64", _inside_base64(raw, shift)) for shift in range(3)]
    return [("text", raw), ("UTF-16", wide), ("hexadecimal", raw.hex().encode()), *coded]


def _inside_base64(raw: bytes, shift: int) -> bytes:
    """The letters of base64 that depend on `raw` alone, where `shift` bytes stand before it."""
    coded = base64.b64encode(b"\0" * shift + raw)
    end = len(coded) - 4 if (shift + len(raw)) % 3 else len(coded)
    return coded[4 if shift else 0 : end]


def readable(path: Path) -> bytes:
    """A file as somebody would read it who found it: unpacked, a letter decoded too."""
    raw = path.read_bytes()
    if raw[:2] == b"\x1f\x8b":
        raw += gzip.decompress(raw)
    if path.suffix == ".eml":
        letter = message_from_bytes(raw, policy=default)
        parts = [part for part in letter.walk() if not part.is_multipart()]
        raw += str(letter["Subject"]).encode()
        raw += b"".join(part.get_content().encode() for part in parts)
    return raw
