"""Labels mean nothing to anyone but their reader."""

import re
from collections import Counter
from itertools import product
from pathlib import Path

import pytest

from casetracker.domain.label_words import WORDS
from casetracker.domain.labels import BYTES, SHAPE, label_for

ADJECTIVES, NOUNS = WORDS["en"]
ROOT = Path(__file__).parents[2]

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
#: Beginnings and parts of words that would bring the same to mind in Belarusian and Russian, with
#: the slang of prisons, of money and of arms.
STEMS = {
    "be": """
турм турэм астрог вязн вязень ключ замок замк мяж краты кратам допыт суд закон волі вольн свабод
уцёк уцек палон арышт варта канвой візы віза пашпарт паперк папяр грош рубл банк мільён золат
срэбр хвор лек боль бальн рана крыв кроў смерц смярот труна магіл вайн ваен войск зброя нож меч
куля гармат снарад граната лідар парты прэзідэнт рэвалюц сцяг герб бел чырвон зялён сін блакіт
жоўт цягнік палёт літак самалёт аэра білет зубр бусел васіл валош лён цюльпан рож ружа
""",
    "ru": """
тюр тюрьм острог узник узнич ключ замок решёт решет границ допрос суд закон воля вольн свобод
побег плен арест конвой страж виза паспорт бумаг денег деньг рубл банк миллион лимон золот арбитр
болезн больн лекар врач боль рана кров смерт гроб могил войн воен армия нож меч пуля пушк снаряд
гранат парти президент революц флаг герб бел красн зелён зелен син голуб жёлт поезд полёт полет
самолёт самолет билет чемодан камер нар баланд зона зон этап шмон глазок волчок кормушк петух
козёл стакан аквариум слон шмель пион гиацинт бук град тополь ураган смерч зубр аист васил лён
тюльпан роз
""",
}
#: Words that hold such a part and mean something else.
HARMLESS = {"букет", "виноград", "зонтик", "камертон", "нарцисс", "хвойный"}


def test_there_are_256_different_words_on_either_side() -> None:
    assert len(ADJECTIVES) == len(NOUNS) == 256
    assert len({*ADJECTIVES, *NOUNS}) == 512


def test_every_word_is_short_and_plain() -> None:
    for word in ADJECTIVES + NOUNS:
        assert re.fullmatch("[a-z]{3,9}", word)


def test_no_word_hints_at_what_the_work_is_about() -> None:
    assert not {*ADJECTIVES, *NOUNS} & HINTS


@pytest.mark.parametrize("language", ["be", "ru"])
def test_no_word_of_another_language_hints_either(language: str) -> None:
    words = {*WORDS[language][0], *WORDS[language][1]} - HARMLESS
    stems = set(STEMS[language].split())
    # A stem of three letters counts where a word begins with it, a longer one anywhere.
    hints = {
        (word, stem)
        for word in words
        for stem in stems
        if (stem in word if len(stem) > 3 else word.startswith(stem))
    }
    assert hints == set()


#: Family names that are also words; a label must never look like somebody's name.
_NAMES = """
шпак жук верабей журавель дрозд лебедзь гарох грыб мох сыр рыжык баравік карп сом кажух шаўчук
воробей журавль лебедь горох гриб снегирь скворец щегол барсук гусь кузнечик заяц волк мороз сокол
голубь соловей мельник коваль бондарь гончар ткач швец кравец рыбак пастух
"""
NAMES = set(_NAMES.split())


@pytest.mark.parametrize("language", ["be", "ru"])
def test_no_word_is_a_usual_family_name(language: str) -> None:
    assert not {*WORDS[language][0], *WORDS[language][1]} & NAMES


@pytest.mark.parametrize("language", WORDS)
def test_no_word_stands_in_a_list_of_the_demo(language: str) -> None:
    lists = [path.read_text("utf-8").lower() for path in (ROOT / "docs" / "demo").glob("*.csv")]
    assert lists
    named = set(re.findall(r"\w+", "\n".join(lists)))
    assert not {*WORDS[language][0], *WORDS[language][1]} & named


@pytest.mark.parametrize("language", WORDS)
def test_the_words_of_every_language_are_many_plain_and_different(language: str) -> None:
    adjectives, nouns = WORDS[language]
    assert min(len(adjectives), len(nouns)) >= 160
    assert len({*adjectives, *nouns}) == len(adjectives) + len(nouns)
    for adjective, noun in zip(adjectives, nouns, strict=False):
        assert SHAPE.fullmatch(f"{adjective} {noun}")
        assert f"{adjective}{noun}".islower()


@pytest.mark.parametrize("language", ["be", "ru"])
def test_adjectives_agree_with_every_noun(language: str) -> None:
    """All are masculine: the ends of the words say so."""
    adjectives, nouns = WORDS[language]
    ends = {"be": ("ы", "і"), "ru": ("ый", "ий", "ой")}[language]
    assert [word for word in adjectives if not word.endswith(ends)] == []
    feminine = ("а", "я", "о", "е", "э", "ю", "ы", "і", "и")
    assert [word for word in nouns if word.endswith(feminine)] == []


def test_a_label_is_two_words_chosen_by_eight_bytes() -> None:
    at = ADJECTIVES.index("amber").to_bytes(4, "big") + NOUNS.index("lantern").to_bytes(4, "big")
    assert label_for(at) == "amber lantern"
    first = f"{ADJECTIVES[0]} {NOUNS[0]}"
    assert label_for(bytes(BYTES) + b"further bytes") == first
    assert label_for(bytes(BYTES), "be") == f"{WORDS['be'][0][0]} {WORDS['be'][1][0]}"


def test_a_language_without_lists_has_english_labels() -> None:
    assert label_for(bytes(BYTES), "uk") == label_for(bytes(BYTES), "en")


def test_every_label_is_equally_likely() -> None:
    counted = Counter(
        label_for(bytes([0, 0, 0, a, 0, 0, 0, b])) for a, b in product(range(256), repeat=2)
    )
    assert len(counted) == 65_536
    assert set(counted.values()) == {1}


@pytest.mark.parametrize("too_few", [b"", b"\x01", bytes(BYTES - 1)])
def test_fewer_than_eight_bytes_are_refused(too_few: bytes) -> None:
    with pytest.raises(ValueError):
        label_for(too_few)
