"""Case references notice a wrong character."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from casetracker.domain.references import ALPHABET, LENGTH, read_reference, reference_from

references = st.binary(min_size=16, max_size=16).map(reference_from)


@given(references)
def test_a_reference_reads_back_however_it_was_typed(reference):
    assert read_reference(reference) == reference
    assert read_reference(f"  {reference.lower().replace('-', ' ')} ") == reference


@given(references, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(reference, place, other):
    wrong = reference[:place] + other + reference[place + 1 :]
    assert wrong == reference or read_reference(wrong) is None


@given(references, st.integers(0, LENGTH - 2))
def test_two_swapped_neighbours_are_noticed(reference, place):
    a, b = reference[place], reference[place + 1]
    wrong = reference[:place] + b + a + reference[place + 2 :]
    assert a == b or read_reference(wrong) is None
