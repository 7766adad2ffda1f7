"""W3: 109 choose one by one, some of them anew; every choice is kept, and the counts by country
are right at every instant."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from casetracker.models import Case, User
from casetracker.services.country_choices import choose_country
from tests.conftest import NOW
from tests.web.conftest import Reader

MINUTE = timedelta(minutes=1)
COUNTRIES = ("PL", "LT", "DE")


@pytest.fixture
def at(monkeypatch):
    """`at(time)`: it is that time at every door."""

    def move(time):
        monkeypatch.setattr(timezone, "now", lambda: time)
        return time

    return move


def test_109_choose_one_by_one_and_every_count_is_right(db, manage, at, door):
    at(NOW)
    manage("make_cases", "150", now=NOW)
    cases = list(Case.objects.open().order_by("reference")[:109])
    leads = {case.team_id: None for case in cases}
    for team_id in leads:
        leads[team_id] = User.objects.coordinating([team_id]).get()
    doors = {team_id: door(lead) for team_id, lead in leads.items()}

    history, standing = [], {}

    def choose(case, country):
        """Every tenth through the API, every tenth on the page; the others by the verb behind
        both, which is quicker."""
        now = at(NOW + len(history) * MINUTE)
        if len(history) % 10 == 5:
            said = Reader(leads[case.team_id]).press(
                f"/cases/{case.reference}/papers/choice/", country=country, reason=""
            )
            assert "The choice is recorded; earlier ones are kept." in said
        elif len(history) % 10:
            choose_country(actor=leads[case.team_id], case_id=case.pk, country=country, now=now)
        else:
            doors[case.team_id].post("country-choices/", case=str(case.pk), country=country)
        standing[case.pk] = country
        history.append((now, Counter(standing.values())))

    for number, case in enumerate(cases):
        choose(case, COUNTRIES[number % 3])
    # Every tenth goes on to another country, two of them twice.
    changed = cases[::10]
    for case in changed:
        choose(case, "NO")
    for case in changed[:2]:
        choose(case, "FR")

    def counted(now):
        found = Counter()
        for seen in doors.values():
            found.update(seen.get("country-choices/count/", at=now.isoformat()))
        return found

    for now, right in (*history[::25], history[108], history[-1]):
        assert counted(now) == right
    assert counted(NOW - MINUTE) == {}
    assert sum(counted(history[-1][0]).values()) == 109

    twice = changed[0]
    kept = doors[twice.team_id].get("country-choices/", case=str(twice.pk))["results"]
    assert [choice["country"] for choice in kept] == ["FR", "NO", "PL"]
    assert [choice["until_at"] for choice in kept[1:]] == [c["from_at"] for c in kept[:2]]

    # The pages say the same: of one person, and of a moment that has passed.
    reader = Reader(leads[twice.team_id])
    page = reader.get(f"/cases/{twice.reference}/papers/")
    assert "Country of choice France" in page
    assert "Norway" in page
    past = history[108][0].strftime("%Y-%m-%dT%H:%M")
    team = [case for case in cases if case.team_id == twice.team_id]
    assert f"all {len(team)}" in reader.get("/countries/choices/", {"at": past})
    assert "Norway" not in reader.get("/countries/choices/", {"at": past})


def test_who_has_applied_somewhere_is_asked_before_they_choose_another_country(
    at, door, make_case, caseworker, coordinator
):
    at(NOW)
    case = make_case("Ада Прыклад", stage="reception", destination="LT")
    worker = door(caseworker)
    asylum = {"case": str(case.pk), "kind": "asylum", "country": "LT", "stage": "registered"}
    procedure = worker.post("procedures/", **asylum)
    fact = {"country": "LT", "kind": "asylum", "topic": "leaving_ends", "is_so": True}
    door(coordinator).post("country-facts/", **fact, source="Law on aliens")

    choice = {"case": str(case.pk), "country": "PL"}
    refused = worker.post("country-choices/", 409, **choice)
    assert refused["errors"]["knows_leaving"][0]["allowed"] is True
    assert "asylum in LT ends" in refused["detail"]
    worker.post("country-choices/", **choice, knows_leaving=True)
    assert worker.get(f"procedures/{procedure['id']}/")["ended_at"] is None

    # Two days later they leave: the same question once more, and then it has ended.
    at(NOW + timedelta(days=2))
    move = {"stage": "resettling", "destination": "PL"}
    worker.post(f"cases/{case.pk}/move/", 409, **move)
    worker.post(f"cases/{case.pk}/move/", 200, **move, knows_leaving=True)
    ended = worker.get(f"procedures/{procedure['id']}/")
    assert (ended["stage"], ended["end_reason"]) == ("ended", "left_country")
    page = Reader(caseworker).get(f"/cases/{case.reference}/papers/")
    assert "left the country" in page
