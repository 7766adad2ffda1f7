"""The key ring: which keys exist, which one seals.

`CASETRACKER_KEYS` is a comma-separated list of `id:key`, where `id` is 1 to 8 letters or digits
and `key` is 32 bytes in URL-safe base64. The first one seals; all of them open.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEY_ID = re.compile(r"^[A-Za-z0-9]{1,8}$")


class UnknownKey(Exception):
    """A value was sealed with a key that the ring does not hold. Never passed through."""


class BadKeyRing(ValueError):
    """`CASETRACKER_KEYS` cannot be read; the message says what is wrong, never the key."""


@dataclass(frozen=True)
class KeyRing:
    keys: dict[str, bytes]
    sealing: str

    def key(self, key_id: str) -> bytes:
        """The 32 bytes of `key_id`. Raises `UnknownKey`."""
        try:
            return self.keys[key_id]
        except KeyError:
            raise UnknownKey(f"no key {key_id!r} in CASETRACKER_KEYS") from None


def read_ring(text: str) -> KeyRing:
    """Parse the text of `CASETRACKER_KEYS`. Raises `BadKeyRing`."""
    keys: dict[str, bytes] = {}
    for number, part in enumerate(filter(None, (p.strip() for p in text.split(","))), start=1):
        key_id, colon, encoded = part.partition(":")
        if not colon or not KEY_ID.match(key_id):
            raise BadKeyRing(f"entry {number}: want id:key with an id of 1 to 8 letters or digits")
        try:
            key = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
        except (binascii.Error, ValueError):
            raise BadKeyRing(f"entry {number} ({key_id}): the key is not base64") from None
        if len(key) != 32:
            raise BadKeyRing(f"entry {number} ({key_id}): want 32 bytes, got {len(key)}")
        if key_id in keys:
            raise BadKeyRing(f"entry {number}: the id {key_id} stands twice")
        keys[key_id] = key
    if not keys:
        raise BadKeyRing("the ring is empty: want id:key, the key being 32 bytes in base64")
    return KeyRing(keys, next(iter(keys)))


@lru_cache(maxsize=4)
def _cached(text: str) -> KeyRing:
    return read_ring(text)


def ring() -> KeyRing:
    """The ring in force, from `settings.CASETRACKER_KEYS`."""
    return _cached(settings.CASETRACKER_KEYS)


@lru_cache(maxsize=32)
def derived(key: bytes, purpose: str) -> bytes:
    """The 32 bytes for one purpose that HKDF-SHA256 makes of a key of the ring."""
    return HKDF(hashes.SHA256(), 32, salt=None, info=purpose.encode()).derive(key)


def keyed_hash(purpose: str, text: str, *, key_id: str = "") -> str:
    """`key id:hex` of an HMAC-SHA256 of `text` under a key derived for `purpose`: from the key
    that seals, or from `key_id`.

    Equal texts give equal hashes under one key; without the ring nothing can be guessed.
    """
    keys = ring()
    used = key_id or keys.sealing
    mac = hmac.HMAC(derived(keys.key(used), purpose), hashes.SHA256())
    mac.update(text.encode("utf-8", "surrogatepass"))
    return f"{used}:{mac.finalize().hex()}"
