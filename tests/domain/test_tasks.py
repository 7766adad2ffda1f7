"""What may be done to a task, by its state."""

from __future__ import annotations

import pytest

from casetracker.domain.errors import Conflict
from casetracker.domain.tasks import LEGAL, TaskVerb, check_task_verb
from casetracker.domain.words import ENDED_TASKS, TaskState


def test_every_state_says_what_may_be_done():
    assert set(LEGAL) == set(TaskState)


@pytest.mark.parametrize("state", sorted(ENDED_TASKS))
@pytest.mark.parametrize("verb", list(TaskVerb))
def test_an_ended_task_is_left_alone(state, verb):
    with pytest.raises(Conflict) as refusal:
        check_task_verb(state, verb)
    assert refusal.value.allowed == []


def test_a_refusal_names_what_is_allowed_instead():
    with pytest.raises(Conflict) as refusal:
        check_task_verb(TaskState.OPEN, TaskVerb.ACCEPT)
    assert refusal.value.field == "state"
    assert refusal.value.value == "open"
    assert refusal.value.allowed == ["offer", "assign", "confirm", "cancel", "edit"]


def test_only_what_is_offered_is_accepted_and_only_what_is_accepted_is_reported():
    assert [s for s, verbs in LEGAL.items() if TaskVerb.ACCEPT in verbs] == [TaskState.OFFERED]
    assert [s for s, verbs in LEGAL.items() if TaskVerb.REPORT in verbs] == [TaskState.ACCEPTED]
