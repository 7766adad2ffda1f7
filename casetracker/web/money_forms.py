"""Forms about money."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from casetracker.domain.money import CURRENCIES
from casetracker.models import BudgetLine, Need
from casetracker.services.aid import LONGEST_ANSWER, LONGEST_RECEIPT
from casetracker.services.cash_floats import LONGEST_NOTE
from casetracker.services.fund_requests import LONGEST_ACCOUNT, LONGEST_PAYEE, LONGEST_REASON
from casetracker.services.funds import LONGEST_NAME
from casetracker.web.forms import Choices, Country, Day, PlainText, Versioned, choice, offer
from casetracker.web.moneywords import sum_in_words
from casetracker.web.words import options, said

#: What people work with here first, then every other one.
FIRST = ("EUR", "PLN", "UAH", "USD", "CHF", "GBP", "CZK", "GEL")


class Money(forms.CharField):
    """A sum as people write it: 1 000,50 and 1000.50 are the same. The service reads it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["widget"] = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        kwargs.setdefault("label", _("Sum"))
        super().__init__(max_length=40, **kwargs)

    def to_python(self, value: Any) -> str:
        plain = re.sub(r"[\s\u00a0\u202f']", "", super().to_python(value) or "")
        return plain.replace(",", ".") if plain.count(",") == 1 and "." not in plain else plain


class FundForm(forms.Form):
    name = PlainText(label=_("Name"), max_length=LONGEST_NAME)
    team = forms.ChoiceField(label=_("Team"))
    currency = forms.ChoiceField(
        label=_("Currency"),
        choices=[(code, code) for code in (*FIRST, *sorted(set(CURRENCIES) - set(FIRST)))],
        help_text=_("It never changes, and nothing is converted."),
    )
    two_over = Money(
        label=_("Two people approve what is over"),
        help_text=_("You can lower this later, never raise it."),
    )

    def __init__(self, *args: Any, teams: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "team", teams)


class FundEditForm(Versioned):
    name = PlainText(label=_("Name"), max_length=LONGEST_NAME)
    two_over = Money(label=_("Two people approve what is over"))
    is_closed = forms.BooleanField(label=_("closed: nothing is given any more"), required=False)


class LineForm(forms.Form):
    name = PlainText(label=_("What the line is for"), max_length=LONGEST_NAME)


class DepositForm(forms.Form):
    line = forms.ChoiceField(label=_("Line"))
    amount = Money()
    given_by = PlainText(
        label=_("Who gave it"),
        max_length=LONGEST_NOTE,
        required=False,
        help_text=_("Kept encrypted."),
    )

    def __init__(self, *args: Any, lines: Iterable[BudgetLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "line", [(str(line.pk), line.name) for line in lines])


class _OfLine(forms.Form):
    """A sum out of a line; its currency is the line's."""

    line = choice(_("From"), [])
    amount = Money()

    def __init__(self, *args: Any, lines: Iterable[BudgetLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = {str(line.pk): line for line in lines}
        shown = [
            (pk, f"{line.fund.name}: {line.name} ({sum_in_words(line.free, line.currency)})")
            for pk, line in self.lines.items()
        ]
        offer(self, "line", shown, _("choose…"))

    def money(self) -> dict[str, Any]:
        """`line_id`, `amount` and `currency`, as the services take them."""
        line = self.cleaned_data["line"]
        return {
            "line_id": UUID(line),
            "amount": self.cleaned_data["amount"],
            "currency": self.lines[line].currency,
        }


class RequestForm(_OfLine):
    method = choice(_("How"), options("payment_method"))
    payee = PlainText(
        label=_("Payee, if it is not the person"), max_length=LONGEST_PAYEE, required=False
    )
    account = PlainText(
        label=_("Account"),
        max_length=LONGEST_ACCOUNT,
        required=False,
        help_text=_("IBAN or number; only for a bank. Kept encrypted."),
    )
    account_country = Country(
        label=_("Where the account lies"), help_text=_("Only if it is no IBAN.")
    )
    reason = PlainText(
        label=_("Why"),
        max_length=LONGEST_REASON,
        help_text=_("Whoever approves reads this. No names."),
    )
    duplicate_answer = PlainText(
        label=_("Why this is not the same once more"), max_length=LONGEST_ANSWER, required=False
    )


class PayForm(forms.Form):
    method = forms.ChoiceField(label=_("How it was paid"), choices=options("payment_method"))
    receipt = PlainText(
        label=_("Receipt"),
        max_length=LONGEST_RECEIPT,
        required=False,
        help_text=_("Its number. Cash and vouchers always have one."),
    )
    paid_on = Day(label=_("When"), required=False)


class CancelMoneyForm(Versioned):
    reason = PlainText(label=_("Why"), max_length=LONGEST_REASON)


class RecoverForm(Versioned):
    amount = Money(label=_("How much came back"))
    reason = PlainText(label=_("Why"), max_length=LONGEST_REASON)


class FloatForm(_OfLine):
    reason = PlainText(
        label=_("Why"),
        max_length=LONGEST_REASON,
        help_text=_("Two others read this and approve. No names."),
    )


class FloatPayForm(forms.Form):
    need = choice(_("To whom, and what for"), [])
    amount = Money()
    receipt = PlainText(
        label=_("Signed on"),
        max_length=LONGEST_RECEIPT,
        help_text=_("The list and the line on which the person has signed."),
    )
    duplicate_answer = PlainText(
        label=_("Why this is not the same once more"), max_length=LONGEST_ANSWER, required=False
    )

    def __init__(self, *args: Any, needs: Iterable[Need], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = [(str(need.pk), f"{_called(need)} – {said(need.kind, 'need')}") for need in needs]
        offer(self, "need", shown, _("choose…"))


class CountForm(Versioned):
    returned = Money(label=_("Cash that is back"))
    note = PlainText(
        label=_("What happened to the rest"),
        max_length=LONGEST_NOTE,
        required=False,
        help_text=_("Needed where cash is missing."),
    )


def _called(need: Any) -> str:
    name, reference = need.name, need.case.reference
    return f"{name} ({reference})" if name else reference
