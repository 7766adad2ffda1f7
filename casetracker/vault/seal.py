"""AES-256-GCM around one value, bound to the place it stands in.

A sealed value is `0x01 · length of key id · key id · nonce (12) · ciphertext and tag`. The
associated data are table, column and row id: a value copied to another row does not open.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from casetracker.vault.keys import ring

VERSION = 1
NONCE = 12


class CannotOpen(Exception):
    """The value was changed, moved to another place, or is no sealed value."""


def place(table: str, column: str, row_id: object) -> bytes:
    """The associated data of a value."""
    return f"{table}\x1f{column}\x1f{row_id}".encode()


def seal(text: str, where: bytes) -> bytes:
    """Seal `text` with the ring's first key for the place `where`."""
    return seal_bytes(text.encode("utf-8"), where)


def seal_bytes(data: bytes, where: bytes) -> bytes:
    """Seal `data` with the ring's first key for the place `where`."""
    keys = ring()
    nonce = os.urandom(NONCE)
    return (
        start_of(keys.sealing) + nonce + AESGCM(keys.key(keys.sealing)).encrypt(nonce, data, where)
    )


def start_of(key_id: str) -> bytes:
    """How every value begins that the key `key_id` has sealed."""
    return bytes([VERSION, len(key_id)]) + key_id.encode()


def open_sealed(value: bytes, where: bytes) -> str:
    """The text of a sealed `value` at `where`. Raises as `open_bytes`."""
    return open_bytes(value, where).decode("utf-8")


def open_bytes(value: bytes, where: bytes) -> bytes:
    """What was sealed into `value` at `where`.

    Raises `CannotOpen` if it was altered or moved, `UnknownKey` if its key is not on the ring.
    """
    value = bytes(value)
    if len(value) < 2 + NONCE + 16 or value[0] != VERSION:
        raise CannotOpen("not a sealed value")
    start = 2 + value[1]
    key_id = value[2:start].decode("ascii", "replace")
    nonce, body = value[start : start + NONCE], value[start + NONCE :]
    try:
        return AESGCM(ring().key(key_id)).decrypt(nonce, body, where)
    except InvalidTag:
        raise CannotOpen("the value was altered or belongs to another row") from None
