"""Journeys go through the real doors: the API and the commands."""

from __future__ import annotations

import json
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

from casetracker.models import User


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
