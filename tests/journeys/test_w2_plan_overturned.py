"""W2: the destination flips after volunteers were assigned; through pages, mails and API."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from casetracker.models import Case, Need, Release, Task
from casetracker.models.team import Team, TeamCountry

NAMES = [f"Прыклад{letter} Ада" for letter in "абвгдежз"]


@pytest.fixture
def poland(team, make_user):
    """The team that receives in Poland."""
    warsaw = Team.objects.create(name="Warsaw", country="PL", created_at=timezone.now())
    TeamCountry.objects.create(team=warsaw, country="PL")
    make_user("coordinator", warsaw, name="Lead in Warsaw")
    return [make_user("volunteer", warsaw, name=f"Warsaw {n}") for n in range(3)]


def test_everybody_is_told_once_and_nothing_of_the_old_place_is_left(
    client, door, coordinator, volunteer, poland, make_case, mailbox, manage
):
    start = timezone.now()
    cases = [make_case(name, at=start) for name in NAMES]
    people = [{"case": str(case.pk), "destination": "LT"} for case in cases]
    wave = door(coordinator).post(
        "waves/",
        name="December",
        kind="deportation",
        happened_on=start.date().isoformat(),
        people=people,
    )
    manage("dispatch", "--once", now=start + timedelta(minutes=1))
    (task, *_) = door(volunteer).get("tasks/")["results"]
    door(volunteer).post(f"tasks/{task['id']}/accept/", status=200)

    client.force_login(coordinator)
    address = f"/waves/{wave['id']}/redirect/"
    chosen = {"whom": "all", "to": "LT", "destination": "PL"}
    page = client.post(address, chosen).content.decode()
    assert "8 people go elsewhere" in page
    seen = re.search(r'name="seen" value="(\w+)"', page).group(1)
    board = client.post(address, chosen | {"seen": seen, "commit": ""})["Location"]

    manage("dispatch", "--once", now=start + timedelta(minutes=5))
    _, over = mailbox.to(volunteer)
    assert over.count("cancelled: please stop") == 1
    assert over.count("•") == 3 * len(NAMES)
    for who in poland:
        (offers,) = mailbox.to(who)
        assert offers.count("say whether you can take it") == len(NAMES)
    words = {word for name in NAMES for word in name.split()}
    assert not any(words & set(letter.get_content().split()) for letter in mailbox.letters())
    manage("dispatch", "--once", now=start + timedelta(minutes=9))
    assert len(mailbox.to(volunteer)) == 2

    assert set(Case.objects.values_list("destination", flat=True)) == {"PL"}
    assert set(Need.objects.values_list("team__name", flat=True)) == {"Warsaw"}
    assert not Task.objects.open().filter(country="LT").exists()
    text = client.get(board.replace("to=LT", "show=elsewhere")).content.decode()
    assert text.count("planned: Lithuania") == len(NAMES)

    # One of them goes where they were to go after all.
    one = Release.objects.order_by("pk").first()
    back = door(coordinator).post(f"releases/{one.pk}/redirect/", status=200, destination="")
    assert back["actual_destination"] == "LT"
    assert Task.objects.open().filter(case=one.case_id, country="LT").count() == 3


def test_a_program_redirects_many_in_one_call_and_once(
    door, coordinator, volunteer, poland, make_case, mailbox, manage
):
    start = timezone.now()
    cases = [make_case(name, at=start) for name in NAMES]
    lead = door(coordinator)
    wave = lead.post(
        "waves/",
        name="December",
        kind="deportation",
        happened_on=start.date().isoformat(),
        people=[{"case": str(case.pk), "destination": "LT"} for case in cases],
    )
    manage("dispatch", "--once", now=start + timedelta(minutes=1))
    rows = lead.get("releases/", wave=wave["id"], page_size=100)["results"]
    going = [row["id"] for row in rows[1:]]
    address = f"waves/{wave['id']}/redirect/"
    lead.post(address, 400, releases=going, destination="QQ")
    # Never into the reach of the state that imprisoned them.
    lead.post(address, 400, releases=going, destination="BY")
    for _ in range(2):
        lead.post(address, 200, releases=going, destination="PL")
    manage("dispatch", "--once", now=start + timedelta(minutes=5))

    _, over = mailbox.to(volunteer)
    assert over.count("cancelled: please stop") + over.count("no longer needed") >= 1
    assert over.count("•") == 3 * len(going)
    elsewhere = lead.get("releases/", wave=wave["id"], actual_destination="PL")["results"]
    assert {row["id"] for row in elsewhere} == set(going)
    assert {row["planned_destination"] for row in elsewhere} == {"LT"}
    old = Task.objects.filter(country="LT", case__releases__in=going)
    assert {(task.state, bool(task.cancel_reason)) for task in old} == {("cancelled", True)}
    assert Task.objects.open().filter(country="PL").count() == 3 * len(going)
    assert Task.objects.open().filter(country="LT").count() == 3
