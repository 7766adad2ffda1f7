"""What the closed lists of the domain are called on pages, in the reader's language.

Every word of `domain/words.py` that a page can show has its label here (a test compares them).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, get_language_info, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from casetracker.domain.approvals import ApprovalKind, ApprovalState
from casetracker.domain.briefs import BriefField
from casetracker.domain.quarantine import Quarantined
from casetracker.domain.referrals import ReferralState
from casetracker.domain.waiting import Waiting
from casetracker.domain.words import (
    ActivityKind,
    Audience,
    ClockKind,
    ClosingReason,
    CorrespondenceState,
    EmailKind,
    EmailState,
    EventKind,
    HoldState,
    NameKind,
    NeedKind,
    NeedState,
    OfferAnswer,
    Phase,
    Precision,
    Risk,
    Role,
    Sex,
    Stage,
    StepUnit,
    TaskKind,
    TaskState,
)
from casetracker.mail.words import Says, what_to_do
from casetracker.web import (
    audit_words,
    contact_words,
    count_words,
    export_words,
    import_words,
    money_words,
    paper_words,
    release_words,
    volunteer_words,
)

#: Stored word → its label, translated when it is shown.
Labels = dict[str, Any]
STAGE: Labels = {
    Stage.INTAKE: pgettext_lazy("stage", "intake"),
    Stage.INSIDE: pgettext_lazy("stage", "inside"),
    Stage.FREED_IN_COUNTRY: pgettext_lazy("stage", "freed, in the country"),
    Stage.RECEPTION: pgettext_lazy("stage", "reception"),
    Stage.RESETTLING: pgettext_lazy("stage", "resettling"),
    Stage.CLOSED: pgettext_lazy("stage", "closed"),
    Stage.DIED: pgettext_lazy("stage", "died"),
}
CLOSING: Labels = {
    ClosingReason.SETTLED: _("settled"),
    ClosingReason.DUPLICATE: _("another file on the same person"),
    ClosingReason.MERGED: _("merged into another file"),
    ClosingReason.OUT_OF_SCOPE: _("not for us"),
    ClosingReason.WISH_OF_PERSON: _("the person wishes it"),
    ClosingReason.HANDED_OVER: _("handed over"),
    ClosingReason.OTHER: _("another reason"),
}
RISK: Labels = {
    Risk.CRITICAL_HEALTH: _("critical health"),
    Risk.HUNGER_STRIKE: _("hunger strike"),
    Risk.INCOMMUNICADO: _("incommunicado"),
    Risk.MINOR: _("a minor"),
    Risk.REDETENTION: _("may be arrested again"),
}
ROLE: Labels = {
    Role.ADMINISTRATOR: _("administrator"),
    Role.COORDINATOR: _("coordinator"),
    Role.CASEWORKER: _("caseworker"),
    Role.VOLUNTEER: _("volunteer"),
    Role.AUDITOR: _("auditor"),
}
SEX: Labels = {
    Sex.UNKNOWN: _("not known"),
    Sex.FEMALE: _("female"),
    Sex.MALE: _("male"),
    Sex.OTHER: _("other"),
}
PRECISION: Labels = {
    Precision.DAY: _("to the day"),
    Precision.MONTH: _("to the month"),
    Precision.YEAR: _("to the year"),
    Precision.UNKNOWN: _("not known"),
}
NAME: Labels = {
    NameKind.BIRTH: pgettext_lazy("name", "at birth"),
    NameKind.PASSPORT: pgettext_lazy("name", "in the passport"),
    NameKind.PRESS: pgettext_lazy("name", "in the press"),
    NameKind.ALIAS: pgettext_lazy("name", "also called"),
    NameKind.MAIDEN: pgettext_lazy("name", "maiden name"),
}
ACTIVITY: Labels = {
    ActivityKind.SIGN_OF_LIFE: _("sign of life"),
    ActivityKind.VISIT: _("visit"),
    ActivityKind.LETTER_RECEIVED: _("letter received"),
    ActivityKind.HEARING_ATTENDED: _("hearing attended"),
    ActivityKind.TRANSFER_SEEN: _("transfer seen"),
    ActivityKind.HEALTH_REPORT: _("health report"),
    ActivityKind.CREDIBLE_NEWS: _("credible news"),
    ActivityKind.LETTER_SENT: _("letter sent"),
    ActivityKind.ACTION: _("advocacy action"),
    ActivityKind.ANSWER: _("answer received"),
    ActivityKind.NEED_MOVED: _("need changed"),
    ActivityKind.TASK_DONE: _("task done"),
    ActivityKind.CONTACT_MADE: _("contact made"),
    ActivityKind.STAGE_CHANGED: _("stage changed"),
    ActivityKind.FACT_CHANGED: _("facts changed"),
    ActivityKind.CHECKED_NO_NEWS: _("checked, no news"),
    ActivityKind.NOTE: _("note"),
    ActivityKind.OPENED: _("file opened"),
    ActivityKind.ASSIGNED: _("assigned"),
    ActivityKind.SNOOZED: _("reminder put off"),
    ActivityKind.TASK_MOVED: _("task changed"),
    ActivityKind.IMPORTED: _("imported"),
    ActivityKind.RELEASED: _("released"),
}
CORRESPONDENCE: Labels = {
    CorrespondenceState.UNKNOWN: _("not known"),
    CorrespondenceState.OPEN: _("letters get through"),
    CorrespondenceState.FAMILY_ONLY: _("letters of the family only"),
    CorrespondenceState.BLOCKED: _("letters are blocked"),
    CorrespondenceState.RETURNED: _("letters come back"),
}
NEED: Labels = {
    NeedKind.RECEPTION: _("reception: bed, food, clothes"),
    NeedKind.PHONE: _("phone"),
    NeedKind.TRANSPORT: _("transport"),
    NeedKind.ASYLUM: _("asylum"),
    NeedKind.DOCUMENT: _("document"),
    NeedKind.FUNDS: _("funds"),
    NeedKind.HOUSING: _("housing"),
    NeedKind.MEDICAL: _("medical help"),
    NeedKind.PSYCHOLOGICAL: _("psychological help"),
    NeedKind.LEGAL: _("legal help"),
    NeedKind.LANGUAGE: _("language"),
    NeedKind.FAMILY: _("family"),
    NeedKind.WORK: _("work"),
    NeedKind.SCHOOL: _("school"),
    NeedKind.DIGITAL_SAFETY: _("digital safety"),
}
PHASE: Labels = {
    Phase.DAY_0: _("first day"),
    Phase.WEEK_1: _("first week"),
    Phase.MONTH_1: _("first month"),
}
NEED_STATE: Labels = {
    NeedState.OPEN: pgettext_lazy("need", "open"),
    NeedState.IN_PROGRESS: pgettext_lazy("need", "in progress"),
    NeedState.PAUSED: pgettext_lazy("need", "paused"),
    NeedState.MET: pgettext_lazy("need", "met"),
    NeedState.DECLINED: pgettext_lazy("need", "declined by the person"),
    NeedState.NOT_NEEDED: pgettext_lazy("need", "not needed"),
}
REFERRAL: Labels = {
    ReferralState.ASKED: pgettext_lazy("referral", "asked, no answer yet"),
    ReferralState.ACCEPTED: pgettext_lazy("referral", "accepted"),
    ReferralState.REFUSED: pgettext_lazy("referral", "refused"),
    ReferralState.DONE: pgettext_lazy("referral", "done"),
    ReferralState.WITHDRAWN: pgettext_lazy("referral", "taken back"),
}
TASK: Labels = {
    TaskKind.TRANSPORT: pgettext_lazy("task", "transport"),
    TaskKind.CLOTHES: pgettext_lazy("task", "clothes"),
    TaskKind.BED: pgettext_lazy("task", "bed"),
    TaskKind.LANGUAGE: pgettext_lazy("task", "language"),
    TaskKind.LETTERS: pgettext_lazy("task", "letters"),
    TaskKind.OTHER: pgettext_lazy("task", "other work"),
}
TASK_STATE: Labels = {
    TaskState.OPEN: pgettext_lazy("task", "open"),
    TaskState.OFFERED: pgettext_lazy("task", "offered"),
    TaskState.ACCEPTED: pgettext_lazy("task", "accepted"),
    TaskState.REPORTED_DONE: pgettext_lazy("task", "reported done"),
    TaskState.DONE: pgettext_lazy("task", "done"),
    TaskState.CANCELLED: pgettext_lazy("task", "cancelled"),
}
BRIEF: Labels = {
    BriefField.FIRST_NAME: _("First name"),
    BriefField.MEETING_PLACE: _("Meeting place"),
    BriefField.MEETING_TIME: _("Meeting time"),
    BriefField.HOW_TO_RECOGNISE: _("How to recognise each other"),
    BriefField.RELAY_PHONE: _("Relay phone"),
    BriefField.SPOKEN_LANGUAGES: _("Languages spoken"),
    BriefField.HOW_MANY_PEOPLE: _("How many people"),
    BriefField.WHAT_TO_BRING: _("What to bring"),
    BriefField.SIZES: _("Sizes"),
}
OFFER: Labels = {
    OfferAnswer.PENDING: pgettext_lazy("offer", "not answered yet"),
    OfferAnswer.ACCEPTED: pgettext_lazy("offer", "accepted"),
    OfferAnswer.DECLINED: pgettext_lazy("offer", "declined"),
    OfferAnswer.TIMED_OUT: pgettext_lazy("offer", "timed out"),
    OfferAnswer.WITHDRAWN: pgettext_lazy("offer", "withdrawn"),
}
EMAIL_KIND: Labels = {
    EmailKind.URGENT: pgettext_lazy("e-mail", "urgent"),
    EmailKind.DIGEST: pgettext_lazy("e-mail", "digest"),
    EmailKind.ACCOUNT: pgettext_lazy("e-mail", "account"),
}
EMAIL_STATE: Labels = {
    EmailState.WAITING: pgettext_lazy("e-mail", "waiting"),
    EmailState.SENT: pgettext_lazy("e-mail", "sent"),
    EmailState.DROPPED: pgettext_lazy("e-mail", "dropped"),
    EmailState.FAILED: pgettext_lazy("e-mail", "failed"),
}
QUARANTINED: dict[str, Any] = {
    Quarantined.PRISONER: _("Person"),
    Quarantined.CASE: _("File"),
    Quarantined.ACTION: _("Action"),
    Quarantined.RELEASE: _("Release"),
    Quarantined.NEED: _("Need"),
    Quarantined.TASK: _("Task"),
    Quarantined.PROCEDURE: _("Procedure"),
    Quarantined.DOCUMENT: _("Document"),
}
HOLD_STATE: Labels = {
    HoldState.OPEN: pgettext_lazy("hold", "waiting for a decision"),
    HoldState.RELEASED: pgettext_lazy("hold", "released"),
    HoldState.DISCARDED: pgettext_lazy("hold", "discarded"),
}
WAITING: Labels = {
    Waiting.SILENT: _("no mail leaves this installation"),
    Waiting.BEING_SENT: _("is being sent now"),
    Waiting.NEXT_ROUND: _("leaves within a minute"),
    Waiting.HOURLY_CAP: _("the limit of this hour is reached"),
    Waiting.ANOTHER_TRY: _("the server did not take it: tried again"),
    Waiting.QUIET_HOURS: _("quiet hours of the reader"),
    Waiting.BUNDLED: _("after three urgent ones in a day: one an hour"),
    Waiting.ITS_HOUR: _("waits for its hour"),
}
ACCOUNT_EVENT: Labels = {
    EventKind.INVITATION: _("an invitation"),
    EventKind.PASSWORD_RESET: _("a link for a new password"),
    EventKind.ACCOUNT_CHANGED: _("how you sign in has changed"),
    EventKind.TEST_MAIL: _("a trial"),
}
CLOCK: Labels = {
    ClockKind.CASE_SILENT: _("nothing done on a file"),
    ClockKind.LIFE_SILENT: _("no sign of life"),
    ClockKind.TASK_DUE: _("a task is due"),
    ClockKind.OFFER_OPEN: _("an offer not answered"),
    ClockKind.REPLY_AWAITED: _("a reply awaited"),
    ClockKind.NEED_DEADLINE: _("a need with a date"),
    ClockKind.RELEASE_EXPECTED: _("a release expected"),
    ClockKind.HEARING: _("a hearing"),
    ClockKind.CONSENT_EXPIRY: _("a consent runs out"),
    ClockKind.RECHECK_SAFETY: _("is it still safe to write to a contact?"),
    ClockKind.PROCEDURE_DEADLINE: _("the next step of a procedure"),
    ClockKind.DOCUMENT_EXPIRY: _("a document runs out"),
    ClockKind.SCHEME_EXPIRY: _("what a document counts by runs out"),
    ClockKind.FLOAT_OPEN: _("cash to account for"),
}
AUDIENCE: Labels = {
    Audience.OWNER: _("whoever has it"),
    Audience.DEPUTY: _("the deputy, while the owner is away"),
    Audience.COORDINATORS: _("the coordinators"),
}
STEP_UNIT: Labels = {
    StepUnit.HOURS: _("hours"),
    StepUnit.DAYS: _("days"),
    StepUnit.WORKING_DAYS: _("working days"),
}
APPROVAL_KIND: Labels = {
    ApprovalKind.RULE_CHANGE: _("change of a reminder rule"),
    ApprovalKind.ROLE_CHANGE: _("change of a role"),
    ApprovalKind.BREAK_GLASS: _("reading a file by exception"),
    ApprovalKind.EXPORT: _("an export"),
    ApprovalKind.EXPORT_P3: _("an export with what could cost lives"),
    ApprovalKind.FUND_REQUEST: _("money for a person"),
    ApprovalKind.CORRECTION: _("correction of the books"),
    ApprovalKind.STAFF_CONSENT: _("consent where nobody can be reached"),
    ApprovalKind.CASH_FLOAT: _("cash that somebody carries"),
}
APPROVAL_STATE: Labels = {
    ApprovalState.REQUESTED: pgettext_lazy("proposal", "waiting"),
    ApprovalState.APPROVED: pgettext_lazy("proposal", "approved"),
    ApprovalState.REFUSED: pgettext_lazy("proposal", "refused"),
    ApprovalState.WITHDRAWN: pgettext_lazy("proposal", "withdrawn"),
    ApprovalState.EXPIRED: pgettext_lazy("proposal", "ended undecided"),
}
#: By the name a template asks for.
GROUPS: dict[str, Labels] = {
    "stage": STAGE,
    "closing": CLOSING,
    "risk": RISK,
    "role": ROLE,
    "sex": SEX,
    "precision": PRECISION,
    "name": NAME,
    "activity": ACTIVITY,
    "correspondence": CORRESPONDENCE,
    "need": NEED,
    "phase": PHASE,
    "need_state": NEED_STATE,
    "referral": REFERRAL,
    "task": TASK,
    "task_state": TASK_STATE,
    "offer": OFFER,
    "brief": BRIEF,
    "email_kind": EMAIL_KIND,
    "email_state": EMAIL_STATE,
    "waiting": WAITING,
    "hold_state": HOLD_STATE,
    "quarantined": QUARANTINED,
    **contact_words.GROUPS,
    **export_words.GROUPS,
    **release_words.GROUPS,
    **paper_words.GROUPS,
    **import_words.GROUPS,
    **money_words.GROUPS,
    **audit_words.GROUPS,
    **count_words.GROUPS,
    **volunteer_words.GROUPS,
    "clock": CLOCK,
    "audience": AUDIENCE,
    "step_unit": STEP_UNIT,
    "approval_kind": APPROVAL_KIND,
    "approval_state": APPROVAL_STATE,
}


def said(value: object, group: str) -> str:
    """The label of one word; a word without one shows as it is stored."""
    return _label(str(value or ""), group, get_language())


@lru_cache(maxsize=1 << 12)
def _label(text: str, group: str, language: str | None) -> str:
    """Kept by language: a list says the same few words on each of its lines."""
    return str(GROUPS[group].get(text, text.replace("_", " ")))


def language_name(code: str) -> str:
    """What a language (ISO 639-1) is called in itself, or its code."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


def options(group: str, values: object = None) -> list[tuple[str, Any]]:
    """The labels as choices of a form, all of them or those of `values`, in that order."""
    labels = GROUPS[group]
    if values is None:
        return [(str(word), label) for word, label in labels.items()]
    return [(str(word), labels[word]) for word in values]  # type: ignore[attr-defined]


def tells(kind: str) -> str:
    """What a mail's line about `kind` tells its reader, in the words of the mail itself."""
    if kind in ACCOUNT_EVENT:
        return str(ACCOUNT_EVENT[kind])
    kind = EventKind.TASK_HANDED_OVER if kind == EventKind.CASE_HANDED_OVER else kind
    return what_to_do(Says(kind), get_language() or "en")
