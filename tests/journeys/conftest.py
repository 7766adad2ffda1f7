"""Journeys go through the real doors: the API and the commands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from redis import Redis
from rest_framework.test import APIClient

from casetracker.models import User
from config.celery import app
from tests.backends import Absent, are_required, redis_url
from tests.journeys.left_behind import Left, note_sealing
from tests.journeys.planted import plant


@pytest.fixture
def manage(settings: Any, mailbox: Any) -> Any:
    """`manage("dispatch", "--once", now=…)`: a command with --json; returns what it printed."""
    settings.TIME_TRAVEL = True

    def run(name: str, *arguments: str, now: datetime | None = None) -> dict[str, Any]:
        printed = StringIO()
        travel = ["--now", now.isoformat()] if now else []
        call_command(name, *arguments, *travel, "--json", stdout=printed)
        return json.loads(printed.getvalue().strip().splitlines()[-1])

    return run


class Door:
    """The API as one person sees it."""

    def __init__(self, user: User) -> None:
        self.client = APIClient()
        self.client.force_authenticate(User.objects.get(pk=user.pk))

    def get(self, path: str, **query: Any) -> Any:
        answer = self.client.get(f"/api/v1/{path}", query)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def post(self, path: str, status: int = 201, **body: Any) -> Any:
        answer = self.client.post(f"/api/v1/{path}", body, format="json")
        assert answer.status_code == status, answer.content
        return answer.json() if answer.content else None


@pytest.fixture
def door() -> Any:
    return Door


@pytest.fixture
def left(settings: Any, tmp_path: Path, monkeypatch: Any, request: Any) -> Iterator[Left]:
    """What the test leaves behind: everything that is written lands below one folder, each text
    that is sealed is noted."""
    settings.VAR_DIR = tmp_path / "var"
    for name in ("tmp", "var"):
        (tmp_path / name).mkdir()
    request.getfixturevalue("mailbox")  # named where the database lies from now on
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr("tempfile.tempdir", None)
    app.loader.import_default_modules()  # sets up logging anew
    left = Left(tmp_path)
    left.note_errors(monkeypatch)
    note_sealing(left.canaries, monkeypatch)
    with left.watching(), in_real_redis(left, settings):
        yield left


@contextmanager
def in_real_redis(left: Left, settings: Any) -> Iterator[None]:
    """In the pass on PostgreSQL the cache lies where it lies in use, if there is a Redis."""
    try:
        url = redis_url() if connection.vendor == "postgresql" else ""
    except Absent:
        if are_required():
            raise
        url = ""
    if not url:
        yield
        return
    left.redis = (url, f"journey-{uuid4()}")
    place = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
    settings.CACHES = settings.CACHES | {"default": place | {"KEY_PREFIX": left.redis[1]}}
    yield
    with Redis.from_url(url) as client:
        for key in client.scan_iter(match=f"{left.redis[1]}*"):
            client.delete(key)


@pytest.fixture(autouse=True)
def nothing_that_is_sealed_is_left(request: Any) -> Iterator[None]:
    """Before each journey something of everything is planted, after it all is searched; a test
    that asks for `left` does both by itself."""
    names = set(request.fixturenames)
    has_database = (
        request.node.get_closest_marker("django_db") or {"db", "transactional_db"} & names
    )
    if not has_database or "left" in names:
        yield
        return
    left = request.getfixturevalue("left")
    left.canaries.add(plant())
    yield
    assert left.elsewhere() == []
    assert left.hits() == []
