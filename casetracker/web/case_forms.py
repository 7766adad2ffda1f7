"""The forms of a case page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casetracker.domain.activities import LIFE, RECORDABLE
from casetracker.domain.calendars import at_local
from casetracker.domain.stages import MOVES, NEED_MOVES
from casetracker.domain.words import (
    ActivityKind,
    ClosingReason,
    NeedState,
    Precision,
    Sex,
    Stage,
    TaskKind,
)
from casetracker.models import Case, Need
from casetracker.web.brief_forms import BriefFields
from casetracker.web.forms import (
    KNOWS_LEAVING,
    Choices,
    Country,
    Day,
    Moment,
    PlainText,
    Versioned,
    choice,
    offer,
)
from casetracker.web.words import RISK, options

LIFE_KINDS = [kind for kind in ActivityKind if kind in LIFE]
WORK_KINDS = [kind for kind in ActivityKind if kind in RECORDABLE - LIFE]


class ActivityForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What happened"),
        choices=[
            ("", _("choose…")),
            (_("Of the person (restarts every clock)"), options("activity", LIFE_KINDS)),
            (_("Of our own work"), options("activity", WORK_KINDS)),
        ],
    )
    occurred_at = Moment(label=_("When"))
    text = PlainText(
        label=_("Note"),
        rows=3,
        required=False,
        help_text=_("Kept encrypted; only who works on this file reads it."),
    )


class MoveForm(Versioned):
    stage = forms.ChoiceField(label=_("New stage"))
    destination = Country()
    reason = PlainText(label=_("Reason"), max_length=500, required=False)
    knows_leaving = forms.BooleanField(label=KNOWS_LEAVING, required=False)
    expected_stage = forms.CharField(widget=forms.HiddenInput, max_length=40)
    seen_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            # It is asked where leaving ends something; the refusal says what.
            del self.fields["knows_leaving"]
        # Of a form that was made for an older stage the service says what is legal now.
        old = self.data.get("expected_stage", case.stage)
        legal = MOVES[Stage(old)] if old in list(Stage) else ()
        offer(self, "stage", options("stage", [s for s in legal if s != Stage.CLOSED]))


class CloseForm(Versioned):
    reason = choice(_("Reason"), options("closing", ClosingReason))


class ReopenForm(Versioned):
    stage = forms.ChoiceField(label=_("Stage"), choices=options("stage", MOVES[Stage.CLOSED]))
    reason = PlainText(label=_("Reason"), max_length=500)


class AssignForm(Versioned):
    caseworker = forms.ChoiceField(label=_("Caseworker"), required=False)

    def __init__(self, *args: Any, staff: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "caseworker", staff, _("nobody"))


class FlagsForm(Versioned):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for risk in RISK:
            self.fields[str(risk)] = forms.BooleanField(label=RISK[risk], required=False)

    def flags(self) -> dict[str, bool]:
        return {str(risk): self.cleaned_data[str(risk)] for risk in RISK}


class PutOffForm(Versioned):
    """Snooze or pause: both end by themselves in the morning of the day that is named."""

    until = Day(label=_("Until"))
    reason = PlainText(label=_("Reason"), max_length=200)
    is_long = forms.BooleanField(
        label=_("a long wait that is known (up to a year)"), required=False
    )

    def wakes_at(self, hour: int, zone_name: str) -> datetime:
        return at_local(self.cleaned_data["until"], hour, zone_name)


class HearingForm(Versioned):
    """A day in court; of one that is known already also what came of it."""

    scheduled_at = Moment(label=_("When"))
    court = PlainText(label=_("Court"), max_length=200, required=False)
    outcome = PlainText(label=_("What came of it"), max_length=200, required=False)
    note = PlainText(
        label=_("Note"),
        rows=2,
        required=False,
        help_text=_("Kept encrypted; only who works on this file reads it."),
    )

    def __init__(self, *args: Any, is_known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_known:
            del self.fields["outcome"], self.fields["version"]


class NeedForm(forms.Form):
    kind = choice(_("What is needed"), options("need"))
    owner = choice(_("Who sees to it"), [], required=False)
    due_at = Moment(label=_("By when"), required=False)
    wishes = PlainText(
        label=_("The person's wishes"),
        rows=2,
        required=False,
        help_text=_(
            "They bind: helper's sex, nobody from the same country … With wishes nobody is asked "
            "by itself; you choose whom."
        ),
    )

    def __init__(self, *args: Any, staff: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", staff, _("the caseworker"))


class NeedStateForm(Versioned):
    state = forms.ChoiceField(label=_("Now"))
    reason = PlainText(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("Why it was declined, or is not needed. Kept encrypted."),
    )

    def __init__(self, *args: Any, need: Need, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "state", options("need_state", NEED_MOVES[NeedState(need.state)]))


class TaskForm(BriefFields):
    title = PlainText(label=_("What is to be done"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=options("task", TaskKind))
    due_at = Moment(label=_("By when"))
    assignee = choice(_("Offer it to"), [], required=False)

    def __init__(self, *args: Any, volunteers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "assignee", volunteers, _("nobody yet"))


class OfferForm(forms.Form):
    volunteer = choice(_("Offer it to"), [])

    def __init__(self, *args: Any, volunteers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "volunteer", volunteers, _("choose…"))


class CancelForm(Versioned):
    reason = PlainText(label=_("Reason"), max_length=60)


class PersonForm(Versioned):
    """Facts about the person that a case page may correct."""

    sex = forms.ChoiceField(label=_("Sex"), choices=options("sex", Sex), required=False)
    born_on = Day(label=_("Born"), required=False)
    born_precision = forms.ChoiceField(
        label=_("Known"), choices=options("precision", Precision), required=False
    )
    occupation = PlainText(label=_("Occupation"), max_length=200, required=False)


class NewCaseForm(forms.Form):
    name = PlainText(
        label=_("Name"), max_length=300, help_text=_("In any script, as your source writes it.")
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=options("sex", Sex), required=False)
    born_on = Day(label=_("Born"), required=False)
    born_precision = forms.ChoiceField(
        label=_("Known"), choices=options("precision", Precision), required=False
    )
    stage = forms.ChoiceField(
        label=_("Stage"),
        choices=options("stage", [s for s in Stage if s not in (Stage.CLOSED, Stage.DIED)]),
    )
    team = forms.ChoiceField(label=_("Team"))

    def __init__(self, *args: Any, teams: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "team", teams)


def fresh_activity(now: datetime) -> ActivityForm:
    """The empty form, with the time set to this minute of the reader's clock."""
    return ActivityForm(
        initial={"occurred_at": timezone.localtime(now).replace(second=0, microsecond=0)},
        auto_id="activity_%s",
    )


def person_changes(data: dict[str, Any]) -> dict[str, Any]:
    """What `edit_prisoner` is asked for: a date and how precisely it is known go together."""
    precision = data["born_precision"] if data["born_on"] else Precision.UNKNOWN
    if data["born_on"] and precision == Precision.UNKNOWN:
        precision = Precision.DAY
    return {**data, "born_precision": str(precision)}
