"""Whose family name it is, by its ending."""

from __future__ import annotations

import re
from functools import lru_cache

_MAN = re.compile(
    r"(?:[оеёєаия][вў]|[иыі]н|[сцз]к(?:ий|[іи]|ый|ої)|ськ?ий|ны[ійй]?|ный|ний|"
    r"(?<=[^\W\d_]{3})(?:[oeya]v|sk(?:y|iy|yi|yy|ij)|owski|ewski))$",
    re.IGNORECASE,
)
_WOMAN = re.compile(
    r"(?:[оеёєаия]ва|[иыі]на|[сцз]кая|[сц]ька|ная|[оеа]ўна|"
    r"(?<=[^\W\d_]{3})(?:[oey]va|[ts]kaya|[ts]kaia|[ts]kaja|naya|owska|ewska|ov[aá]|iene|ienė|aitė))$",
    re.IGNORECASE,
)


@lru_cache(maxsize=1 << 13)
def sex_of_family(word: str) -> str:
    """`f`, `m` or '' by the ending of a family name. A guess: some names do not change, and a
    man's name in another case looks like a woman's."""
    if _WOMAN.search(word):
        return "f"
    return "m" if _MAN.search(word) else ""
