"""Cells that look like one fact and are another, or none: never a guess, never a wrong fact."""

import pytest

from casetracker.domain.articles import parse_articles, render_articles
from casetracker.domain.dates import BadDate, parse_date
from casetracker.domain.facilities import parse_facility
from casetracker.domain.headers import field_of
from casetracker.domain.sentences import BadSentence, sentence_months
from casetracker.domain.statuses import parse_status, status_since


@pytest.mark.parametrize(
    "text",
    [
        "8 + 1,5 года",
        "8 лет → 9 лет",
        "8 → 9 лет",
        "17 лет 6",
        "3/6 лет",
        "более 5 лет",
        "больш за 5 гадоў",
        "more than 5 years",
        "up to 5 years",
        "до 5 лет",
        "8 лет (увеличен до 9)",
        "8 years (reduced to 7)",
        "условно 2 года",
        "2 года условно",
        "3 years (suspended)",
        "2 lata w zawieszeniu",
        "2 гады з адтэрміноўкай",
        "3 роки умовно",
    ],
)
def test_a_term_that_is_two_or_a_bound_or_suspended_is_left_to_a_person(text):
    with pytest.raises(BadSentence):
        sentence_months(text)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("eighteen months", 18),
        ("двенадцать лет", 144),
        ("дванаццаць гадоў", 144),
        ("дванадцять років", 144),
        ("dwanaście lat", 144),
        ("dvylika metų", 144),
        ("4 с половиной года", 54),
        ("шесть с половиной лет", 78),
        ("4 з паловай гады", 54),
        ("one and a half years", 18),
        ("six and a half years", 78),
        ("12-year sentence", 144),
        ("a 3-year term", 36),
        ("3 года (36 месяцев)", 36),
        ("10 лет ИК + штраф 100 базовых", 120),
    ],
)
def test_a_term_in_words_is_a_number_of_months(text, months):
    assert sentence_months(text) == months


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("293/2", "293/2"),
        ("342/1;369", "342/1;369"),
        ("342/369", "342;369"),
        ("ст. 293/2, 130/1", "293/2;130/1"),
        ("342 ч.1-3", "342/1;342/2;342/3"),
        ("ч. 1–2 ст. 342", "342/1;342/2"),
        ("Art. 293 p. 2", "293/2"),
        ("п. 2 ст. 139", "139"),
    ],
)
def test_a_part_is_never_taken_for_an_article(text, rendered):
    assert render_articles(parse_articles(text)) == rendered


@pytest.mark.parametrize(
    "text", ["дома", "на воле", "на волі", "home", "at home", "Released", "w domu", "за границей"]
)
def test_a_place_that_is_no_prison_makes_no_facility(text):
    assert parse_facility(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("Т-8", "T-8"), ("T-8", "T-8"), ("ІК-4 Гомель", "IK-04"), ("CИЗО-1", "SIZO-1")],
)
def test_letters_that_look_alike_name_one_facility(text, code):
    assert parse_facility(text).code == code


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("In custody (remand)", "pretrial"),
        ("Deported to Lithuania", "deported"),
        ("депортирован в Литву", "deported"),
        ("вывезены ў Літву", "deported"),
        ("вызвалены (вывезены з краіны)", "deported"),
        ("освобождён, вывезен из страны", "deported"),
        ("вызвалены і вывезены", "deported"),
        ("released early", "released"),
        ("освобождён условно-досрочно", "released"),
        ("вышел по УДО", "released"),
        ("отбыл срок", "released"),
        ("адбыў пакаранне", "released"),
        ("sentence served", "released"),
        ("бывший политзаключённый", "released"),
        ("former political prisoner", "released"),
        ("в СИЗО-1", "pretrial"),
        ("ИК-15", "imprisoned"),
        ("in prison (IK-17)", "imprisoned"),
        ("у ПК-4", "imprisoned"),
        ("ИУОТ-29", "home_restriction"),
        ("на химии", "home_restriction"),
        ("под домашним арестом", "home_restriction"),
        ("under house arrest", "home_restriction"),
        ("в колонии строгого режима", "imprisoned"),
        ("затрыманы", "imprisoned"),
        ("arrested", "imprisoned"),
        ("в'язень", "imprisoned"),
        ("умер в СИЗО", "died"),
        ("помер у в'язниці", "died"),
        ("miręs", "died"),
        ("imprisoned / released", None),
        ("released?", None),
        ("not released", None),
        ("не освобождён", None),
        ("to be released", None),
        ("ИК-15, на воле", None),
        ("convicted", None),
        ("помилован", None),
        ("wanted", None),
        ("уехал", None),
    ],
)
def test_a_status_of_several_words_is_what_all_of_them_say(text, word):
    assert parse_status(text) == word


@pytest.mark.parametrize(
    ("text", "word", "since"),
    [
        ("died in custody 13 July 2017", "died", "2017-07-13"),
        ("released on 1 Nov 2026", "released", "2026-11-01"),
        ("released in May 2025", "released", "2025-05"),
        ("released May 5, 2025", "released", "2025-05-05"),
        ("памёр за кратамі 12.02.2024", "died", "2024-02-12"),
        ("05.05.2025 released", "released", "2025-05-05"),
        ("2025-05-05: вызвалены", "released", "2025-05-05"),
        ("deported to Lithuania on 21.06.2025", "deported", "2025-06-21"),
        ("в СИЗО-1 с 12.02.2025", "pretrial", ""),
        ("released 31.02.2025", "", ""),
        ("not released 05.05.2025", "", ""),
    ],
)
def test_a_status_says_since_when(text, word, since):
    found, date = status_since(text, latest_year=2026)
    assert (found, date.render()) == (word, since)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("12–05–2021", "2021-05-12"),
        ("понедельник, 12 мая 2021", "2021-05-12"),
        ("аўторак 12.05.2021", "2021-05-12"),
        ("12-May-21", "2021-05-12"),
        ("May-21", "2021-05"),
        ("5 May '21", "2021-05-05"),
        ("в конце мая 2020", "2020-05"),
        ("начало июня 2021", "2021-06"),
        ("mid-June 2021", "2021-06"),
        ("у канцы мая 2020", "2020-05"),
        ("род. 1985", "1985"),
        ("b. 1985", "1985"),
        ("born in 1985", "1985"),
        ("нар. 12.05.1985", "1985-05-12"),
        ("XX.05.1985", "1985-05"),
        ("xx.xx.1985", "1985"),
        ("--.05.1985", "1985-05"),
        ("у 2021 годзе", "2021"),
        ("2021 metais", "2021"),
        ("2021年5月12日", "2021-05-12"),
        ("5 верасня 2023, Мінск", "2023-09-05"),
        ("05.09.2023, г. Гродна", "2023-09-05"),
        ("неизв.", ""),
        ("без даты", ""),
    ],
)
def test_a_date_in_a_hurry_keeps_its_precision(text, read):
    assert parse_date(text, latest_year=2026).render() == read


@pytest.mark.parametrize(
    "text",
    [
        "12.O5.2021",
        "12-13 мая 2021",
        "декабрь",
        "12052021",
        "1970/71",
        "May 45",
        "31-May-21-2",
        "5 мая, Минск",
    ],
)
def test_a_date_that_is_none_or_two_is_not_guessed(text):
    with pytest.raises(BadDate):
        parse_date(text, latest_year=2026)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Дaта рoждения", "birth"),
        ("Фaмилия", "family"),
        ("CТАТУС", "status"),
        ("Нар.", "birth"),
        ("Д.р.", "birth"),
        ("Дата рожд.", "birth"),
        ("Г.р.", "birth"),
        ("Suimtas", "arrest"),
        ("Kur laikomas", "facility"),
        ("Situation", "status"),
        ("Што з чалавекам цяпер", ""),
        ("Нарада", ""),
    ],
)
def test_a_header_is_known_in_short_and_with_letters_of_two_alphabets(header, field):
    assert field_of(header) == field
