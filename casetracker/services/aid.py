"""What requests and payments share: the need they are for, what looks alike, the timeline."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from casetracker.domain.aid import (
    NOTHING_GIVEN,
    MoneyStep,
    PaymentMethod,
    check_answered,
    check_bank,
)
from casetracker.domain.errors import Conflict, Missing
from casetracker.domain.inputs import one_line
from casetracker.domain.words import ENDED_STAGES, ActivityKind, NeedState
from casetracker.models import BudgetLine, Case, Fund, Need, User
from casetracker.models.payment import STAFF
from casetracker.selectors.aid import alike_beside, has_no_papers, hostile_to
from casetracker.services.activities import note_on
from casetracker.services.assignments import lock_case_of
from casetracker.services.audit import record

LONGEST_ANSWER = 300
LONGEST_RECEIPT = 80
#: What is said of it on the timeline; only these are care for the file.
_CARE = frozenset({MoneyStep.REQUESTED, MoneyStep.PAID})


def lock_need(need_id: UUID, actor: User) -> Need:
    """The need, whose file stays locked: of two who ask for the same at once, the second sees the
    first. Raises `Missing` if `actor` does not see it, `Conflict` if nothing is given for it."""
    case = lock_case_of(Need, need_id)
    seen = Need.objects.visible_to(actor).filter(pk=need_id)
    need = seen.select_related("team").first()
    if case is None or need is None:
        raise Missing(f"There is no need {need_id} that you may see.", field="need", value=need_id)
    need.case = case
    if case.stage in ENDED_STAGES:
        raise Conflict("This file is closed; reopen it first.", field="need", value=str(case.stage))
    check_wanted(need)
    return need


def check_wanted(need: Need) -> None:
    """Raises `Conflict` if nothing is given for this need: it was declined, is none any more, or
    the person is not free."""
    if need.state in NOTHING_GIVEN:
        raise Conflict(
            "Nothing is given for this need as it stands: it was declined, is not needed, or the "
            "person is not free. Open it again first.",
            field="need",
            value=str(need.state),
            allowed=[str(state) for state in NeedState if state not in NOTHING_GIVEN],
        )


def find_line(line_id: UUID, actor: User) -> BudgetLine:
    """The line, in an open fund of a team of the actor's. Raises `Missing` or `Conflict`."""
    staff = actor.team_ids(*STAFF)
    rows = BudgetLine.objects.select_related("fund__team").filter(fund__team__in=staff)
    line = rows.filter(pk=line_id).first()
    if line is None:
        raise Missing(f"There is no line {line_id} that you may see.", field="line", value=line_id)
    check_open(line.fund)
    return line


def check_open(fund: Fund) -> None:
    """Raises `Conflict` if nothing is given from this fund any more."""
    if fund.closed_at is not None:
        raise Conflict(
            "This fund is closed.",
            field="line",
            value=fund.closed_at.isoformat(),
            allowed="a line of an open fund",
        )


def answered(
    need: Need, line: BudgetLine, amount: Any, answer: str, now: datetime
) -> dict[str, Any]:
    """The columns that say what looks alike and why it is not. Raises `Conflict` unless it is
    answered."""
    answer = one_line(answer, field="duplicate_answer", longest=LONGEST_ANSWER)
    found = alike_beside(need, amount, line.currency, now=now)
    check_answered(found, answer)
    return {
        "look_alikes": [one.primitives() for one in found],
        "has_look_alikes": bool(found),
        "duplicate_answer": answer if found else None,
    }


def check_method(
    method: PaymentMethod, case: Case, fund: Fund, country: str, *, now: datetime
) -> None:
    """Raises `Refused` where a bank cannot or must not pay this person."""
    if method is PaymentMethod.BANK:
        check_bank(
            has_no_papers=has_no_papers(case, now=now),
            country=country,
            hostile=hostile_to(case, fund),
        )


def note_money(
    step: MoneyStep,
    row: Any,
    need: Need,
    *,
    verb: str,
    actor: User | None,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    now: datetime,
) -> None:
    """One entry on the timeline, without a sum, and one event about `row`."""
    kind = ActivityKind.NEED_MOVED if step in _CARE else ActivityKind.NOTE
    facts = {"need": str(need.pk), "kind": need.kind, "money": str(step)}
    note_on(need.case, kind, actor=actor, facts=facts, now=now)
    record(actor=actor, verb=verb, obj=row, case=need.case, changes=changes, now=now)
