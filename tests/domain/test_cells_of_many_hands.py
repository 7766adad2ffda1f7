"""Cells as many hands write them: joined initials, dashes, titles, dates, remarks, nobody."""

import pytest

from casetracker.domain.names import parse_name


@pytest.mark.parametrize(
    ("cell", "family", "given_name", "patronymic"),
    [
        ("М.Калеснікава", "Калеснікава", "М.", ""),
        ("И.И.Иванов", "Иванов", "И.", "И."),
        ("И. И.Иванов", "Иванов", "И.", "И."),
        ("Паліна Шарэнда - Панасюк", "Шарэнда-Панасюк", "Паліна", ""),
        ("Шарэнда - Панасюк Паліна", "Шарэнда-Панасюк", "Паліна", ""),
        ("Иванов Сергей - освобождён", "Иванов", "Сергей", ""),
        ("Иванов Сергей – Минск", "Иванов", "Сергей", ""),
        ("Эльдар Гусейн-оглы Алиев", "Алиев", "Эльдар", "Гусейн-оглы"),
        ("Əliyev Eldar Hüseyn oğlu", "Əliyev", "Eldar", "Hüseyn oğlu"),
        ("Məmmədova Leyla Rəşid qızı", "Məmmədova", "Leyla", "Rəşid qızı"),
        ("Эльдар Алиев Гусейн оглы", "Алиев", "Эльдар", "Гусейн оглы"),
        ("Иван Иванов Петрович", "Иванов", "Иван", "Петрович"),
        ("Иванов Иван Иванович 12.03.1985", "Иванов", "Иван", "Иванович"),
        ("Иванов Сергей 1985", "Иванов", "Сергей", ""),
        ("34-летний Иванов Сергей", "Иванов", "Сергей", ""),
        ("Мария Гордей", "Гордей", "Мария", ""),
        ("Гордей Мария", "Гордей", "Мария", ""),
        ("Юлия Лукаш", "Лукаш", "Юлия", ""),
        ("Мария Анна Новак", "Новак", "Мария Анна", ""),
        ("Кравчук Ірина Олексіївна", "Кравчук", "Ірина", "Олексіївна"),
        ("Ілья Ілліч Салей", "Салей", "Ілья", "Ілліч"),
        ("о. Сергей Резанович", "Резанович", "Сергей", ""),
        ("О. Резанович", "Резанович", "О.", ""),
        ("адвокат Максим Знак", "Знак", "Максим", ""),
        ("гр. Иванов И.И.", "Иванов", "И.", "И."),
        ("гр-н Иванов Иван", "Иванов", "Иван", ""),
        ("п. Иванов Иван", "Иванов", "Иван", ""),
        ("sp. Ivan Ivanou", "Ivanou", "Ivan", ""),
        ("Frau Maria Kolesnikowa", "Kolesnikowa", "Maria", ""),
        ("Сервер Мустафаєв", "Мустафаєв", "Сервер", ""),
        ("Мінчук Алег", "Мінчук", "Алег", ""),
        ("Минчанин Олег", "Минчанин", "Олег", ""),
    ],
)
def test_a_name_is_found_however_it_is_written(cell, family, given_name, patronymic):
    name = parse_name(cell)
    assert (name.family, name.given, name.patronymic) == (family, given_name, patronymic)
    assert not name.placeholder
    assert not name.several_people


@pytest.mark.parametrize(
    ("cell", "maiden"),
    [
        ("Анна Ковальська, дівоче прізвище Новак", "Новак"),
        ("Ганна Кавальская, народжаная Новак", "Новак"),
        ("Иванов Сергей (Минск)", ""),
        ("Іваноў Сяргей (г. Гомель)", ""),
        ("Колесникова Мария (Хомич)", "Хомич"),
    ],
)
def test_a_town_in_brackets_is_no_maiden_name(cell, maiden):
    assert parse_name(cell).maiden == maiden


@pytest.mark.parametrize(
    "cell",
    [
        "34-летний мужчина",
        "45-летняя жительница Гродно",
        "41-гадовы жыхар Берасця",
        "30-year-old man",
        "Гражданин РБ",
        "Грамадзянін Беларусі",
        "Минчанин",
        "Гомельчанка",
        "Сотрудник МТЗ",
        "Рабочий БМЗ",
        "Блогер",
        "Админ чата",
        "identity unknown",
        "личность не установлена",
        "Unidentified man",
    ],
)
def test_who_is_only_described_is_nobody(cell):
    assert parse_name(cell).placeholder


@pytest.mark.parametrize(
    "cell", ["Іван Іваноў + 2", "Петров Пётр с женой", "Bracia Kowalscy", "Małżeństwo Kowalskich"]
)
def test_a_name_with_others_is_several_people(cell):
    assert parse_name(cell).several_people
