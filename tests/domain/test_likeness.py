"""Spellings of one name find each other, in any script; two people stay two."""

import csv
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetracker.domain.dates import parse_date
from casetracker.domain.doubts import Entry, Verdict, judge
from casetracker.domain.given_names import drawer_of, given_ids
from casetracker.domain.likeness import Likeness, compare_names, may_be_alike, sexes_clash
from casetracker.domain.names import parse_name
from casetracker.domain.skeleton import alike, bones, is_same_skeleton, readings, skeletons

DATA = Path(__file__).parent.parent / "data" / "names"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def verdict(one: str, other: str, birth_a: str = "", birth_b: str = "") -> Verdict:
    a, b = (
        Entry(parse_name(name), birth=parse_date(birth))
        for name, birth in ((one, birth_a), (other, birth_b))
    )
    return judge(a, b).verdict


# ── the figures ────────────────────────────────────────────────────────────────────────────────
def test_spellings_of_one_person_are_candidates_and_strangers_are_not():
    groups: dict[str, list[str]] = {}
    for row in rows("variants.csv"):
        groups.setdefault(row["group"], []).append(row["spelling"])
    within = [pair for some in groups.values() for pair in combinations(some, 2)]
    found = [verdict(*pair) for pair in within]
    assert Verdict.SAME not in found
    assert found.count(Verdict.REVIEW) / len(found) >= 0.97

    random = Random(6)
    keys = sorted(groups)
    across = [random.sample(keys, 2) for _ in range(4000)]
    strangers = [verdict(*(random.choice(groups[key]) for key in pair)) for pair in across]
    assert strangers.count(Verdict.DIFFERENT) / len(strangers) >= 0.999


def test_no_pair_of_relatives_or_namesakes_is_merged():
    for row in rows("negatives.csv"):
        assert verdict(row["name_a"], row["name_b"]) is Verdict.DIFFERENT
        assert verdict(row["name_a"], row["name_b"], "1980-02-03", "1980-02-03") is not Verdict.SAME


def test_official_romanisations_are_recognised():
    pairs = [(row["cyrillic"].split(), row["latin"].split()) for row in rows("romanisations.csv")]
    found = [
        len(a) == len(b) and all(alike(x, y) >= 0.75 for x, y in zip(a, b, strict=True))
        for a, b in pairs
    ]
    assert len(found) == 996
    assert found.count(True) / len(found) >= 0.98


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Аляксандр Лукашэнка", "Alexandre Loukachenko"),
        ("Аляксандр Лукашэнка", "Aleksandras Lukašenka"),
        ("Аляксандр Лукашэнка", "Aljaksandr Lukaschenka"),
        ("Аляксандр Лукашэнка", "LUKASHENKO, Alexander Grigoryevich"),
        ("Міхась Жамчужны", "Mikhaïl Jemtchoujny"),
        ("Сяргей Ціханоўскі", "Sergejus Tichanovskis"),
        ("Вячаслаў Шаблоўскі", "Wiaczesław Szabłowski"),
        ("Dalia Grybauskaitė", "Даля Грыбаускайте"),
        ("Lech Wałęsa", "Лех Валэнса"),
        ("Maciej Dąbrowski", "Мацей Дамброўскі"),
        ("Юрась Губарэвіч", "Георгий Губаревич"),
        ("Надежда Савченко", "Nadija Sawtschenko"),
        ("Уладзімір Някляеў", "Vladimir Nekliaev"),
        ("Ольга Иванова (Петрова)", "Петрова Ольга"),
        ("Hanna Kavalenka née Petrova", "Ганна Пятрова"),
        ("Наталля Дуліна-Петрова", "Наталья Петрова"),
        ("Іваноў Іван, сын Пятра", "Иванов Иван Петрович"),
        ("Смирнов Иван", "Ivan Smirnoff"),
        ("Н. Савченко", "Nadija Sawtschenko"),
        ("Ռոբերտ Քոչարյան", "Роберт Кочарян"),
        ("გიორგი მარგველაშვილი", "Георгий Маргвелашвили"),
        ("Babaryka Viktar", "Viktar Barbaryka"),
        ("Дар’я Чульцова", "Дарʼя Чульцова"),
        ("Сiнiцкiна Святлана", "Сініцкіна Святлана"),
        ("Шёлкін Пётр", "Шелкин Петр"),
    ],
)
def test_spellings_of_one_name_are_worth_a_question(one, other):
    assert compare_names(parse_name(one), parse_name(other)).alike
    assert verdict(one, other) is Verdict.REVIEW


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Павел Іваноў", "Пётр Іваноў"),
        ("Мария Попова", "Марина Попова"),
        ("Виктор Ким", "Виктория Ким"),
        ("Александр Козлов", "Александра Козлова"),
        ("Алена Шилова", "Алина Шилова"),
        ("Данил Петров", "Денис Петров"),
        ("Станислав Белый", "Ростислав Белый"),
        ("Иван Сергеев", "Сергей Иванов"),
        ("Олег Козлов", "Олег Козловский"),
        ("Тимур Сидоров", "Тимофей Сидоров"),
    ],
)
def test_two_names_are_two_names(one, other):
    assert verdict(one, other) is Verdict.DIFFERENT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Иван Жуков", "Иван Шуков"),
        ("Дарья Лосик", "Дарья Лысак"),
        ("Павел Коваль", "Павел Ковалёв"),
        ("Андрей Чаплин", "Андрей Сопилин"),
        ("Мария Петрова", "Марина Петрова"),
        ("Саша Козлов", "Саша Козлова"),
    ],
)
def test_a_machine_does_not_take_neighbouring_names_for_one_even_on_one_birth_date(one, other):
    assert verdict(one, other, "1980-02-03", "1980-02-03") is not Verdict.SAME


def test_a_comparison_says_why():
    reasons = compare_names(
        parse_name("Бандарэнка Зміцер Іванавіч"), parse_name("Dmitriy Ivanovich Bondarenko")
    ).reasons
    assert reasons == (
        "family_name_other_spelling",
        "given_name_equivalent",
        "patronymic_agrees",
    )
    assert (
        "maiden_name"
        in compare_names(parse_name("Ольга Иванова (Петрова)"), parse_name("Петрова Ольга")).reasons
    )


def test_endings_tell_a_man_from_a_woman_as_a_doubt_only():
    assert sexes_clash(parse_name("Саша Навальный"), parse_name("Саша Навальная"))
    assert not sexes_clash(parse_name("Саша Цепкало"), parse_name("Саша Навальная"))


@pytest.mark.parametrize(
    "forms",
    [
        "Алесь Аляксандр Александр Aliaksandr Alexandre Aleksandras Олександр",
        "Зміцер Дзмітрый Дмитрий Dmytro Dmitrijus Źmicier Dymitr",
        "Наталля Наталья Natallia Nathalie Наталія Natalija",
        "Sergueï Сяргей Siarhiej Sergejus Serhii",
        "Святлана Светлана Swiatłana Śviatłana Swetlana Світлана",
        "Ганна Анна Hanna Anna",
    ],
)
def test_forms_of_a_given_name_are_one_name(forms):
    first, *others = forms.split()
    for other in others:
        assert given_ids(first) & given_ids(other)
        assert drawer_of(first) == drawer_of(other)


# ── hostile text ───────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "cell",
    ["Невядомы", "-1", "{{7*7}}", "N. N.", "?", "Гражданин К.", "unknown", "\u200b"],
)
def test_a_placeholder_is_like_nobody_not_even_itself(cell):
    found = judge(
        Entry(parse_name(cell), birth=parse_date("1980-02-03")),
        Entry(parse_name(cell), birth=parse_date("1980-02-03")),
    )
    assert found.verdict is Verdict.DIFFERENT
    assert found.score == 0


@pytest.mark.parametrize(
    ("hostile", "plain"),
    [
        ("\u202eИва\u200bнов Иван\u2069", "Иванов Иван"),
        ("Шо\u0306лкин Иван", "Шо̆лкин Иван"),
        ("Чмяле\u0308ва Дар'я", "Чмялёва Дар’я"),
        ("Иванов\u2028Иван", "Иванов Иван"),
        ("Ivаnov Ivan", "Ivanov Ivan"),
    ],
)
def test_hidden_marks_and_look_alikes_change_nothing(hostile, plain):
    assert compare_names(parse_name(hostile), parse_name(plain)).score == 1


def test_a_word_of_two_alphabets_is_never_merged():
    assert verdict("Ivanoв Иван", "Ivanoв Иван", "1980-02-03", "1980-02-03") is Verdict.REVIEW


# ── laws ───────────────────────────────────────────────────────────────────────────────────────
SPELLINGS = st.sampled_from([row["spelling"] for row in rows("variants.csv")])
WILD = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)
NAMES = st.one_of(SPELLINGS, WILD).map(parse_name)


@given(NAMES, NAMES)
def test_a_comparison_does_not_depend_on_the_order(one, other):
    assert compare_names(one, other) == compare_names(other, one)


@given(NAMES, NAMES)
def test_a_score_lies_between_nothing_and_one(one, other):
    assert 0 <= compare_names(one, other).score <= 1


@given(NAMES)
def test_a_name_is_itself(name):
    found = compare_names(name, name)
    nobody = name.placeholder or name.several_people
    assert (found.score, found.alike) == ((0, Likeness.NONE) if nobody else (1, Likeness.EXACT))


@given(NAMES, NAMES)
def test_names_alone_are_never_the_same(one, other):
    assert judge(Entry(one), Entry(other)).verdict is not Verdict.SAME


@given(WILD, WILD)
def test_words_are_alike_in_either_order_and_like_themselves(one, other):
    assert alike(one, other) == alike(other, one)
    assert alike(one, one) == 1
    assert is_same_skeleton(one, one)
    assert readings(bones(one)) == skeletons(one)
    assert len(bones(one)) <= 48


def test_the_quick_look_never_leaves_out_whom_the_comparison_finds():
    names = [parse_name(row["spelling"]) for row in rows("variants.csv")]
    plain = [name for name in names if not name.maiden]
    found = [
        (one, other)
        for one in names
        for other in plain
        if compare_names(one, other).alike is not Likeness.NONE
    ]
    assert len(found) > 2 * len(names)
    missed = [(a.text, b.text) for a, b in found if not may_be_alike(a, b.family, b.given)]
    assert missed == []
