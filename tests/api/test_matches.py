"""Pairs and merges through the API."""

import pytest

from casetracker.domain.doubts import Judgement, Verdict
from casetracker.models import MatchDecision
from casetracker.services.matches import note_pairs
from casetracker.services.merges import merge_prisoners
from tests.api.conftest import assert_problem, ids
from tests.conftest import NOW


@pytest.fixture
def pair(make_case):
    one, other = make_case("Бабарыка Віктар"), make_case("Babaryka Viktar")
    found = Judgement(Verdict.REVIEW, 0.9, ("similar_name",))
    note_pairs(pairs=[(one.prisoner_id, other.prisoner_id, found)], now=NOW)
    return MatchDecision.objects.get()


def test_a_pair_is_read_and_answered(call, caseworker, pair):
    caller = call(caseworker)
    (row,) = caller.get("matches/", {"state": "open"}).json()["results"]
    assert (row["id"], row["reasons"], float(row["score"])) == (str(pair.pk), ["similar_name"], 0.9)
    path = f"matches/{pair.pk}/"
    assert caller.post(f"{path}later/", {}).json()["state"] == "later"
    assert caller.post(f"{path}different/", {}).json()["state"] == "different"
    assert_problem(caller.post(f"{path}same/", {}), 409, "id")
    assert caller.post(f"{path}ask-again/", {}).json()["state"] == "open"


def test_two_entries_are_merged_and_taken_apart(call, coordinator, pair):
    caller = call(coordinator)
    kept, lost = str(pair.other_id), str(pair.one_id)
    merge = caller.post("merges/", {"kept": kept, "lost": lost})
    assert merge.status_code == 201
    assert ids(caller.get("prisoners/")) == [kept]
    moved = caller.get(f"prisoners/{lost}/")
    assert moved.status_code == 308
    assert moved["Location"].endswith(f"/prisoners/{kept}/")
    undone = caller.post(f"merges/{merge.json()['id']}/undo/", {})
    assert undone.json()["undone_at"]
    assert_problem(caller.post(f"merges/{merge.json()['id']}/undo/", {}), 409, "id")
    assert set(ids(caller.get("prisoners/"))) == {kept, lost}
    assert caller.get(f"prisoners/{lost}/").status_code == 200


def test_what_is_not_ones_own_does_not_exist(call, coordinator, make_user, other_team, pair):
    caller = call(make_user("coordinator", other_team))
    merge_prisoners(actor=coordinator, kept_id=pair.one_id, lost_id=pair.other_id, now=NOW)
    assert_problem(caller.get(f"prisoners/{pair.other_id}/"), 404)
    assert ids(caller.get("matches/")) == []
    assert_problem(caller.post(f"matches/{pair.pk}/same/", {}), 404)
    body = {"kept": str(pair.one_id), "lost": str(pair.other_id)}
    assert_problem(caller.post("merges/", body), 400)


def test_a_colleagues_files_are_seen_and_not_merged(call, make_user, team, pair):
    caller = call(make_user("caseworker", team))
    assert ids(caller.get("matches/")) == []
    body = {"kept": str(pair.one_id), "lost": str(pair.other_id)}
    assert_problem(caller.post("merges/", body), 403)
    assert_problem(caller.post("merges/", {**body, "lost": str(pair.one_id)}), 400, "prisoner")
