"""Sums and currencies: what is a sum, how exact it is, and how it is written.

A sum is a `Decimal` with an ISO 4217 code beside it, never a float. What people and programs
send must be written out: "1000" or "1000.50", with as many decimals as the currency has.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from casetracker.domain.errors import Refused

#: Currencies by how many decimals they have (ISO 4217 list one, without funds and metals; codes
#: that have been withdrawn are not in it).
_BY_DECIMALS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF",
    2: "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD"
    " CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ"
    " GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL"
    " MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR"
    " PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT"
    " TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG",
    3: "BHD IQD JOD KWD LYD OMR TND",
}
#: ISO 4217 code → its decimals.
CURRENCIES = {code: n for n, codes in _BY_DECIMALS.items() for code in codes.split()}
MOST_DECIMALS = max(_BY_DECIMALS)
#: More than this is a slip of the keyboard; a fund holds at most a thousand times as much.
LARGEST = Decimal(10) ** 9
LARGEST_BALANCE = LARGEST * 1000
_WRITTEN = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,6}))?", re.ASCII)


def currency_code(value: Any, *, field: str = "currency") -> str:
    """An ISO 4217 code in capitals. Raises `Refused`."""
    if not isinstance(value, str) or value not in CURRENCIES:
        raise Refused(
            "A currency is three capitals of ISO 4217, such as EUR.",
            field=field,
            value=str(value)[:20],
            allowed=sorted(CURRENCIES),
        )
    return value


def check_currency(value: Any, fund_currency: str, *, field: str = "currency") -> None:
    """Pass if a sum is given in the currency of its fund; nothing is ever converted."""
    if value != fund_currency:
        raise Refused(
            f"This fund keeps {fund_currency}; nothing is converted.",
            field=field,
            value=str(value)[:20],
            allowed=fund_currency,
        )


def check_sum(
    value: Any, currency: str, *, field: str = "amount", zero: bool = False, most: Decimal = LARGEST
) -> Decimal:
    """A sum in `currency` as a `Decimal` with just its decimals.

    Takes text, whole numbers and decimals, above zero (or from zero on, with `zero`) up to `most`.
    Raises `Refused` for anything else: a float, which is not exact; a sign, an exponent, NaN;
    more decimals than the currency has, also where they are zero: "1.000" is a thousand to some.
    """
    decimals = CURRENCIES[currency]
    takes = isinstance(value, str | int | Decimal) and not isinstance(value, bool)
    written = _WRITTEN.fullmatch(str(value).strip()) if takes else None
    amount = Decimal(written[0]) if written else Decimal(-1)
    fits = written is not None and len(written[2] or "") <= decimals
    if not fits or amount > most or amount < 0 or (amount == 0 and not zero):
        least = as_text(Decimal(0) if zero else Decimal(1).scaleb(-decimals), currency)
        raise Refused(
            f"This is no sum in {currency}: from {least} to {as_text(most, currency)}, with at "
            f"most {decimals} decimals after a point.",
            field=field,
            value=str(value)[:40],
            allowed=f"{least} to {as_text(most, currency)}",
        )
    return amount.quantize(Decimal(1).scaleb(-decimals))


def as_text(amount: Decimal, currency: str) -> str:
    """The sum with the decimals of its currency, such as 1000.00."""
    return f"{amount.quantize(Decimal(1).scaleb(-CURRENCIES[currency])):f}"
