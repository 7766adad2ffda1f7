"""Idempotency-Key: a request that is sent again makes nothing twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from casetracker.models import Activity, Case, IdempotencyKey, Prisoner
from tests.api.conftest import assert_problem

BODY = {"name": "Ада Прыклад"}


def test_the_same_request_again_gives_the_same_answer(call, caseworker):
    caller = call(caseworker)
    first = caller.post("prisoners/", BODY, Idempotency_Key="a")
    again = caller.post("prisoners/", BODY, Idempotency_Key="a")
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert Prisoner.objects.count() == 1


def test_the_object_is_shown_as_it_is_now(call, caseworker):
    caller = call(caseworker)
    first = caller.post("prisoners/", BODY, Idempotency_Key="a")
    path = f"prisoners/{first.json()['id']}/"
    caller.patch(path, {"sex": "f"}, If_Match=first.headers["ETag"])
    assert caller.post("prisoners/", BODY, Idempotency_Key="a").json()["sex"] == "f"


def test_another_body_or_verb_under_the_same_key_is_a_conflict(call, caseworker, case):
    caller = call(caseworker)
    caller.post("prisoners/", BODY, Idempotency_Key="a")
    for path, body in (
        ("prisoners/", {"name": "Бэла Прыклад"}),
        (f"cases/{case.pk}/move/", {"stage": "reception"}),
    ):
        answer = caller.post(path, body, Idempotency_Key="a")
        assert_problem(answer, 409, "Idempotency-Key")


def test_two_people_may_use_the_same_key(call, caseworker, coordinator):
    for user in (caseworker, coordinator):
        assert call(user).post("prisoners/", BODY, Idempotency_Key="a").status_code == 201
    assert Prisoner.objects.count() == 2


def test_what_was_refused_leaves_the_key_free(call, caseworker, case):
    caller = call(caseworker)
    path = f"cases/{case.pk}/move/"
    assert_problem(caller.post(path, {"stage": "resettling"}, Idempotency_Key="a"), 409, "stage")
    assert caller.post(path, {"stage": "reception"}, Idempotency_Key="a").status_code == 200


def test_a_verb_is_done_once_whatever_version_is_named(call, caseworker, case):
    caller = call(caseworker)
    path = f"cases/{case.pk}/"
    tag = caller.get(path).headers["ETag"]
    given = {"Idempotency_Key": "a", "If_Match": tag}
    for _ in range(2):
        answer = caller.post(f"{path}move/", {"stage": "reception"}, **given)
        assert answer.status_code == 200, answer.content
    assert Activity.objects.filter(case=case, kind="stage_changed").count() == 1


def test_a_repeat_is_answered_though_the_right_to_do_it_is_gone(call, caseworker, colleague, case):
    for _ in range(2):
        answer = call(caseworker).post(
            f"cases/{case.pk}/assign/", {"caseworker": colleague.pk}, Idempotency_Key="a"
        )
        assert answer.status_code == 200, answer.content
        assert answer.json()["caseworker"] == str(colleague.pk)


def test_a_verb_on_many_is_done_once(call, caseworker, case):
    for _ in range(2):
        answer = call(caseworker).post(
            "cases/check-no-news/", {"cases": [case.pk]}, Idempotency_Key="a"
        )
        assert answer.json() == {"cases": [str(case.pk)]}
    assert Activity.objects.filter(kind="checked_no_news").count() == 1


@pytest.mark.parametrize("key", ["", " ", "a" * 201, "клич", "a\tb"])
def test_a_key_that_cannot_be_one_is_refused(call, caseworker, key):
    answer = call(caseworker).post("prisoners/", BODY, Idempotency_Key=key)
    assert_problem(answer, 400, "Idempotency-Key")


def test_no_body_is_kept(call, caseworker):
    call(caseworker).post("prisoners/", BODY, Idempotency_Key="a")
    kept = IdempotencyKey.objects.get()
    assert len(kept.body_hash) == 64
    assert kept.status == 201


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_equal_requests_at_once_one_makes_the_object(call, caseworker, team):
    caller = call(caseworker)
    prisoner = caller.post("prisoners/", BODY).json()["id"]

    def send(number):
        try:
            answer = call(caseworker).post("cases/", {"prisoner": prisoner}, Idempotency_Key="a")
            return answer.status_code, answer.json()["id"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(send, range(4)))
    assert answers == {(201, str(Case.objects.get().pk))}
