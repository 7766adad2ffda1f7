"""Dates as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetracker.domain.dates import UNKNOWN, BadDate, PartialDate, parse_date, partial
from casetracker.domain.words import Precision


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("02.03.1997", "1997-03-02"),
        ("5.11.1999", "1999-11-05"),
        ("2023-07-30", "2023-07-30"),
        ("1990-01-02T00:00:00", "1990-01-02"),
        ("9 чэрвеня 1973", "1973-06-09"),
        ("4 студзеня 2002 г.", "2002-01-04"),
        ("8 верасня 1986 г.", "1986-09-08"),
        ("6 мая 2000 г.", "2000-05-06"),
        ("27 ноября 2023", "2023-11-27"),
        ("12 травня 1990 р.", "1990-05-12"),
        ("2 maja 1990 r.", "1990-05-02"),
        ("1973 m. birželio 9 d.", "1973-06-09"),
        ("June 9, 1973", "1973-06-09"),
        ("9th of June 1973", "1973-06-09"),
        ("ліпень 2003", "2003-07"),
        ("лістапад 2024", "2024-11"),
        ("март 2024 г.", "2024-03"),
        ("октябрь 1954 г.", "1954-10"),
        ("10.2023", "2023-10"),
        ("april 2026", "2026-04"),
        ("??.05.1985", "1985-05"),
        ("??.??.1985", "1985"),
        ("1973", "1973"),
        ("1985 г.р.", "1985"),
        ("каля 1952", "1952"),
        ("ок. 1989", "1989"),
        ("c. 1971", "1971"),
        ("circa 1971", "1971"),
        ("каля мая 1990", "1990"),
        ("13/02/2004", "2004-02-13"),
        ("02/13/2004", "2004-02-13"),
        ("29.02.2000", "2000-02-29"),
    ],
)
def test_a_date_is_read_to_the_precision_it_is_known(text, rendered):
    assert parse_date(text).render() == rendered


@pytest.mark.parametrize(
    "text", ["", "  ", "?", "-", "—", "невядома", "неизвестно", "н/д", "unknown", "null"]
)
def test_nothing_known_is_an_unknown_date(text):
    assert parse_date(text) == UNKNOWN
    assert parse_date(text).render() == ""


@pytest.mark.parametrize(
    "text",
    [
        "31.02.1990",
        "45.13.2021",
        "2024-02-30",
        "29.02.2001",
        "9999-12-31",
        "0001-01-01",
        "24:00",
        "60",
        "35000",
        "3.75E+11",
        "02/03/2004",
        "02/03/04",
        "19.12.76",
        "1990s",
        "1971/1972",
        "april 20 26",
        "позавчера",
    ],
)
def test_impossible_and_ambiguous_dates_are_refused_with_the_reason(text):
    with pytest.raises(BadDate, match=r"\d|date"):
        parse_date(text)


def test_a_year_of_two_figures_is_the_last_it_can_mean():
    assert parse_date("19.12.76", latest_year=2016).render() == "1976-12-19"
    assert parse_date("06.05.00", latest_year=2016).render() == "2000-05-06"
    assert parse_date("06.05.17", latest_year=2016).render() == "1917-05-06"


def test_a_date_without_a_precision_cannot_be_made():
    with pytest.raises(ValueError, match="precision"):
        PartialDate(date(2020, 1, 1), Precision.UNKNOWN)
    with pytest.raises(ValueError, match="precision"):
        PartialDate(None, Precision.DAY)


DAYS = st.dates(date(1850, 1, 1), date(2199, 12, 31))
PARTIAL = st.one_of(
    DAYS.map(lambda d: partial(d.year, d.month, d.day)),
    DAYS.map(lambda d: partial(d.year, d.month)),
    DAYS.map(lambda d: partial(d.year)),
)


@given(PARTIAL)
def test_what_is_rendered_is_read_back(found):
    assert parse_date(found.render()) == found


@given(DAYS)
def test_day_first_figures_are_read_as_written(day):
    assert parse_date(day.strftime("%d.%m.") + f"{day.year:04d}").date == day


@given(PARTIAL, PARTIAL)
def test_agreeing_is_symmetric(one, other):
    assert one.agrees(other) == other.agrees(one)
    assert one.agrees(one)
    assert one.agrees(UNKNOWN)


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_a_bad_date(text):
    try:
        found = parse_date(text, latest_year=2016)
    except BadDate:
        return
    assert (found.date is None) == (found.precision is Precision.UNKNOWN)
