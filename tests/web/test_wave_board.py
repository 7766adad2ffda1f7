"""The board of a wave: who is shown, how it is narrowed, and what is done to many at once."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casetracker.models import Case, Release, ReleaseReport, Task
from casetracker.services.redirects import redirect_people
from casetracker.services.waves import ReleasedPerson, record_wave
from casetracker.web import wave_board

NAMES = ("Ада Прыклад", "Вера Прыклад", "Зоя Прыклад")


@pytest.fixture
def released(make_case, coordinator, now):
    """`released(names)`: they leave together for Lithuania, the first without papers."""

    def leave(names=NAMES, wave="December"):
        people = [
            ReleasedPerson(make_case(name).pk, "LT", papers="none" if n == 0 else "unknown")
            for n, name in enumerate(names)
        ]
        return record_wave(
            actor=coordinator,
            name=wave,
            kind="deportation",
            happened_on=now.date(),
            people=people,
            now=now,
        ).wave

    return leave


@pytest.fixture
def board(client, coordinator, released):
    client.force_login(coordinator)
    return Board(client, released())


class Board:
    def __init__(self, client, wave):
        self.client, self.wave = client, wave
        self.address = f"/waves/{wave.pk}/"

    def names(self, **asked):
        page = self.client.get(self.address, asked).content.decode()
        return re.findall(r'<th scope="row">.*?<bdi>(.*?)</bdi>', page)

    def post(self, verb, **given):
        answer = self.client.post(f"{self.address}{verb}/", given)
        self.page = answer.content.decode()
        return answer

    def seen(self):
        return re.search(r'name="seen" value="(\w*)"', self.page).group(1)


def releases(*names):
    rows = Release.objects.filter(case__prisoner__names__text__in=names)
    return [str(pk) for pk in rows.values_list("pk", flat=True)]


def test_everybody_stands_there_by_name_with_state_and_what_is_open(board, caseworker):
    assert board.names() == list(NAMES)
    page = board.client.get(board.address).content.decode()
    assert page.count("announced</a>") == 3
    assert "two sources are needed" in page
    assert f"Vilnius: {caseworker.name}" in page
    assert "needs: 4 · tasks: open 3" in page


def test_what_is_open_is_no_command_in_any_language(board, coordinator):
    coordinator.language = "ru"
    coordinator.save(update_fields=["language"])
    page = board.client.get(board.address).content.decode()
    assert '<th scope="col">Не сделано</th>' in page
    assert "Открыть" not in page


def test_names_that_wait_are_announced_above_the_people(read, coordinator, make_case, now):
    known = make_case(NAMES[0])
    asked = {"wave": "May", "happened_on": now.date(), "kind": "amnesty", "destination": "PT"}
    asked["names"] = f"{NAMES[0]}\nНехта Невядомы"
    look = read(coordinator).post("/waves/new/", preview="", **asked)
    # Whom the list means by the very name is a file that one can look into.
    assert f'href="/cases/{known.reference}/"' in look.html
    assert ("line 2" in look, "Portugal" in look) == (True, True)
    seen = re.search(r'name="seen" value="(\w*)"', look.html).group(1)
    board = read(coordinator).press("/waves/new/", commit="", seen=seen, **asked)
    top, _people, rest = board.html.partition("<table>")
    assert 'href="#waiting"' in top
    assert 'id="waiting"' in rest


def test_the_board_is_narrowed_by_state_country_papers_and_name(board, coordinator, now):
    redirect_people(
        actor=coordinator, release_ids=map(UUID, releases(NAMES[1])), destination="UA", now=now
    )
    Release.objects.filter(pk__in=releases(NAMES[2])).update(state="confirmed")
    assert board.names(to="UA") == [NAMES[1]]
    assert board.names(to="LT") == [NAMES[0], NAMES[2]]
    assert board.names(show="elsewhere") == [NAMES[1]]
    assert board.names(show="embargo") == [NAMES[0], NAMES[1]]
    assert board.names(papers="none") == [NAMES[0]]
    assert board.names(state="confirmed") == [NAMES[2]]
    assert board.names(show="untaken", q="Ада") == [NAMES[0]]
    assert board.names(state="confirmed", to="UA") == []
    assert board.names(state="nonsense", show="'", q="") == list(NAMES)


def test_pages_of_the_board_lose_nobody(board, monkeypatch):
    monkeypatch.setattr(wave_board, "SIZE", 2)
    first = board.client.get(board.address).content.decode()
    link = re.search(r'href="(\?[^"]*after=[^"]*)"', first).group(1).replace("&amp;", "&")
    second = board.client.get(board.address + link).content.decode()
    shown = [re.findall(r'<th scope="row">.*?<bdi>(.*?)</bdi>', page) for page in (first, second)]
    assert shown == [list(NAMES[:2]), [NAMES[2]]]
    cut = board.client.get(board.address + "?after=edited").content.decode()
    assert NAMES[0] in cut


def test_people_ticked_go_elsewhere_after_a_look(board):
    chosen = {"release": releases(*NAMES[:2]), "destination": "UA"}
    answer = board.post("redirect", whom="ticked", **chosen)
    assert answer.status_code == 200
    assert "2 people go elsewhere" in board.page
    assert NAMES[2] not in board.page
    assert not Release.objects.filter(actual_destination="UA").exists()
    answer = board.post("redirect", commit="", seen=board.seen(), **chosen)
    assert answer["Location"] == board.address
    assert Case.objects.filter(destination="UA").count() == 2
    board.post("redirect", **chosen)
    again = board.post("redirect", commit="", seen=board.seen(), **chosen)
    assert again.status_code == 302
    assert Task.objects.filter(country="UA").count() == 6


def test_everybody_of_a_choice_goes_elsewhere_and_back_as_planned(board):
    everybody = {"whom": "all", "destination": "UA", "papers": "none"}
    board.post("redirect", **everybody)
    assert "1 person goes elsewhere" in board.page
    answer = board.post("redirect", commit="", seen=board.seen(), **everybody)
    assert answer["Location"] == f"{board.address}?papers=none"
    assert board.names(to="UA") == [NAMES[0]]
    back = {"whom": "all", "destination": "planned"}
    board.post("redirect", **back)
    board.post("redirect", commit="", seen=board.seen(), **back)
    assert board.names(to="LT") == list(NAMES)


def test_what_was_not_looked_at_does_not_happen(board):
    chosen = {"release": releases(NAMES[0]), "destination": "UA"}
    answer = board.post("redirect", commit="", seen="edited", **chosen)
    assert answer.status_code == 409
    assert "not what you looked at" in board.page
    assert board.seen() != "edited"
    assert not Release.objects.filter(actual_destination="UA").exists()


@pytest.mark.parametrize(
    ("verb", "given", "said"),
    [
        ("redirect", {"destination": "UA"}, "Choose people of the wave"),
        ("redirect", {"destination": ""}, "required"),
        ("redirect", {"destination": "BY"}, "reach of the state"),
        ("redirect", {"destination": "QQ"}, "no country with the code"),
        ("report", {"source": "", "says": "free"}, "required"),
        ("report", {"source": "Mother", "says": "free", "observed_on": "2027-01-01"}, "today"),
        ("report", {"source": "Mother", "says": "free"}, "Choose people of the wave"),
    ],
)
def test_a_refusal_stands_on_the_board_and_nothing_is_done(board, verb, given, said):
    if "Choose" not in said:
        given = given | {"release": releases(*NAMES)}
    answer = board.post(verb, **given)
    assert answer.status_code == 400
    assert said in board.page
    assert not Release.objects.exclude(actual_destination="").exists()
    assert not ReleaseReport.objects.exists()


def test_two_sources_confirm_everybody_at_once_and_one_takes_one_back(board):
    everybody = {"whom": "all", "says": "free"}
    board.post("report", source="Driver", saw_person="on", **everybody)
    board.post("report", source="Mother", **everybody)
    assert board.names(state="confirmed") == list(NAMES)
    (one,) = releases(NAMES[0])
    page = board.client.get(f"/releases/{one}/").content.decode()
    assert "Mother" in page
    report = ReleaseReport.objects.filter(release=one).order_by("-pk").first()
    answer = board.client.post(f"/releases/{one}/withdraw/", {"report": str(report.pk)})
    assert answer.status_code == 302
    assert board.names(state="announced") == [NAMES[0]]
    assert "counts no more" in board.client.get(f"/releases/{one}/").content.decode()


def test_a_caseworker_acts_on_their_own_people_and_a_stranger_finds_nothing(
    client, released, caseworker, make_user, team, other_team
):
    wave = released()
    (one, *_) = releases(*NAMES)
    client.force_login(make_user("coordinator", other_team))
    for path in (f"/waves/{wave.pk}/", f"/releases/{one}/"):
        assert client.get(path).status_code == 404
    for path in (f"/waves/{wave.pk}/report/", f"/releases/{one}/reverse/"):
        assert client.post(path, {"release": one}).status_code == 404
    colleague = make_user("caseworker", team)
    client.force_login(colleague)
    assert "Nobody of this wave" in client.get(f"/waves/{wave.pk}/").content.decode()
    given = {"source": "Mother", "says": "free", "release": one}
    assert client.post(f"/waves/{wave.pk}/report/", given).status_code == 404
    client.force_login(caseworker)
    assert client.post(f"/waves/{wave.pk}/report/", given).status_code == 302


def test_a_volunteer_has_no_board(client, released, volunteer):
    wave = released()
    client.force_login(volunteer)
    assert client.get(f"/waves/{wave.pk}/").status_code == 403
    assert client.post(f"/waves/{wave.pk}/redirect/").status_code == 403


def test_the_board_takes_as_many_queries_for_many_as_for_a_few(board, released, client):
    many = released([f"Прыклад{a}{b} Ада" for a in "абвгдежз" for b in "абвгдежз"], wave="Many")
    counts, said = [], ""
    for wave in (board.wave, many):
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"/waves/{wave.pk}/").content.decode()
        counts.append(len(queries))
        said += " ".join(query["sql"] for query in queries)
    assert page.count('<th scope="row">') == wave_board.SIZE
    assert "64 people" in page
    # The session, who reads, their roles and the banner take four of them.
    assert counts[0] == counts[1] <= 4 + 6
    # Nor is more of a person read than the board shows.
    assert '"conditions"' not in said
    assert '"last_life_sign_at"' not in said
