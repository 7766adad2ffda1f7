"""Nonsense in every field of every body, and in every filter of every list: never a 500."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casetracker.api.filters import Filters
from casetracker.api.nouns import NounViewSet
from casetracker.api.urls import NOUNS, router
from casetracker.models import Clock, User
from casetracker.services.actions import record_action
from casetracker.services.detentions import record_detention
from casetracker.services.facilities import record_facility
from casetracker.services.needs import open_need
from casetracker.services.tasks import open_task
from tests.api.conftest import Caller
from tests.conftest import NOW

VALUES = [
    None,
    True,
    0,
    -1,
    10**30,
    1.5,
    "",
    " ",
    "x",
    "null",
    "\u202eевил",
    "а" * 30_000,
    "2026-02-09T12:00:00Z",
    "9999-12-31",
    "01890000-0000-7000-8000-000000000000",
    [],
    [None],
    [[]],
    {},
    {"x": {}},
]
TEXTS = ["x", "-1", "null", "a'b", "%00", "\u202e", "9999-12-31T00:00:00Z", "a" * 5000, "true"]


@pytest.fixture
def there(coordinator, volunteer, case) -> dict[str, str]:
    """The id of one row of each noun, which the coordinator may change."""
    given = {"actor": coordinator, "case_id": case.pk, "now": NOW}
    rows = {
        "cases": case,
        "prisoners": case.prisoner,
        "tasks": open_task(title="x", due_at=NOW + timedelta(days=1), **given),
        "needs": open_need(kind="phone", owner_id=coordinator.pk, **given),
        "detentions": record_detention(**given),
        "actions": record_action(actor=coordinator, kind="appeal", case_ids=[case.pk], now=NOW),
        "facilities": record_facility(actor=coordinator, name="ИК-4", now=NOW),
        "clocks": Clock.objects.filter(case=case).first(),
        "users": volunteer,
    }
    return {noun: str(row.pk) for noun, row in rows.items()}


def addresses(view: type[NounViewSet]) -> list[tuple[str, str]]:
    """(method, address with {pk}) of everything that takes a body."""
    found = []
    for route in router.get_routes(view):
        for method, name in route.mapping.items():
            if method in ("post", "patch") and hasattr(view, name):
                path = route.url.format(prefix=view.noun, lookup="{pk}", trailing_slash="/")
                found.append((method.upper(), path.removeprefix("^").removesuffix("$")))
    return found


ALL = [(view, method, path) for view in NOUNS for method, path in addresses(view)]


@pytest.mark.parametrize(("view", "method", "path"), ALL, ids=[f"{m} {p}" for _, m, p in ALL])
def test_no_value_of_any_field_breaks_a_verb(
    view, method, path, coordinator: User, administrator: User, there
):
    caller = Caller(coordinator)
    path = path.replace("{pk}", there.get(view.noun, "01890000-0000-7000-8000-000000000000"))
    until = (timezone.now() + timedelta(days=1)).isoformat()
    answer = caller.send(method, path, {"?": 1}, If_Match="*")
    if answer.status_code == 403:  # what only administrators do
        caller = Caller(administrator)
        answer = caller.send(method, path, {"?": 1}, If_Match="*")
    if path == "attachments/":
        assert answer.status_code == 415  # a file, which is no JSON
        return
    assert answer.status_code in (400, 404)
    faults = answer.json().get("errors", {}).get("?", [{}])
    for field in faults[0].get("allowed") or []:
        for value in VALUES:
            body = {"name": "Ада Прыклад", "case": there["cases"], "until": until, field: value}
            kept = {key: body[key] for key in body if key in faults[0]["allowed"]}
            answer = caller.send(method, path, kept, If_Match="*")
            assert answer.status_code < 500, (field, value, answer.content)


@pytest.mark.parametrize("view", NOUNS, ids=lambda view: view.noun)
def test_no_value_of_any_filter_breaks_a_list(view, coordinator: User, there):
    caller = Caller(coordinator)
    for name in (view.filterset_class or Filters).base_filters:
        for value in [*TEXTS, *there.values()]:
            answer = caller.get(f"{view.noun}/", {name: value})
            assert answer.status_code in (200, 400), (name, value, answer.content)
    for name in view.orderings:
        for sign in ("", "-"):
            assert caller.get(f"{view.noun}/", {"ordering": sign + name}).status_code == 200
