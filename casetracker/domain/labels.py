"""Labels: two random words that stand for one subject to one reader, and mean nothing to others."""

from __future__ import annotations

import re

from casetracker.domain.label_words import WORDS

#: Random bytes that one label takes.
BYTES = 8
#: What a letter accepts as a label, in any script.
SHAPE = re.compile(r"[^\W\d_]{2,14} [^\W\d_]{2,14}")


def label_for(random_bytes: bytes, language: str = "en") -> str:
    """Return two words, "amber lantern", for eight random bytes; further bytes are ignored.

    English for a language that has no lists. Who stores labels draws again where the reader has
    one already. Raises ValueError for fewer than eight bytes.
    """
    if len(random_bytes) < BYTES:
        raise ValueError(f"a label needs {BYTES} random bytes")
    adjectives, nouns = WORDS.get(language, WORDS["en"])
    half = BYTES // 2
    first = int.from_bytes(random_bytes[:half], "big") % len(adjectives)
    second = int.from_bytes(random_bytes[half:BYTES], "big") % len(nouns)
    return f"{adjectives[first]} {nouns[second]}"
