"""W1 at the desk: names of another script than the register's, a look, one commit, the board."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from casetracker.models import Case, ImportRow, Need, Notice, Release, Wave
from tests.workbooks import workbook

NAMES = """1. Kavalchuk Siarhei
2. Мельник Анна; LT
3. Wholly Unheardof
"""
#: By the clock on the wall, which is the one of the page.
IN_TWO_YEARS = f"{date.today().year + 2}-01-01"


@pytest.fixture
def register(make_case):
    return make_case("Кавальчук Сяргей"), make_case("Мельнік Ганна"), make_case("Савіч Марыя")


@pytest.fixture
def desk(coordinator, now):
    return Desk(coordinator, now)


class Desk:
    """The page of a release, filled in as a coordinator does."""

    def __init__(self, user, now):
        self.user, self.client = user, Client()
        self.client.force_login(user)
        self.facts = {
            "wave": "December",
            "kind": "deportation",
            "happened_on": now.date().isoformat(),
            "destination": "UA",
            "names": NAMES,
        }

    def look(self, **more):
        answer = self.client.post("/waves/new/", self.facts | {"preview": ""} | more)
        self.page = answer.content.decode()
        return answer

    def commit(self, **more):
        seen = re.search(r'name="seen" value="(\w+)"', self.page).group(1)
        given = self.facts | self.chosen() | {"seen": seen, "commit": ""} | more
        return self.client.post("/waves/new/", given)

    @property
    def waves(self):
        return Wave.objects.visible_to(self.user)

    @property
    def waiting(self):
        """Rows that name nobody for certain."""
        return ImportRow.objects.visible_to(self.user)

    def chosen(self):
        """What the drop-downs stand on."""
        selects = re.findall(r'<select name="(choice-\d+)".*?</select>', self.page, re.S)
        found = {}
        for name in selects:
            block = re.search(rf'name="{name}".*?</select>', self.page, re.S).group(0)
            value = re.search(r'value="([^"]*)" selected', block)
            found[name] = value.group(1) if value else ""
        return found


def test_a_look_changes_nothing_and_a_commit_does_what_was_shown(desk, register, volunteer):
    answer = desk.look()
    assert answer.status_code == 200
    assert "Кавальчук Сяргей" in desk.page
    assert "the same name in another spelling" in desk.page
    assert "nobody of this name is known" in desk.page
    assert not desk.waves.exists()
    assert not Release.objects.exists()
    assert not Notice.objects.exists()
    assert not desk.waiting.exists()

    answer = desk.commit()
    wave = desk.waves.get()
    assert answer["Location"] == f"/waves/{wave.pk}/"
    where = dict(Case.objects.values_list("prisoner__names__text", "destination"))
    assert where == {"Кавальчук Сяргей": "UA", "Мельнік Ганна": "LT", "Савіч Марыя": ""}
    board = desk.client.get(answer["Location"]).content.decode()
    assert "Wholly Unheardof" in board
    assert "Мельнік Ганна" in board
    assert "Савіч" not in board


def test_a_look_says_how_many_tasks_nobody_can_be_asked_for(desk, register, make_user, team):
    desk.look()
    assert "Tasks for which there is no volunteer: 6" in desk.page
    make_user("volunteer", team)
    desk.look()
    assert "no volunteer" not in desk.page


def test_what_is_wrong_with_a_row_stands_beside_the_names(desk, register):
    answer = desk.look(names="Kavalchuk Siarhei\nМельник Анна; QQ")
    (said,) = answer.context["form"].errors["names"]
    assert said == "Row 2: destination cannot be 'QQ'."
    assert list(answer.context["form"].errors) == ["names"]


def test_pressed_twice_by_two_people_it_is_done_once(desk, register, make_user, team, now):
    other = Desk(make_user("coordinator", team), now)
    desk.look()
    other.look()
    done = [one.commit() for one in (desk, desk, other)]
    assert [answer.status_code for answer in done] == [302, 302, 302]
    assert Release.objects.count() == 2
    assert Need.objects.count() == 6
    assert desk.waiting.count() == 1


def test_pasted_again_with_another_country_the_desk_says_that_it_changes_nothing(desk, register):
    desk.look()
    desk.commit()
    desk.look()
    assert desk.page.count("in this wave already") == 2
    assert "bound for" not in desk.page
    assert "People who are sent a mail: 0" in desk.page
    flipped = NAMES.replace("; LT", "; PL")
    desk.look(names=flipped)
    assert "in this wave already, bound for Lithuania: nothing changes here" in desk.page
    answer = desk.commit(names=flipped)
    board = desk.client.get(answer["Location"]).content.decode()
    assert "1 of them is bound for another country than your list says" in board
    assert set(Release.objects.values_list("planned_destination", "actual_destination")) == {
        ("UA", ""),
        ("LT", ""),
    }


def test_the_same_list_under_another_name_releases_nobody_twice(desk, register, volunteer):
    desk.look()
    desk.commit()
    before = (Release.objects.count(), Need.objects.count(), Notice.objects.count())
    other = {"wave": "13 December", "names": NAMES.replace("Wholly Unheardof", "Савіч Марыя")}
    desk.look(**other)
    assert desk.page.count("free already, by another wave: nothing to do") == 2
    assert "1 person is free and their file moves" in desk.page
    board = desk.client.get(desk.commit(**other)["Location"]).content.decode()
    assert "2 of them are free already, by another wave." in board
    assert "Савіч" in board
    assert "Кавальчук" not in board
    assert (Release.objects.count(), Need.objects.count()) == (before[0] + 1, before[1] + 3)
    assert not desk.waiting.filter(batch__wave__name="13 December").exists()


def test_what_was_not_looked_at_is_not_done(desk, register):
    desk.look()
    answer = desk.commit(names=NAMES + "Савіч Марыя\n")
    assert answer.status_code == 409
    assert "This is not what you looked at" in answer.content.decode()
    assert not Release.objects.exists()


def test_a_name_that_several_may_bear_waits_for_a_choice(desk, make_case):
    one, _ = make_case("Кавальчук Сяргей"), make_case("Ковальчук Сергей")
    desk.look(names="Kavalchuk Siarhei")
    assert "several people may be meant" in desk.page
    assert desk.chosen() == {"choice-1": ""}
    choice = {"names": "Kavalchuk Siarhei", "choice-1": str(one.pk)}
    desk.look(**choice)
    assert desk.commit(**choice).status_code == 302
    assert Release.objects.get().case == one


def test_where_nobody_is_known_for_certain_the_wave_is_of_the_team_that_one_coordinates(
    desk, team, other_team
):
    """There is another team, and no field to say which: the desk asks those who coordinate two."""
    assert desk.look().status_code == 200
    assert desk.commit().status_code == 302
    assert desk.waves.get().team == team


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"names": "Ada Example; QQ"}, "Row 1: destination cannot be"),
        ({"names": " "}, "Paste the names"),
        ({"happened_on": "2999-01-01"}, "Look at the year"),
        ({"happened_on": IN_TWO_YEARS}, "recorded once it has happened"),
        ({"wave": ""}, "required"),
    ],
)
def test_a_refusal_is_said_on_the_page_and_nothing_is_done(desk, register, facts, said):
    answer = desk.look(**facts)
    assert answer.status_code < 500
    assert said in desk.page
    assert not desk.waves.exists()


def test_only_coordinators_release_and_strangers_see_no_wave(
    desk, register, caseworker, make_user, other_team, now
):
    desk.look()
    address = desk.commit()["Location"]
    assert Desk(caseworker, now).look().status_code == 403
    stranger = Desk(make_user("coordinator", other_team), now)
    assert stranger.client.get(address).status_code == 404


def test_a_name_that_nobody_knows_gets_a_file_when_somebody_says_so(desk, register):
    desk.look()
    desk.commit()
    wave = desk.waves.get()
    again = desk.client.get(f"/waves/new/?again={wave.pk}").content.decode()
    assert "Wholly Unheardof" in again
    names = re.search(r"<textarea[^>]*>(.*?)</textarea>", again, re.S).group(1)
    choice = {"names": html.unescape(names).strip(), "choice-1": "new"}
    desk.look(**choice)
    assert "a new file" in desk.page
    assert Case.objects.count() == 3
    assert desk.commit(**choice).status_code == 302
    fresh = Case.objects.get(prisoner__names__text="Wholly Unheardof")
    assert (fresh.stage, fresh.destination) == ("reception", "UA")
    assert desk.waiting.get().outcome == "update"
    assert "Wholly Unheardof" in desk.client.get(f"/waves/{wave.pk}/").content.decode()
    desk.look()
    assert desk.commit().status_code == 302
    assert (Case.objects.count(), Release.objects.count()) == (4, 3)


def test_whom_the_desk_does_not_find_somebody_names_by_reference(desk, register, make_case):
    other = make_case("Зусім Іншая Асоба")
    said = {"reference-3": other.reference.lower()}
    desk.look(**said)
    assert desk.commit(**said).status_code == 302
    assert Release.objects.filter(case=other).count() == 1
    assert not desk.waiting.exists()
    answer = desk.look(names="Wholly Unheardof", **{"reference-1": "ZZZZZZZ-Z"})
    assert answer.status_code < 500
    assert "none of those who may be meant" in desk.page


@pytest.mark.parametrize(
    "data",
    [
        workbook(
            {"Nothing": [], "Freed": [[1, "Kavalchuk Siarhei", "LT"], [2, "Мельник  Анна", None]]}
        ),
        workbook(
            {"Freed": [["Name", "Destination"], ["Kavalchuk Siarhei", "LT"], ["Мельник Анна"]]}
        ),
        "name,destination\nKavalchuk Siarhei,LT\nМельник Анна,\n".encode("utf-8-sig"),
        "Kavalchuk Siarhei; LT\r\nМельник Анна\r\n".encode("windows-1251"),
    ],
    ids=["bare workbook", "workbook with columns", "CSV", "text in windows-1251"],
)
def test_a_file_is_read_as_if_its_names_had_been_pasted(desk, register, data):
    answer = desk.look(names="", file=SimpleUploadedFile("freed", data))
    assert answer.status_code == 200
    assert desk.page.count("the same name in another spelling") == 2
    assert desk.page.count('<td data-label="Where to">Lithuania') == 1


def test_a_file_that_is_no_list_is_refused_on_the_page(desk, register):
    for data in (workbook({"Empty": []}), b"%PDF-1.7", b"<html><table></table></html>"):
        answer = desk.look(names="", file=SimpleUploadedFile("freed.xlsx", data))
        assert answer.status_code < 500
        assert "What would happen" not in desk.page
