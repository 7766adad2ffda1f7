"""Every route of the API, asked for by everybody: the answer is what the matrix says.

Generated from `domain/permissions.py` and the routes: a noun, verb or line of the matrix that comes
is asked for here without anybody editing this file; what it needs is a factory in `nouns.py`.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.http import JsonResponse

from casetracker.domain.permissions import RIGHTS
from casetracker.domain.scopes import ALL, SCOPED
from tests.rights.asking import Run, routes_of, run
from tests.rights.matrix import lines
from tests.rights.nouns import things_of
from tests.rights.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.generated]
#: Whose tokens are tried: the first of them who may ever do what is asked.
OWNERS = ("caseworker", "coordinator", "administrator", "auditor")


def printed(record: Any, what: str, report: Run) -> None:
    """The figures, for the summary and for whoever looks; every deviation by name."""
    record("requests", report.requests)
    record("deviations", len(report.deviations))
    print(f"{what}: {report.requests} requests, {len(report.deviations)} deviations")
    assert not report.deviations, "\n".join(["", *report.deviations])


@pytest.mark.parametrize("noun", sorted(RIGHTS))
def test_every_answer_is_what_the_matrix_says(world, noun, record_property):
    report = Run()
    for route in routes_of(noun):
        for name, client in world.clients.items():
            run(world, noun, route, world.people[name], client, report)
    printed(record_property, noun, report)
    idle = {verb for grant in RIGHTS[noun] for verb in grant.verbs} - report.done
    assert idle - {"rotate_token"} == set(), "nobody got through: what does a body need?"
    assert lines(noun) - report.stood == set(), "lines of the matrix in which nobody stands here"


@pytest.mark.parametrize("noun", sorted(RIGHTS))
def test_a_token_does_what_its_scopes_name_and_its_owner_may(world, noun, record_property):
    report, other = Run(), "schemes:read" if noun != "schemes" else "bodies:read"
    asked = [(ALL,), (other,), *((f"{noun}:{way}",) for way in SCOPED[noun])]
    for scopes in asked:
        for route in routes_of(noun):
            person, client = token_of(world, owner_for(world, noun, route.verb), scopes)
            run(world, noun, route, person, client, report, most=1)
    printed(record_property, f"{noun} by token", report)


def owner_for(world: World, noun: str, verb: str) -> str:
    able = [grant for grant in RIGHTS[noun] if verb in grant.verbs]
    return next(name for name in OWNERS if world.people[name].holds(able))


def token_of(world: World, name: str, scopes: tuple[str, ...]) -> Any:
    """Made in the test, and gone with it."""
    return world.token(name, *scopes)


def test_an_answer_that_the_matrix_does_not_allow_is_reported(world):
    """What the tests above would say, if they had something to say."""
    (edit,) = [route for route in routes_of("cases") if route.verb == "edit"]
    mine = things_of(world, "cases").things[0]
    wanted = {
        "caseworker": 200,
        "coordinator": 409,
        "colleague": 403,
        "far coordinator": 404,
        "volunteer": 403,
        "anonymous": 401,
    }
    for name, right in wanted.items():
        for status in (200, 403, 404, 401, 500):
            report = Run()
            answer = JsonResponse({}, status=status)
            report.note(world.people[name], "cases", edit, mine, answer)
            is_right = status == right or (right, status) == (409, 200)
            assert bool(report.deviations) is not is_right, (name, status)
