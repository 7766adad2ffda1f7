"""Why a task was called off, in the reader's language where the reason is one of ours."""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext_lazy

from casetracker.services.blocked_tasks import FREED_INSIDE
from casetracker.services.redirects import OTHER_PLACE
from casetracker.services.undone_releases import BACK_INSIDE

_OURS: dict[str, Any] = {
    FREED_INSIDE: pgettext_lazy("called off", "freed in the country: contact is a risk"),
    OTHER_PLACE: pgettext_lazy("called off", "the person goes to another country"),
    BACK_INSIDE: pgettext_lazy("called off", "the person is not free any more"),
    "the case is closed": pgettext_lazy("called off", "the case is closed"),
    "the case is died": pgettext_lazy("called off", "the person has died"),
    "the need is met": pgettext_lazy("called off", "the need is met"),
    "the need is declined": pgettext_lazy("called off", "the person has declined it"),
    "the need is not needed": pgettext_lazy("called off", "it is not needed"),
}


def called_off(reason: object) -> str:
    """What somebody typed stands as it is; nothing if it was not called off."""
    said = str(reason or "")
    return str(_OURS.get(said, said))
