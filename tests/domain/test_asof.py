"""As of when a list says what it says."""

from datetime import date

import pytest

from casetracker.domain.asof import as_of
from casetracker.domain.listfiles import read_list, row_from_json
from casetracker.domain.listrows import read_row

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Абноўлена: 12 лістапада 2025 г.", "2025-11-12"),
        ("Спіс палітзняволеных (станам на 14.02.2026)", "2026-02-14"),
        ("Список затриманих (станом на 01.11.2026)", "2026-11-01"),
        ("По состоянию на 1 марта 2025 г. в списке 120 человек", "2025-03-01"),
        ("Lista osób (stan na 14.02.2026)", "2026-02-14"),
        ("Updated: April 2026", "2026-04"),
        ("Political prisoners as of 3 May 2025, compiled by us", "2025-05-03"),
        ("Kaliniai – atnaujinta 2026 m. vasario 1 d.", "2026-02-01"),
        ("Список за 2024 год", ""),
        ("Updated by Hanna", ""),
        ("Updated 31.02.2025", ""),
        ("Not for publication", ""),
    ],
)
def test_a_title_says_as_of_when(title, said):
    assert as_of([[""], [title, ""]]).render() == said


def test_two_dates_are_none():
    assert not as_of([["Updated 1.2.2025"], ["Stan na 1.3.2025"]])


LIST = "Станом на 01.11.2024;;;\n\nПрізвище та ім'я;Вік;Стан;{}\nШевчук Остап;41;під вартою;{}\n"


def test_ages_and_facts_are_of_the_day_of_the_list_also_after_it_was_kept():
    listed = read_list(LIST.format("Стаття", "342").encode())
    row = next(listed.rows())
    for one in (row, row_from_json(1, row.to_json())):
        found = read_row(one, today=TODAY)
        assert (found.birth.render(), found.observed.render()) == ("1983", "2024-11-01")


def test_the_day_of_a_row_goes_before_that_of_its_list():
    listed = read_list(LIST.format("Оновлено", "05.10.2024").encode())
    assert read_row(next(listed.rows()), today=TODAY).observed.render() == "2024-10-05"


def test_a_list_of_tomorrow_says_nothing():
    listed = read_list(LIST.format("Стаття", "342").replace("2024", "2027").encode())
    assert not read_row(next(listed.rows()), today=TODAY).observed
