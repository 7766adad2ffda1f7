"""Callers of the API: a client per user, speaking JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from casetracker.models import User

ROOT = "/api/v1/"


class Caller:
    """Requests of one user, by session. `call("cases/")` is relative to `/api/v1/`."""

    def __init__(self, user: User | None = None, **headers: str) -> None:
        self.client = Client(headers=headers, raise_request_exception=False)
        self.user = user
        if user is not None:
            self.client.force_login(user)

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        return self.client.get(address(path), query, headers=headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("POST", path, {} if body is None else body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self.send("PATCH", path, body, **headers)

    def send(self, method: str, path: str, body: Any, **headers: str) -> Any:
        raw = body if isinstance(body, bytes) else json.dumps(body, default=str)
        kind = headers.pop("content_type", "application/json")
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(method, address(path), raw, kind, headers=names)


def address(path: str) -> str:
    return path if path.startswith(("/", "http")) else ROOT + path


@pytest.fixture
def call(db: None) -> Any:
    """`call(user)`: a caller signed in as `user`; `call()`: nobody."""
    return Caller


@pytest.fixture
def stranger(make_user: Any, other_team: Any) -> User:
    """A caseworker of another team."""
    return make_user("caseworker", other_team)


@pytest.fixture
def colleague(make_user: Any, team: Any) -> User:
    """A second caseworker of the same team."""
    return make_user("caseworker", team)


@pytest.fixture
def auditor(make_user: Any) -> User:
    return make_user("auditor")


@pytest.fixture
def administrator(make_user: Any) -> User:
    return make_user("administrator")


def ids(answer: Any) -> list[str]:
    """The ids of a list's page."""
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def assert_problem(answer: Any, status: int, *fields: str) -> dict[str, Any]:
    """The answer is a problem with this status that names these fields."""
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    errors = body.get("errors", {})
    assert set(fields) <= set(errors), body
    for said in errors.values():
        assert all(set(fault) == {"detail", "value", "allowed"} for fault in said)
    return body
