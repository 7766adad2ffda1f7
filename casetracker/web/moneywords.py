"""Sums, and what looks like the same aid, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format

from casetracker.domain.money import CURRENCIES
from casetracker.web.words import said


def sum_in_words(amount: Decimal | str, currency: str) -> str:
    """A sum as the reader writes it, with its currency."""
    exact = Decimal(amount).quantize(Decimal(1).scaleb(-CURRENCIES[currency]))
    # A blank inside a number or before its currency never ends a line.
    shown = number_format(exact, CURRENCIES[currency], use_l10n=True, force_grouping=True)
    return f"{shown}\N{NO-BREAK SPACE}{currency}"


def found_in_words(found: Mapping[str, str]) -> str:
    """One thing that looks like the same aid, as it is stored: why, what for, and when."""
    month = found["month"]
    when = f", {date_format(date.fromisoformat(f'{month}-01'), 'F Y')}" if month else ""
    return f"{said(found['why'], 'alike')}: {said(found['kind'], 'need')}{when}"
