"""Papers and asylum, counted as of any past instant: whatever came later changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casetracker.domain.counting import Counted
from casetracker.domain.errors import Refused
from casetracker.models import Release
from casetracker.selectors.counting import counts_at
from casetracker.services.documents import record_document
from casetracker.services.moves import move_case
from casetracker.services.person_statuses import record_status
from casetracker.services.procedures import end_procedure, move_procedure, open_procedure
from casetracker.services.waves import ReleasedPerson, record_wave
from tests.conftest import NOW

DAY = timedelta(days=1)
HOLDINGS = ("none", "taken", "temporary", "passport", "unknown")
ASYLUM = ("registered", "interview", "residence", "travel_document")
VERBS = ("release", "release", "release", "back", "status", "status", "open", "move", "move", "end")
#: (what is done, to whom, which of the words, how many days back it is dated)
STEP = st.tuples(st.sampled_from(VERBS), *(st.integers(0, most) for most in (2, 4, 3)))


@pytest.fixture
def auditor(make_user):
    return make_user("auditor")


class Journal:
    """What was done, and what an honest reader of it counts."""

    def __init__(self, actor, cases):
        self.actor, self.cases, self.lines = actor, cases, []

    def take(self, step, now):
        verb, who, which, back = step
        case = self.cases[who]
        case.refresh_from_db()
        try:
            said = getattr(self, verb)(case, which, back, {"actor": self.actor, "now": now})
        except (Refused, ObjectDoesNotExist):
            return
        if said is not None:
            self.lines.append((now, case.pk, *said))

    def release(self, case, which, back, acting):
        papers = ("none", "unknown", "some")[which % 3]
        person = ReleasedPerson(case.pk, "LT", papers=papers)
        day = (acting["now"] - back * DAY).date()
        name = f"Wave {len(self.lines)}"
        record_wave(name=name, kind="deportation", happened_on=day, people=[person], **acting)
        return "free", (day, Release.objects.filter(case=case).count()), papers

    def back(self, case, which, back, acting):
        move_case(case_id=case.pk, stage="inside", reason="arrested", **acting)
        return ("inside",)

    def status(self, case, which, back, acting):
        day = (acting["now"] - back * DAY).date()
        given = {"aspect": "documents", "value": HOLDINGS[which], "as_of": day}
        record_status(prisoner_id=case.prisoner_id, **given, **acting)
        return "status", day, HOLDINGS[which]

    def open(self, case, which, back, acting):
        open_procedure(case_id=case.pk, kind="asylum", country="LT", **acting)
        return ("asylum", True)

    def move(self, case, which, back, acting):
        procedure = case.procedures.filter(ended_at=None).get()
        stage = ASYLUM[which % len(ASYLUM)]
        move_procedure(procedure_id=procedure.pk, stage=stage, **acting)
        return "asylum", stage in ("registered", "interview")

    def end(self, case, which, back, acting):
        procedure = case.procedures.filter(ended_at=None).get()
        end_procedure(procedure_id=procedure.pk, reason="withdrawn", **acting)
        return ("asylum", False)

    def counted(self, at):
        """(without papers, in an asylum procedure)"""
        people = {case.pk: {"papers": [], "status": []} for case in self.cases}
        for when, case_id, what, *more in self.lines:
            if when > at:
                continue
            one = people[case_id]
            if what == "free":
                one["free"] = True
                one["papers"].append(tuple(more))
            elif what == "inside":
                one["free"] = False
            elif what == "status":
                one["status"].append((more[0], when, more[1]))
            else:
                one["asylum"] = more[0]
        free = [one for one in people.values() if one.get("free")]
        return sum(map(is_bare, free)), sum(one.get("asylum", False) for one in free)


def is_bare(one):
    known = max(one["status"], default=(None, None, "unknown"))[2]
    if known != "unknown":
        return known in ("none", "taken")
    return max(one["papers"])[1] == "none"


@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, min_size=4, max_size=14))
def test_papers_and_asylum_at_every_instant_equal_a_replay_of_what_was_done(
    steps, make_case, coordinator, auditor
):
    def found(at, now):
        counts = counts_at(auditor, at=at, now=now)
        return counts.of(Counted.WITHOUT_PAPERS), counts.of(Counted.OPEN_ASYLUM)

    journal = Journal(coordinator, [make_case(f"Ада {n} Прыклад") for n in range(3)])
    before = found(NOW, NOW)
    last = NOW
    for step in steps:
        last += DAY
        journal.take(step, last)
    for number in range(len(steps) + 2):
        at = NOW + number * DAY
        ours = journal.counted(at)
        assert found(at, last + 2 * DAY) == tuple(map(sum, zip(ours, before, strict=True))), number
    for case in journal.cases:  # the next example begins as this one did
        case.spans.all().delete()


def test_a_document_that_was_issued_ends_the_count_of_papers_from_then_on(
    make_case, coordinator, auditor
):
    case = make_case()
    people = [ReleasedPerson(case.pk, "LT", papers="none")]
    given = {"actor": coordinator, "kind": "deportation", "happened_on": NOW.date()}
    record_wave(name="Wave", people=people, now=NOW, **given)
    issued = {"actor": coordinator, "case_id": case.pk, "now": NOW + 2 * DAY}
    record_document(kind="birth_certificate", **issued)
    record_document(kind="temporary_certificate", **(issued | {"now": NOW + 3 * DAY}))
    record_document(kind="identity_card", **(issued | {"now": NOW + 4 * DAY}))
    counts = [
        counts_at(auditor, at=NOW + n * DAY, now=NOW + 9 * DAY).of(Counted.WITHOUT_PAPERS)
        for n in range(5)
    ]
    assert counts == [1, 1, 1, 0, 0]
    # What was recorded once stays until somebody says otherwise.
    values = case.prisoner.statuses.values_list("aspect", "value")
    assert list(values) == [("documents", "temporary")]
