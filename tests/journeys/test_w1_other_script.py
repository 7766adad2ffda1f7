"""W1 with public figures named in another script than the register's; through pages and API."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from pathlib import Path

import pytest

from casetracker.domain.scripts import script_of
from casetracker.models import Case, Need, Notice, Prisoner, Release, Task

VARIANTS = Path(__file__).parents[1] / "data" / "names" / "variants.csv"
PEOPLE = 60


def spellings():
    """(as the register has it, as the list has it): one Cyrillic, the other Latin, by turns."""
    groups = defaultdict(list)
    with VARIANTS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            groups[row["group"]].append(row["spelling"])
    pairs = []
    for names in groups.values():
        two = [name for name in names if len(name.split()) >= 2]
        cyrillic = [name for name in two if script_of(name) == "Cyrl"]
        latin = [name for name in two if script_of(name) == "Latn"]
        if cyrillic and latin:
            pair = (cyrillic[0], latin[0])
            pairs.append(pair if len(pairs) % 2 else pair[::-1])
    return pairs[:PEOPLE]


@pytest.fixture
def register(make_case):
    return {listed: make_case(known) for known, listed in spellings()}


def selects(page):
    """Row by row: (name of the drop-down, the value it stands on, all its values)."""
    for name, body in re.findall(r'<select name="(choice-\d+)".*?>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', body)
        yield name, chosen.group(1) if chosen else "", re.findall(r'value="([^"]*)"', body)


def test_nobody_is_taken_for_another_and_everybody_leaves_once(
    client, coordinator, volunteer, register, now
):
    client.force_login(coordinator)
    listed = list(register)
    assert len(listed) == PEOPLE
    form = {
        "wave": "December",
        "kind": "deportation",
        "happened_on": now.date().isoformat(),
        "destination": "LT",
        "names": "\n".join(f"{n}. {name}" for n, name in enumerate(listed, start=1)),
    }
    page = client.post("/waves/new/", form | {"preview": ""}).content.decode()
    assert not Release.objects.exists()
    choices, proposed = {}, 0
    for name, chosen, values in selects(page):
        right = str(register[listed[int(name.removeprefix("choice-")) - 1]].pk)
        # Whom the desk proposes is the one; where it does not dare, they stand in the list.
        assert chosen in ("", right), name
        assert right in values, name
        proposed += chosen == right
        choices[name] = right
    assert proposed >= 0.8 * PEOPLE
    given = form | choices
    page = client.post("/waves/new/", given | {"preview": ""}).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page).group(1)
    answer = client.post("/waves/new/", given | {"seen": seen, "commit": ""})
    assert answer.status_code == 302

    where = Case.objects.values_list("stage", "destination").distinct()
    assert list(where) == [("reception", "LT")]
    assert (Case.objects.count(), Prisoner.objects.count()) == (PEOPLE, PEOPLE)
    assert not Task.objects.exclude(state="offered").exists()
    before = (Release.objects.count(), Need.objects.count(), Notice.objects.count())
    assert before[:2] == (PEOPLE, 3 * PEOPLE)
    again = client.post("/waves/new/", given | {"seen": seen, "commit": ""})
    assert again.status_code == 302
    after = (Release.objects.count(), Need.objects.count(), Notice.objects.count())
    assert after == before


def test_a_program_finds_them_by_search_and_releases_them_in_one_call(
    door, coordinator, volunteer, register, now
):
    lead = door(coordinator)
    people, first = [], 0
    for listed, case in register.items():
        found = [row["id"] for row in lead.get("prisoners/", search=listed)["results"]]
        first += found[:1] == [str(case.prisoner_id)]
        # A search proposes; who it is, somebody decides.
        (theirs,) = lead.get("cases/", prisoner=str(case.prisoner_id))["results"]
        people.append({"case": theirs["id"], "destination": "LT"})
    assert first >= 0.8 * PEOPLE
    body = {"name": "December", "kind": "deportation", "happened_on": now.date().isoformat()}
    (one, *_) = people
    lead.post("waves/", 400, **body, people=[*people, one])
    lead.post("waves/", 400, **body, people=[*people[1:], one | {"destination": "QQ"}])
    assert not Release.objects.exists()

    wave = lead.post("waves/", **body, people=people)
    assert (wave["released"], wave["needs"], wave["tasks"]) == (PEOPLE, 3 * PEOPLE, 3 * PEOPLE)
    again = lead.post("waves/", **body, people=people)
    committed = lead.post(f"waves/{wave['id']}/commit/", 200, people=people)
    for said in (again, committed):
        assert (said["id"], said["released"]) == (wave["id"], PEOPLE)
    assert Need.objects.count() == volunteer.offers.count() == 3 * PEOPLE

    # The board, as a program reads it: state, where to, what is open; every need has an owner.
    board = lead.get("releases/", wave=wave["id"], page_size=100)["results"]
    assert {(row["state"], row["planned_destination"]) for row in board} == {("announced", "LT")}
    assert {tuple(row["lacking"]) for row in board} == {("sources", "not_seen")}
    needs = lead.get("needs/", case=people[0]["case"])["results"]
    assert len(needs) == 3
    assert all(need["owner"] for need in needs)
    offered = door(volunteer).get("tasks/", page_size=100)["results"]
    assert {task["state"] for task in offered} == {"offered"}
