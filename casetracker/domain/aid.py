"""Money for people: the words, when a bank is refused, and what looks like the same aid twice.

Source: `product.md` (W4, W11) and `access.md`; the numbers are ours (`docs/decide.md`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from casetracker.domain.documents import HOLDING_OF, UNKNOWN, WITHOUT_PAPERS
from casetracker.domain.errors import Conflict, Refused
from casetracker.domain.words import NeedState, Papers

#: A cash float is reconciled within this time of being handed out.
FLOAT_TERM = timedelta(hours=72)
#: Aid of the same kind, or of the same sum, within this time looks like the same aid twice.
DUPLICATE_WINDOW = timedelta(days=90)
#: Nothing is given for needs that stand like this.
NOTHING_GIVEN = frozenset({NeedState.DECLINED, NeedState.NOT_NEEDED, NeedState.PAUSED})
#: No aid has this sum: what is compared has none, or nobody has named it yet.
NO_SUM = Decimal(-1)
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
#: Documents by which a bank knows who somebody is.
IDENTIFYING = frozenset(HOLDING_OF)


class PaymentMethod(StrEnum):
    BANK = "bank"
    CARD = "card"
    VOUCHER = "voucher"
    CASH = "cash"


#: What the person takes with their own hands: there is a receipt.
WITH_RECEIPT = frozenset({PaymentMethod.CASH, PaymentMethod.VOUCHER})


class RequestState(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    PAID = "paid"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


#: Money is asked for, promised or given.
LIVE = (RequestState.REQUESTED, RequestState.APPROVED, RequestState.PAID)


class FloatState(StrEnum):
    REQUESTED = "requested"
    OPEN = "open"
    RECONCILED = "reconciled"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class EntryKind(StrEnum):
    """Why money moved. A float that is handed out or brought back makes two entries."""

    DEPOSIT = "deposit"
    PAYMENT = "payment"
    RECOVERY = "recovery"
    FLOAT_OUT = "float_out"
    FLOAT_BACK = "float_back"
    MISSING = "missing"
    #: Takes back what was typed wrong; names the entry that it reverses.
    CORRECTION = "correction"


#: What can be taken back; of a payment it is noted what came back.
REVERSIBLE = frozenset({EntryKind.DEPOSIT, EntryKind.RECOVERY})


class MoneyStep(StrEnum):
    """What a timeline says of money, without the sum."""

    REQUESTED = "requested"
    APPROVED = "approved"
    CANCELLED = "cancelled"
    PAID = "paid"
    RECOVERED = "recovered"


class Alike(StrEnum):
    """Why other aid looks like the same."""

    SAME_KIND = "same_kind"
    SAME_SUM = "same_sum"
    PARTNER = "partner"


@dataclass(frozen=True)
class Aid:
    """Aid to a person that was asked for, promised or given."""

    #: What for, a `NeedKind`.
    kind: str
    amount: Decimal
    currency: str
    given_on: date


@dataclass(frozen=True)
class Finding:
    """One thing that looks like the same aid: why, what for, and when (a month), no more."""

    why: Alike
    kind: str
    month: str = ""

    def primitives(self) -> dict[str, str]:
        return {"why": str(self.why), "kind": self.kind, "month": self.month}

    def __str__(self) -> str:
        return " ".join(filter(None, (f"{self.why}:", self.kind, self.month)))


def look_alikes(wanted: Aid, others: Iterable[Aid], partners: Iterable[str]) -> list[Finding]:
    """What looks like `wanted` among `others` (of the same person, within the window), and among
    the kinds of needs that `partners` see to. Without repeats, in order of kind and month."""
    found = {Finding(Alike.PARTNER, kind) for kind in partners if kind == wanted.kind}
    for other in others:
        is_same_sum = (other.amount, other.currency) == (wanted.amount, wanted.currency)
        if other.kind == wanted.kind or is_same_sum:
            why = Alike.SAME_KIND if other.kind == wanted.kind else Alike.SAME_SUM
            found.add(Finding(why, other.kind, f"{other.given_on:%Y-%m}"))
    return sorted(found, key=lambda one: (one.kind, one.month, one.why))


def check_answered(found: Collection[Finding], answer: str) -> None:
    """Pass if nothing looks alike, or somebody says why it is not the same. Raises `Conflict`
    with what was found: it is answered, not only looked at."""
    if found and not answer:
        raise Conflict(
            "This person has had such aid, or a partner sees to it: say why this is not the "
            "same once more.",
            field="duplicate_answer",
            value=[str(one) for one in found],
            allowed="a sentence, after looking at what was found",
        )


def lacks_papers(*, has_document: bool, status: str, taken: str, given: str) -> bool:
    """Whether it is known that a person has no document: what is not known is no reason to
    refuse.

    `has_document`: one that says who they are, and counts. `status` is the `Holding` that was
    recorded, `taken` and `given` the `Papers` of the latest release; each may be empty.
    """
    if has_document:
        return False
    if status not in ("", UNKNOWN):
        return status in WITHOUT_PAPERS
    return taken == Papers.NONE and given in (Papers.NONE, Papers.UNKNOWN, "")


def country_of_account(account: str, country: str, *, field: str = "account") -> str:
    """Where an account lies (ISO 3166): as its IBAN says, else as somebody says.

    Raises `Refused` for an IBAN with a slip in it, for one of another country than `country`,
    and where nobody says.
    """
    plain = re.sub(r"[\s-]", "", account).upper()
    if not _IBAN.fullmatch(plain):
        if not country:
            raise Refused(
                "Say in which country this account lies.",
                field="account_country",
                allowed="ISO 3166 alpha-2, such as LT",
            )
        return country
    if _remainder(plain) != 1 or country not in ("", plain[:2]):
        raise Refused(
            "This IBAN has a slip in it, or lies in another country than stated.",
            field=field,
            value=country or None,
            allowed="an IBAN whose check digits fit, without a country or with its own",
        )
    return plain[:2]


def check_bank(*, has_no_papers: bool, country: str, hostile: Collection[str]) -> None:
    """Pass if money may go to a bank account. Raises `Refused` where the person has no document
    to open or use one, or where the state that imprisons can look into it (`hostile`)."""
    others = [str(PaymentMethod.CASH), str(PaymentMethod.VOUCHER), str(PaymentMethod.CARD)]
    if has_no_papers:
        raise Refused(
            "This person has no document, so no bank will pay them: choose another way.",
            field="method",
            value=str(PaymentMethod.BANK),
            allowed=others,
        )
    if country in hostile:
        raise Refused(
            "The state that imprisons can look into an account there: choose another way.",
            field="account_country",
            value=country,
            allowed=f"an account elsewhere, or {', '.join(others)}",
        )


def _remainder(iban: str) -> int:
    """ISO 13616: 1 where the check digits fit."""
    return int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97
