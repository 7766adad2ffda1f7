"""Strings that exist nowhere else, and a search for them in whatever a day leaves behind.

`Canaries` hands out one text per place; `found_in` says which of them stand in some bytes, however
they were encoded there: plainly, as UTF-16, in hexadecimal or base64, escaped for JSON or HTML.
"""

from __future__ import annotations

import base64
import gzip
import html
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from pathlib import Path

#: How every text begins. Small letters: they are the same in a host name or a search key.
MARK = "qzkanarka"
_NAMED = re.compile(rf"{MARK}\w{{0,12}}".encode())
#: As long as a text of `SHORTEST` is there.
_BASE64, _URL_SAFE = re.compile(rb"[A-Za-z0-9+/]{11,}"), bytes.maketrans(b"-_", b"+/")
#: What is shorter may stand somewhere by chance.
SHORTEST = 8
#: Thousands of texts are looked for at once: every fourth eight bytes are compared, which some
#: eight of each longer text must be.
_WIDTH, _STEP = 8, 4


@dataclass
class Canaries:
    #: Place → what was said there.
    said: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    #: What else may be found nowhere: passwords, tokens, cookies, values of columns. Name → bytes.
    secrets: dict[str, bytes] = field(default_factory=dict)

    _parts: Parts | None = None

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
            self.secrets[name], self._parts = raw, None

    def add(self, others: Canaries) -> None:
        """What others say, too; what is said from now on is like none of it."""
        self.said |= others.said
        self.secrets |= others.secrets
        self._parts = None

    def found_in(self, content: bytes) -> list[str]:
        """What stands there of all that was said and of all that opens something."""
        found: set[str] = set()
        for one in (content, *_decoded(content)):
            found |= {named.decode() for named in _NAMED.findall(one.lower())}
            found |= {f"{MARK} as {how}" for form, how in _FORMS_OF_MARK.items() if form in one}
            found |= set(self._secrets_in(one))
        return sorted(found)

    def _secrets_in(self, content: bytes) -> Iterator[str]:
        if self._parts is None:
            self._parts = _by_part(self.secrets)
        for _, form, said in self._parts.get(b"", ()):
            if form in content:
                yield said
        for start in range(0, len(content), _STEP):
            for at, form, said in self._parts.get(content[start : start + _WIDTH], ()):
                if start >= at and content.startswith(form, start - at):
                    yield said


#: Eight bytes → (where in the form they stand, form, how it is told).
Parts = dict[bytes, list[tuple[int, bytes, str]]]


def _by_part(secrets: dict[str, bytes]) -> Parts:
    """Each form under the eight bytes at its first four places; a short one under none."""
    names = {raw: name for name, raw in secrets.items()}
    parts: Parts = defaultdict(list)
    for raw, name in names.items():
        for form, how in _forms(raw).items():
            is_long = len(form) >= _WIDTH + _STEP - 1
            for at in range(_STEP if is_long else 1):
                key = form[at : at + _WIDTH] if is_long else b""
                parts[key].append((at, form, f"{name} as {how}"))
    return dict(parts)


def _forms(raw: bytes) -> dict[bytes, str]:
    """How a text may stand there → what that is called."""
    forms = {raw.hex().encode(): "hexadecimal"}
    text = raw.decode("utf-8", "ignore")
    forms[text.encode("utf-16-le")] = "UTF-16"
    forms[html.escape(text).encode()] = "HTML"
    for is_ascii in (True, False):
        forms[json.dumps(text, ensure_ascii=is_ascii)[1:-1].encode()] = "JSON"
    return forms | {raw: "text"}


def _decoded(content: bytes) -> Iterator[bytes]:
    """What stands there in base64, wherever in its four letters each part of it begins."""
    parts = _BASE64.findall(content.translate(_URL_SAFE))
    for start in range(4) if parts else ():
        yield b"".join(_bytes_of(part[start:]) for part in parts)


def _bytes_of(letters: bytes) -> bytes:
    over = len(letters) % 4
    whole = letters[:-1] if over == 1 else letters + b"=" * (-over % 4)
    return base64.b64decode(whole)


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


_FORMS_OF_MARK = {form: how for form, how in _forms(MARK.encode()).items() if how != "text"}
