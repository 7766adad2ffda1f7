"""Forms about contacts, health and consent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casetracker.domain.approvals import LONGEST_REASON
from casetracker.domain.contacts import ConsentBy
from casetracker.domain.words import ActivityKind, TaskKind
from casetracker.web.forms import Country, Day, Moment, PlainText, Versioned, choice
from casetracker.web.words import options


class RevealForm(forms.Form):
    purpose = choice(_("Why do you open this?"), options("reveal"))


class ContactForm(Versioned):
    """All of a contact; who corrects one sees it in clear."""

    name = PlainText(label=_("Name"), max_length=200)
    relation = choice(_("Relation"), options("relation"))
    country = Country(label=_("Lives in"))
    phone = PlainText(label=_("Phone"), max_length=60, required=False)
    messenger = PlainText(label=_("Messenger"), max_length=120, required=False)
    email = PlainText(label=_("E-mail"), max_length=254, required=False)
    address = PlainText(label=_("Address"), max_length=1000, required=False, rows=2)
    note = PlainText(label=_("Note"), max_length=5000, required=False, rows=2)
    safety = choice(_("Safe to contact?"), options("safety"))
    safe_channels = forms.MultipleChoiceField(
        label=_("Safe channels"),
        choices=options("channel"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    recheck_on = Day(
        label=_("Check again on"),
        required=False,
        help_text=_("Needed where a channel is safe: you are reminded in time."),
    )

    def terms(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class ReachedForm(forms.Form):
    """That we wrote to, called or met a contact."""

    contact = forms.UUIDField(widget=forms.HiddenInput)
    kind = choice(
        _("What happened"),
        options("activity", [ActivityKind.CONTACT_MADE, ActivityKind.LETTER_SENT]),
    )
    channel = choice(_("By which way"), options("channel"))
    occurred_at = Moment(label=_("When"))
    text = PlainText(label=_("Note"), rows=2, required=False)


class PlanForm(forms.Form):
    """A task for somebody to write to, call or meet a contact."""

    contact = forms.UUIDField(widget=forms.HiddenInput)
    title = PlainText(label=_("What is to be done"), max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=options("task", TaskKind), initial=TaskKind.OTHER
    )
    channel = choice(_("By which way"), options("channel"))
    due_at = Moment(label=_("By when"))


class HealthForm(forms.Form):
    severity = choice(_("How is it?"), options("severity"))
    reported_on = Day(label=_("As of"), required=False)
    text = PlainText(label=_("What is known"), rows=4)
    source = PlainText(label=_("Who says so"), max_length=200, required=False)


class StaffConsentForm(forms.Form):
    purpose = choice(_("To what"), options("consent_purpose"))
    audience = choice(_("Towards whom"), options("consent_audience"))
    reason = PlainText(
        label=_("Why nobody can be reached, and why it cannot wait"),
        max_length=LONGEST_REASON,
        help_text=_("Name nobody here: whoever decides reads it, and so may others."),
    )


class ConsentForm(forms.Form):
    purpose = choice(_("To what"), options("consent_purpose"))
    audience = choice(_("Towards whom"), options("consent_audience"))
    given_by = choice(
        _("Who agreed"),
        options("consent_by", [by for by in ConsentBy if by is not ConsentBy.STAFF]),
    )
    given_on = Day(label=_("When"), required=False)
    expires_on = Day(label=_("Until"), required=False)
    note = PlainText(label=_("How it was given"), max_length=5000, required=False, rows=2)
