from datetime import timedelta

import pytest

from casetracker.models import Case
from casetracker.services.cases import assign_case
from tests.api.conftest import assert_problem, ids
from tests.conftest import NOW

TIMES = {
    "id",
    "version",
    "created_at",
    "reference",
    "opened_at",
    "closed_at",
    "last_activity_at",
}


@pytest.fixture
def foreign(stranger, other_team, make_case):
    """A case of another team."""
    return make_case("Чужы Чалавек", worker=stranger, team_id=other_team.pk)


def test_a_case_is_opened_with_the_smallest_body(call, caseworker, team):
    prisoner = call(caseworker).post("prisoners/", {"name": "Ада Прыклад"}).json()
    answer = call(caseworker).post("cases/", {"prisoner": prisoner["id"]})
    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert next(iter(body)) == "id"
    assert body["name"] == "Ада Прыклад"
    assert body["team"] == str(team.pk)
    assert body["caseworker"] == str(caseworker.pk)
    assert body["stage"] == "intake"
    assert body["clock"]["kind"] == "case_silent"
    assert answer.headers["ETag"] == f'"{body["version"]}"'
    assert ids(call(caseworker).get("cases/")) == [body["id"]]


def test_a_list_and_a_case_show_the_same(call, caseworker, case):
    caller = call(caseworker)
    (row,) = caller.get("cases/").json()["results"]
    assert row == caller.get(f"cases/{case.pk}/").json()
    (row,) = caller.get("cases/", {"ordering": "due_at"}).json()["results"]
    assert row == caller.get(f"cases/{case.pk}/").json()


def test_a_second_open_case_is_a_conflict(call, caseworker, case):
    answer = call(caseworker).post("cases/", {"prisoner": case.prisoner_id})
    problem = assert_problem(answer, 409, "prisoner")
    assert problem["errors"]["prisoner"][0]["allowed"] == "at most one open case per prisoner"
    assert Case.objects.count() == 1


def test_a_file_is_moved_closed_and_reopened(call, caseworker, case):
    caller = call(caseworker)
    path = f"cases/{case.pk}/"
    steps = [
        ("move", {"stage": "reception", "destination": "LT", "reason": "freed"}, "reception"),
        ("close", {"reason": "settled"}, "closed"),
        ("reopen", {"stage": "resettling", "reason": "came back"}, "resettling"),
    ]
    for verb, body, stage in steps:
        answer = caller.post(f"{path}{verb}/", body)
        assert answer.status_code == 200, answer.content
        assert answer.json()["stage"] == stage
    kinds = [a["kind"] for a in caller.get("activities/", {"case": case.pk}).json()["results"]]
    assert kinds.count("stage_changed") == 3


def test_an_illegal_move_lists_the_legal_ones(call, caseworker, case):
    answer = call(caseworker).post(f"cases/{case.pk}/move/", {"stage": "resettling"})
    said = assert_problem(answer, 409, "stage")["errors"]["stage"][0]
    assert said["value"] == "resettling"
    assert said["allowed"] == ["freed_in_country", "reception", "died", "closed"]


def test_of_two_who_move_on_one_belief_the_second_is_told(call, caseworker, coordinator, case):
    body = {"stage": "reception", "expected_stage": "inside"}
    assert call(caseworker).post(f"cases/{case.pk}/move/", body).status_code == 200
    answer = call(coordinator).post(f"cases/{case.pk}/move/", body)
    assert_problem(answer, 409, "expected_stage")


def test_flags_are_set_by_verb_and_by_edit(call, caseworker, case):
    caller = call(caseworker)
    flagged = caller.post(f"cases/{case.pk}/flag/", {"hunger_strike": True})
    assert flagged.json()["hunger_strike"] is True
    tag = flagged.headers["ETag"]
    edited = caller.patch(f"cases/{case.pk}/", {"hunger_strike": False}, If_Match=tag)
    assert edited.json()["hunger_strike"] is False
    assert_problem(caller.post(f"cases/{case.pk}/flag/", {"hunger_strike": 1}), 400)


def test_a_case_is_given_to_a_colleague_and_to_nobody(call, coordinator, colleague, case):
    caller = call(coordinator)
    path = f"cases/{case.pk}/assign/"
    assert caller.post(path, {"caseworker": colleague.pk}).json()["caseworker"] == str(colleague.pk)
    assert caller.post(path, {"caseworker": None}).json()["caseworker"] is None


def test_a_case_is_not_given_to_somebody_of_another_team(call, coordinator, stranger, case):
    answer = call(coordinator).post(f"cases/{case.pk}/assign/", {"caseworker": stranger.pk})
    assert_problem(answer, 400, "caseworker")


def test_one_foreign_case_among_fifty_stops_the_whole_act(
    call, coordinator, colleague, make_case, foreign
):
    own = [make_case(f"Ада Прыклад{n:02}") for n in range(50)]
    chosen = [*(case.pk for case in own), foreign.pk]
    for verb, extra in (("assign-many", {"caseworker": colleague.pk}), ("check-no-news", {})):
        answer = call(coordinator).post(f"cases/{verb}/", {"cases": chosen, **extra})
        detail = assert_problem(answer, 400, "cases")["errors"]["cases"][0]["detail"]
        assert str(foreign.pk) in detail
    assert not Case.objects.filter(caseworker=colleague).exists()
    answer = call(coordinator).post(
        "cases/assign-many/", {"cases": chosen[:-1], "caseworker": colleague.pk}
    )
    assert answer.status_code == 200, answer.content
    assert Case.objects.filter(caseworker=colleague).count() == 50


@pytest.mark.parametrize("cases", [[], "x", ["x"], [None], {}, [1]])
def test_a_list_of_cases_that_is_none_is_refused(call, caseworker, cases):
    assert_problem(call(caseworker).post("cases/check-no-news/", {"cases": cases}), 400)


def test_another_teams_case_is_nobodys_to_find(call, caseworker, foreign):
    caller = call(caseworker)
    assert ids(caller.get("cases/")) == []
    for query in (
        {"search": "Чужы"},
        {"prisoner": foreign.prisoner_id},
        {"team": foreign.team_id},
        {"ordering": "due_at"},
    ):
        assert ids(caller.get("cases/", query)) == []
    path = f"cases/{foreign.pk}/"
    for answer in (
        caller.get(path),
        caller.patch(path, {"minor": True}, If_Match='"1"'),
        caller.post(f"{path}move/", {"stage": "reception"}),
        caller.post(f"{path}close/", {"reason": "other"}),
    ):
        assert_problem(answer, 404)
    assert_problem(caller.post("cases/", {"prisoner": foreign.prisoner_id}), 400, "prisoner")


def test_an_unknown_and_an_invisible_case_are_told_the_same(call, caseworker, foreign):
    caller = call(caseworker)
    unknown = caller.get("cases/01890000-0000-7000-8000-000000000000/")
    assert unknown.content == caller.get(f"cases/{foreign.pk}/").content


def test_a_colleagues_case_is_seen_and_not_changed(call, colleague, case):
    caller = call(colleague)
    assert caller.get(f"cases/{case.pk}/").json()["name"] == "Ада Прыклад"
    for verb, body in (
        ("move", {"stage": "reception"}),
        ("flag", {"minor": True}),
        ("assign", {"caseworker": colleague.pk}),
    ):
        assert_problem(caller.post(f"cases/{case.pk}/{verb}/", body), 403)
    assert_problem(caller.patch(f"cases/{case.pk}/", {"minor": True}, If_Match='"1"'), 403)


def test_a_volunteer_has_no_cases(call, volunteer, case):
    caller = call(volunteer)
    for answer in (caller.get("cases/"), caller.get(f"cases/{case.pk}/"), caller.get("prisoners/")):
        assert_problem(answer, 403)


def test_an_auditor_sees_codes_and_times_and_asks_for_nothing_else(call, auditor, case, foreign):
    caller = call(auditor)
    rows = caller.get("cases/").json()["results"]
    assert {row["id"] for row in rows} == {str(case.pk), str(foreign.pk)}
    assert all(set(row) == TIMES for row in rows)
    assert set(caller.get(f"cases/{case.pk}/").json()) == TIMES
    for query in (
        {"search": "Ада"},
        {"stage": "inside"},
        {"is_open": "true"},
        {"prisoner": case.prisoner_id},
        {"caseworker": case.caseworker_id},
        {"ordering": "due_at"},
    ):
        assert_problem(caller.get("cases/", query), 403)
    assert len(ids(caller.get("cases/", {"ordering": "opened_at"}))) == 2
    assert_problem(caller.post(f"cases/{case.pk}/move/", {"stage": "reception"}), 403)


def test_one_who_audits_and_works_in_a_team_sees_more_of_that_team_only(
    call, make_user, team, case, foreign
):
    user = make_user("caseworker", team)
    user.memberships.create(role="auditor", created_at=NOW)
    caller = call(user)
    shown = {row["id"]: set(row) for row in caller.get("cases/").json()["results"]}
    assert "name" in shown[str(case.pk)]
    assert shown[str(foreign.pk)] == TIMES
    assert ids(caller.get("cases/", {"stage": "inside"})) == [str(case.pk)]
    assert ids(caller.get("cases/", {"search": "Чужы"})) == []


def test_an_administrator_counts_and_reads_nothing(call, administrator, case, foreign):
    caller = call(administrator)
    assert_problem(caller.get("cases/"), 403)
    assert_problem(caller.get(f"cases/{case.pk}/"), 403)
    assert caller.get("cases/count/").json()["inside"] == 2


def test_counts_tell_nothing_of_hidden_rows(call, caseworker, case, foreign):
    counts = call(caseworker).get("cases/count/").json()
    assert (counts["inside"], sum(counts.values())) == (1, 1)


def test_a_case_is_found_by_name_and_by_reference(call, caseworker, make_case):
    ada, bela = make_case("Ада Прыклад"), make_case("Бэла Узорава")
    caller = call(caseworker)
    for text in ("ада", "Прыкл", "прыклад ада", ada.reference, ada.reference.lower()):
        assert ids(caller.get("cases/", {"search": text})) == [str(ada.pk)], text
    assert ids(caller.get("cases/", {"search": "узор"})) == [str(bela.pk)]
    for text in ("рыклад", "ніхто", "%", "_", "'", "\\", '"', "--", "ада узорава"):
        assert ids(caller.get("cases/", {"search": text})) == [], text


@pytest.mark.parametrize("text", ["а" * 201, "a" * 100_000, "a\0b", "\u0007"])
def test_a_search_too_long_or_unreadable_is_refused(call, caseworker, text):
    assert_problem(call(caseworker).get("cases/", {"search": text}), 400, "search")


def test_filters_find_what_they_say(call, caseworker, coordinator, make_case):
    inside = make_case("Ада Прыклад", at=NOW - timedelta(days=9))
    intake = make_case("Бэла Прыклад", stage="intake")
    assign_case(actor=coordinator, case_id=intake.pk, caseworker_id=None, now=NOW)
    caller = call(caseworker)
    caller.post(f"cases/{inside.pk}/flag/", {"minor": True})
    for query in (
        {"stage": "inside"},
        {"is_assigned": "true"},
        {"caseworker": caseworker.pk},
        {"minor": "true"},
        {"opened_at_before": NOW.isoformat()},
        {"prisoner": inside.prisoner_id},
    ):
        assert ids(caller.get("cases/", query)) == [str(inside.pk)], query
    for query in (
        {"is_assigned": "false"},
        {"minor": "false"},
        {"opened_at_after": "2026-02-01T00:00:00+02:00"},
    ):
        assert ids(caller.get("cases/", query)) == [str(intake.pk)], query
    assert len(ids(caller.get("cases/", {"is_open": "true"}))) == 2
    assert ids(caller.get("cases/", {"is_open": "false"})) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("stage", "outside"),
        ("is_open", "1"),
        ("is_open", "True"),
        ("team", "x"),
        ("team", "' OR 1=1"),
        ("caseworker", "null"),
        ("opened_at_after", "2024-02-30T00:00:00Z"),
        ("opened_at_after", "2024-02-03"),
        ("opened_at_after", "2024-02-03T24:00:00Z"),
        ("opened_at_before", "9999-12-31T23:59:59Z"),
    ],
)
def test_a_filter_with_a_value_that_cannot_be_is_refused(call, caseworker, name, value):
    said = assert_problem(call(caseworker).get("cases/", {name: value}), 400, name)
    assert said["errors"][name][0]["value"] == value
    assert said["errors"][name][0]["allowed"]


def test_cases_come_in_the_order_in_which_they_run_out(call, caseworker, make_case):
    late = make_case("Ада Прыклад", at=NOW)
    soon = make_case("Бэла Прыклад", at=NOW - timedelta(days=20))
    caller = call(caseworker)
    rows = caller.get("cases/", {"ordering": "due_at"}).json()["results"]
    assert [row["id"] for row in rows] == [str(soon.pk), str(late.pk)]
    assert rows[0]["clock"]["due_at"] < rows[1]["clock"]["due_at"]
    caller.post(f"cases/{soon.pk}/close/", {"reason": "settled"})
    assert ids(caller.get("cases/", {"ordering": "due_at"})) == [str(late.pk)]
