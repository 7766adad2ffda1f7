from datetime import timedelta

import pytest

from casetracker.domain.words import HoldReason
from casetracker.models import Hold
from tests.conftest import NOW

HOLDS = "/queues/holds/"


@pytest.fixture
def hold(team):
    return Hold.objects.create(
        team=team, reason=HoldReason.FLOOD, letters=60, clocks_held=70, created_at=NOW
    )


def test_what_is_held_back_is_shown_on_the_queues_and_released(read, coordinator, hold):
    reader = read(coordinator)
    assert "held back" in reader.get("/queues/")
    page = reader.get(HOLDS)
    assert "too many at once" in page
    assert "60" in page
    assert "Released" in reader.press(f"{HOLDS}{hold.pk}/release/")
    hold.refresh_from_db()
    assert (hold.state, hold.decided_by) == ("released", coordinator)
    assert "Nothing is held back" in reader.get(HOLDS)
    assert f"released, {coordinator.name}" in reader.get(HOLDS, {"state": "released"})
    assert "Nothing here." in reader.get(HOLDS, {"state": "discarded"})
    assert "Nothing is held back" in reader.get(HOLDS, {"state": "burnt"})
    assert "Nothing was changed" in reader.press(f"{HOLDS}{hold.pk}/discard/")


def test_a_hold_of_another_team_does_not_exist_and_caseworkers_decide_nothing(
    read, make_user, other_team, caseworker, hold
):
    stranger = make_user("coordinator", other_team)
    assert "Nothing is held back" in read(stranger).get(HOLDS)
    assert read(stranger).post(f"{HOLDS}{hold.pk}/release/").status == 404
    assert read(caseworker).get(HOLDS).status == 403
    assert read(caseworker).post(f"{HOLDS}{hold.pk}/release/").status == 403


def test_many_holds_stand_on_several_pages(read, coordinator, team, monkeypatch):
    monkeypatch.setattr("casetracker.web.holds.SIZE", 2)
    for n in range(3):
        Hold.objects.create(
            team=team, reason="rule_changed", letters=60 + n, created_at=NOW - timedelta(days=n)
        )
    reader = read(coordinator)
    first = reader.get(HOLDS)
    assert "a rule was changed: too many at once" in first
    assert "62" in first
    assert " 60 " not in first.text
    link = first.html.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    assert " 60 " in reader.get(HOLDS + link).text
