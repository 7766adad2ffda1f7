"""What counts of people are called on pages (`domain/counting.py`)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext_lazy

from casetracker.domain.counting import Counted, Exactness

COUNTED: dict[str, Any] = {
    Counted.INSIDE: pgettext_lazy("people", "in prison"),
    Counted.FREED: pgettext_lazy("people", "freed"),
    Counted.FREED_IN_COUNTRY: pgettext_lazy("people", "freed, in the country"),
    Counted.RECEPTION: pgettext_lazy("people", "freed, being received"),
    Counted.RESETTLING: pgettext_lazy("people", "freed, settling"),
    Counted.WITHOUT_PAPERS: pgettext_lazy("people", "freed, without any document"),
    Counted.OPEN_ASYLUM: pgettext_lazy("people", "freed, in an asylum procedure"),
}
EXACTNESS: dict[str, Any] = {
    Exactness.EXACTLY: pgettext_lazy("number", "exactly"),
    Exactness.AT_LEAST: pgettext_lazy("number", "at least"),
}
GROUPS: dict[str, dict[str, Any]] = {"counted": COUNTED, "exactness": EXACTNESS}
