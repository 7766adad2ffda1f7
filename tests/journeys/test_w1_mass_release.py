"""W1: 123 people freed on one day, all known by their exact name; 114 to UA, 9 to LT."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from casetracker.models import Case, Need, Notice, Release, Task, TaskOffer, User
from casetracker.models.team import Team, TeamCountry

GIVEN = ["Алесь", "Ганна", "Зміцер", "Марыя", "Сяргей", "Вольга", "Яўген", "Наталля"]
FAMILY = ["Кавальчук", "Мельнік", "Бандарэнка", "Шаўчук", "Лысенка", "Крамарэнка", "Савіч"]
PATRONYMIC = {"m": "Пятровіч", "f": "Пятроўна"}


def names():
    """123 different people, none of whom exists."""
    for number in range(123):
        given = GIVEN[number % len(GIVEN)]
        family = FAMILY[number // len(GIVEN) % len(FAMILY)]
        patronymic = PATRONYMIC["f" if given[-1] in "ая" else "m"]
        yield f"{family}{chr(ord('а') + number // 56)} {given} {patronymic}"


@pytest.fixture
def lists(tmp_path):
    known, freed = tmp_path / "known.csv", tmp_path / "freed.csv"
    people = list(names())
    assert len(set(people)) == 123
    with known.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(
            ["№", "Прозвішча, імя, імя па бацьку", "Дата нараджэння", "Дата затрымання", "Статус"]
        )
        for n, name in enumerate(people):
            born = f"{n % 28 + 1:02}.{n % 12 + 1:02}.{1950 + n % 50}"
            writer.writerow([n + 1, name, born, "12.08.2021", "у зняволенні"])
    with freed.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["name", "destination"])
        writer.writerows([name, "UA" if n < 114 else "LT"] for n, name in enumerate(people))
    return known, freed


@pytest.fixture
def teams(team, make_user):
    """Vilnius keeps the files and receives in Lithuania; Kyiv receives in Ukraine."""
    TeamCountry.objects.filter(team=team, country="UA").delete()
    kyiv = Team.objects.create(name="Kyiv", country="UA", created_at=timezone.now())
    TeamCountry.objects.create(team=kyiv, country="UA")
    return {
        "LT": [make_user("volunteer", team, language="en") for _ in range(3)],
        "UA": [make_user("volunteer", kyiv, language="be") for _ in range(20)],
        "staff": [make_user("coordinator", kyiv), make_user("caseworker", kyiv)],
    }


def test_everybody_moves_every_need_has_an_owner_and_every_task_is_offered(
    door, manage, lists, teams, coordinator, mailbox
):
    known, freed = lists
    start = timezone.now()
    taken = manage("import_list", str(known), "--source", "list", "--team", "Vilnius")
    assert taken["create"] == 123

    command = ("--wave", "December", "--date", "2025-12-13", "--kind", "deportation")
    plan = manage("record_release", str(freed), *command, "--dry-run")
    assert (plan["matched"], plan["released"], Release.objects.count()) == (123, 123, 0)
    wave = manage("record_release", str(freed), *command)
    assert (wave["matched"], wave["review"], wave["unknown"], wave["released"]) == (123, 0, 0, 123)

    where = Counter(Case.objects.values_list("stage", "destination"))
    assert where == {("reception", "UA"): 114, ("reception", "LT"): 9}
    staff = set(User.objects.filter(memberships__role__in=["coordinator", "caseworker"]))
    assert Need.objects.count() == wave["needs"] >= 3 * 123
    assert {need.owner for need in Need.objects.select_related("owner")} <= staff
    assert not Task.objects.exclude(state="offered").exists()
    load = Counter(TaskOffer.objects.filter(task__country="UA").values_list("volunteer", flat=True))
    assert set(load) == {who.pk for who in teams["UA"]}
    assert max(load.values()) - min(load.values()) <= 1

    manage("dispatch", "--once", now=start + timedelta(minutes=5))
    words = {word for name in names() for word in name.split()}
    for who in teams["UA"] + teams["LT"]:
        (text,) = mailbox.to(who)
        assert not words & set(text.replace("•", " ").split())

    first = door(teams["UA"][0])
    (task, *_) = first.get("tasks/")["results"]
    first.post(f"tasks/{task['id']}/accept/", status=200)

    before = (Release.objects.count(), Need.objects.count(), Notice.objects.count())
    again = manage("record_release", str(freed), *command)
    assert (again["released"], again["needs"], again["tasks"]) == (0, 0, 0)
    assert (Release.objects.count(), Need.objects.count(), Notice.objects.count()) == before
    assert door(coordinator).get("waves/")["results"][0]["name"] == "December"
