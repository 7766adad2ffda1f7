"""Two hundred wrong passwords at once: every one is counted, five are looked at."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.db import connection
from django.test import Client

from casetracker.domain.errors import Refused
from casetracker.models import Attempts
from casetracker.services.attempts import NEAR, forgive, may_try
from casetracker.services.second_factors import show_code
from tests.conftest import NOW
from tests.second_factors import give_app

TRIES = 200
WHO = {"what": "password", "account": "Ada@example.org", "network": "203.0.113.7"}


def in_threads(act, times):
    def run(number):
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(run, range(times)))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_hundred_wrong_passwords_at_once(caseworker, monkeypatch):
    caseworker.password = make_password("the right one, not given")
    caseworker.save()
    looked_at = []
    verify = Argon2PasswordHasher.verify
    monkeypatch.setattr(
        Argon2PasswordHasher, "verify", lambda *a, **k: looked_at.append(1) or verify(*a, **k)
    )

    def wrong(number):
        fields = {"login": caseworker.email, "password": f"wrong {number}"}
        return Client().post("/accounts/login/", fields).status_code

    assert set(in_threads(wrong, TRIES)) == {200}
    counts = sorted(Attempts.objects.values_list("count", flat=True))
    # By account and network all of them; by network and by account those that got so far.
    assert counts == [NEAR.free, NEAR.free, TRIES]
    assert len(looked_at) == NEAR.free


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_who_show_one_code_at_once_one_gets_in(caseworker):
    app = give_app(caseworker)

    def show(_number):
        try:
            show_code(user_id=caseworker.pk, code=app.code(), now=NOW)
        except Refused:
            return False
        return True

    assert sum(in_threads(show, 40)) == 1


def test_the_wait_grows_to_a_limit_and_is_forgotten(db):
    assert [may_try(**WHO, now=NOW) for _ in range(6)] == [True] * 5 + [False]
    assert not may_try(**WHO, now=NOW + timedelta(seconds=3))
    assert may_try(**WHO, now=NOW + timedelta(seconds=8))
    for _ in range(40):
        may_try(**WHO, now=NOW + timedelta(seconds=9))
    assert not may_try(**WHO, now=NOW + timedelta(seconds=8) + NEAR.longest / 2)
    assert may_try(**WHO, now=NOW + timedelta(seconds=8) + NEAR.longest)
    after = NOW + timedelta(hours=2)
    assert [may_try(**WHO, now=after) for _ in range(6)] == [True] * 5 + [False]


def test_one_network_does_not_keep_the_owner_out_who_comes_from_another(db):
    for _ in range(500):
        may_try(**WHO, now=NOW)
    assert may_try(**WHO | {"network": "198.51.100.1"}, now=NOW)


def test_many_networks_together_are_slowed_and_the_owner_finds_a_gap(db):
    for number in range(60):
        may_try(**WHO | {"network": f"198.51.100.{number}"}, now=NOW)
    owner = WHO | {"network": "203.0.113.200"}
    assert not may_try(**owner, now=NOW)
    assert may_try(**owner, now=NOW + timedelta(seconds=30))


def test_how_the_address_is_written_makes_no_difference(db):
    for _ in range(5):
        may_try(**WHO, now=NOW)
    assert not may_try(**WHO | {"account": " ADA@EXAMPLE.ORG "}, now=NOW)
    forgive(**WHO | {"account": "ada@example.org"})
    assert may_try(**WHO, now=NOW)


def test_no_address_and_no_account_stands_in_the_table_in_clear(db):
    may_try(**WHO, now=NOW)
    kept = " ".join(Attempts.objects.values_list("key", flat=True))
    assert "203.0.113.7" not in kept
    assert "ada" not in kept.casefold()
