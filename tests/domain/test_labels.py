"""Labels mean nothing to anyone but their reader."""

import re
from collections import Counter
from itertools import product

import pytest

from casetracker.domain.labels import ADJECTIVES, NOUNS, label_for

# What no label may bring to mind: captivity, violence, illness, politics and its colours and
# emblems, money, countries, and given names that are also words.
_HINTS = """
bar bars bolt bond cage captive cell chain court cuff custody dungeon escape exile fence free
freed guard guilty jail judge key law lock locked oath pardon penal prison release sentence tower
trial wall warden wire
army arrow axe battle blade bomb bullet cannon club dagger fire grenade gun hammer hunter knife
lance mine pistol rifle rocket rope shell shield shot spear sword tank torch trap trigger war whip
ache blind broken cancer cold cripple dead deaf death fever frail ill lame mad numb pale pill plague
scar sick sore weak wound
bear bison black blue brown chief cornflower cross crown denim dove eagle flag flax green hawk
iron king left lion orange party poppy potato queen red revolution right rose royal ruler sickle
slipper soviet star stork sunflower swallow throne trident tulip union velvet vote white
bank bill cash coin dollar euro gold money purse tax wallet
china cuba georgia india iran jersey jordan poland siberia turkey
basil coral crystal daisy dahlia ginger hazel heather holly iris ivy jade jasmine jasper lily
myrtle olive opal pearl robin rosemary ruby scarlet violet willow
"""
HINTS = set(_HINTS.split())


def test_there_are_256_different_words_on_either_side() -> None:
    assert len(ADJECTIVES) == len(NOUNS) == 256
    assert len({*ADJECTIVES, *NOUNS}) == 512


def test_every_word_is_short_and_plain() -> None:
    for word in ADJECTIVES + NOUNS:
        assert re.fullmatch("[a-z]{3,9}", word)


def test_no_word_hints_at_what_the_work_is_about() -> None:
    assert not {*ADJECTIVES, *NOUNS} & HINTS


def test_a_label_is_two_words_chosen_by_two_bytes() -> None:
    assert label_for(bytes([ADJECTIVES.index("amber"), NOUNS.index("lantern")])) == "amber lantern"
    assert label_for(b"\x00\x00further bytes") == f"{ADJECTIVES[0]} {NOUNS[0]}"


def test_every_label_is_equally_likely() -> None:
    counted = Counter(label_for(bytes(pair)) for pair in product(range(256), repeat=2))
    assert len(counted) == 65_536
    assert set(counted.values()) == {1}


@pytest.mark.parametrize("too_few", [b"", b"\x01"])
def test_fewer_than_two_bytes_are_refused(too_few: bytes) -> None:
    with pytest.raises(ValueError):
        label_for(too_few)
