"""The fixed list of what one line of a mail may tell its reader to do.

No word here may hint at what the work is about: a mailbox can be seized
(design: "What a mail may say"). Tests read this list in every language.
"""

from enum import StrEnum
from functools import lru_cache

from django.utils.translation import gettext, gettext_noop, ngettext, override


class Says(StrEnum):
    """What a line tells its reader; the value is the kind of notice it comes from."""

    CASE_SILENT = "case_silent"
    LIFE_SILENT = "life_silent"
    TASK_DUE = "task_due"
    OFFER_OPEN = "offer_open"
    OFFER_MADE = "offer_made"
    OFFER_CANCELLED = "offer_cancelled"
    TASK_CANCELLED = "task_cancelled"
    TASK_HANDED_OVER = "task_handed_over"
    TASK_REPORTED_DONE = "task_reported_done"
    CASE_HANDED_OVER = "case_handed_over"
    REPLY_AWAITED = "reply_awaited"
    NEED_DEADLINE = "need_deadline"
    RELEASE_EXPECTED = "release_expected"
    RE_ARRESTED = "re_arrested"
    REFUSED_AT_BORDER = "refused_at_border"
    WAVE_RELEASED = "wave_released"
    REROUTED = "rerouted"
    HEARING = "hearing"
    CONSENT_EXPIRY = "consent_expiry"
    RECHECK_SAFETY = "recheck_safety"
    PROCEDURE_DEADLINE = "procedure_deadline"
    DOCUMENT_EXPIRY = "document_expiry"
    SCHEME_EXPIRY = "scheme_expiry"
    FLOAT_OPEN = "float_open"
    REVEALS_ALARM = "reveals_alarm"
    ADDRESS_FAILED = "address_failed"
    USER_FROZEN = "user_frozen"
    HOLD_MADE = "hold_made"
    BREAK_GLASS = "break_glass"
    MAILS_STOPPED = "mails_stopped"
    APPROVAL_WANTED = "approval_wanted"
    APPROVAL_DECIDED = "approval_decided"
    EXPORT_READY = "export_ready"
    EXPORT_FAILED = "export_failed"
    COUNT_FOR_COORDINATOR = "count_for_coordinator"


WHAT_TO_DO: dict[Says, str] = {
    Says.CASE_SILENT: gettext_noop("check the file"),
    Says.LIFE_SILENT: gettext_noop("ask for news"),
    Says.TASK_DUE: gettext_noop("finish the task"),
    Says.OFFER_OPEN: gettext_noop("nobody has taken it yet: find someone"),
    Says.OFFER_MADE: gettext_noop("a new task: say whether you can take it"),
    Says.OFFER_CANCELLED: gettext_noop("no longer needed: nothing to do"),
    Says.TASK_CANCELLED: gettext_noop("cancelled: please stop working on it"),
    Says.TASK_HANDED_OVER: gettext_noop("handed over to you: read it through"),
    Says.CASE_HANDED_OVER: gettext_noop("handed over to you: read it through"),
    Says.TASK_REPORTED_DONE: gettext_noop("reported done: please confirm"),
    Says.REPLY_AWAITED: gettext_noop("no answer yet: ask again"),
    Says.NEED_DEADLINE: gettext_noop("the date is near: see what is still missing"),
    Says.RELEASE_EXPECTED: gettext_noop("the day is near: get ready"),
    Says.RE_ARRESTED: gettext_noop("open the file now: things have changed"),
    Says.REFUSED_AT_BORDER: gettext_noop("open the file now: the plan has changed"),
    Says.WAVE_RELEASED: gettext_noop("open the list now: new work has come in"),
    Says.REROUTED: gettext_noop("open the list now: the plan has changed"),
    Says.HEARING: gettext_noop("the date is near: get ready"),
    Says.CONSENT_EXPIRY: gettext_noop("the date is near: check whether it still holds"),
    Says.RECHECK_SAFETY: gettext_noop("the date is near: check whether it still holds"),
    Says.PROCEDURE_DEADLINE: gettext_noop("the last day is near: act before it has passed"),
    Says.DOCUMENT_EXPIRY: gettext_noop("something runs out soon: see that it is renewed"),
    Says.SCHEME_EXPIRY: gettext_noop("something runs out soon: see what comes after it"),
    Says.FLOAT_OPEN: gettext_noop("the date is near: see what is still missing"),
    Says.REVEALS_ALARM: gettext_noop("one colleague has opened a great deal: look into it now"),
    Says.HOLD_MADE: gettext_noop("many mails are held back: look through them and decide"),
    Says.MAILS_STOPPED: gettext_noop("somebody wants no more mails: see to their tasks"),
    Says.APPROVAL_WANTED: gettext_noop("a proposal waits for you: read it and decide"),
    Says.APPROVAL_DECIDED: gettext_noop("a proposal has been decided: see how"),
    Says.EXPORT_READY: gettext_noop("what you asked for is ready: fetch it within a day"),
    Says.EXPORT_FAILED: gettext_noop("what you asked for could not be made: see why"),
    Says.BREAK_GLASS: gettext_noop("somebody else was let in for an hour: ask who and why"),
    Says.ADDRESS_FAILED: gettext_noop("mails do not arrive: ask for another address"),
    Says.USER_FROZEN: gettext_noop("somebody was locked out: see who does their work now"),
}


@lru_cache(maxsize=512)
def say(msgid: str, language: str) -> str:
    """Return one fixed phrase in `language`; the source marks it with gettext_noop."""
    with override(language):
        return gettext(msgid)


def what_to_do(says: Says, language: str, count: int | None = None) -> str:
    """Return what the reader is asked to do, in `language`.

    Only `COUNT_FOR_COORDINATOR` takes a `count`, and it needs one; else ValueError.
    """
    if (count is not None) != (says is Says.COUNT_FOR_COORDINATOR):
        raise ValueError(f"{says}: a count belongs to {Says.COUNT_FOR_COORDINATOR}, always")
    if count is None:
        return say(WHAT_TO_DO[says], language)
    with override(language):
        return ngettext(
            "%(count)d file waits with one colleague",
            "%(count)d files wait with one colleague",
            count,
        ) % {"count": count}


def how_many_more(count: int, language: str) -> str:
    """Say that the list holds `count` more lines than the mail."""
    with override(language):
        return ngettext(
            "There is %(count)d more on your list.",
            "There are %(count)d more on your list.",
            count,
        ) % {"count": count}


def works_once(hours: int, language: str) -> str:
    """Say how long a link works: in days where the hours make whole days beyond two."""
    with override(language):
        if hours > 48 and hours % 24 == 0:
            return ngettext(
                "It works once, for %(count)d day.",
                "It works once, for %(count)d days.",
                hours // 24,
            ) % {"count": hours // 24}
        return ngettext(
            "It works once, for %(count)d hour.",
            "It works once, for %(count)d hours.",
            hours,
        ) % {"count": hours}
