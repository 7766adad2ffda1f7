"""Every page, fragment and download, asked for by everybody: the answer is what the matrix says."""

from __future__ import annotations

from collections import defaultdict
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from casetracker.domain.page_rights import ON_PAGES
from casetracker.domain.permissions import RIGHTS
from casetracker.web import (
    approvals,
    case_verbs,
    casepapers,
    cash,
    contacts,
    fund_requests,
    funds,
    holds,
    imports,
    people,
    releases,
    task_desk,
)
from casetracker.web.urls import urlpatterns
from tests.rights.matrix import GRANTS
from tests.rights.pages import Visit, fits, promised, visited
from tests.rights.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.generated]
#: Where the last part of the address says what is done: page → what there is to do.
BRANCHES = {
    "approval_verb": approvals.VERBS,
    "case_verb": case_verbs.VERBS,
    "consent_verb": ("withdraw", "confirm"),
    "float_verb": cash.RUNS,
    "fund_request_verb": fund_requests.RUNS,
    "fund_verb": funds.RUNS,
    "hearing_verb": ("edit", "cancel"),
    "hold_verb": holds.VERBS,
    "import_row_verb": imports.ROW_VERBS,
    "import_verb": imports._VERBS,
    "match_verb": ("same", "different", "later", "ask-again"),
    "people_verb": contacts.VERBS,
    "papers_verb": casepapers.NEW,
    "procedure_verb": casepapers.OF_PROCEDURE,
    "document_verb": casepapers.OF_DOCUMENT,
    "person_verb": people.VERBS,
    "release_verb": releases.VERBS,
    "task_verb": task_desk.ANSWERS,
    "trial_verb": ("cancel", "propose"),
}
#: Nobody gets further than a state that does not allow it.
NEVER_DONE = {"scan_start"}


@pytest.fixture(scope="module")
def visits(world: World) -> list[Visit]:
    files = sorted(Path(__file__).parent.glob("visits_of_*.py"))
    rooms = [import_module(f"tests.rights.{file.stem}") for file in files]
    return [visit for room in rooms for visit in room.visits(world)]


def test_every_page_says_which_right_it_asks_for(visits):
    """A page that comes needs a `Visit` in one of `tests/rights/visits_of_*.py`."""
    asked = {pattern.name for pattern in urlpatterns if not hasattr(pattern.callback, "is_public")}
    assert {visit.page for visit in visits} == asked
    spoken_of = {(noun, verb) for noun in GRANTS for one in GRANTS[noun] for verb in one.verbs}
    assert {visit.right for visit in visits} - {None} <= spoken_of


def test_every_act_of_a_page_is_visited(visits):
    tried = defaultdict(set)
    for visit in visits:
        if "verb" in visit.where:
            tried[visit.page].add(visit.where["verb"])
    assert tried == {page: set(verbs) for page, verbs in BRANCHES.items()}


def test_the_two_pages_of_the_map_speak_of_different_things():
    assert not set(ON_PAGES) & set(RIGHTS)


@pytest.mark.parametrize("part", range(4))
def test_every_page_answers_as_the_matrix_says(world, visits, part, record_property):
    requests, deviations, done, tried = 0, [], set(), set()
    names = sorted({visit.page for visit in visits})[part::4]
    seen = set()
    for visit in visits:
        if visit.page not in names:
            continue
        tried.add(str(visit))
        for name, client in world.clients.items():
            who = world.people[name]
            # No page reads a token. Who may never do this is turned away by the page, not its row.
            if name == "frozen token" or (not visit.may_ever(who) and str(visit) in seen):
                continue
            came = visited(client, who, visit)
            requests += 1
            done |= {str(visit)} if came in ("done", "open") else set()
            if not fits(client, who, visit, came):
                deviations.append(f"{name}: {visit}: {came}, not {promised(who, visit)}")
        seen.add(str(visit))
    report(record_property, f"pages {part}", requests, deviations)
    idle = {said for said in tried - done if said.split()[1] not in NEVER_DONE}
    assert idle == set(), "nobody got through: what does the form need?"


def report(record: Any, what: str, requests: int, deviations: list[str]) -> None:
    record("requests", requests)
    record("deviations", len(deviations))
    print(f"{what}: {requests} requests, {len(deviations)} deviations")
    assert not deviations, "\n".join(["", *deviations])
