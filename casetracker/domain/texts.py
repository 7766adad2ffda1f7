"""Text from outside made fit to store: one normal form, no invisible or control characters."""

from __future__ import annotations

import re
import unicodedata

#: Marks that change how a text looks or sorts but are no part of it: zero-width and bidirectional
#: controls, soft hyphen, variation selectors, byte order mark.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)
_LINE_ENDS = re.compile("\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
#: Apostrophes of other keyboards; ' and ’ stay as the source writes them, keys fold both.
_APOSTROPHES = str.maketrans(dict.fromkeys("ʼ‘ʹ′`´＇ʻ", "’"))
#: Without any of these a text in normal form is tidy up to its spaces, as almost every cell is.
_UNTIDY = re.compile(rf"{_INVISIBLE.pattern}|{_LINE_ENDS.pattern}|[ʼ‘ʹ′`´＇ʻ]")


class UnreadableText(ValueError):
    """The text holds a character that no text of a person can hold."""


def check_text(text: str) -> None:
    """Pass if `text` can be stored: tabs and line ends are, other control characters and lone
    surrogates are not. Raises `UnreadableText` naming the first one."""
    if text.isprintable():
        return
    for character in text:
        kind = unicodedata.category(character)
        if kind == "Cs" or (kind == "Cc" and character not in "\t\n\r\x0b\x0c\x1c\x1d\x1e\x85"):
            raise UnreadableText(
                f"character U+{ord(character):04X} is not allowed in text; remove it"
            )


def tidy_lines(text: str) -> str:
    """Text of several lines: normal form C, single spaces, no invisible marks, lines ended by
    a line feed. Raises `UnreadableText`."""
    check_text(text)
    if not _UNTIDY.search(text) and unicodedata.is_normalized("NFC", text):
        return " ".join(text.split())
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    text = text.translate(_APOSTROPHES)
    lines = (" ".join(line.split()) for line in _LINE_ENDS.split(text))
    # Removing a mark between a letter and its accent lets the two join.
    return unicodedata.normalize("NFC", "\n".join(line for line in lines if line))


def tidy(text: str) -> str:
    """Text of one line: as `tidy_lines`, line ends become spaces. Raises `UnreadableText`."""
    return tidy_lines(text).replace("\n", " ")


def has_letter(text: str) -> bool:
    return any(character.isalpha() for character in text)
