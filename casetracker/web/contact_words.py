"""What the words about contacts, health and consent are called on pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casetracker.domain.contacts import (
    BlockReason,
    Channel,
    ConsentAudience,
    ConsentBy,
    ConsentPurpose,
    ContactRelation,
    RevealPurpose,
    Safety,
    Severity,
)

Labels = dict[str, Any]
RELATION: Labels = {
    ContactRelation.MOTHER: _("mother"),
    ContactRelation.FATHER: _("father"),
    ContactRelation.SPOUSE: _("spouse"),
    ContactRelation.PARTNER: pgettext_lazy("relation", "partner"),
    ContactRelation.CHILD: _("child"),
    ContactRelation.SIBLING: _("brother or sister"),
    ContactRelation.GRANDPARENT: _("grandparent"),
    ContactRelation.RELATIVE: _("another relative"),
    ContactRelation.FRIEND: _("friend"),
    ContactRelation.LAWYER: _("lawyer"),
    ContactRelation.SELF: _("the person"),
    ContactRelation.OTHER: pgettext_lazy("relation", "other"),
}
CHANNEL: Labels = {
    Channel.PHONE: pgettext_lazy("channel", "phone"),
    Channel.MESSENGER: _("messenger"),
    Channel.EMAIL: _("e-mail"),
    Channel.POST: pgettext_lazy("channel", "post"),
    Channel.VISIT: pgettext_lazy("channel", "visit"),
}
SAFETY: Labels = {
    Safety.UNKNOWN: _("not known whether it is safe"),
    Safety.SAFE: _("safe on some channels"),
    Safety.UNSAFE: _("not safe: do not write or call"),
}
REVEAL: Labels = {
    RevealPurpose.CALL: _("to call"),
    RevealPurpose.WRITE: _("to write"),
    RevealPurpose.VISIT: _("to visit"),
    RevealPurpose.LEGAL: _("for a legal step"),
    RevealPurpose.MEDICAL: _("for treatment"),
    RevealPurpose.VERIFY: _("to check a fact"),
    RevealPurpose.EMERGENCY: _("emergency"),
    RevealPurpose.CORRECT: _("to correct it"),
}
SEVERITY: Labels = {
    Severity.STABLE: _("stable"),
    Severity.WORSENING: _("getting worse"),
    Severity.CRITICAL: pgettext_lazy("severity", "critical"),
    Severity.RECOVERING: _("getting better"),
}
CONSENT_PURPOSE: Labels = {
    ConsentPurpose.PUBLISH: _("to publish"),
    ConsentPurpose.UN_FILING: _("to file with the UN"),
    ConsentPurpose.MEDIA_KIT: _("a media kit"),
    ConsentPurpose.SHARE_WITH_PARTNER: _("to share with a partner"),
    ConsentPurpose.CONTACT: _("to be contacted"),
}
CONSENT_AUDIENCE: Labels = {
    ConsentAudience.PUBLIC: _("the public"),
    ConsentAudience.UN: _("the UN"),
    ConsentAudience.MEDIA: _("the media"),
    ConsentAudience.AUTHORITIES: _("authorities"),
    ConsentAudience.PARTNERS: _("partners"),
    ConsentAudience.SUPPORTERS: _("supporters"),
}
CONSENT_BY: Labels = {
    ConsentBy.PERSON: _("the person"),
    ConsentBy.RELATIVE: _("a relative"),
    ConsentBy.LAWYER: _("a lawyer"),
    ConsentBy.STAFF: _("two members of staff"),
}
BLOCKED: Labels = {
    BlockReason.FREED_IN_COUNTRY: _("freed inside the country: contact is a risk"),
    BlockReason.UNSAFE: _("marked as not safe"),
    BlockReason.HOSTILE_COUNTRY: _("within reach of the state, not declared safe"),
    BlockReason.RECHECK_DUE: _("must be checked again first"),
}
GROUPS: dict[str, Labels] = {
    "relation": RELATION,
    "channel": CHANNEL,
    "safety": SAFETY,
    "reveal": REVEAL,
    "severity": SEVERITY,
    "consent_purpose": CONSENT_PURPOSE,
    "consent_audience": CONSENT_AUDIENCE,
    "consent_by": CONSENT_BY,
    "blocked": BLOCKED,
}
