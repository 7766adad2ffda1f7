"""The whole description of the API asked what it promises, by everybody there is.

Generated requests, of which nothing stays: whatever comes back is described, is no 5xx, and holds
nothing of another team. `make fuzz` asks fifty times as much.
"""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from casetracker.models import (
    Attachment,
    Case,
    Contact,
    HealthReport,
    Membership,
    Need,
    Task,
    Team,
    User,
)
from tests.conftest import NOW
from tests.filled import Cast, Filled, fill

STAFF = ("caseworker", "coordinator")
ROLES = ("coordinator", "caseworker", "volunteer", "auditor", "administrator", "nobody")
#: Requests to each operation; who is refused nearly everything asks less.
EXAMPLES = {"coordinator": 3, "caseworker": 2}
TIMES_AS_MUCH = int(os.environ.get("FUZZ") or 1)
#: Stands in every text of the other team, and in nothing that is asked.
FOREIGN = "qzkchuzhoje"
PROMISES = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
#: What a description calls an id, by the noun whose id is meant.
MEANT = {
    "case": "cases",
    "cases": "cases",
    "prisoner": "prisoners",
    "relative": "prisoners",
    "kept": "prisoners",
    "lost": "prisoners",
    "task": "tasks",
    "need": "needs",
    "contact": "contacts",
    "detention": "detentions",
    "wave": "waves",
    "action": "actions",
    "line": "budget-lines",
    "fund": "funds",
    "request": "fund-requests",
    **dict.fromkeys(("assignee", "owner", "caseworker", "volunteer", "recipient"), "users"),
}
NOBODYS = "01890000-0000-7000-8000-000000000000"
#: Around the time that stands still, and where calendars end.
TIMES = [
    *((NOW + timedelta(days=days)).isoformat() for days in (-400, -1, 0, 1, 30, 10_000)),
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
]
schemathesis.openapi.format("date-time", st.sampled_from(TIMES))
schemathesis.openapi.format("date", st.sampled_from([time[:10] for time in TIMES]))


class Door(WSGIHandler):
    """The application as a browser of one user reaches it, without the token of a form."""

    def get_response(self, request: Any) -> Any:
        request._dont_enforce_csrf_checks = True
        return super().get_response(request)


@dataclass
class World:
    near: Filled
    far: Filled
    far_team: Team
    users: dict[str, User]

    def ids(self, noun: str) -> list[str]:
        """Of the own team's, of the other's, and of nobody's."""
        return [*self.near.ids[noun], *self.far.ids[noun], NOBODYS]

    @cached_property
    def schema(self) -> Any:
        return schemathesis.openapi.from_wsgi("/api/v1/schema/", Door())

    def cookies(self, role: str) -> dict[str, str]:
        if role == "nobody":
            return {}
        client = Client()
        client.force_login(self.users[role])
        return {name: morsel.value for name, morsel in client.cookies.items()}

    @cached_property
    def foreign(self) -> list[Any]:
        return self.foreign_rows()

    def foreign_rows(self) -> list[Any]:
        """What of the other team a request could have changed, and how often it was."""
        return [
            list(rows.order_by("pk").values_list("pk", "version"))
            for rows in (
                Case.objects.filter(team=self.far_team),
                Task.objects.filter(team=self.far_team),
                Need.objects.filter(team=self.far_team),
                Contact.objects.filter(case__team=self.far_team),
                HealthReport.objects.filter(case__team=self.far_team),
                Attachment.objects.filter(case__team=self.far_team),
            )
        ]


def said(place: str) -> str:
    if place == "Contact.phone":
        return "+375291234567"
    if place.startswith("Approval."):
        return "asked of every coordinator"
    if place in ("CashFloat.note", "Payment.recovery_reason"):
        return "what an auditor reads of money, too"
    return f"{FOREIGN}@example.org" if place == "Contact.email" else f"{FOREIGN} {place}"


def joined(role: str, team: Team | None) -> User:
    number = User.objects.count()
    user = User(email=f"{number}@example.org", name=f"{role} {number}", created_at=NOW)
    user.set_unusable_password()
    user.save()
    vetted = {"vetted_at": NOW} if role == "volunteer" else {}
    Membership.objects.create(user=user, team=team, role=role, created_at=NOW, **vetted)
    return user


def built() -> World:
    near, far = (Team.objects.create(name=n, country="LT", created_at=NOW) for n in ("A", "B"))
    near_cast, far_cast = (
        Cast(
            team,
            *(joined(role, team) for role in (*STAFF, "coordinator", "volunteer")),
            outsider=joined("caseworker", other),
            mark=mark,
        )
        for team, other, mark in ((near, far, "Прыклад"), (far, near, FOREIGN))
    )
    users = {role: joined(role, None) for role in ("auditor", "administrator")}
    users |= {role: getattr(near_cast, role) for role in ROLES[:3]}
    own = fill(near_cast, lambda place: said(place).replace(FOREIGN, "own"), NOW)
    return World(own, fill(far_cast, said, NOW), far_team=far, users=users)


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any) -> Iterator[World]:
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(timezone, "now", lambda: NOW)
        # Thousands of refusals are what is asked for here.
        patch.setattr(logging.getLogger("django.request"), "disabled", True)
        with transaction.atomic(), kept_open():
            yield built()
            transaction.set_rollback(True)


@contextmanager
def kept_open() -> Iterator[None]:
    """The end of a request would close the connection that everything is to be rolled back on."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def aimed(value: Any, world: World, aim: int, meant: str = "") -> Any:
    """A body, or the values of an address, with ids in it that mean something."""
    if isinstance(value, dict):
        return {key: aimed(inner, world, aim, MEANT.get(key, "")) for key, inner in value.items()}
    if isinstance(value, list):
        return [aimed(inner, world, aim, meant) for inner in value]
    if meant and isinstance(value, str):
        return world.ids(meant)[aim % len(world.ids(meant))]
    return value


def faults_of(world: World, role: str, operation: Any, statuses: Counter[int]) -> list[str]:
    """Generated requests to one operation, and what it does not keep of its promises."""
    cookies, found = world.cookies(role), []
    ids = st.sampled_from(world.ids(operation.path.split("/")[3]))
    tags = st.sampled_from(["*", '"1"', '"2"', None])
    modes = (operation.as_strategy(generation_mode=mode) for mode in GenerationMode)

    @seed(0)
    @settings(
        max_examples=EXAMPLES.get(role, 1) * TIMES_AS_MUCH,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(*modes), ids, tags, st.integers(0, 5))
    def ask(case: Any, row_id: str, tag: str | None, aim: int) -> None:
        if "id" in case.path_parameters:
            case.path_parameters["id"] = row_id
        if tag is not None and case.method in ("POST", "PATCH"):
            case.headers["If-Match"] = tag
        case.body, case.query = aimed(case.body, world, aim), aimed(case.query, world, aim)
        with undone():
            answer = case.call(cookies=cookies)
            is_changed = case.method != "GET" and world.foreign_rows() != world.foreign
        statuses[answer.status_code] += 1
        faults = []
        try:
            case.validate_response(answer, checks=PROMISES)
        except FailureGroup as group:
            faults += [str(failure)[:600] for failure in group.exceptions]
        if FOREIGN.encode() in answer.content:
            faults.append(f"shows what is another team's: {answer.content[:600]!r}")
        if is_changed:
            faults.append("changes what is another team's")
        if faults:
            found.append(f"{case.as_curl_command()}\n{answer.status_code}: {'; '.join(faults)}")

    ask()
    return found


@pytest.mark.django_db
@pytest.mark.generated
@pytest.mark.parametrize("role", ROLES)
def test_whatever_is_asked_the_answer_is_described_and_nothing_of_others(world, role):
    operations = [result.ok() for result in world.schema.get_all_operations()]
    assert len(operations) > 100
    statuses: Counter[int] = Counter()
    faults = [fault for one in operations for fault in faults_of(world, role, one, statuses)[:1]]
    print(
        f"{role}: {len(operations)} operations, {statuses.total()} requests, {len(faults)} faults"
    )
    assert not faults, "\n\n".join(faults[:10])
    # What is asked makes sense often enough that something is done.
    assert set(statuses) == {401} if role == "nobody" else statuses[200] > 10
