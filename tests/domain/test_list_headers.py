"""Headers that nobody wrote down before, each with the field its column holds."""

import pytest

from casetracker.domain.headers import columns_of
from casetracker.domain.names import join_name


def fields(headers: str) -> dict[str, str]:
    heads = headers.split(";")
    return {field: heads[index] for field, index in columns_of(heads).items()}


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Дата и место рождения", "birth"),
        ("Date and place of birth", "birth"),
        ("Data i miejsce ur.", "birth"),
        ("D.O.B. (DD/MM/YYYY)", "birth"),
        ("Р.н.", "birth"),
        ("д.н.", "birth"),
        ("Дата зад.", "arrest"),
        ("Дата затр.", "arrest"),
        ("Дата взяття під варту", "arrest"),
        ("Дата заключения под стражу", "arrest"),
        ("Под стражей с", "arrest"),
        ("Taken into custody", "arrest"),
        ("Вырак", "sentence"),
        ("Verdict", "sentence"),
        ("Jail term", "sentence"),
        ("Bausmė (metai)", "sentence"),
        ("Колькі далі", "sentence"),
        ("Wymiar kary", "sentence"),
        ("Назначено", "sentence"),
        ("Sentenced on", "verdict"),
        ("Art. KK", "articles"),
        ("Ст. УК", "articles"),
        ("За што", "articles"),
        ("Podstawa prawna", "articles"),
        ("Дзе знаходзіцца", "where"),
        ("Перебуває", "where"),
        ("Місце тримання", "facility"),
        ("Location", "where"),
        ("Где сейчас", "where"),
        ("Отбывает в", "facility"),
        ("Prison name", "facility"),
        ("Колонія", "facility"),
        ("facility_name", "facility"),
        ("Laikymo vieta", "facility"),
        ("Статус[3]", "status"),
        ("Месца", "where"),
    ],
)
def test_a_header_is_told_by_its_words(header, field):
    assert fields(f"Фамилия, имя;{header}")[field] == header


@pytest.mark.parametrize(
    "header",
    [
        "ФИО судьи",
        "Имя адвоката",
        "Lawyer's name",
        "Court name",
        "Imię ojca",
        "Имя матери",
        "Контакты родственников",
        "Age at arrest",
        "Возраст при задержании",
        "Начало срока",
        "Place of birth",
        "Место ареста",
        "Предыдущая колония",
        "Prison (previous)",
        "Бацька",
        "Date of last letter",
    ],
)
def test_a_column_about_something_else_is_not_read_as_the_person(header):
    assert fields(f"{header};ФИО осужденного;Дата рождения") == {
        "name": "ФИО осужденного",
        "birth": "Дата рождения",
    }


@pytest.mark.parametrize(
    ("headers", "given", "cell", "parts"),
    [
        ("Фамилия;Имя Отчество;Пол", "Имя Отчество", "Иван Петрович", ("Иван", "Петрович")),
        (
            "Прізвище;Ім'я та по батькові;Стать",
            "Ім'я та по батькові",
            "Ольга Іванівна",
            ("Ольга", "Іванівна"),
        ),
        ("Nazwisko;Imiona;Imię ojca;Płeć", "Imiona", "Anna Maria", ("Anna Maria", "")),
    ],
)
def test_given_name_and_patronymic_in_one_column_are_told_apart(headers, given, cell, parts):
    assert fields(headers)["given"] == given
    assert "patronymic" not in fields(headers)
    name = join_name("Іваненко", cell)
    assert (name.given, name.patronymic) == parts
