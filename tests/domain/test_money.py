"""Sums and currencies: exact, written out, and refused where they are anything else."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetracker.domain.errors import Refused
from casetracker.domain.money import (
    CURRENCIES,
    LARGEST,
    as_text,
    check_currency,
    check_sum,
    currency_code,
)


@pytest.mark.parametrize(
    ("given_as", "currency", "amount"),
    [
        ("1000", "EUR", "1000.00"),
        ("1000.5", "EUR", "1000.50"),
        (" 0.01 ", "EUR", "0.01"),
        (7, "EUR", "7.00"),
        (Decimal("12.30"), "PLN", "12.30"),
        ("500", "JPY", "500"),
        ("1.234", "KWD", "1.234"),
        ("999999999.99", "USD", "999999999.99"),
    ],
)
def test_a_sum_has_the_decimals_of_its_currency(given_as, currency, amount):
    found = check_sum(given_as, currency)
    assert found == Decimal(amount)
    assert as_text(found, currency) == amount


@pytest.mark.parametrize(
    "value",
    [
        *("0", "-1", "-0.01", "+5", "10.005", "1.000", "1,50", "1 000", "1e3", "1E400", "NaN"),
        *("Infinity", "-inf", "", " ", ".5", "5.", "0x10", "١٢", "²", "1_000", "1000000000.01"),
        *(1.5, 10.0, True, None, float("nan"), Decimal("NaN"), Decimal("-1"), Decimal("1E+3")),
        *([5], {"amount": 5}, "9" * 400),
    ],
)
def test_anything_else_is_no_sum(value):
    with pytest.raises(Refused) as refusal:
        check_sum(value, "EUR", field="amount")
    assert refusal.value.field == "amount"
    assert refusal.value.allowed == "0.01 to 1000000000.00"
    assert len(str(refusal.value.value)) <= 40


@pytest.mark.parametrize(("value", "currency"), [("1.5", "JPY"), ("0.1234", "KWD")])
def test_no_currency_takes_more_decimals_than_it_has(value, currency):
    with pytest.raises(Refused):
        check_sum(value, currency)


def test_nothing_may_be_a_sum_where_that_is_said():
    assert check_sum("0", "EUR", zero=True) == 0


@pytest.mark.parametrize("code", ["eur", "EU", "EURO", "XXX", "XAU", "HRK", "", None, 978])
def test_a_currency_is_a_code_of_iso_4217(code):
    with pytest.raises(Refused):
        currency_code(code)
    assert currency_code("EUR") == "EUR"


def test_a_sum_of_another_currency_than_the_funds_is_refused_with_the_right_one():
    with pytest.raises(Refused) as refusal:
        check_currency("USD", "EUR")
    assert (refusal.value.field, refusal.value.allowed) == ("currency", "EUR")
    check_currency("EUR", "EUR")


@given(st.sampled_from(sorted(CURRENCIES)), st.integers(1, int(LARGEST) * 1000))
def test_what_is_written_is_read_back_exactly(currency, units):
    amount = Decimal(units).scaleb(-CURRENCIES[currency])
    if amount <= LARGEST:
        assert check_sum(as_text(amount, currency), currency) == amount


@given(st.one_of(st.text(max_size=20), st.floats(), st.integers(), st.decimals()))
def test_whatever_comes_is_a_positive_exact_sum_or_refused(value):
    try:
        amount = check_sum(value, "EUR")
    except Refused:
        return
    assert 0 < amount <= LARGEST
    assert amount == amount.quantize(Decimal("0.01"))
