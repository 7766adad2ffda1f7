"""Are two entries one person?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetracker.domain.dates import parse_date
from casetracker.domain.doubts import Entry, Tie, Verdict, judge, tie
from casetracker.domain.likeness import (
    Likeness,
    asked_initials,
    asked_skeletons,
    likeness,
    patronymics_clash,
    rough_key,
)
from casetracker.domain.names import parse_name
from casetracker.domain.skeleton import readings, skeleton


def entry(name: str, birth: str = "", arrest: str = "", sex: str = "", *charges: str) -> Entry:
    return Entry(
        parse_name(name),
        sex,
        parse_date(birth),
        parse_date(arrest),
        frozenset((c, "") for c in charges),
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Гарбузняк Дзяніс Міхайлавіч", "24.04.1980"), ("Гарбузняк Дзяніс", "24.04.1980")),
        (("Рыгор Сенажаценка", "04.01.1953"), ("СЕНАЖАЦЕНКА Рыгор Іванавіч", "1953-01-04")),
        (("Артём Суницкий", "1961-10-10"), ("Суницкий Артем", "10.10.1961", "2025-07")),
        (("Alena Harbuzniak", "1962-08-03"), ("Гарбузняк Алена", "3.8.1962")),
        (("Веверкин Игорь", "01.02.1983"), ("Ігар Вавёркін", "01.02.1983")),
        (("Зміцер Бандарэнка", "1980-02-03"), ("Bondarenko Dmitriy Ivanovich", "1980-02-03")),
    ],
)
def test_the_same_name_and_full_birth_date_are_one_person(one, other):
    assert judge(entry(*one), entry(*other)).verdict is Verdict.SAME


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (("Валошкевіч Юрый", "1978"), ("Валошкевіч Юрый", "22.09.1978"), "birth_partial"),
        (("Валошкевіч Юрый",), ("Валошкевіч Юрый", "22.09.1978"), "birth_missing"),
        (("Гнязделка Людміла", "05.03.1962"), ("Гнязделка Людміла", "03.05.1962"), "birth_near"),
        (("Прыпяцюк Сяргей", "1962-05-23"), ("Прыпяцюк Сяргей", "1972-05-23"), "birth_near"),
        (("Іваноў Іван", "1962-01-05"), ("Іваноў Іван", "1962-09-23"), "birth_conflict"),
        (("Лазавенка Дзмітрый", "1983-02-01"), ("Лазовинко Дмитрий", "1983-02-01"), "similar_name"),
        (("Иван Жуков", "1983-02-01"), ("Иван Шуков", "1983-02-01"), "similar_name"),
        (("Алексей Коваль", "1983-02-01"), ("Алексей Ковалёв", "1983-02-01"), "similar_name"),
        (
            ("Веверкин Игорь", "01.02.1983"),
            ("Ігар Вавёркін", "02.02.1983"),
            "same_name_other_spelling",
        ),
        (("Alena Harbuzniak",), ("Гарбузняк Алена",), "birth_missing"),
        (("Ляснеўскі Ф.А.", "24.07.1987"), ("Fiodar Liasneuski", "24.07.1987"), "initials_only"),
        (
            ("Людміла Гнязделка", "", "27.04.2022"),
            ("Liudmila Hniazdelka", "1962", "27.04.2022"),
            "same_arrest_date",
        ),
        (
            ("Ганна Іванова", "1962-01-05", "2022-01-01"),
            ("Марыя Зялінская", "1962-01-05", "2022-01-01"),
            "other_name_same_dates",
        ),
        (
            ("Іваноў Іван Паўлавіч", "1962-01-05"),
            ("Іваноў Іван Віктаравіч", "1962-01-05"),
            "patronymic_conflict",
        ),
        (
            ("Іваноў Іван", "1962-01-05", "", "m"),
            ("Іваноў Іван", "1962-01-05", "", "f"),
            "sex_conflict",
        ),
        (
            ("Іваноў Іван", "1962-01-05", "2020-01-01"),
            ("Іваноў Іван", "1962-01-05", "2022-05-05"),
            "arrest_conflict",
        ),
    ],
)
def test_doubt_goes_to_a_person_with_its_reason(one, other, reason):
    found = judge(entry(*one), entry(*other))
    assert found.verdict is Verdict.REVIEW
    assert reason in found.reasons
    assert 0 < found.score < 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Сенажаценка Рыгор", "04.01.1953"), ("Сенажаценка Рыгор", "03.05.1959")),
        (("Дубраўчанка Кастусь", "1961-04-12"), ("Лебядзевіч Рыгор", "1961-04-12")),
        (("Дубраўчанка Кастусь Віктаравіч", "1961-04-12"), ("Дубраўчанка Мікалай", "2001-04-26")),
        (("Сініцкіна Святлана", "1964-04-10"), ("Сініцкін Арцём", "1964-04-10")),
        (("Цецярук Віктар Мікалаевіч",), ("Цецярук Віктар Рыгоравіч",)),
        (
            ("Гражданин К.", "1990-01-01", "2025-01-01"),
            ("Гражданин К.", "1990-01-01", "2025-01-01"),
        ),
        (("Лазавенка Дзмітрый",), ("Лазавенка Дзяніс",)),
        (
            ("Зязюлькін Сяргей", "", "", "", "368"),
            ("Зязюлькин Сергей", "1977-10-20", "", "", "342"),
        ),
    ],
)
def test_namesakes_relatives_and_placeholders_stay_apart(one, other):
    assert judge(entry(*one), entry(*other)).verdict is Verdict.DIFFERENT


def test_a_lone_word_is_never_merged_by_a_machine():
    assert (
        judge(entry("Суарта", "1980-01-01"), entry("Суарта", "1980-01-01")).verdict
        is Verdict.REVIEW
    )


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("1990-01-02", "02.01.1990", Tie.SAME_DAY),
        ("1990", "02.01.1990", Tie.AGREE),
        ("1990-01-02", "1990-02-01", Tie.NEAR),
        ("1990-01-02", "1991-01-02", Tie.NEAR),
        ("1990", "1991-05-05", Tie.NEAR),
        ("1990-01-02", "1992-03-02", Tie.APART),
        ("", "1990", Tie.OPEN),
    ],
)
def test_dates_are_tied_by_precision_and_slips(one, other, expected):
    assert tie(parse_date(one), parse_date(other)) is expected


@pytest.mark.parametrize(
    "spellings",
    [
        ("Цецярук", "Тетерук", "Tsetsiaruk", "Teteruk"),
        ("Лебядзевіч", "Лебедевич", "Lebiadzievič", "Lebiadzevich"),
        ("Пушчанюк", "Пущанюк", "Puščaniuk", "Pushchaniuk"),
        ("Вудзільшчыкаў", "Удильщиков", "Vudzilshchykau"),
        ("Дажджоў", "Дождёв", "Dazhdzhou"),
        ("Альховіч", "Ольхович", "Alkhovich", "Alchovič"),
        ("Балотніцкая", "Болотницкий", "Balotnitski"),
        ("Чмялёў", "Шмелёв"),
    ],
)
def test_the_skeleton_holds_across_scripts(spellings):
    assert len({skeleton(word) for word in spellings}) == 1


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ("Сенажаценка Рыгор", "Сеножатенко Григорий"),
        ("Рыгор Сенажаценка", "Сенажаценка Р. І."),
        ("Сенажаценка Р. І.", "Рыгор Сенажаценка"),
        ("Багновіч Зміцер", "Dzmitry Bahnovich"),
        ("Anton Chabarovinski", "Чаборовниский Антон"),
    ],
)
def test_a_person_is_found_by_the_rough_key_of_another_spelling(stored, asked):
    bones, _, initial = rough_key(parse_name(stored)).partition("|")
    assert asked_skeletons(parse_name(asked)) & set(readings(bones))
    assert initial in asked_initials(parse_name(asked))


def test_two_known_given_names_are_not_one():
    assert likeness(parse_name("Іваноў Павел"), parse_name("Іваноў Пётр")) is Likeness.NONE


def test_patronymics_of_two_languages_do_not_clash():
    assert not patronymics_clash(
        parse_name("Іваноў Іван Рыгоравіч"), parse_name("Иванов Иван Григорьевич")
    )


NAMES = st.sampled_from(
    [
        "Гарбузняк Дзяніс",
        "Alena Harbuzniak",
        "Гражданин К.",
        "Ляснеўскі П.П.",
        "Іваноў Іван Паўлавіч",
    ]
)
DATES = st.sampled_from(["", "1980", "1980-01-02", "1980-02-01", "1981-01-02"])
ENTRIES = st.builds(entry, NAMES, DATES, DATES)


@given(ENTRIES, ENTRIES)
def test_a_verdict_does_not_depend_on_who_came_first(one, other):
    assert judge(one, other).verdict == judge(other, one).verdict
