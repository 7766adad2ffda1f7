"""Readers of pages: a client per user, on the clock that stands still."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from casetracker.models import User
from tests.conftest import NOW

PASSWORD = "quiet lantern over water"


class Answer:
    """What came back: `status`, `html`, and `text` as a reader sees it, without markup."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        self.where = response.headers.get("Location", "")
        self.html = response.content.decode()
        self.text = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", self.html)).split())

    def __contains__(self, words: str) -> bool:
        return words in self.text


class Reader:
    """Requests of one user by session; `Reader(None)` has not signed in."""

    def __init__(self, user: User | None = None, **options: Any) -> None:
        self.client = Client(raise_request_exception=False, **options)
        if user is not None:
            self.client.force_login(user)

    def get(self, path: str, query: dict[str, Any] | None = None, **options: Any) -> Answer:
        return Answer(self.client.get(path, query, **options))

    def post(self, path: str, **fields: Any) -> Answer:
        return Answer(self.client.post(path, fields))

    def press(self, path: str, **fields: Any) -> Answer:
        """Post, and look at the page one is sent to."""
        answer = self.post(path, **fields)
        assert answer.status == 302, (answer.status, answer.text)
        return self.get(answer.where.split("#")[0])


@pytest.fixture(autouse=True)
def clock_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def read(db: None) -> Any:
    """`read(user)`: a reader signed in as `user`; `read()`: nobody."""
    return Reader


@pytest.fixture
def with_password() -> Any:
    """`with_password(user)`: the user, who can now sign in with `PASSWORD`."""

    def give(user: User) -> User:
        user.password = make_password(PASSWORD)
        user.save(update_fields=["password"])
        return user

    return give


@pytest.fixture
def colleague(make_user: Any, team: Any) -> User:
    """A second caseworker of the same team."""
    return make_user("caseworker", team, name="Nadia Colleague")


@pytest.fixture
def stranger(make_user: Any, other_team: Any) -> User:
    return make_user("caseworker", other_team)


@pytest.fixture
def auditor(make_user: Any) -> User:
    return make_user("auditor")


@pytest.fixture
def administrator(make_user: Any) -> User:
    return make_user("administrator")
