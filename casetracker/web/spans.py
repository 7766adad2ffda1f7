"""Distances in time, in words: "due yesterday", "nothing done on the file for 34 days"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casetracker.domain.words import ClockKind
from casetracker.web.words import said

#: Beyond this a date says more than a number of days.
FAR = 60

#: What a clock is about, and the list of words for the kind of its subject, where it has one.
REASONS: dict[str, tuple[Promise, str]] = {
    ClockKind.TASK_DUE: (gettext_lazy("task: %(what)s"), "task"),
    ClockKind.OFFER_OPEN: (gettext_lazy("nobody has taken the task: %(what)s"), "task"),
    ClockKind.NEED_DEADLINE: (gettext_lazy("need: %(what)s"), "need"),
    ClockKind.REPLY_AWAITED: (gettext_lazy("an answer is awaited"), ""),
    ClockKind.HEARING: (gettext_lazy("a hearing"), ""),
    ClockKind.RELEASE_EXPECTED: (gettext_lazy("the release is expected"), ""),
    ClockKind.PROCEDURE_DEADLINE: (gettext_lazy("the next step of a procedure"), ""),
    ClockKind.DOCUMENT_EXPIRY: (gettext_lazy("a document runs out"), ""),
    ClockKind.SCHEME_EXPIRY: (gettext_lazy("what a document counts by runs out"), ""),
    ClockKind.CONSENT_EXPIRY: (gettext_lazy("a consent runs out"), ""),
    ClockKind.FLOAT_OPEN: (gettext_lazy("cash to account for"), ""),
    ClockKind.RECHECK_SAFETY: (gettext_lazy("is it still safe to write to a contact?"), ""),
}


@dataclass(frozen=True)
class Why:
    """Why something stands in a list: what is the matter, until when, and how pressing."""

    reason: str
    due: str
    #: `late`, `today`, `soon`, `calm` or `asleep`; the words say the same.
    tone: str


def day_in_words(days: int, local: datetime) -> str:
    """How far a local time is: `days` from today in the reader's zone."""
    hour = date_format(local, "H:i")
    if days == 0:
        return _("today, %(hour)s") % {"hour": hour}
    if days == 1:
        return _("tomorrow, %(hour)s") % {"hour": hour}
    if days == -1:
        return _("yesterday, %(hour)s") % {"hour": hour}
    if 0 < days <= FAR:
        return ngettext("in %(count)d day", "in %(count)d days", days) % {"count": days}
    if -FAR <= days < 0:
        return ngettext("%(count)d day ago", "%(count)d days ago", -days) % {"count": -days}
    return date_format(local, "j M Y")


def days_away(day: date, *, today: date) -> Why:
    """How far a day is on which something ends or is to be done, and how pressing."""
    days = (day - today).days
    tone = "late" if days < 0 else "today" if days == 0 else "soon" if days <= 7 else "calm"
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    if days in near:
        return Why("", near[days], tone)
    if 0 < days <= FAR:
        return Why(
            "", ngettext("in %(count)d day", "in %(count)d days", days) % {"count": days}, tone
        )
    if -FAR <= days < 0:
        return Why(
            "", ngettext("%(count)d day ago", "%(count)d days ago", -days) % {"count": -days}, tone
        )
    return Why("", date_format(day, "j M Y"), tone)


def due_in_words(due_at: datetime, *, now: datetime) -> tuple[str, str]:
    """("due in 3 days", "soon") in the reader's zone."""
    days = (timezone.localdate(due_at) - timezone.localdate(now)).days
    local = timezone.localtime(due_at)
    if due_at <= now and days == 0:
        return _("due today at %(hour)s") % {"hour": date_format(local, "H:i")}, "late"
    if days == 0:
        return _("due today at %(hour)s") % {"hour": date_format(local, "H:i")}, "today"
    if days == -1:
        return _("due yesterday"), "late"
    if days < -1 and days >= -FAR:
        return ngettext("overdue by %(count)d day", "overdue by %(count)d days", -days) % {
            "count": -days
        }, "late"
    if days == 1:
        return _("due tomorrow"), "soon"
    if 1 < days <= FAR:
        return (
            ngettext("due in %(count)d day", "due in %(count)d days", days) % {"count": days},
            "soon" if days <= 3 else "calm",
        )
    day = date_format(local, "j M Y")
    return _("due %(day)s") % {"day": day}, "late" if days < 0 else "calm"


def silence_in_words(kind: str, started_at: datetime, *, now: datetime) -> str:
    """How long nothing has been done, or heard, in days of the reader's calendar."""
    days = max(0, (timezone.localdate(now) - timezone.localdate(started_at)).days)
    if kind == ClockKind.LIFE_SILENT:
        if days == 0:
            return _("a sign of life today")
        return ngettext(
            "no sign of life for %(count)d day", "no sign of life for %(count)d days", days
        ) % {"count": days}
    if days == 0:
        return _("worked on today")
    return ngettext(
        "nothing done on the file for %(count)d day",
        "nothing done on the file for %(count)d days",
        days,
    ) % {"count": days}


def reason_of(clock: object, *, now: datetime) -> str:
    """What a clock is about, in words. `clock` carries `subject_kind` (the kind of its task,
    need or action) where it has one of these."""
    kind = clock.kind  # type: ignore[attr-defined]
    subject = getattr(clock, "subject_kind", "") or ""
    if kind in (ClockKind.CASE_SILENT, ClockKind.LIFE_SILENT):
        return silence_in_words(kind, clock.started_at, now=now)  # type: ignore[attr-defined]
    words, wordlist = REASONS[kind]
    return words % {"what": said(subject, wordlist)} if wordlist else str(words)


def why(clock: object, *, now: datetime) -> Why:
    """Why a clock's subject stands in a list of what runs out."""
    paused_until = clock.paused_until  # type: ignore[attr-defined]
    reason = reason_of(clock, now=now)
    if paused_until is not None and paused_until > now:
        day = date_format(timezone.localtime(paused_until), "j M Y, H:i")
        return Why(reason, _("put off until %(day)s") % {"day": day}, "asleep")
    due, tone = due_in_words(clock.due_at, now=now)  # type: ignore[attr-defined]
    return Why(reason, due, tone)
