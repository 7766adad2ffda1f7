"""Countries by name, those that our people go to most; any other shows its ISO 3166 code."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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


def country(code: str) -> str:
    """The country's name in the reader's language, or its code."""
    return str(COUNTRIES.get(code, code))
