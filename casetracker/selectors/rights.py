"""How a user stands to a row, and what follows from it (`domain/permissions.py`).

Rows must have been reached through `visible_to(user)`. Beside the row itself its case or batch, a
task's offers and a prisoner's cases are read: whoever asks about many rows loads them along.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any

from casetracker.domain.errors import Forbidden
from casetracker.domain.permissions import (
    Tie,
    fields_of,
    roles_that_see,
    roles_with,
    standing,
    verbs_of,
)
from casetracker.domain.words import STAFF_ROLES, OfferAnswer, Role, TaskState
from casetracker.models import (
    Action,
    Activity,
    AuditEvent,
    Body,
    Case,
    Clock,
    Detention,
    Email,
    Facility,
    ImportBatch,
    ImportRow,
    Need,
    Notice,
    Prisoner,
    Release,
    ReminderRule,
    Task,
    User,
    Wave,
)

#: In these states a task's assignee has said yes.
TAKEN = frozenset({TaskState.ACCEPTED, TaskState.REPORTED_DONE, TaskState.DONE})
NOUNS: dict[Any, str] = {
    Action: "actions",
    Activity: "activities",
    AuditEvent: "audit-events",
    Body: "bodies",
    Case: "cases",
    Clock: "clocks",
    Detention: "detentions",
    Email: "emails",
    Facility: "facilities",
    ImportBatch: "imports",
    ImportRow: "import-rows",
    Need: "needs",
    Notice: "notices",
    Prisoner: "prisoners",
    Release: "releases",
    ReminderRule: "rules",
    Task: "tasks",
    User: "users",
    Wave: "waves",
}


def standing_to(user: User, row: Any) -> frozenset[Any]:
    """The (role, relation) pairs in which `user` stands to `row`."""
    facts = _FACTS.get(type(row), lambda row: {})(row)
    return standing(person_id=user.pk, roles=user.roles(), **facts)


def may(user: User, verb: str, row: Any) -> bool:
    """Whether `user` may do this to this row."""
    return verb in verbs_of(NOUNS[type(row)], standing_to(user, row))


def may_ever(user: User, verb: str, noun: str) -> bool:
    """Whether `user` may do this to some row."""
    return not roles_with(noun, verb).isdisjoint(user.roles())


def fields_for(user: User, row: Any) -> frozenset[str]:
    """The fields of `row` that are shown to `user`."""
    return fields_of(NOUNS[type(row)], standing_to(user, row))


def seeing(user: User, noun: str, fields: frozenset[str]) -> User:
    """`user` in those roles only that see `fields` of the noun.

    What a list is filtered, searched or ordered by must not say anything about rows of which
    the field is not shown. Raises `Forbidden` if no role is left.
    """
    roles = roles_that_see(noun, fields)
    held = {role: teams for role, teams in user.roles().items() if role in roles}
    if not held:
        raise Forbidden(f"Not yours to ask for: {', '.join(sorted(fields))}.")
    if len(held) == len(user.roles()):
        return user
    narrowed = copy(user)
    narrowed._roles = held
    return narrowed


def seen_by(user: User, model: Any) -> Any:
    """Rows of `model` that `user` sees, and all of them for an auditor, who is shown codes and
    times. Who is staff as well reads them as staff, so that no role lends its fields to another."""
    if user.has_role(Role.AUDITOR) and not user.has_role(*STAFF_ROLES, Role.VOLUNTEER):
        return model.objects.all()
    return model.objects.visible_to(user)


def _tie_of_case(case: Case) -> Tie:
    return Tie(case.team_id, case.caseworker_id)


def _of_case_row(row: Any) -> dict[str, Any]:
    return {"ties": [_tie_of_case(row.case)]}


def _of_prisoner(prisoner: Prisoner) -> dict[str, Any]:
    ties = [_tie_of_case(case) for case in prisoner.cases.all()]
    return {"ties": ties, "personal": [prisoner.created_by_id]}


def _of_need(need: Need) -> dict[str, Any]:
    return {"ties": [_tie_of_case(need.case), Tie(need.team_id, need.owner_id)]}


def _of_task(task: Task) -> dict[str, Any]:
    asked = {offer.volunteer_id for offer in task.offers.all() if _stands(offer)}
    taken = {task.assignee_id} if task.state in TAKEN else set()
    return {
        "ties": [_tie_of_case(task.case), Tie(task.team_id)],
        "personal": taken,
        "asked": asked | ({task.assignee_id} - taken),
    }


def _stands(offer: Any) -> bool:
    return offer.answer == OfferAnswer.PENDING


def _of_owned(row: Any) -> dict[str, Any]:
    return {"ties": [Tie(row.team_id, row.owner_id)]}


def _of_notice(notice: Notice) -> dict[str, Any]:
    ties = [Tie(notice.case.team_id)] if notice.case else []
    return {"ties": ties, "personal": [notice.recipient_id]}


def _tie_of_batch(batch: ImportBatch) -> Tie:
    return Tie(batch.team_id, batch.created_by_id)


_FACTS: dict[Any, Callable[[Any], dict[str, Any]]] = {
    Case: lambda case: {"ties": [_tie_of_case(case)]},
    Prisoner: _of_prisoner,
    Activity: _of_case_row,
    Detention: _of_case_row,
    Release: _of_case_row,
    Need: _of_need,
    Task: _of_task,
    Action: _of_owned,
    Clock: _of_owned,
    Wave: lambda wave: {"ties": [Tie(wave.team_id)]},
    ImportBatch: lambda batch: {"ties": [_tie_of_batch(batch)]},
    ImportRow: lambda row: {"ties": [_tie_of_batch(row.batch)]},
    Notice: _of_notice,
    Email: lambda email: {"personal": [email.recipient_id]},
    User: lambda person: {"personal": [person.pk]},
}
