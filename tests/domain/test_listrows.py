"""Rows as facts, and what a row deserves by itself."""

from datetime import date

import pytest

from casetracker.domain.listfiles import read_list
from casetracker.domain.listrows import read_row
from casetracker.domain.words import Stage

TODAY = date(2026, 2, 9)
HEAD = "id,name,status,gender,birthday,arrested,articles,prison,decision,release_date,died"


def read(row: str, head: str = HEAD):
    return read_row(next(read_list(f"{head}\n{row}\n".encode()).rows()), today=TODAY)


def test_a_full_row_becomes_facts_without_any_doubt():
    listed = read(
        '7,Зязюлькин Пётр,active,male,1999-03-07,2020-10-09,ст. 293 ч.2,"ИК №4, Гомель",18 лет,,'
    )
    assert listed.outcome is None
    assert listed.reasons == ()
    assert (listed.source_key, listed.sex, listed.articles, listed.months) == (
        "7",
        "m",
        "293/2",
        216,
    )
    assert listed.facility.code == "IK-04"
    assert listed.stage is Stage.INSIDE


@pytest.mark.parametrize(
    ("row", "outcome", "reason"),
    [
        (",,,,,,,,,,", "skip", "blank_row"),
        ("ИТОГО,197 человек,,,,,,,,,", "skip", "total_row"),
        (",Вызвалены сёння:,,,,,,,,,", "skip", "title_row"),
        ("Дэпартаваныя,,,,,,,,,,", "skip", "title_row"),
        (HEAD, "skip", "header_row"),
        ("9003,,active,male,,2024-03-03,,,,,", "reject", "no_name"),
        ("1,Иванов\x07 Иван,active,,,,,,,,", "reject", "control_character"),
        ("1,Гражданин К.,np,male,,2025-01-01,,,,,", "review", "placeholder_name"),
        ("x,Невядомы (двое мужчын),,,,2020,,,,,", "review", "several_people"),
        (",Сенажаценка Палявы,,,,,,,,,", "review", "title_or_person"),
        ("1,Иванов Иван,,,31.02.1990,,,,,,", "review", "birth_unreadable"),
        ("1,Иванов Иван,,,2031-01-01,,,,,,", "review", "birth_in_future"),
        ("1,Иванов Иван,,,,2031-01-01,,,,,", "review", "arrest_in_future"),
        ("1,Иванов Иван,,,2019,2024,,,,,", "review", "arrest_too_young"),
        ("1,Иванов Иван,,,1900,,,,,,", "review", "birth_too_long_ago"),
        ("1,Иванов Иван,former,,,2024-03-03,,,,2031-01-01,", "review", "release_in_future"),
        ("1,Иванов Иван,former,,,2024-03-03,,,,2023-01-01,", "review", "release_before_arrest"),
        ("1,Ivanoв Иван,np,,,,,,,,", "review", "mixed_alphabets"),
        ("1,{{7*7}},np,,,,,,,,", "review", "placeholder_name"),
        ("1,Robert'); DROP,np,,,,,,,,", "review", "odd_characters_in_name"),
        ("1,null,np,,,,,,,,", "review", "incomplete_name"),
        ("1,Ляснеўскі П.П.,np,,,,,,,,", "review", "initials_only"),
        ("1,Иванов Иван,np,,,,,,,,,лишнее", "review", "surplus_cells"),
    ],
)
def test_a_row_by_itself_is_skipped_rejected_or_doubted(row, outcome, reason):
    listed = read(row)
    assert str(listed.outcome) == outcome
    assert reason in listed.reasons


def test_a_name_alone_is_a_person_if_a_given_name_is_known():
    assert read(",Сенажаценка Рыгор,,,,,,,,,").outcome is None


def test_initials_with_a_full_birth_date_stand_for_a_person():
    assert read("1,Ляснеўскі П.П.,np,,1981-08-20,,,,,,").outcome is None


def test_facts_that_cannot_be_read_are_noted_and_the_row_is_taken():
    listed = read("1,Иванов Иван,сослан,хх,1980-01-01,,за комментарий,,сутки,,")
    assert listed.outcome is None
    assert set(listed.reasons) >= {
        "status_unknown",
        "sex_unreadable",
        "articles_unreadable",
        "sentence_unreadable",
    }


def test_the_end_of_a_term_still_to_come_is_no_release():
    listed = read("1,Иванов Иван,former,,1980-01-01,2024-01-01,,,4 года,2028-01-01,")
    assert listed.outcome is None
    assert not listed.released
    assert listed.expected_release.render() == "2028-01-01"


@pytest.mark.parametrize(
    ("status", "stage"), [("former", Stage.DIED), ("", Stage.DIED), ("active", Stage.INTAKE)]
)
def test_someone_said_to_be_inside_and_dead_is_looked_at(status, stage):
    assert read(f"1,Иванов Иван,{status},,1980-01-01,,,,,,1").stage is stage


def test_sex_is_read_or_told_by_the_name():
    assert read("1,Иванова Анна,np,ж,,,,,,,").sex == "f"
    assert read("1,Багнович Кристина,np,,,,,,,,").sex == "f"
    assert read("1,Лебедевич Михаил,np,,,,,,,,").sex == "m"


@pytest.mark.parametrize(
    ("header", "cell", "months"),
    [
        ("Sentence (years)", "3", 36),
        ("Sentence (years)", '"2,5"', 30),
        ("Срок, мес.", "42", 42),
        ("Тэрмін (гадоў)", "5", 60),
        ("Термін (роки)", "4", 48),
        ("Wyrok (lata)", "4", 48),
        ("Sentence (years)", "18 months", 18),
        ("Sentence", "3", None),
        ("Срок (лет, мес.)", "3", None),
    ],
)
def test_a_bare_figure_has_the_unit_of_its_header(header, cell, months):
    found = read(f"Иванов Иван,1980-01-01,{cell}", f'ФИО,Дата рождения,"{header}"')
    assert found.months == months
    assert ("sentence_unreadable" in found.reasons) == (months is None)


@pytest.mark.parametrize(
    ("status", "place", "term", "word", "stage"),
    [
        ("осуждён", "ИК-4", "2025-03-01,5 лет", "imprisoned", Stage.INSIDE),
        ("convicted", "SIZO-1", ",", "pretrial", Stage.INSIDE),
        ("асуджаная", "ИУОТ-29", "2025-03-01,2 года", "home_restriction", Stage.INSIDE),
        ("convicted", "", "2025-03-01,5 лет", "", Stage.INTAKE),
        ("convicted", "Акрэсціна", "2025-03-01,5 лет", "", Stage.INTAKE),
        ("nuteistas", "ИК-4", "2020-03-01,1 год", "", Stage.INTAKE),
        ("wanted", "ИК-4", "2025-03-01,5 лет", "", Stage.INTAKE),
    ],
)
def test_who_is_convicted_is_inside_only_where_the_row_says_where(status, place, term, word, stage):
    head = "name,birthday,status,prison,arrested,decision"
    found = read(f"Иванов Иван,1980-01-01,{status},{place},{term}", head)
    assert (found.status, found.stage) == (word, stage)
    assert ("status_from_place" in found.reasons) == bool(word)


@pytest.mark.parametrize(
    ("header", "cell", "arrest"),
    [
        ("Date arrested (D/M/Y)", "03/11/2024", "2024-11-03"),
        ("Arrest date, dd/mm/yyyy", "03/11/2024", "2024-11-03"),
        ("Date arrested (M/D/Y)", "03/11/2024", "2024-03-11"),
        ("Arrest date MM-DD-YYYY", "03-11-2024", "2024-03-11"),
        ("Date arrested (M/D/Y)", "November 2024", "2024-11"),
        ("Дата ареста (дд/мм/гггг)", "03/11/2024", "2024-11-03"),
        ("Date arrested", "03/11/2024", ""),
    ],
)
def test_a_date_is_read_in_the_order_that_its_header_names(header, cell, arrest):
    found = read(f"Иванов Иван,1980-01-01,{cell}", f'ФИО,Дата рождения,"{header}"')
    assert found.arrest.render() == arrest
    assert ("arrest_unreadable" in found.reasons) == (not arrest)


def test_of_pasted_names_each_has_its_own_birth_date_or_age():
    text = "1. Иванова Мария (1980 г.р.)\n2. Кузнецов Олег, 45 лет\n3. Петров Пётр\n"
    rows = read_list(text.encode()).rows()
    found = [read_row(row, today=TODAY) for row in rows]
    assert [one.birth.render() for one in found] == ["1980", "1981", ""]
    assert "birth_from_age" in found[1].reasons


@pytest.mark.parametrize(
    ("headers", "row", "name", "spellings"),
    [
        ("ФИО;Имя латиницей;Статус", "Иванов Пётр;Ivanou Piotr;", "Иванов Пётр", ["Ivanou Piotr"]),
        (
            "Name (Belarusian);Name (English);DOB",
            "Іваноў Пётр;Piotr Ivanou;",
            "Іваноў Пётр",
            ["Piotr Ivanou"],
        ),
        ("Name,Also known as,DOB", "Piotr Ivanou,Пётр Иванов,", "Piotr Ivanou", ["Пётр Иванов"]),
        (
            "Nazwisko i imię;Pisownia białoruska;Data urodzenia",
            "Iwanow Piotr;Іваноў Пётр;",
            "Iwanow Piotr",
            ["Іваноў Пётр"],
        ),
        (
            "ФИО;Другие варианты имени;Статус",
            "Иванов Пётр;Іваноў Пятро, Piotr Ivanou;",
            "Иванов Пётр",
            ["Іваноў Пятро", "Piotr Ivanou"],
        ),
        (
            "Vardas, pavardė;Vardas, pavardė (baltarusiškai);Gimimo data",
            "Piotr Ivanou;Пётр Іваноў;1980-02-01",
            "Piotr Ivanou",
            ["Пётр Іваноў"],
        ),
        (
            "Прозвішча;Імя;Імя па бацьку;Surname;First name;Пол",
            "Іваноў;Пётр;Ільіч;Ivanou;Piotr;м",
            "Іваноў Пётр Ільіч",
            [],
        ),
    ],
)
def test_a_second_column_of_names_is_another_spelling_not_a_part_of_the_first(
    headers, row, name, spellings
):
    (listed,) = (
        read_row(one, today=TODAY) for one in read_list(f"{headers}\n{row}\n".encode()).rows()
    )
    assert listed.name.text == name
    assert [one.text for one in listed.spellings] == spellings
    assert "other_name_kept" not in listed.reasons


def test_a_nickname_is_no_spelling_and_is_said_to_stay_in_the_row():
    data = b"Name;Alias;Born\nPiotr Ivanou;Lakes and Forests;1980\n"
    (listed,) = (read_row(row, today=TODAY) for row in read_list(data).rows())
    assert (listed.spellings, "other_name_kept" in listed.reasons) == ((), True)


@pytest.mark.parametrize(
    ("where", "facility", "status"),
    [
        ("ПК-4, Гомель", "IK-04", ""),
        ("в СИЗО-1", "SIZO-1", ""),
        ("вышла", "", "released"),
        ("вывезена в Литву", "", "deported"),
        ("Вильнюс", "", ""),
    ],
)
def test_a_column_that_asks_where_is_read_as_facility_or_status_never_as_a_made_up_prison(
    where, facility, status
):
    found = read(f'Иванова Мария,1980-01-01,"{where}"', "ФИО,Дата рождения,Где сейчас")
    assert (found.facility.code if found.facility else "", found.status) == (facility, status)


@pytest.mark.parametrize(
    ("cell", "expected", "outcome"),
    [
        ("да", "", ""),
        ("no", "", ""),
        ("2027-01-02", "2027-01-02", ""),
        ("скоро", "", "review"),
    ],
)
def test_a_column_of_released_may_say_yes_or_a_day(cell, expected, outcome):
    found = read(f"Иванова Мария,1980-01-01,{cell}", "ФИО,Дата рождения,Освобождена")
    assert (found.expected_release.render(), str(found.outcome or "")) == (expected, outcome)
    assert ("release_unreadable" in found.reasons) == (not expected)
