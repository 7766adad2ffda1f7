"""Bytes of a list as text: which encoding they are in is found, named, or refused; never guessed.

UTF-8 is strict: text in another encoding is hardly ever valid UTF-8. UTF-16 is told by its mark.
The Windows code pages are told by letters: text counts as windows-1251 only if it looks like
Belarusian, Russian or Ukrainian in it, as windows-1250 or 1257 only if every letter that is not
English belongs to Polish or Lithuanian. What fits none or several is refused.
"""

from __future__ import annotations

import re
from collections import Counter

from casetracker.domain.errors import Refused

#: What is larger is refused before it is read.
MAX_BYTES = 50 * 1024 * 1024
ENCODINGS = ("utf-8", "utf-16", "windows-1251", "windows-1250", "windows-1257")
_MAGIC = {
    b"\xd0\xcf\x11\xe0": "an old XLS file; save it as XLSX or CSV",
    b"%PDF": "a PDF; save the table as CSV",
    b"PK\x03\x04": "a ZIP file; unpack it first",
    b"\x1f\x8b": "a compressed file; unpack it first",
    b"Rar!": "a RAR file; unpack it first",
    b"7z\xbc\xaf": "a 7z file; unpack it first",
    b"\xff\xd8\xff": "a picture; type the names or save the table as CSV",
    b"\x89PNG": "a picture; type the names or save the table as CSV",
    b"{\\rtf": "an RTF document; save the table as CSV",
}
_MARKUP = re.compile(r"\s*(?:<!doctype|<html|<head|<body|<table|<\?xml|<meta)", re.IGNORECASE)
#: How much of a file its letters are counted in.
_SAMPLE = 400_000
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_COMMON = frozenset("оаеінисрвтлкмдпяыуьг")
_SMALL = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіўїєґ")
_CYRILLIC = _SMALL | {letter.upper() for letter in _SMALL}
_LATIN = {
    "windows-1250": frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"),
    "windows-1257": frozenset("ąčęėįšųūžĄČĘĖĮŠŲŪŽ"),
}
#: Signs that every one of these code pages has: quotes, dashes, section, degree, numero.
_SIGNS = frozenset("«»„“”‘’–—…§°№€\xa0·•±")
_WORD = re.compile(r"[^\W\d_]{2,}")


def decoded(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """(text, the encoding it was in).

    `encoding` overrides what the bytes look like. Raises `Refused` in one sentence for what is
    empty, too large, no text, or in an encoding that must be named.
    """
    check_size(len(data))
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise refuse("The file is empty.", "empty")
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise refuse(f"The file is {what}.", what.partition(";")[0])
    text, used = _named(data, encoding) if encoding else _found(data)
    text = text.removeprefix("\ufeff")
    if "\x00" in text or not _is_sound(text):
        raise refuse("The file is binary, not a table of text.", "binary")
    if _MARKUP.match(text[:300]):
        raise refuse("The file is a web page or XML, not CSV; save the table as CSV.", "markup")
    return text, used


def check_size(size: int) -> None:
    """Raises `Refused` for more bytes than are read: asked before a file is opened."""
    if size > MAX_BYTES:
        raise refuse(f"The file is larger than {MAX_BYTES // 1024 // 1024} MB; split it.", "size")


def refuse(sentence: str, value: str) -> Refused:
    return Refused(sentence, field="file", value=value, allowed="a list as CSV, XLSX or text")


def _named(data: bytes, encoding: str) -> tuple[str, str]:
    plain = "utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding
    try:
        return data.decode(plain), encoding
    except LookupError:
        raise Refused(
            f"Encoding {encoding[:40]!r} is not known; allowed are for example "
            f"{', '.join(ENCODINGS)}.",
            field="encoding",
            value=encoding[:40],
            allowed=list(ENCODINGS),
        ) from None
    except ValueError:
        raise _not_in(encoding[:40]) from None


def _found(data: bytes) -> tuple[str, str]:
    if data[:2] in _UTF16_MARKS:
        try:
            return data.decode("utf-16"), "utf-16"
        except UnicodeError:
            raise _not_in("utf-16") from None
    if b"\x00" in data[:65536]:
        raise refuse("The file is binary, not a table of text.", "binary")
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeError:
        fitting = [name for name in ENCODINGS[2:] if _fits(data, name)]
    if len(fitting) != 1:
        raise _not_in("utf-8")
    try:
        return data.decode(fitting[0]), fitting[0]
    except UnicodeError:
        raise _not_in(fitting[0]) from None


def _fits(data: bytes, name: str) -> bool:
    try:
        text = data[:_SAMPLE].decode(name)
    except UnicodeError:
        return False
    high = Counter(c for c in text if c > "\x7f" and c not in _SIGNS)
    if not high:
        return False
    if name in _LATIN:
        return all(letter in _LATIN[name] for letter in high)
    return _is_east_slavic(text, high)


def _is_east_slavic(text: str, high: Counter[str]) -> bool:
    """True for words of Cyrillic letters, the frequent ones frequent, capitals only in front."""
    letters = sum(high.values())
    if sum(n for c, n in high.items() if c in _CYRILLIC) < 0.97 * letters:
        return False
    if sum(n for c, n in high.items() if c.lower() in _COMMON) < 0.55 * letters:
        return False
    words = [word for word in _WORD.findall(text) if any(c > "\x7f" for c in word)]
    odd = sum(
        any(c < "\x80" for c in word) or not (word[1:].islower() or word.isupper())
        for word in words
    )
    return odd <= max(1, 0.1 * len(words))


def _not_in(encoding: str) -> Refused:
    return Refused(
        f"The file is not {encoding} text, and its encoding cannot be told for sure; name it, "
        "for example --encoding windows-1251.",
        field="encoding",
        value=encoding,
        allowed=list(ENCODINGS),
    )


def _is_sound(text: str) -> bool:
    """False for halves of characters, which some encodings let through."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
