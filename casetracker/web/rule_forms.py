"""The form of a reminder rule: how long a silence, and a ladder of steps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casetracker.domain.clocks import SILENCE_STAGES
from casetracker.domain.rulechecks import MOST_STEPS, RuleSaid
from casetracker.domain.words import StepUnit
from casetracker.web.words import options

HOUR, DAY = 3600, 86400
#: Empty lines after the steps that there are.
BLANK_LINES = 2


class PlaceForm(forms.Form):
    """For which files a rule of its own is made."""

    kind = forms.ChoiceField(
        label=_("What runs out"), choices=lambda: options("clock", list(SILENCE_STAGES))
    )
    stage = forms.ChoiceField(
        label=_("Stage"), choices=lambda: [("", _("any")), *options("stage")], required=False
    )
    risk = forms.ChoiceField(
        label=_("Risk"), choices=lambda: [("", _("any")), *options("risk")], required=False
    )


class RuleForm(forms.Form):
    threshold = forms.IntegerField(label=_("Allowed silence"), required=False)
    threshold_unit = forms.ChoiceField(
        label=_("Counted in"),
        choices=[
            ("hours", _("hours")),
            ("days", _("days")),
            ("working_days", _("working days")),
        ],
        required=False,
    )
    repeats_weekly = forms.BooleanField(
        label=_("After the last step tell the coordinators every week"), required=False
    )
    is_urgent = forms.BooleanField(label=_("Urgent: told at once, never held back"), required=False)


class StepForm(forms.Form):
    """One step; a line without a number is no step. The head of the table names its fields."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label

    offset = forms.IntegerField(label=_("After (minus: before)"), required=False)
    unit = forms.ChoiceField(
        label=_("Counted in"), choices=lambda: options("step_unit"), required=False
    )
    audience = forms.ChoiceField(
        label=_("Who is told"), choices=lambda: options("audience"), required=False
    )


def step_forms(data: Any = None, steps: Any = ()) -> list[StepForm]:
    """A form per step: of those sent in, or of `steps` and two empty lines."""
    if data is not None:
        return [
            StepForm(data, prefix=f"step{n}")
            for n in range(MOST_STEPS + 1)
            if f"step{n}-offset" in data
        ]
    count = min(len(steps) + BLANK_LINES, MOST_STEPS)
    filled = [*steps, *[None] * BLANK_LINES][:count]
    return [StepForm(initial=step, prefix=f"step{n}") for n, step in enumerate(filled)]


def form_of(said: RuleSaid) -> tuple[RuleForm, list[StepForm]]:
    """The form that shows what a rule says."""
    seconds = said["threshold_seconds"]
    unit, length = "hours", HOUR
    if said["in_working_days"]:
        unit, length = "working_days", DAY
    elif seconds % DAY == 0 and seconds > DAY:
        unit, length = "days", DAY
    initial = {
        "threshold": seconds // length,
        "threshold_unit": unit,
        "repeats_weekly": said["repeats_weekly"],
        "is_urgent": said["is_urgent"],
    }
    return RuleForm(initial=initial), step_forms(steps=said["steps"])


def changes_in(form: RuleForm, steps: list[StepForm], *, is_timed: bool) -> dict[str, Any]:
    """What the forms say, as the service takes it."""
    said = form.cleaned_data
    unit = said["threshold_unit"] or "days"
    changes: dict[str, Any] = {
        "repeats_weekly": said["repeats_weekly"],
        "is_urgent": said["is_urgent"],
        "steps": [
            {
                "offset": step.cleaned_data["offset"],
                "unit": step.cleaned_data["unit"] or str(StepUnit.DAYS),
                "audience": step.cleaned_data["audience"],
            }
            for step in steps
            if step.cleaned_data["offset"] is not None
        ],
    }
    if is_timed:
        length = HOUR if unit == "hours" else DAY
        changes["threshold_seconds"] = (said["threshold"] or 0) * length
        changes["in_working_days"] = unit == "working_days"
    return changes
