"""Reminder rules in words: which clock, how long a silence, who is told when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casetracker.domain.words import StepUnit
from casetracker.web.words import said

HOUR, DAY = 3600, 86400


def rule_title(rule: Any) -> str:
    """Which clocks a rule speaks of."""
    parts = [said(rule.kind, "clock")]
    if rule.stage:
        parts.append(said(rule.stage, "stage"))
    if rule.risk:
        parts.append(said(rule.risk, "risk"))
    if rule.is_after_release:
        parts.append(_("after a release"))
    return ", ".join(parts)


def threshold_in_words(seconds: int, *, in_working_days: bool) -> str:
    """How long a silence may be."""
    if not seconds:
        return _("runs towards a date")
    if in_working_days:
        return _count(seconds // DAY, StepUnit.WORKING_DAYS)
    if seconds % DAY == 0 and seconds > DAY:
        return _count(seconds // DAY, StepUnit.DAYS)
    if seconds % HOUR == 0:
        return _count(seconds // HOUR, StepUnit.HOURS)
    minutes = seconds // 60
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def step_in_words(step: Mapping[str, Any]) -> str:
    """When a step is taken and who is told."""
    offset, who = step["offset"], said(step["audience"], "audience")
    if offset == 0:
        return _("at once: %(who)s") % {"who": who}
    span = _count(abs(offset), StepUnit(step["unit"]))
    if offset < 0:
        return _("%(span)s before: %(who)s") % {"span": span, "who": who}
    return _("after %(span)s: %(who)s") % {"span": span, "who": who}


def ladder_in_words(steps: Iterable[Mapping[str, Any]], *, repeats_weekly: bool) -> str:
    """Who is told, one after the other."""
    words = [step_in_words(step) for step in steps]
    if repeats_weekly:
        words.append(_("then every week: the coordinators"))
    return " · ".join(words)


def lines_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What a change of a rule changes: (what, before, after)."""
    old, new = dict(in_words(before)), dict(in_words(after))
    return [(what, old.get(what, "–"), new[what]) for what in new if old.get(what) != new[what]]


def in_words(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a rule says: (what, in words)."""
    if not values or not values["steps"]:
        return []  # A rule that is not in force says nothing.
    silence = threshold_in_words(
        values["threshold_seconds"], in_working_days=values["in_working_days"]
    )
    ladder = ladder_in_words(values["steps"], repeats_weekly=values["repeats_weekly"])
    urgent = _("yes") if values["is_urgent"] else _("no")
    return [
        (_("Allowed silence"), silence),
        (_("Who is told when"), ladder),
        (_("Urgent: told at once, never held back"), urgent),
    ]


def warning_in_words(word: str) -> str:
    """What a trial warns of."""
    return {
        "silences": _("Nobody would have been reminded by this rule any more."),
        "very_long": _("A file could be forgotten for more than a year."),
        "very_short": _("A silence of less than a day runs out every day."),
        "hourly": _("Somebody would have been told something every hour of a day."),
        "flood": _("More than three times as many notices as now."),
    }[word]


def figures_in_words(figures: Mapping[str, Any], days: int) -> str:
    """What rules would have sent."""
    days_said = ngettext("In the last %(count)d day", "In the last %(count)d days", days)
    notices = ngettext("%(count)d notice", "%(count)d notices", figures["notices"])
    people = ngettext("to %(count)d person", "to %(count)d people", figures["people"])
    worst = _("worst day %(count)d for one") % {"count": figures["worst_day"]}
    return "%s: %s %s, %s" % (  # noqa: UP031  four translated pieces in a row
        days_said % {"count": days},
        notices % {"count": figures["notices"]},
        people % {"count": figures["people"]},
        worst,
    )


def _count(count: int, unit: StepUnit) -> str:
    if unit is StepUnit.HOURS:
        words = ngettext("%(count)d hour", "%(count)d hours", count)
    elif unit is StepUnit.DAYS:
        words = ngettext("%(count)d day", "%(count)d days", count)
    else:
        words = ngettext("%(count)d working day", "%(count)d working days", count)
    return words % {"count": count}
