"""What templates say with: labels of words, times in the reader's zone, why something runs out.

Registered as built-in to every template (settings.TEMPLATES).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from casetracker.domain import contacts
from casetracker.domain.activities import LIFE, WORK
from casetracker.domain.words import ActivityKind, Precision
from casetracker.selectors.quarantine import may_take_away, type_of
from casetracker.web import countries, moneywords, spans, task_words, words

register = template.Library()


@register.filter
def said(value: object, group: str) -> str:
    """`{{ case.stage|said:"stage" }}`: the label of a stored word."""
    return words.said(value, group)


@register.simple_tag
def moment(at: datetime | None, none: str = "–") -> str:
    """A time as the reader's clock shows it; the exact instant is in the markup."""
    if at is None:
        return none
    local = timezone.localtime(at)
    shown = date_format(local, "j M Y, H:i")
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), shown)


@register.simple_tag(takes_context=True)
def near(context: template.Context, at: datetime | None, none: str = "–") -> str:
    """A time by its distance in days ("yesterday", "in 3 days"); the full time as a title."""
    if at is None:
        return none
    local = timezone.localtime(at)
    today = timezone.localdate(context["page"].now)
    shown = spans.day_in_words((local.date() - today).days, local)
    full = date_format(local, "j M Y, H:i")
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(), full, shown)


@register.simple_tag
def day(value: date | None, precision: str = Precision.DAY, none: str = "") -> str | SafeString:
    """A date no more precise than it is known."""
    if value is None or precision == Precision.UNKNOWN:
        return none or _("not known")
    form = {Precision.DAY: "j E Y", Precision.MONTH: "F Y", Precision.YEAR: "Y"}
    shown = date_format(value, form[Precision(precision)])
    iso = value.isoformat()[: {"day": 10, "month": 7, "year": 4}[precision]]
    return format_html('<time datetime="{}">{}</time>', iso, shown)


@register.simple_tag
def options(pairs: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """`<option>` of each (value, label): a register may have hundreds of people to choose from."""
    marks = {True: SafeString(" selected"), False: ""}
    rows = ((value, marks[value == chosen], label) for value, label in pairs)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


@register.simple_tag(takes_context=True)
def take_away(context: template.Context, row: Any) -> str:
    """The address at which a row is taken into quarantine; empty for who may not."""
    if not may_take_away(context["user"], row):
        return ""
    return reverse("take_away", kwargs={"kind": type_of(row), "row_id": row.pk})


@register.filter
def money(amount: Any, currency: str) -> str:
    """A sum with its currency."""
    return moneywords.sum_in_words(amount, currency)


@register.filter
def alike(found: Any) -> str:
    """One thing that looks like the same aid."""
    return moneywords.found_in_words(found)


@register.filter
def capped(count: int) -> str:
    """A count of a list: exact up to 1,000, "1,000+" beyond."""
    return "1,000+" if count > 1000 else f"{count:,}"


@register.filter
def called_off(reason: str | None) -> str:
    """Why a task was called off, in the reader's language where the reason is one of ours."""
    return task_words.called_off(reason)


@register.filter
def country(code: str) -> str:
    """The country's name, or its code."""
    return countries.country(code)


@register.filter
def language(code: str) -> str:
    """What a language is called in itself, or its code."""
    return words.language_name(code)


@register.filter(name="why")
def why_of(clock: Any) -> spans.Why:
    """Why a clock stands in a list."""
    return spans.why(clock, now=timezone.now())


@register.filter
def due(at: datetime) -> spans.Why:
    """How far a due time is, in words, and how pressing."""
    return spans.Why("", *spans.due_in_words(at, now=timezone.now()))


@register.filter
def away(day: date) -> spans.Why:
    """How far a day is, in words, and how pressing."""
    return spans.days_away(day, today=timezone.localdate())


@register.filter
def counts(kind: str) -> bool:
    """Whether such an entry counts as care for the file."""
    return kind in LIFE or kind in WORK


@register.filter
def tells(kind: str) -> str:
    """What a line of a mail told its reader to do."""
    return words.tells(kind)


#: Which words the ends of a move are, by the kind of entry.
_MOVES = {
    ActivityKind.STAGE_CHANGED: "stage",
    ActivityKind.RELEASED: "stage",
    ActivityKind.NEED_MOVED: "need_state",
    ActivityKind.TASK_MOVED: "task_state",
    ActivityKind.TASK_DONE: "task_state",
}


def _group_of_fact(facts: dict[str, Any]) -> str | None:
    """Of an entry on a release or on papers; a status has its list by its aspect."""
    if facts.get("fields") == ["release"]:
        return "release_state"
    if "procedure" in facts:
        return "procedure_stage"
    return facts.get("status")


@register.filter
def moved(entry: Any) -> str:
    """From what to what an entry of the timeline moved something; empty if it moved nothing."""
    ends = [entry.facts[end] for end in ("from", "to") if entry.facts.get(end)]
    if entry.kind == ActivityKind.FACT_CHANGED and entry.facts.get("fields") == ["destination"]:
        return " → ".join(countries.country(end) for end in ends)
    group = _MOVES.get(entry.kind) or _group_of_fact(entry.facts)
    if group is None or not entry.facts.get("to"):
        return ""
    return " → ".join(words.said(end, group) for end in ends)


@register.filter
def masked(text: str | None) -> str:
    """A life-risk text as a page shows it before it is opened."""
    return contacts.masked(text)


@register.filter
def blocked(reasons: tuple[str, ...]) -> str:
    """Why somebody may not be written to or called, in a few words."""
    return ", ".join(words.said(reason, "blocked") for reason in reasons)
