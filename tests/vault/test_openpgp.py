"""Whose key is taken, and that what is encrypted to it is theirs alone to read."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pysequoia import ArmorKind, Tsk, armor, decrypt
from pysequoia.packet import PacketPile, Tag

from casetracker.vault.openpgp import KeyFault, UnusableKey, encrypted, read_key

NOW = datetime.now(UTC)
#: Made with gpg 2.2 for these tests; their secret parts are thrown away.
KEYS = Path(__file__).parent / "openpgp"
ADA = Tsk.generate("Ada <ada@example.org>")
PUBLIC = str(ADA.extract_certificate())


def fault_of(text, *, until=NOW):
    with pytest.raises(UnusableKey) as refusal:
        read_key(text, until=until)
    return refusal.value.fault


def recipients(message):
    return sum(packet.tag == Tag.PKESK for packet in PacketPile.from_bytes(message))


def test_only_the_holder_of_the_key_reads_what_is_encrypted_to_it():
    key = read_key(f"Dear all,\n\n{PUBLIC}\nA.", until=NOW)
    assert key.fingerprint == ADA.extract_certificate().fingerprint.upper()
    assert key.user_ids == ("Ada <ada@example.org>",)
    message = encrypted("Зоська, +375 29".encode(), key.text)
    assert b"+375" not in message
    assert decrypt(message, decryptor=ADA.decryptor()).bytes == "Зоська, +375 29".encode()
    with pytest.raises(RuntimeError):
        decrypt(message, decryptor=Tsk.generate("Eve").decryptor())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "my key",
        PUBLIC[:400],
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nabcd\n-----END PGP PUBLIC KEY BLOCK-----",
        "-----BEGIN PGP MESSAGE-----\n\nabcd\n-----END PGP MESSAGE-----",
        PUBLIC + "x" * 200_000,
        "\ud800" + PUBLIC.replace("-", "\u2011"),
    ],
    ids=["nothing", "words", "half a key", "no base64", "message", "too long", "other dashes"],
)
def test_what_is_no_key_is_refused(text):
    assert fault_of(text) is KeyFault.UNREADABLE


def test_a_secret_key_is_refused_before_anything_else_is_said():
    assert fault_of(str(ADA)) is KeyFault.SECRET
    # Also where the armor calls it public.
    assert fault_of(armor(bytes(ADA), ArmorKind.PublicKey)) is KeyFault.SECRET


def test_two_keys_are_one_too_many():
    both = PUBLIC + "\n" + str(Tsk.generate("Ben").extract_certificate())
    assert fault_of(both) is KeyFault.MANY


def test_a_key_that_has_expired_or_soon_will_is_refused():
    lasting = str(Tsk.generate("Ada", validity_seconds=3600).extract_certificate())
    assert read_key(lasting, until=NOW)
    assert fault_of(lasting, until=NOW + timedelta(days=1)) is KeyFault.EXPIRED


def test_a_revoked_key_is_refused():
    key = Tsk.generate("Ada")
    cert = key.extract_certificate()
    revoked = bytes(cert) + bytes(cert.revoke(key.certifier()))
    assert fault_of(armor(revoked, ArmorKind.PublicKey)) is KeyFault.REVOKED


def test_a_key_that_only_signs_is_refused():
    assert fault_of((KEYS / "only_signs.asc").read_text()) is KeyFault.NOT_FOR_ENCRYPTION


def test_nothing_is_encrypted_to_a_subkey_that_has_expired():
    assert fault_of((KEYS / "old_subkey_only.asc").read_text()) is KeyFault.EXPIRED
    key = read_key((KEYS / "old_and_new_subkey.asc").read_text(), until=NOW)
    assert recipients(encrypted(b"words", key.text)) == 1


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_key_with_flipped_bytes_is_taken_or_refused_and_nothing_else(flips):
    data = bytearray(bytes(ADA.extract_certificate()))
    for place, byte in flips:
        data[place % len(data)] = byte
    try:
        key = read_key(armor(bytes(data), ArmorKind.PublicKey), until=NOW)
    except UnusableKey:
        return
    assert encrypted(b"words", key.text)
