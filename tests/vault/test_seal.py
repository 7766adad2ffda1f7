"""Sealed values open where they were sealed, and nowhere else."""

from __future__ import annotations

import base64

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casetracker.vault.keys import BadKeyRing, UnknownKey, keyed_hash, read_ring
from casetracker.vault.seal import CannotOpen, open_sealed, place, seal

HERE = place("casetracker_activity", "text", "row-1")
OLD = base64.urlsafe_b64encode(b"o" * 32).decode()
NEW = base64.urlsafe_b64encode(b"n" * 32).decode()
texts = st.text(alphabet=st.characters(codec="utf-8"), max_size=200)


@given(texts)
def test_what_was_sealed_opens_again_and_never_stands_in_clear(text):
    value = seal(text, HERE)
    assert open_sealed(value, HERE) == text
    assert len(text) < 4 or text.encode() not in value


def test_equal_texts_give_different_values():
    assert seal("same", HERE) != seal("same", HERE)


@pytest.mark.parametrize(
    "elsewhere",
    [
        place("casetracker_task", "text", "row-1"),
        place("casetracker_activity", "brief", "row-1"),
        place("casetracker_activity", "text", "row-2"),
    ],
)
def test_a_value_that_was_copied_to_another_place_does_not_open(elsewhere):
    with pytest.raises(CannotOpen):
        open_sealed(seal("Маці", HERE), elsewhere)


@given(st.integers(0, 60), st.integers(0, 7))
def test_one_flipped_bit_is_noticed(position, bit):
    value = bytearray(seal("a text of some length, long enough to flip bits in", HERE))
    value[position] ^= 1 << bit
    with pytest.raises((CannotOpen, UnknownKey)):
        open_sealed(bytes(value), HERE)


@given(st.binary(max_size=80))
def test_what_is_no_sealed_value_is_never_passed_through(value):
    with pytest.raises((CannotOpen, UnknownKey)):
        open_sealed(value, HERE)


@given(texts)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_old_key_opens_and_the_first_key_seals(settings, text):
    settings.CASETRACKER_KEYS = f"old:{OLD}"
    before = seal(text, HERE)
    settings.CASETRACKER_KEYS = f"new:{NEW},old:{OLD}"
    assert open_sealed(before, HERE) == text
    after = seal(text, HERE)
    settings.CASETRACKER_KEYS = f"new:{NEW}"
    assert open_sealed(after, HERE) == text
    with pytest.raises(UnknownKey, match="'old'"):
        open_sealed(before, HERE)


@pytest.mark.parametrize(
    ("ring", "said"),
    [
        ("", "empty"),
        ("k1", "id:key"),
        ("toolongid9:" + OLD, "1 to 8"),
        ("k1:c2hvcnQ=", "32 bytes"),
        (f"k1:{OLD},k1:{NEW}", "twice"),
    ],
)
def test_a_bad_key_ring_says_which_entry_and_never_the_key(ring, said):
    with pytest.raises(BadKeyRing, match=said) as error:
        read_ring(ring)
    assert OLD not in str(error.value)


def test_hashes_are_keyed_by_purpose(settings):
    assert keyed_hash("audit", "x") == keyed_hash("audit", "x")
    assert keyed_hash("audit", "x") != keyed_hash("imports", "x")
    before = keyed_hash("audit", "x")
    settings.CASETRACKER_KEYS = f"new:{NEW}"
    assert keyed_hash("audit", "x") != before
