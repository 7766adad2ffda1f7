"""W1 through pages: public figures pasted in another script than the register's."""

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
        if right not in values:
            print(
                "MISS",
                listed[int(name.removeprefix("choice-")) - 1],
                register[listed[int(name.removeprefix("choice-")) - 1]].prisoner.names.first().text,
                values,
            )
        if chosen != right:
            print(
                "NOTPROPOSED",
                listed[int(name.removeprefix("choice-")) - 1],
                register[listed[int(name.removeprefix("choice-")) - 1]].prisoner.names.first().text,
            )
        proposed += chosen == right
        choices[name] = right
    print(proposed)
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
