"""Funds and their lines: made, named, closed; money that comes in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from casetracker.domain.aid import EntryKind
from casetracker.domain.errors import Conflict, Forbidden, Missing, Refused
from casetracker.domain.inputs import one_line
from casetracker.domain.money import as_text, check_currency, check_sum, currency_code
from casetracker.domain.words import Role
from casetracker.models import BudgetLine, Fund, Team, User
from casetracker.services.aid import check_open
from casetracker.services.audit import record
from casetracker.services.ledger import enter
from casetracker.services.rights import find_editable

LONGEST_NAME = 120
LONGEST_NOTE = 300


@transaction.atomic
def open_fund(
    *, actor: User, team_id: UUID, name: str, currency: str, two_over: Any, now: datetime
) -> Fund:
    """Open a fund of a team, in one currency for ever. A request over `two_over` needs a second
    approver. Only coordinators of the team."""
    team = Team.objects.visible_to(actor).filter(pk=team_id).first()
    if team is None:
        raise Missing(f"There is no team {team_id} of yours.", field="team", value=team_id)
    if team_id not in actor.team_ids(Role.COORDINATOR):
        raise Forbidden("Funds are opened by coordinators of the team.", field="team")
    code = currency_code(currency)
    fund = Fund(
        team=team,
        name=one_line(name, field="name", longest=LONGEST_NAME, required=True),
        currency=code,
        two_over=check_sum(two_over, code, field="two_over", zero=True),
        created_at=now,
    )
    _save(fund, "fund")
    record(actor=actor, verb="open_fund", obj=fund, team_id=team_id, now=now)
    return fund


@transaction.atomic
def edit_fund(
    *,
    actor: User,
    fund_id: UUID,
    changes: Mapping[str, Any],
    version: int | None = None,
    now: datetime,
) -> Fund:
    """Change `name`, lower `two_over`, or close it and open it again (`is_closed`).

    Whoever could raise the limit could approve alone what two must: raising it is refused.
    """
    fund: Fund = find_editable(Fund, fund_id, actor, version=version)
    differs = {}
    for name, value in changes.items():
        column, new = _fund_column(fund, name, value, now)
        old = getattr(fund, column)
        if (old is None) != (new is None) or (new is not None and column != "closed_at"):
            setattr(fund, column, new)
            differs[column] = (old, new)
    _save(fund, "fund")
    record(actor=actor, verb="edit_fund", obj=fund, team_id=fund.team_id, changes=differs, now=now)
    return fund


@transaction.atomic
def open_line(*, actor: User, fund_id: UUID, name: str, now: datetime) -> BudgetLine:
    """Add a line to a fund."""
    fund: Fund = find_editable(Fund, fund_id, actor)
    check_open(fund)
    line = BudgetLine(
        fund=fund,
        name=one_line(name, field="name", longest=LONGEST_NAME, required=True),
        created_at=now,
    )
    _save(line, "line")
    record(actor=actor, verb="open_line", obj=line, team_id=fund.team_id, now=now)
    return line


@transaction.atomic
def edit_line(
    *,
    actor: User,
    line_id: UUID,
    changes: Mapping[str, Any],
    version: int | None = None,
    now: datetime,
) -> BudgetLine:
    """Change the `name` of a line."""
    line: BudgetLine = find_editable(BudgetLine, line_id, actor, version=version, related=("fund",))
    unknown = sorted(set(changes) - {"name"})
    if unknown:
        raise _not_here(unknown[0], changes[unknown[0]], ["name"])
    old = line.name
    line.name = one_line(changes["name"], field="name", longest=LONGEST_NAME, required=True)
    _save(line, "line")
    record(
        actor=actor,
        verb="edit_line",
        obj=line,
        team_id=line.fund.team_id,
        changes={"name": (old, line.name)},
        now=now,
    )
    return line


@transaction.atomic
def deposit(
    *,
    actor: User,
    line_id: UUID,
    amount: Any,
    currency: str,
    given_by: str = "",
    version: int | None = None,
    now: datetime,
) -> BudgetLine:
    """Money has come into a line; `given_by` says from whom. Only coordinators of its team."""
    line: BudgetLine = find_editable(BudgetLine, line_id, actor, version=version, related=("fund",))
    check_open(line.fund)
    check_currency(currency, line.currency)
    exact = check_sum(amount, line.currency)
    note = one_line(given_by, field="given_by", longest=LONGEST_NOTE)
    enter(line, EntryKind.DEPOSIT, exact, actor=actor, note=note, now=now)
    record(
        actor=actor,
        verb="deposit",
        obj=line,
        team_id=line.fund.team_id,
        changes={"balance": (line.balance, line.balance + exact)},
        now=now,
    )
    line.refresh_from_db()
    return line


def _fund_column(fund: Fund, name: str, value: Any, now: datetime) -> tuple[str, Any]:
    if name == "name":
        return name, one_line(value, field=name, longest=LONGEST_NAME, required=True)
    if name == "is_closed":
        return "closed_at", now if value else None
    if name != "two_over":
        raise _not_here(name, value, ["name", "two_over", "is_closed"])
    limit = check_sum(value, fund.currency, field=name, zero=True)
    if limit > fund.two_over:
        most = as_text(fund.two_over, fund.currency)
        raise Refused(
            "The limit may be lowered, never raised: open another fund instead.",
            field=name,
            value=str(limit),
            allowed=f"at most {most}",
        )
    return name, limit


def _not_here(name: str, value: Any, allowed: list[str]) -> Refused:
    return Refused(
        f"{name} cannot be changed here.", field=name, value=str(value)[:80], allowed=allowed
    )


def _save(row: Fund | BudgetLine, what: str) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Conflict(
            f"There is a {what} of this name already.",
            field="name",
            value=row.name,
            allowed="another name",
        ) from None
