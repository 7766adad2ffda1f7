"""Habits of lists that came later: periods, footnotes, second terms, two facilities, two rows of
headers. What they say is read; what they leave open stays open."""

from datetime import date

import pytest

from casetracker.domain.articles import parse_articles, render_articles
from casetracker.domain.barenames import split_bare_names
from casetracker.domain.dates import BadDate, parse_date
from casetracker.domain.facilities import names_several, parse_facility
from casetracker.domain.listfiles import ListFile, read_list
from casetracker.domain.listrows import Listed, read_row
from casetracker.domain.names import join_name
from casetracker.domain.sentences import BadSentence, sentence_months
from casetracker.domain.statuses import parse_status, status_since

TODAY = date(2026, 3, 1)


def rows(text: str) -> list[Listed]:
    return [read_row(row, today=TODAY) for row in read_list(text.encode()).rows()]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("III кв. 2022", "2022"),
        ("ІІІ квартал 2022 г.", "2022"),
        ("Q3 2022", "2022"),
        ("2022 Q3", "2022"),
        ("II kwartał 2022", "2022"),
        ("1-е полугодие 2022", "2022"),
        ("H1 2022", "2022"),
        ("авг-сент 2020", "2020"),
        ("кастрычнік – лістапад 2021", "2021"),
        ("12.ІХ.2021", "2021-09-12"),
        ("12/III/1991", "1991-03-12"),
        ("12 03 1982", "1982-03-12"),
        ("12 марта 84", "1984-03-12"),
        ("93 г.р.", "1993"),
        ("не изв.", ""),
        ("16.04.1973, Wielka Brzostowica", "1973-04-16"),
        ("Брэст, 16.04.1973", "1973-04-16"),
        ("осенью 2021 в Гомеле", "2021"),
    ],
)
def test_a_date_is_read_to_the_precision_that_it_has(text, said):
    assert parse_date(text, latest_year=2026).render() == said


@pytest.mark.parametrize(
    "text",
    [
        "1985 или 1986",
        "01.01.1980 (по др. данным 1981)",
        "2021-2022",
        "после 12.08.2020",
        "май 21",
        "май-март 2020",
        "5 кв. 2022",
    ],
)
def test_a_date_that_may_be_two_is_left_to_a_person(text):
    with pytest.raises(BadDate):
        parse_date(text, latest_year=2026)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("2½ года", 30),
        ("2 1/2 года", 30),
        ("5 лет 6 мес.", 66),
        ("2 гады «хіміі»", 24),
        ("3 roky", 36),
        ("5 let 6 mes.", 66),
        ("3 l. 6 m.", 42),
        ("двадцать пять лет", 300),
        ("тридцать шесть месяцев", 36),
        ("thirty months", 30),
        ("twenty-five years", 300),
        ("7 (семь) лет", 84),
        ("2 года (24 месяца)", 24),
        ("3 года (с 2021 г.)", 36),
    ],
)
def test_a_term_is_read_however_its_half_is_written(text, months):
    assert sentence_months(text) == months


@pytest.mark.parametrize(
    "text", ["4 г. (после апелляции 3 г.)", "6 лет (из них 1 год отбыл)", "3 xx 6 мес."]
)
def test_a_second_term_is_not_passed_over(text):
    with pytest.raises(BadSentence):
        sentence_months(text)


@pytest.mark.parametrize(
    ("text", "articles"),
    [
        ("ст. 342 УК, ст. 361 ч. 3[5]", "342;361/3"),
        ("ст. 342[2]", "342"),
        ("ст. 364 (2 эпизода)", "364"),
        ("ст. 364, 3 эпизода; 342 ч. 1", "364;342/1"),
        ("ст. 342 (было 293)", "342"),
        ("ст. 342 (до 5 лет)", "342"),
        ("342 ч.1 – 3 г., 369 – 2 г.", "342/1;369"),
        ("342 ч. 1-3 г. Мінск", "342/1;342/2;342/3"),
    ],
)
def test_footnotes_and_counts_are_no_articles(text, articles):
    assert render_articles(parse_articles(text)) == articles


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ИК-17→ИК-15", "IK-15"),
        ("SIZO-1 -> IK-4", "IK-04"),
        ("СИЗО на Володарского", "SIZO-1"),
        ("ИК «Витьба»", "IK-03"),
        ("Тюрма № 8 м. Жодіно", "T-8"),
        ("ВК № 3, с-ще Віцьба", "IK-03"),
        ("ВК-2 Бобруйск", "VK-2"),
        ("Open-type correctional facility #9", "IUOT-09"),
    ],
)
def test_a_facility_is_the_one_where_the_person_is(text, code):
    found = parse_facility(text)
    assert found is not None
    assert found.code == code


def test_null_is_no_facility_and_no_patronymic():
    assert parse_facility("NULL") is None
    assert parse_facility("в СИЗО") is None
    assert join_name("Рысь", "Марк", "NULL").patronymic == ""


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("ИК-15 или ИК-17", True),
        ("СИЗО-1, турма №8", True),
        ("ИК-15 (ранее СИЗО-4)", False),
        ("ИК-17→ИК-15", False),
        ("Исправительная колония № 9 (Горки)", False),
    ],
)
def test_two_facilities_in_a_cell_are_none_until_a_person_says_which(text, several):
    assert names_several(text) is several
    (found,) = rows(f"ФИО;Дата рождения;Учреждение\nИванов Иван;1980-01-01;{text}\n")
    assert (found.facility is None) is several
    assert ("facility_unreadable" in found.reasons) is several


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("вызвалена, выехала", "released"),
        ("освобождена по отбытию срока", "released"),
        ("выйшла па амністыі", "released"),
        ("released after serving full term", "released"),
        ("отпущен под подписку", "released"),
        ("скончался в колонии", "died"),
        ("mirė kalėjime", "died"),
        ("išvežtas į Lietuvą", "deported"),
        ("deportuotas į Lietuvą", "deported"),
        ("в ПКТ", "imprisoned"),
        ("ИУОТ", "home_restriction"),
        ("дом. химия", "home_restriction"),
        ("restricted freedom", "home_restriction"),
        ("выехала", None),
        ("extradited", None),
        ("у вышуку", None),
        ("освобождён, снова задержан", None),
        ("не вышел", None),
    ],
)
def test_a_status_is_what_its_words_say_together(text, word):
    assert parse_status(text) == word


def test_a_date_within_a_status_is_since_when():
    word, since = status_since("Released 12.09.2025 and deported", latest_year=2026)
    assert (word, since.render()) == ("deported", "2025-09-12")


@pytest.mark.parametrize(
    ("years", "months", "total"),
    [("3", "6", 42), ("3", "", 36), ("", "9", 9), ("3", "0", 36), ("", "", None), ("2,5", "", 30)],
)
def test_years_and_months_in_columns_of_their_own_are_one_term(years, months, total):
    head = "ФИО;Дата рождения;Срок: лет;Срок: месяцев"
    (found,) = rows(f"{head}\nИванов Иван;1980-01-01;{years};{months}\n")
    assert found.months == total


@pytest.mark.parametrize(
    "line",
    [
        "Ogółem;;",
        "Iš viso: 4;;",
        "Могилёвская область;;",
        "Женщины;;",
        "Source: relatives;;",
        "Составила: М. К.;;",
        "* names withheld at family request;;",
    ],
)
def test_sums_headings_and_footnotes_are_skipped(line):
    *_, last = rows(f"ФИО;Дата рождения;Статья\nИванов Иван;1980-01-01;342\n{line}\n")
    assert str(last.outcome) == "skip"


def test_who_is_born_last_year_is_looked_at():
    (found,) = rows("ФИО;Дата рождения;Статья\nИванов Иван;11.09.2025;342\n")
    assert (str(found.outcome), "birth_too_recent" in found.reasons) == ("review", True)


TWO_ROWS = """№;ФИО;Дата;;Приговор;;Место
;;рождения;задержания;статья;срок;содержания
1;Крот Глеб Ильич;05.01.1981;07.06.2022;342 ч. 1;2 г. 3 м.;ИК-15
2;Лань Эмма;1983;2021;369;1,5 г.;ИК-24
"""


def test_a_header_in_two_rows_is_read_as_one():
    listed: ListFile = read_list(TWO_ROWS.encode())
    assert listed.headers[2:4] == ("Дата рождения", "Дата задержания")
    found = rows(TWO_ROWS)
    assert [one.number for one in found] == [1, 2]
    assert (found[0].birth.render(), found[0].arrest.render()) == ("1981-01-05", "2022-06-07")
    assert (found[0].articles, found[0].months) == ("342/1", 27)
    assert found[0].facility is not None


def test_a_row_without_a_name_below_a_header_is_no_second_header():
    found = rows("ФИО;Статус;Место\n;в СИЗО;Минск\nИванов Иван;вышел;дома\n")
    assert [str(one.outcome or "") for one in found] == ["reject", ""]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("1️⃣ Кравцов Николай Ильич", ("Кравцов Николай Ильич", "", "", "")),
        ("🕊 Мороз Алла Степановна 61 год", ("Мороз Алла Степановна", "", "61", "")),
        ("• Зубр Ян, май 1980", ("Зубр Ян", "май 1980", "", "")),
        ("3. Мікалай Зімін — журналіст", ("Мікалай Зімін", "", "", "журналіст")),
        ("— Соловьёв-Дрозд Иван, 1979", ("Соловьёв-Дрозд Иван", "1979", "", "")),
        ("- Aleś Zubr, 45, journalist", ("Aleś Zubr", "", "45", "journalist")),
        ("- Volha Moch (b. 1980), blogger", ("Volha Moch", "1980", "", "blogger")),
        (
            "Зубр Алесь Ильич, 01.02.1980 г.р., ст. 342, 3 года, ИК-2",
            ("Зубр Алесь Ильич", "01.02.1980 г.р.", "", "ст. 342, 3 года, ИК-2"),
        ),
    ],
)
def test_a_pasted_line_is_a_name_and_what_is_said_of_it(line, parts):
    assert split_bare_names(line) == [parts]


def test_the_day_of_a_title_is_nobody_s_birth_date():
    text = "Спіс вывезеных у Літву 11 верасня 2025 г.\n1. Зубр Алесь\n2. Мох Вера Пятроўна\n"
    found = rows(text)
    assert (str(found[0].outcome), found[0].birth.render()) == ("skip", "")
    assert [one.name.family for one in found[1:]] == ["Зубр", "Мох"]


def test_the_header_of_a_single_column_is_no_person():
    found = rows("Прозвішча, імя\nЗубр Алесь\nМох Вера Пятроўна\n")
    assert [str(one.outcome or "") for one in found] == ["", ""]


@pytest.mark.parametrize("text", ["released 1.1.2025, re-arrested", "не освобождён 1.1.2025"])
def test_who_is_back_inside_is_not_said_to_be_out(text):
    assert status_since(text, latest_year=2026)[0] == ""


def test_nobody_is_lost_to_a_word_in_their_name():
    found = rows("Алексей Областной\nListapad Ivan\nЖанна Освободина\nЗубр Алесь\n")
    assert [str(one.outcome or "") for one in found] == ["", "", "review", ""]
