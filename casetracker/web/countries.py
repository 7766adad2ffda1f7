"""Countries by name: those that our people go to most first, then every other by the alphabet."""

from __future__ import annotations

from functools import lru_cache

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casetracker.domain.fold import fold
from casetracker.web.country_names import OTHERS

COUNTRIES: dict[str, Promise] = {
    "BY": _("Belarus"),
    "LT": _("Lithuania"),
    "PL": _("Poland"),
    "UA": _("Ukraine"),
    "DE": _("Germany"),
    "GE": _("Georgia"),
    "LV": _("Latvia"),
    "EE": _("Estonia"),
    "CZ": _("Czechia"),
    "NO": _("Norway"),
    "SE": _("Sweden"),
    "FR": _("France"),
    "GB": _("United Kingdom"),
    "US": _("United States"),
    "CA": _("Canada"),
    "RU": _("Russia"),
}
OTHER_COUNTRIES = _("Other countries")
#: Where the letters of Belarusian stand that Unicode puts after the alphabet.
_PLACES = str.maketrans({"і": "и", "ў": "у"})


def country(code: str) -> str:
    """The country's name in the reader's language, or its code."""
    return _names(get_language()).get(code, code)


def countries() -> list[tuple[str, str]]:
    """(code, name) of each, in the reader's language."""
    return list(_names(get_language()).items())


def country_options(chosen: str = "") -> SafeString:
    """The `<option>` of each. Kept: a page may have ten such lists, and made one by one, as forms
    do, each would take as long as the rest of the page. Without what HTML can do without, which
    is a third of it: two letters need no quotes, and an option ends where the next one begins."""
    return _options(get_language(), chosen)


@lru_cache(maxsize=8)
def _names(language: str | None) -> dict[str, str]:
    others = {code: str(name) for code, name in OTHERS.items()}
    sorted_others = sorted(others.items(), key=lambda pair: fold(pair[1]).translate(_PLACES))
    return {code: str(name) for code, name in COUNTRIES.items()} | dict(sorted_others)


@lru_cache(maxsize=256)
def _options(language: str | None, chosen: str) -> SafeString:
    lines = [
        format_html("<option value={}{}>{}", code, mark(code == chosen), name)
        for code, name in _names(language).items()
    ]
    usual, others = (
        format_html_join("", "{}", [(line,) for line in half])
        for half in (lines[: len(COUNTRIES)], lines[len(COUNTRIES) :])
    )
    return format_html('{}<optgroup label="{}">{}</optgroup>', usual, OTHER_COUNTRIES, others)


def mark(is_chosen: bool) -> SafeString:
    """What makes an `<option>` the chosen one."""
    return SafeString(" selected" if is_chosen else "")
