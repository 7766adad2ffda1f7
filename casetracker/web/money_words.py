"""What the closed lists of money are called on pages (`domain/aid.py`)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casetracker.domain.aid import (
    Alike,
    EntryKind,
    FloatState,
    MoneyStep,
    PaymentMethod,
    RequestState,
)

Labels = dict[str, Any]
METHOD: Labels = {
    PaymentMethod.BANK: _("to a bank account"),
    PaymentMethod.CARD: _("on a card"),
    PaymentMethod.VOUCHER: _("as a voucher"),
    PaymentMethod.CASH: _("in cash"),
}
REQUEST_STATE: Labels = {
    RequestState.REQUESTED: pgettext_lazy("money", "waits for approval"),
    RequestState.APPROVED: pgettext_lazy("money", "approved, to be paid"),
    RequestState.PAID: pgettext_lazy("money", "paid"),
    RequestState.REFUSED: pgettext_lazy("money", "refused"),
    RequestState.WITHDRAWN: pgettext_lazy("money", "withdrawn"),
    RequestState.EXPIRED: pgettext_lazy("money", "ended undecided"),
    RequestState.CANCELLED: pgettext_lazy("money", "cancelled"),
}
FLOAT_STATE: Labels = {
    FloatState.REQUESTED: pgettext_lazy("money", "waits for approval"),
    FloatState.OPEN: pgettext_lazy("cash", "handed out"),
    FloatState.RECONCILED: pgettext_lazy("cash", "accounted for"),
    FloatState.REFUSED: pgettext_lazy("money", "refused"),
    FloatState.WITHDRAWN: pgettext_lazy("money", "withdrawn"),
    FloatState.EXPIRED: pgettext_lazy("money", "ended undecided"),
}
ENTRY: Labels = {
    EntryKind.DEPOSIT: pgettext_lazy("ledger", "came in"),
    EntryKind.PAYMENT: pgettext_lazy("ledger", "paid to a person"),
    EntryKind.RECOVERY: pgettext_lazy("ledger", "came back"),
    EntryKind.FLOAT_OUT: pgettext_lazy("ledger", "cash handed out"),
    EntryKind.FLOAT_BACK: pgettext_lazy("ledger", "cash brought back"),
    EntryKind.MISSING: pgettext_lazy("ledger", "cash missing"),
    EntryKind.CORRECTION: pgettext_lazy("ledger", "taken back: it was typed wrong"),
}
STEP: Labels = {
    MoneyStep.REQUESTED: _("money asked for"),
    MoneyStep.APPROVED: _("money approved"),
    MoneyStep.CANCELLED: _("approved money given up"),
    MoneyStep.PAID: _("money paid"),
    MoneyStep.RECOVERED: _("money came back"),
}
ALIKE: Labels = {
    Alike.SAME_KIND: _("aid of the same kind"),
    Alike.SAME_SUM: _("aid of the same sum"),
    Alike.PARTNER: _("a partner sees to it"),
}
GROUPS: dict[str, Labels] = {
    "payment_method": METHOD,
    "request_state": REQUEST_STATE,
    "float_state": FLOAT_STATE,
    "entry": ENTRY,
    "money_step": STEP,
    "alike": ALIKE,
}
