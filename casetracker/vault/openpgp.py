"""OpenPGP for one recipient: their key looked at once, data encrypted to it, nothing on a disk.

A key is taken in as text and kept without what could betray or weaken it: secret parts are
refused, subkeys for encryption that have expired or been revoked are left out (the library
would encrypt to them all the same).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pysequoia import Cert, encrypt
from pysequoia.packet import Packet, PacketPile, SignatureType, Tag

LONGEST_KEY = 200_000


class KeyFault(StrEnum):
    UNREADABLE = "unreadable"
    MANY = "many"
    SECRET = "secret"  # noqa: S105  what is wrong with a key
    REVOKED = "revoked"
    EXPIRED = "expired"
    NOT_FOR_ENCRYPTION = "not_for_encryption"


class UnusableKey(Exception):
    """Nothing may be encrypted to this key; `fault` says why."""

    def __init__(self, fault: KeyFault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True)
class RecipientKey:
    #: Hexadecimal capitals, as people compare it.
    fingerprint: str
    #: Whom the key says it belongs to; nobody has checked.
    user_ids: tuple[str, ...]
    #: The certificate, armored, fit for `encrypted` and to be read again.
    text: str


def read_key(text: str, *, until: datetime) -> RecipientKey:
    """The public key in an armored text, if it can be encrypted to until `until`.

    Raises `UnusableKey`.
    """
    data = text.strip().encode("utf-8", "replace")
    if b"-----BEGIN PGP" not in data or len(data) > LONGEST_KEY:
        raise UnusableKey(KeyFault.UNREADABLE)
    try:
        cert = _only_cert(data)
        _check(cert, data, until)
        kept = _without_dead_subkeys(cert, until)
        names = tuple(str(user_id) for user_id in cert.user_ids)
    except RuntimeError:  # what the library says of anything that is no whole key
        raise UnusableKey(KeyFault.UNREADABLE) from None
    try:
        encrypt(b"", recipients=[kept], armor=False)
    except RuntimeError:
        fault = KeyFault.NOT_FOR_ENCRYPTION if kept is cert else KeyFault.EXPIRED
        raise UnusableKey(fault) from None
    return RecipientKey(cert.fingerprint.upper(), names, str(kept))


def encrypted(data: bytes, key: str) -> bytes:
    """`data` as one OpenPGP message, binary, that only the holder of `key` opens."""
    return encrypt(data, recipients=[Cert.from_bytes(key.encode())], armor=False)


_SECRET = (Tag.SecretKey, Tag.SecretSubkey)


def _only_cert(data: bytes) -> Cert:
    certs = Cert.split_bytes(data)
    if len(certs) != 1:
        raise UnusableKey(KeyFault.MANY if certs else KeyFault.UNREADABLE)
    return certs[0]


def _check(cert: Cert, data: bytes, until: datetime) -> None:
    is_private = b"PRIVATE KEY BLOCK" in data
    if is_private or any(packet.tag in _SECRET for packet in PacketPile.from_bytes(data)):
        raise UnusableKey(KeyFault.SECRET)
    if cert.is_revoked:
        raise UnusableKey(KeyFault.REVOKED)
    if cert.expiration is not None and cert.expiration <= until:
        raise UnusableKey(KeyFault.EXPIRED)


def _without_dead_subkeys(cert: Cert, until: datetime) -> Cert:
    groups = list(_by_key(PacketPile.from_bytes(bytes(cert))))
    alive = [group for group in groups if not _is_dead(group, until)]
    if len(alive) == len(groups):
        return cert
    return Cert.from_packets([packet for group in alive for packet in group])


def _by_key(packets: Iterable[Packet]) -> Iterator[list[Packet]]:
    """The primary key with what belongs to it, then each subkey with its signatures."""
    group: list[Packet] = []
    for packet in packets:
        if packet.tag == Tag.PublicSubkey and group:
            yield group
            group = []
        group.append(packet)
    yield group


def _is_dead(group: list[Packet], until: datetime) -> bool:
    key, *others = group
    if key.tag != Tag.PublicSubkey:
        return False
    if any(one.signature_type == SignatureType.SubkeyRevocation for one in others):
        return True
    bindings = [one for one in others if one.signature_type == SignatureType.SubkeyBinding]
    dated = [(one.signature_created, one) for one in bindings if one.signature_created]
    if not dated or key.key_created is None:
        return False
    lasts = max(dated, key=lambda pair: pair[0])[1].key_validity_period
    return lasts is not None and key.key_created + lasts <= until
