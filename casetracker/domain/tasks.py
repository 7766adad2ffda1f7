"""What may be done to a task, by the state it is in."""

from __future__ import annotations

from enum import StrEnum

from casetracker.domain.errors import Conflict
from casetracker.domain.words import TaskState


class TaskVerb(StrEnum):
    OFFER = "offer"
    ASSIGN = "assign"
    ACCEPT = "accept"
    DECLINE = "decline"
    REPORT = "report"
    CONFIRM = "confirm"
    CANCEL = "cancel"
    EDIT = "edit"


_STAFF = (TaskVerb.ASSIGN, TaskVerb.CONFIRM, TaskVerb.CANCEL, TaskVerb.EDIT)
LEGAL: dict[TaskState, tuple[TaskVerb, ...]] = {
    TaskState.OPEN: (TaskVerb.OFFER, *_STAFF),
    # Offering again takes the standing offer back.
    TaskState.OFFERED: (TaskVerb.OFFER, TaskVerb.ACCEPT, TaskVerb.DECLINE, *_STAFF),
    TaskState.ACCEPTED: (TaskVerb.DECLINE, TaskVerb.REPORT, *_STAFF),
    # Assigning it again says that it is not done.
    TaskState.REPORTED_DONE: _STAFF,
    TaskState.DONE: (),
    TaskState.CANCELLED: (),
}


def check_task_verb(state: TaskState, verb: TaskVerb) -> None:
    """Pass if `verb` may be done to a task in `state`.

    Raises `Conflict` with what is allowed instead: of two people who act on the same old state
    one wins and the other reads this.
    """
    legal = [str(word) for word in LEGAL[state]]
    if verb in LEGAL[state]:
        return
    said = ", ".join(legal) or "nothing any more"
    raise Conflict(
        f"This task is {state.replace('_', ' ')} now; what can be done to it: {said}.",
        field="state",
        value=str(state),
        allowed=legal,
    )
