"""A column of sums, and the constraint of two people."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q, Value

from casetracker.domain.money import MOST_DECIMALS

if TYPE_CHECKING:
    _WholeNumbers = models.BigIntegerField[Any, Decimal]
else:
    _WholeNumbers = models.BigIntegerField


class SumField(_WholeNumbers):
    """A sum, a `Decimal` in Python, whole thousandths in the database.

    SQLite keeps decimals as floats: 0.1 + 0.2 <= 0.3 is false there, and a balance would be
    refused what it has. Whole numbers add and compare the same on both databases.
    """

    NOTHING = Decimal(0)
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-MOST_DECIMALS)

    def to_python(self, value: Any) -> Decimal | None:
        return None if value is None else Decimal(value)

    def get_prep_value(self, value: Any) -> Any:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        scaled = Decimal(value).scaleb(MOST_DECIMALS)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{value} has more than {MOST_DECIMALS} decimals")
        return int(scaled)


def sum_of(amount: Decimal) -> Value:
    """`amount` for use in an expression with columns of sums."""
    return Value(amount, output_field=SumField())


def by_others(asker: str, *, name: str) -> list[models.CheckConstraint]:
    """Whoever approves first or second is neither `asker` nor one person twice."""
    return [
        models.CheckConstraint(
            condition=Q(first_approver=None) | ~Q(first_approver=F(asker)),
            name=f"{name}_first_is_another",
        ),
        models.CheckConstraint(
            condition=Q(second_approver=None)
            | (
                Q(first_approver__isnull=False)
                & ~Q(second_approver=F(asker))
                & ~Q(second_approver=F("first_approver"))
            ),
            name=f"{name}_second_is_another",
        ),
    ]
