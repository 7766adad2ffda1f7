"""`search_names`: ranked people with the spelling that matched."""

import pytest

from casetracker.models import NameForm
from casetracker.selectors.prisoners import find_people
from casetracker.services.prisoners import add_name


@pytest.fixture
def people(make_case, coordinator, now):
    """Two public figures' names on made-up files, and somebody with another name."""
    found = {name: make_case(name) for name in ("Бабарыка Віктар", "Бабарыка Эдуард", "Ткач Ян")}
    add_name(
        actor=None,
        prisoner_id=found["Ткач Ян"].prisoner_id,
        text="Тихановская-Кравец Яна",
        now=now,
    )
    return found


@pytest.mark.parametrize(
    "text",
    [
        "Віктар Бабарыка",
        "Бабарико Виктор",
        "viktor babariko",
        "Viktar Barbaryka",
        "Wiktar Babaryka",
        "BABARYKA, V.",
        "Бабарика",
        "\u202eБабарыка\u200b Віктар",
        "Babаrykа Viktar",
        "Бабары",
    ],
)
def test_one_man_is_found_by_each_of_his_spellings(run, people, text):
    answer = run("search_names", text)
    assert answer["results"][0]["prisoner"] in {
        str(people["Бабарыка Віктар"].prisoner_id),
        str(people["Бабарыка Эдуард"].prisoner_id) if " " not in text.strip() else "",
    }
    scores = [hit["score"] for hit in answer["results"]]
    assert scores == sorted(scores, reverse=True)


def test_the_spelling_that_matched_is_said_and_the_file(run, people):
    hit = run("search_names", "Tsikhanouskaya Yana", "--limit", "1")["results"][0]
    assert hit["matched"] == "Тихановская-Кравец Яна"
    assert hit["name"] == "Ткач Ян"
    assert hit["references"] == [people["Ткач Ян"].reference]


def test_each_part_of_a_double_name_finds_it(run, people):
    for text in ("Кравец Яна", "Kravets", "Тихановская Яна"):
        assert run("search_names", text)["count"] == 1, text


@pytest.mark.parametrize("text", ["Нямаш Такога", "%", "'); DROP TABLE x", "{{7*7}}", "-1"])
def test_nobody_is_found_by_what_is_nobodys_name(run, people, text):
    assert run("search_names", text) == {"count": 0, "results": []}


def test_a_control_character_is_refused(refusal, people):
    assert "U+0007" in refusal("search_names", "Баба\x07рыка")


def test_in_words_too(say, people):
    assert "Бабарыка Віктар" in say("search_names", "babaryka viktar")
    assert "Nobody" in say("search_names", "Qqqq Wwww")


def test_a_search_costs_the_same_few_statements_in_any_register(
    people, make_case, django_assert_max_num_queries
):

    for number in range(12):
        make_case(f"Бабарыка{'абвгдежзіклм'[number]} Віктар")
    with django_assert_max_num_queries(7):
        assert find_people(NameForm.objects.all(), "Babaryka Viktar")
