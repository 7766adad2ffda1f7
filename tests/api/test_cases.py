from tests.api.conftest import ids


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
