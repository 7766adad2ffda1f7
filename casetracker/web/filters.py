"""What templates say with: labels of words, times in the reader's zone, why something runs out.

Registered as built-in to every template (settings.TEMPLATES).
"""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from casetracker.domain.words import Precision
from casetracker.web import words
from casetracker.web.spans import day_in_words

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
    shown = day_in_words((local.date() - today).days, local)
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


@register.filter
def capped(count: int) -> str:
    """A count of a list: exact up to 1,000, "1,000+" beyond."""
    return "1,000+" if count > 1000 else f"{count:,}"


@register.filter
def value_at(mapping: dict[str, object], key: str) -> object:
    """`mapping[key]`, or None."""
    return mapping.get(key)
