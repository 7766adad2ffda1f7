"""How a user stands to a row, and what follows from it (`domain/permissions.py`).

Rows must have been reached through `visible_to(user)`. Beside the row itself its case or batch, a
task's offers and a prisoner's cases are read: whoever asks about many rows loads them along.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any

from casetracker.domain.approvals import TERMS, ApprovalKind
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
    Approval,
    Attachment,
    AuditEvent,
    Body,
    BudgetLine,
    Case,
    CashFloat,
    Clock,
    Consent,
    Contact,
    CountryChoice,
    CountryFact,
    DeskList,
    Detention,
    Email,
    Export,
    Facility,
    Fund,
    FundRequest,
    HealthReport,
    Hearing,
    IdentityDocument,
    ImportBatch,
    ImportRow,
    LedgerEntry,
    MatchDecision,
    Merge,
    Need,
    Notice,
    Observation,
    Payment,
    PersonStatus,
    Prisoner,
    Procedure,
    Quarantine,
    Referral,
    Release,
    ReminderRule,
    Scheme,
    Simulation,
    Task,
    User,
    Wave,
)

#: In these states a task's assignee has said yes.
TAKEN = frozenset({TaskState.ACCEPTED, TaskState.REPORTED_DONE, TaskState.DONE})
NOUNS: dict[Any, str] = {
    Action: "actions",
    Activity: "activities",
    Approval: "approvals",
    Attachment: "attachments",
    AuditEvent: "audit-events",
    Body: "bodies",
    BudgetLine: "budget-lines",
    Case: "cases",
    CashFloat: "cash-floats",
    Clock: "clocks",
    Consent: "consents",
    Contact: "contacts",
    CountryChoice: "country-choices",
    CountryFact: "country-facts",
    DeskList: "desk-lists",
    Detention: "detentions",
    Email: "emails",
    Export: "exports",
    Facility: "facilities",
    Fund: "funds",
    FundRequest: "fund-requests",
    HealthReport: "health-reports",
    Hearing: "hearings",
    IdentityDocument: "documents",
    ImportBatch: "imports",
    ImportRow: "import-rows",
    LedgerEntry: "ledger-entries",
    MatchDecision: "matches",
    Merge: "merges",
    Need: "needs",
    Notice: "notices",
    Observation: "observations",
    PersonStatus: "statuses",
    Payment: "payments",
    Prisoner: "prisoners",
    Procedure: "procedures",
    Quarantine: "quarantines",
    Referral: "referrals",
    Release: "releases",
    ReminderRule: "rules",
    Scheme: "schemes",
    Simulation: "simulations",
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
        rows = model.objects.all()
        return rows.in_place()
    return model.objects.visible_to(user)


def _tie_of_case(case: Case) -> Tie:
    return Tie(case.team_id, case.caseworker_id)


def _of_case_row(row: Any) -> dict[str, Any]:
    return {"ties": [_tie_of_case(row.case)]}


def _of_prisoner(prisoner: Prisoner) -> dict[str, Any]:
    ties = [_tie_of_case(case) for case in prisoner.cases.all()]
    return {"ties": ties, "personal": [prisoner.created_by_id]}


def _of_prisoner_row(row: Any) -> dict[str, Any]:
    return {"ties": [_tie_of_case(case) for case in row.prisoner.cases.all()]}


def _of_need(need: Need) -> dict[str, Any]:
    return {"ties": [_tie_of_case(need.case), Tie(need.team_id, need.owner_id)]}


def _of_aid(aid: FundRequest | Payment) -> dict[str, Any]:
    carried = getattr(aid, "cash_float", None)
    personal = [aid.need.case.caseworker_id, aid.need.owner_id]
    if carried is not None:
        personal.append(carried.holder_id)
    return {"ties": [Tie(aid.line.fund.team_id)], "personal": personal}


def _of_float(cash: CashFloat) -> dict[str, Any]:
    return {"ties": [Tie(cash.line.fund.team_id)], "personal": [cash.holder_id]}


def _of_task(task: Task) -> dict[str, Any]:
    asked = {offer.volunteer_id for offer in task.offers.all() if _stands(offer)}
    taken = {task.assignee_id} if task.state in TAKEN else set()
    return {
        "ties": [_tie_of_case(task.case), Tie(task.team_id)],
        "personal": taken,
        "asked": asked | ({task.assignee_id} - taken),
    }


def _of_attachment(attachment: Attachment) -> dict[str, Any]:
    task = attachment.task
    has_taken = {task.assignee_id} if task is not None and task.state in TAKEN else set()
    return {"ties": [_tie_of_case(attachment.case)], "personal": has_taken}


def _stands(offer: Any) -> bool:
    return offer.answer == OfferAnswer.PENDING


def _of_owned(row: Any) -> dict[str, Any]:
    return {"ties": [Tie(row.team_id, row.owner_id)]}


def _of_notice(notice: Notice) -> dict[str, Any]:
    ties = [Tie(notice.case.team_id)] if notice.case else []
    return {"ties": ties, "personal": [notice.recipient_id]}


def _of_approval(approval: Approval) -> dict[str, Any]:
    requester = [approval.requester_id]
    may_pass_alone = TERMS[ApprovalKind(approval.kind)].may_pass_alone
    alone = requester if may_pass_alone else []
    return {"personal": requester, "asked": [approval.invited_id], "alone": alone}


def _of_export(export: Export) -> dict[str, Any]:
    approver_id = export.approval.approver_id if export.approval else None
    return {"personal": [export.requester_id, approver_id]}


def _tie_of_batch(batch: ImportBatch) -> Tie:
    return Tie(batch.team_id, batch.created_by_id)


_FACTS: dict[Any, Callable[[Any], dict[str, Any]]] = {
    Case: lambda case: {"ties": [_tie_of_case(case)]},
    Prisoner: _of_prisoner,
    Contact: _of_prisoner_row,
    Consent: _of_prisoner_row,
    HealthReport: _of_case_row,
    Activity: _of_case_row,
    Detention: _of_case_row,
    Hearing: lambda hearing: {"ties": [_tie_of_case(hearing.detention.case)]},
    Release: _of_case_row,
    Procedure: _of_case_row,
    IdentityDocument: _of_case_row,
    CountryChoice: _of_case_row,
    PersonStatus: _of_prisoner_row,
    Need: _of_need,
    Referral: lambda referral: _of_need(referral.need),
    Fund: lambda fund: {"ties": [Tie(fund.team_id)]},
    BudgetLine: lambda line: {"ties": [Tie(line.fund.team_id)]},
    FundRequest: _of_aid,
    Payment: _of_aid,
    CashFloat: _of_float,
    LedgerEntry: lambda entry: {"ties": [Tie(entry.line.fund.team_id)]},
    Task: _of_task,
    Action: _of_owned,
    Clock: _of_owned,
    Wave: lambda wave: {"ties": [Tie(wave.team_id)]},
    ImportBatch: lambda batch: {"ties": [_tie_of_batch(batch)]},
    ImportRow: lambda row: {
        "ties": [_tie_of_batch(row.batch), *([_tie_of_case(row.case)] if row.case else [])]
    },
    Approval: _of_approval,
    Quarantine: lambda placed: {"ties": [Tie(placed.team_id)]},
    Simulation: lambda trial: {"personal": [trial.requester_id]},
    Export: _of_export,
    DeskList: lambda made: {"personal": [made.maker_id]},
    Attachment: _of_attachment,
    Notice: _of_notice,
    Email: lambda email: {"personal": [email.recipient_id]},
    User: lambda person: {"personal": [person.pk]},
}
