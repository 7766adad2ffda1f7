"""Case references: random, neutral, never reused, with a character that checks the others.

Digits and capitals without those that look alike (0 O, 1 I L, 2 Z, U V): 29 characters, a prime,
so that the sum weighted by place notices every single wrong character and every swap of
two neighbours.
"""

from __future__ import annotations

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXY"
LENGTH = 7
_WORTH = {character: worth for worth, character in enumerate(ALPHABET)}


def reference_from(random_bytes: bytes) -> str:
    """A reference such as `7KQ2MXD-4` from at least 8 random bytes."""
    number = int.from_bytes(random_bytes) % len(ALPHABET) ** LENGTH
    body = ""
    for _ in range(LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        body += ALPHABET[digit]
    return f"{body}-{_check(body)}"


def read_reference(text: str) -> str | None:
    """The reference a person typed, put right (case, spaces); None if it cannot be one."""
    plain = text.strip().upper().replace(" ", "").replace("-", "")
    if len(plain) != LENGTH + 1 or any(c not in ALPHABET for c in plain):
        return None
    body, check = plain[:LENGTH], plain[LENGTH]
    return f"{body}-{check}" if _check(body) == check else None


def _check(body: str) -> str:
    total = sum([place * _WORTH[c] for place, c in enumerate(body, start=1)])
    return ALPHABET[total % len(ALPHABET)]
