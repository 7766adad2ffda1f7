"""Tokens in the links of letters: which letter, and a proof that we made it.

A token is the e-mail's id and an HMAC of it, its recipient and the recipient's `auth_epoch`, under
a key derived from the key ring for one purpose: hexadecimal digits, which no mail program takes
apart. Whatever raises the epoch ends every token at once.
"""

from __future__ import annotations

import hmac
import re
from enum import StrEnum
from uuid import UUID

from casetracker.vault.keys import derived, ring

_ID = 16
_PROOF = 16  # octets of the HMAC: 128 bits
_SPELLING = re.compile(rf"[0-9a-f]{{{2 * (_ID + _PROOF)}}}")


class Purpose(StrEnum):
    """What a token opens; the value names its key."""

    ANSWER = "casetracker.link.answer"
    #: Stops mails and nothing else; outlives what ends sessions.
    UNSUBSCRIBE = "casetracker.link.unsubscribe"


def make_token(purpose: Purpose, email_id: UUID, recipient_id: UUID, epoch: int = 0) -> str:
    """The token of a letter, made with the ring's first key."""
    keys = ring()
    proof = _proof(keys.key(keys.sealing), purpose, email_id, recipient_id, epoch)
    return (email_id.bytes + proof).hex()


def email_of(token: str) -> UUID | None:
    """The id of the e-mail that a token speaks of; nothing is proved by it."""
    raw = _octets(token)
    return UUID(bytes=raw[:_ID]) if raw else None


def is_genuine(
    purpose: Purpose, token: str, email_id: UUID, recipient_id: UUID, epoch: int = 0
) -> bool:
    """Whether we made the token, with any key that is still on the ring."""
    raw = _octets(token)
    if raw is None or raw[:_ID] != email_id.bytes:
        return False
    proofs = [_proof(key, purpose, email_id, recipient_id, epoch) for key in ring().keys.values()]
    return any(hmac.compare_digest(raw[_ID:], proof) for proof in proofs)


def _octets(token: str) -> bytes | None:
    """The octets of a token in its one spelling; None for anything else."""
    return bytes.fromhex(token) if _SPELLING.fullmatch(token) else None


def _proof(key: bytes, purpose: Purpose, email_id: UUID, recipient_id: UUID, epoch: int) -> bytes:
    said = email_id.bytes + recipient_id.bytes + epoch.to_bytes(8, "big")
    return hmac.digest(derived(key, str(purpose)), said, "sha256")[:_PROOF]
