"""Sentences, articles, facilities and statuses as lists write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetracker.domain.articles import BadArticles, parse_articles, render_articles
from casetracker.domain.facilities import parse_facility
from casetracker.domain.sentences import BadSentence, sentence_months
from casetracker.domain.statuses import parse_status, stage_of
from casetracker.domain.words import Stage


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("3 г. 6 мес.", 42),
        ("2,5 года", 30),
        ("2.5 г.", 30),
        ("18 мес", 18),
        ("1 гадоў калоніі", 12),
        ("10 лет ИК", 120),
        ("2 лет 6 мес.", 30),
        ("2 гады і 3 месяцы", 27),
        ("полтора года", 18),
        ("8 (восемь) лет", 96),
        ("5 years", 60),
        ("1 year 6 months", 18),
        ("2 roku", 24),
        ("-", None),
        ("", None),
        ("штраф", None),
        ("пожизненно", None),
    ],
)
def test_a_sentence_is_read_in_months(text, months):
    assert sentence_months(text) == months


@pytest.mark.parametrize(
    "text",
    ["15 суток", "от 3 до 5 лет", "3-5 лет", "1,3 года", "10", "999999 лет", "2 года, 3 года"],
)
def test_a_term_that_is_no_number_of_months_is_refused(text):
    with pytest.raises(BadSentence):
        sentence_months(text)


@given(st.integers(1, 40), st.integers(0, 11))
def test_years_and_months_add_up(years, months):
    assert sentence_months(f"{years} г. {months} мес.") == years * 12 + months


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("ст. 342 ч.1 Уголовного кодекса\nст. 369 Уголовного кодекса", "342/1;369"),
        ("130 ч.1, 368", "130/1;368"),
        ("арт. 342 ч.1; 369", "342/1;369"),
        ("361-1 ч.3", "361-1/3"),
        ("ч. 1 ст. 342, ст. 369", "342/1;369"),
        ("ч. 1, 2 ст. 361-4 УК РБ", "361-4/1;361-4/2"),
        ("342 ч.1, 2; 361-4", "342/1;342/2;361-4"),
        ("342 ч.1, ч.2", "342/1;342/2"),
        ("361¹ ч. 3", "361-1/3"),
        ("Article 342(1), Art. 369", "342/1;369"),
        ("342 § 1", "342/1"),
        ("part 1 of article 130", "130/1"),
        ("п. 5 ч. 2 ст. 293", "293/2"),
        ("342, 342", "342"),
        ("-", ""),
        ("", ""),
    ],
)
def test_articles_take_one_form(text, rendered):
    assert render_articles(parse_articles(text)) == rendered


def test_text_without_an_article_is_refused():
    with pytest.raises(BadArticles):
        parse_articles("за комментарий")


CHARGE = st.tuples(st.integers(100, 450).map(str), st.integers(1, 4).map(str) | st.just(""))


@given(st.lists(CHARGE, min_size=1, max_size=5, unique=True))
def test_articles_written_with_parts_are_read_back(charges):
    said = "; ".join(f"ст. {a} ч. {p}" if p else f"ст. {a}" for a, p in charges)
    assert parse_articles(said) == tuple(charges)


@pytest.mark.parametrize(
    ("spellings", "code"),
    [
        (["ПК-4, Гомель", "ИК №4, Гомель", "Penal colony No. 4, Homel", "IK-4"], "IK-04"),
        (["Турма №8, Жодзіна", "Тюрьма №8, Жодино", "Prison No. 8"], "T-8"),
        (["СІЗА-1, Мінск", "СИЗО-1, г. Минск"], "SIZO-1"),
        (["Калонія №1 (выдуманая), г. Наваполацк", "ИК-1 г. Новополоцк"], "IK-01"),
        (["СИЗО КГБ", "СІЗА КДБ, Мінск", "Американка", "Amerikanka"], "SIZO-KGB"),
        (["Володарка", "на Валадарцы — Валадарка", "Kaliadzičy", "Калядзічы"], "SIZO-1"),
        (["ИК-3 Витьба", "Віцьба"], "IK-03"),
        (["Бобруйская колония", "калонія ў Бабруйску", "ИК-2"], "IK-02"),
        (["турма ў Жодзіне", "Zhodino prison", "Тюрьма №8"], "T-8"),
        (["колония, СИЗО-3 Гомель", "СИЗО-3"], "SIZO-3"),
        (["СИЗО Гомель"], "N сизо гомель"),
        (["Шклов"], "N шклов"),
    ],
)
def test_the_spellings_of_one_facility_meet(spellings, code):
    assert {parse_facility(text).code for text in spellings} == {code}


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("ИК-17 Шклов\n215885, ул. Выдуманная 51", "Шклов"),
        ("Тюрьма № 4 (Могилев)", "Могилев"),
        ("СИЗО-1, г. Минск", "Минск"),
        ("Калонія №1 (выдуманая), г. Наваполацк", "Наваполацк"),
        ("Акрэсціна", ""),
    ],
)
def test_the_city_is_read_and_the_postal_address_dropped(text, city):
    facility = parse_facility(text)
    assert facility.city == city
    assert "ул." not in facility.name


@pytest.mark.parametrize("text", ["", "-", "неизвестно", "невядома", "?"])
def test_no_facility_is_none(text):
    assert parse_facility(text) is None


@pytest.mark.parametrize(
    ("text", "word", "stage"),
    [
        ("ПЗ", "imprisoned", Stage.INSIDE),
        ("СІЗА", "pretrial", Stage.INSIDE),
        ("хатняя хімія", "home_restriction", Stage.INSIDE),
        ("на волі", "released", Stage.FREED_IN_COUNTRY),
        ("вывезены з краіны", "deported", Stage.RECEPTION),
        ("памёр за кратамі", "died", Stage.DIED),
        ("former", "former", Stage.FREED_IN_COUNTRY),
        ("active", "active", Stage.INSIDE),
        ("np", "np", Stage.INTAKE),
        ("", "", Stage.INTAKE),
    ],
)
def test_a_status_is_one_word_and_one_stage(text, word, stage):
    assert parse_status(text) == word
    assert stage_of(word) is stage


def test_an_unknown_status_is_not_guessed():
    assert parse_status("переведён в другое место") is None
