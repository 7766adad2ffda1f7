"""What the words about exports are called on pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casetracker.domain.exports import ExportState, ExportTable
from casetracker.vault.openpgp import KeyFault

Labels = dict[str, Any]
STATE: Labels = {
    ExportState.ASKED: pgettext_lazy("export", "waits for a second person"),
    ExportState.BUILDING: pgettext_lazy("export", "being built"),
    ExportState.READY: pgettext_lazy("export", "ready"),
    ExportState.GONE: pgettext_lazy("export", "gone: its day is over"),
    ExportState.CANCELLED: pgettext_lazy("export", "cancelled"),
    ExportState.FAILED: pgettext_lazy("export", "failed"),
}
TABLE: Labels = {
    ExportTable.CASES: pgettext_lazy("export", "files"),
    ExportTable.CONTACTS: pgettext_lazy("export", "contacts"),
    ExportTable.HEALTH: pgettext_lazy("export", "health"),
}
KEY_FAULT: Labels = {
    KeyFault.UNREADABLE: _(
        "This is no OpenPGP public key. Paste it whole, from the line that begins it to the line "
        "that ends it."
    ),
    KeyFault.MANY: _("These are several keys. Paste the one of the recipient alone."),
    KeyFault.SECRET: _(
        "This holds a secret key, which nobody else may ever have: its owner should make a new "
        "one. Ask the recipient for the public key."
    ),
    KeyFault.REVOKED: _("This key has been revoked. Ask the recipient for the one that is in use."),
    KeyFault.EXPIRED: _("This key has expired. Ask the recipient for the one that is in use."),
    KeyFault.NOT_FOR_ENCRYPTION: _(
        "Nothing can be encrypted to this key: it only signs. Ask the recipient for one with a "
        "part for encryption."
    ),
}
GROUPS: dict[str, Labels] = {
    "export_state": STATE,
    "export_table": TABLE,
    "key_fault": KEY_FAULT,
}
