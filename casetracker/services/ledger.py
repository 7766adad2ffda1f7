"""The only room that changes a balance: each change is one conditional UPDATE with its entry.

Two who want the same money at once: the second finds less and is refused (`Conflict`); what
Python forgets, a constraint refuses. Callers hold the transaction, and lock in one order: the
case, the request or payment, the float, the line.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import NoReturn
from uuid import UUID

from django.db.models import F

from casetracker.domain.aid import EntryKind
from casetracker.domain.errors import Conflict
from casetracker.domain.money import LARGEST_BALANCE, as_text
from casetracker.models import BudgetLine, CashFloat, LedgerEntry, User
from casetracker.models.money import sum_of


def enter(
    line: BudgetLine,
    kind: EntryKind,
    amount: Decimal,
    *,
    actor: User,
    cash_float: CashFloat | None = None,
    payment_id: UUID | None = None,
    reverses_id: UUID | None = None,
    note: str = "",
    now: datetime,
) -> None:
    """Move `amount` (with its sign) into or out of a line, or of a float, and write it down.

    Raises `Conflict` if there is less than that which is not promised, or the line would hold
    more than any fund holds.
    """
    if cash_float is None:
        _move_line(line, amount)
    else:
        _move_float(cash_float, amount)
    LedgerEntry.objects.create(
        line=line,
        cash_float_id=cash_float.pk if cash_float else None,
        payment_id=payment_id,
        reverses_id=reverses_id,
        kind=kind,
        amount=amount,
        at=now,
        actor=actor,
        note=note or None,
    )


def promise(line: BudgetLine, amount: Decimal) -> None:
    """Keep `amount` of a line for what has been approved. Raises `Conflict` if it has less."""
    free = BudgetLine.objects.filter(pk=line.pk).with_free(sum_of(amount))
    if not free.update(committed=F("committed") + sum_of(amount)):
        _refuse(line, amount)


def keep_promise(line: BudgetLine, amount: Decimal, **entry: object) -> None:
    """Pay what has been promised. Arguments as of `enter`."""
    let_go(line, amount)
    enter(line, EntryKind.PAYMENT, -amount, **entry)  # type: ignore[arg-type]


def let_go(line: BudgetLine, amount: Decimal) -> None:
    """What was promised is free again."""
    BudgetLine.objects.filter(pk=line.pk).update(committed=F("committed") - sum_of(amount))


def _move_line(line: BudgetLine, amount: Decimal) -> None:
    rows = BudgetLine.objects.filter(pk=line.pk)
    if amount < 0:
        if not rows.with_free(sum_of(-amount)).update(balance=F("balance") + sum_of(amount)):
            _refuse(line, -amount)
        return
    fits = rows.filter(balance__lte=LARGEST_BALANCE - amount)
    if not fits.update(balance=F("balance") + sum_of(amount)):
        raise Conflict(
            "The line would hold more than any fund does.",
            field="amount",
            value=str(amount),
            allowed=f"at most {LARGEST_BALANCE} in a line",
        )


def _move_float(cash_float: CashFloat, amount: Decimal) -> None:
    rows = CashFloat.objects.filter(pk=cash_float.pk)
    if amount < 0:
        rows = rows.filter(balance__gte=-amount)
    if not rows.update(balance=F("balance") + sum_of(amount)):
        cash_float.refresh_from_db(fields=["balance"])
        left = as_text(cash_float.balance, cash_float.currency)
        raise Conflict(
            f"There is {left} {cash_float.currency} left of this cash, and no more.",
            field="amount",
            value=str(abs(amount)),
            allowed=f"at most {left}",
        )
    cash_float.refresh_from_db()


def _refuse(line: BudgetLine, amount: Decimal) -> NoReturn:
    line = BudgetLine.objects.select_related("fund").get(pk=line.pk)
    left = as_text(line.free, line.currency)
    raise Conflict(
        f"This line has {left} {line.currency} that is not promised, and no more.",
        field="amount",
        value=str(amount),
        allowed=f"at most {left}",
    )
