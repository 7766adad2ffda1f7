from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casetracker.models import Clock, Label
from casetracker.services.cases import flag_case
from casetracker.services.clocks import snooze_clock
from casetracker.services.needs import open_need
from tests.conftest import NOW

DAY = timedelta(days=1)
MINE = "/my/cases/"


def names_in(page, *names):
    """The names in the order in which the page shows them."""
    return sorted((name for name in names if name in page), key=page.text.index)


def test_what_runs_out_first_stands_first_and_says_why(read, caseworker, make_case):
    make_case("Нова Справа", at=NOW - 2 * DAY)
    make_case("Ціхая Справа", at=NOW - 34 * DAY)
    make_case("Даўняя Справа", at=NOW - 31 * DAY)
    page = read(caseworker).get(MINE)
    names = ("Ціхая Справа", "Даўняя Справа", "Нова Справа")
    assert names_in(page, *names) == list(names)
    assert "nothing done on the file for 34 days" in page
    assert "overdue by 4 days" in page
    assert "due yesterday" in page


def test_a_case_stands_once_with_the_clock_that_runs_out_first(read, caseworker, make_case):
    case = make_case("Ада Прыклад", at=NOW - 10 * DAY)
    open_need(actor=caseworker, case_id=case.pk, kind="asylum", due_at=NOW + 2 * DAY, now=NOW)
    page = read(caseworker).get(MINE)
    assert page.text.count("Ада Прыклад") == 1
    assert "need: asylum" in page
    assert "due in 2 days" in page


def test_times_are_those_of_the_reader(read, caseworker, make_case):
    make_case("Ада Прыклад", at=NOW - 30 * DAY + timedelta(hours=11))
    page = read(caseworker).get(MINE)
    assert "due today at 23:00" in page
    caseworker.time_zone = "Asia/Tbilisi"
    caseworker.save()
    assert "due tomorrow" in read(caseworker).get(MINE)


def test_risks_are_words_not_only_colours(read, caseworker, make_case):
    case = make_case("Ада Прыклад")
    flag_case(actor=caseworker, case_id=case.pk, flags={"hunger_strike": True}, now=NOW)
    assert "hunger strike" in read(caseworker).get(MINE)


def test_what_is_put_off_stands_in_a_list_of_its_own(read, caseworker, make_case):
    case = make_case("Ада Прыклад", stage="intake")
    clock = Clock.objects.get(case=case, kind="case_silent")
    snooze_clock(
        actor=caseworker, clock_id=clock.pk, until=NOW + 7 * DAY, reason="in hospital", now=NOW
    )
    page = read(caseworker).get(MINE)
    assert "Ада Прыклад" not in page
    assert "Put off: 1" in page
    asleep = read(caseworker).get(MINE, {"show": "asleep"})
    assert "Ада Прыклад" in asleep
    assert "put off until 16 Feb 2026, 12:00" in asleep


def test_a_colleagues_and_another_teams_cases_are_not_mine(
    read, caseworker, colleague, stranger, make_case, other_team
):
    make_case("Чужая Справа", worker=colleague)
    make_case("Далёкая Справа", worker=stranger, team_id=other_team.pk)
    page = read(caseworker).get(MINE)
    assert names_in(page, "Чужая Справа", "Далёкая Справа") == []
    assert "No file is assigned to you." in page


@pytest.mark.parametrize("text", ["прыкл", "ПРЫКЛАД ада", "Ада"])
def test_search_finds_a_name_in_any_order_and_case(read, caseworker, make_case, text):
    make_case("Ада Прыклад")
    make_case("Янка Іншы")
    page = read(caseworker).get(MINE, {"q": text})
    assert names_in(page, "Ада Прыклад", "Янка Іншы") == ["Ада Прыклад"]


def test_search_finds_a_reference_and_the_two_words_of_a_mail(read, caseworker, make_case):
    case = make_case("Ада Прыклад")
    make_case("Янка Іншы")
    Label.objects.create(recipient=caseworker, subject_id=case.pk, words="amber lantern")
    for text in (case.reference.lower(), case.reference.replace("-", " "), "Amber  lantern"):
        page = read(caseworker).get(MINE, {"q": text})
        assert names_in(page, "Ада Прыклад", "Янка Іншы") == ["Ада Прыклад"], text


def test_the_words_of_a_mail_stand_beside_the_name(read, caseworker, colleague, make_case):
    case = make_case("Ада Прыклад")
    Label.objects.create(recipient=caseworker, subject_id=case.pk, words="amber lantern")
    Label.objects.create(recipient=colleague, subject_id=case.pk, words="quiet river")
    page = read(caseworker).get(MINE)
    assert "amber lantern" in page
    assert "quiet river" not in page


def test_the_words_of_another_mailbox_find_only_what_is_the_readers(
    read, caseworker, colleague, make_case
):
    case = make_case("Ада Прыклад")
    Label.objects.create(recipient=colleague, subject_id=case.pk, words="amber lantern")
    assert "Ада Прыклад" in read(caseworker).get(MINE, {"q": "amber lantern"})
    assert "No file of yours fits" in read(colleague).get(MINE, {"q": "amber lantern"})


@pytest.mark.parametrize("text", ["%", "_", "' OR 1=1 --", "\x00", "🕯", "a" * 5000, "{{7*7}}"])
def test_a_hostile_search_is_only_a_search(read, caseworker, make_case, text):
    make_case("Ада Прыклад")
    page = read(caseworker).get(MINE, {"q": text})
    assert page.status == 200
    assert "Ада Прыклад" not in page


def test_the_list_is_filtered_by_stage(read, caseworker, make_case):
    make_case("Ада Прыклад", stage="inside")
    make_case("Янка Іншы", stage="reception")
    page = read(caseworker).get(MINE, {"stage": "reception"})
    assert names_in(page, "Ада Прыклад", "Янка Іншы") == ["Янка Іншы"]
    assert read(caseworker).get(MINE, {"stage": "nowhere"}).status == 200


def test_pages_show_every_case_once_even_if_all_run_out_together(
    read, caseworker, make_case, monkeypatch
):
    monkeypatch.setattr("casetracker.web.home.SIZE", 4)
    names = [f"Асоба Нумар{n:02}" for n in range(11)]
    for name in names:
        make_case(name, stage="intake")
    reader, seen, where = read(caseworker), [], MINE
    for _ in range(3):
        page = reader.get(where)
        seen += [name for name in names if name in page]
        where = MINE + _link(page, "next")
    assert sorted(seen) == names
    back = reader.get(MINE + _link(page, "prev"))
    assert [name for name in names if name in back] == sorted(seen[4:8])


def _link(page, rel):
    before = page.html.split(f'rel="{rel}"')
    return (
        before[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&") if before[1:] else ""
    )


@pytest.mark.parametrize("edge", ["x", "eyJ4Ijox:abc", ""])
def test_an_edited_edge_shows_the_first_page(read, caseworker, make_case, edge):
    make_case("Ада Прыклад")
    assert "Ада Прыклад" in read(caseworker).get(MINE, {"after": edge})


def test_the_page_takes_the_same_few_queries_however_many_cases(read, caseworker, make_case):
    reader = read(caseworker)
    make_case("Ада Прыклад")
    with CaptureQueriesContext(
        connection,
    ) as few:
        reader.get(MINE)
    for n in range(9):
        make_case(f"Асоба Нумар{n}")
    with CaptureQueriesContext(connection) as many:
        reader.get(MINE)
    assert len(many) == len(few) <= 9


def test_hostile_names_are_shown_as_text(read, caseworker, make_case):
    case = make_case("Ада Прыклад")
    name = case.prisoner.names.get()
    name.text = '<img src=x onerror="alert(1)">{{7*7}}<b hx-get="/">'
    name.save()
    page = read(caseworker).get(MINE)
    assert "<img" not in page.html
    assert "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;{{7*7}}&lt;b hx-get=" in page.html
