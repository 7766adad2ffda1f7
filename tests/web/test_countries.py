"""Countries in forms: every one there is, by name, and nothing else."""

from __future__ import annotations

import re

import pytest
from django.utils.translation import override

from casetracker.domain.country_codes import CODES
from casetracker.models import CountryChoice
from casetracker.web.countries import COUNTRIES, countries, country
from casetracker.web.forms import Country


def shown(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<option value="?(\w*)"?(?: selected)?>([^<]*)', html)


@pytest.mark.parametrize("language", ["en", "be", "ru"])
def test_every_country_has_a_name_in_every_language(language):
    with override(language):
        named = dict(countries())
    assert set(named) == CODES
    assert all(name and name != code for code, name in named.items())
    assert len(set(named.values())) == len(CODES)


def test_no_name_is_left_in_english():
    with override("en"):
        english = dict(countries())
    for language in ("be", "ru"):
        with override(language):
            assert not set(english.items()) & set(countries())


def test_a_list_offers_the_usual_ones_first_and_then_all_others_by_the_alphabet():
    with override("be"):
        offered = shown(Country().widget.render("country", ""))
    codes = [code for code, _name in offered]
    assert codes[: 1 + len(COUNTRIES)] == ["", *COUNTRIES]
    assert sorted(codes[1:]) == sorted(CODES)
    names = [name for _code, name in offered[1 + len(COUNTRIES) :]]
    assert names.index("Ізраіль") < names.index("Казахстан")
    assert names.index("Аўстрыя") < names.index("Бельгія")


def test_what_is_chosen_stays_chosen_and_only_that():
    html = Country().widget.render("country", "PT")
    assert re.findall(r'value="?(\w*)"? selected', html) == ["PT"]
    empty = Country().widget.render("country", "")
    assert re.findall(r'value="?(\w*)"? selected', empty) == [""]


@pytest.mark.parametrize("code", ["QQ", "pt", "P", "<b>"])
def test_a_code_of_no_country_is_refused_by_its_name(code):
    field = Country()
    with pytest.raises(Exception, match="There is no country with the code") as refused:
        field.clean(code)
    assert code in refused.value.messages[0]
    assert field.clean("PT") == "PT"


def test_a_country_off_the_usual_list_is_called_by_its_name():
    with override("ru"):
        assert (country("PT"), country("LT"), country("QQ")) == ("Португалия", "Литва", "QQ")


@pytest.mark.usefixtures("team")
def test_a_person_may_be_said_to_go_anywhere(read, caseworker, make_case):
    case = make_case("Ада Прыклад")
    address = f"/cases/{case.reference}/papers/choice/"
    page = read(caseworker).press(address, country="PT", reason="A sister lives there.")
    assert CountryChoice.objects.get().country == "PT"
    assert "Portugal" in page.text.partition("Country of choice")[2][:300]
    assert "no country with the code “QQ”" in read(caseworker).post(address, country="QQ")
