"""What the words of volunteers are called on pages (`domain/volunteering.py`)."""

from __future__ import annotations

from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import pgettext_lazy

from casetracker.domain.volunteering import WEEK, Skill

SKILL: dict[str, Any] = {
    Skill.DRIVING: pgettext_lazy("skill", "drives people"),
    Skill.SHOPPING: pgettext_lazy("skill", "brings clothes and things"),
    Skill.HOSTING: pgettext_lazy("skill", "has a bed for somebody"),
    Skill.INTERPRETING: pgettext_lazy("skill", "interprets"),
    Skill.LETTER_WRITING: pgettext_lazy("skill", "writes letters"),
}
GROUPS: dict[str, dict[str, Any]] = {
    "skill": SKILL,
    "weekday": {day: WEEKDAYS[number] for number, day in enumerate(WEEK)},
}
