"""Forms about procedures, documents, statuses, countries of choice; about countries and schemes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casetracker.domain.documents import VALUES, DocumentState
from casetracker.domain.procedures import LONGEST_PERIOD, NextThing, ProcedureStage
from casetracker.models import IdentityDocument, Procedure
from casetracker.selectors.casepapers import InProcedure, Papers
from casetracker.web.countries import country
from casetracker.web.forms import (
    KNOWS_LEAVING,
    Choices,
    Country,
    Day,
    PlainText,
    Versioned,
    choice,
    offer,
)
from casetracker.web.words import GROUPS, options

_BY_HAND = [thing for thing in NextThing if thing is not NextThing.APPEAL]
_FIRST = [ProcedureStage.INTENT, ProcedureStage.REGISTERED, ProcedureStage.INTERVIEW]
_STATES = [state for state in DocumentState if state is not DocumentState.REPLACED]


class StatusForm(forms.Form):
    """One list of all words, grouped by what they are about."""

    stands = forms.ChoiceField(
        label=_("Where the person stands"),
        choices=[
            ("", _("choose…")),
            *(
                (
                    GROUPS["aspect"][aspect],
                    [(f"{aspect}:{word}", label) for word, label in options(str(aspect), values)],
                )
                for aspect, values in VALUES.items()
            ),
        ],
    )
    country = Country(label=_("Of which country"))
    as_of = Day(label=_("As of"), required=False, help_text=_("Today, if you leave it empty."))
    source = PlainText(label=_("Who says so"), max_length=200, required=False)

    def terms(self) -> dict[str, Any]:
        """What the service takes."""
        aspect, _colon, value = self.cleaned_data["stands"].partition(":")
        named = ("country", "as_of", "source")
        said = {name: self.cleaned_data[name] for name in named}
        return said | {"aspect": aspect, "value": value}


class ChoiceForm(forms.Form):
    country = Country(label=_("Country of choice"), required=True)
    reason = PlainText(label=_("Why, in the person's words"), max_length=5000, required=False)
    knows_leaving = forms.BooleanField(label=KNOWS_LEAVING, required=False)

    def __init__(self, *args: Any, papers: Papers, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not papers.left:
            del self.fields["knows_leaving"]


class NextFields(forms.Form):
    next_thing = choice(
        _("What comes next"), options("next_thing", _BY_HAND), required=False, nothing=_("nothing")
    )
    next_on = Day(label=_("On which day"), required=False)


class ProcedureForm(NextFields):
    kind = choice(_("Procedure"), options("procedure"))
    country = Country(required=True)
    stage = choice(_("Where it stands"), options("procedure_stage", _FIRST))
    applied_on = Day(label=_("Applied on"), required=False)
    office_number = PlainText(label=_("Number at the office"), max_length=80, required=False)
    note = PlainText(label=_("Note"), max_length=5000, required=False, rows=2)

    field_order = ["kind", "country", "stage", "applied_on"]


class ProcedureMoveForm(Versioned, NextFields):
    stage = forms.ChoiceField(label=_("New stage"))
    happened_on = Day(label=_("When"), required=False)
    expected_stage = forms.CharField(widget=forms.HiddenInput, max_length=24, required=False)

    field_order = ["stage", "happened_on"]

    def __init__(self, *args: Any, one: InProcedure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "stage", options("procedure_stage", one.moves))


class DecisionForm(Versioned):
    outcome = forms.ChoiceField(label=_("Decision"))
    notified_on = Day(label=_("Notified on"), help_text=_("The time to appeal runs from this day."))
    decided_on = Day(label=_("Decided on"), required=False)
    appeal_until = Day(
        label=_("Last day to appeal"),
        required=False,
        help_text=_("If the decision names it; else it is counted by what the country says."),
    )

    def __init__(self, *args: Any, one: InProcedure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "outcome", options("decision", one.outcomes), _("choose…"))


class ProcedureEditForm(Versioned, NextFields):
    applied_on = Day(label=_("Applied on"), required=False)
    responsible_country = Country(label=_("Which state has to decide"))
    office_number = PlainText(label=_("Number at the office"), max_length=80, required=False)
    note = PlainText(label=_("Note"), max_length=5000, required=False, rows=2)

    def __init__(self, *args: Any, row: Procedure, **kwargs: Any) -> None:
        names = ("next_thing", "next_on", "applied_on", "responsible_country", "office_number")
        kwargs["initial"] = {name: getattr(row, name) for name in (*names, "note", "version")}
        super().__init__(*args, **kwargs)
        if row.next_thing == NextThing.APPEAL:
            del self.fields["next_thing"]
            self.fields["next_on"].label = _("Last day to appeal")
            if row.next_on is None:
                # Everything else can be said before anybody has found that out.
                self.fields["next_on"].help_text = _("Nobody knows it yet: find it out.")

    def changes(self) -> dict[str, Any]:
        """What the service takes; a last day to appeal that is not known stays so."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        if "next_thing" not in data and data["next_on"] is None:
            del data["next_on"]
        return data


class EndForm(Versioned):
    reason = choice(_("Why it ends"), options("procedure_end"))


class DocumentFields(Versioned):
    country = Country(label=_("Issued by"))
    number = PlainText(
        label=pgettext_lazy("of a document", "Number"), max_length=80, required=False
    )
    issued_on = Day(label=_("Issued on"), required=False)
    expires_on = Day(label=_("Valid until"), required=False)
    scheme = forms.ChoiceField(
        label=_("Scheme it counts by"),
        required=False,
        help_text=_("A rule by which documents like this one count for longer."),
    )
    procedure = forms.ChoiceField(label=_("Belongs to the procedure"), required=False)
    state = choice(_("Where it is"), options("document_state", _STATES))
    note = PlainText(label=_("Note"), max_length=5000, required=False, rows=2)

    def __init__(self, *args: Any, papers: Papers, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "scheme", _schemes(papers), _("none"))
        offer(self, "procedure", _procedures(papers), _("none"))

    def changes(self) -> dict[str, Any]:
        """What the service takes: ids where rows are chosen."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        for name in ("scheme", "procedure"):
            data[name] = UUID(data[name]) if data[name] else None
        return data


class DocumentForm(DocumentFields):
    kind = choice(_("Document"), options("document"))

    field_order = ["kind"]

    def terms(self) -> dict[str, Any]:
        """What the service takes for a new one."""
        data = self.changes()
        return data | {name + "_id": data.pop(name) for name in ("scheme", "procedure")}


class DocumentEditForm(DocumentFields):
    def __init__(self, *args: Any, row: IdentityDocument, **kwargs: Any) -> None:
        seen = {name: getattr(row, name) for name in self.base_fields}
        for name in ("scheme", "procedure"):
            seen[name] = str(getattr(row, f"{name}_id") or "")
        kwargs["initial"] = seen
        super().__init__(*args, **kwargs)


class RenewForm(Versioned):
    expires_on = Day(label=_("New one valid until"))
    issued_on = Day(label=_("Issued on"), required=False)
    number = PlainText(
        label=pgettext_lazy("of a document", "Number"),
        max_length=80,
        required=False,
        help_text=_("If it has another one."),
    )


class FactForm(Versioned):
    """What a country says; which fields are needed depends on the topic, the service says so."""

    country = Country(required=True)
    kind = choice(_("Procedure"), options("procedure"))
    stage = choice(
        _("At which stage"), options("procedure_stage"), required=False, nothing=_("any")
    )
    topic = choice(_("About"), options("topic"))
    number = forms.IntegerField(
        label=_("How long"), required=False, min_value=1, max_value=max(LONGEST_PERIOD.values())
    )
    unit = choice(_("Counted in"), options("period"), required=False, nothing="–")
    is_so = forms.NullBooleanField(
        label=_("Does leaving end it?"),
        required=False,
        widget=forms.Select(choices=[("", "–"), ("true", _("yes")), ("false", _("no"))]),
    )
    text = PlainText(label=_("In words"), max_length=5000, required=False, rows=3)
    source = PlainText(
        label=_("Who says so"), max_length=300, help_text=_("The law and its article, or who.")
    )
    checked_on = Day(label=_("Checked on"), required=False)

    def terms(self) -> dict[str, Any]:
        """What the service takes for a new one."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class FactEditForm(FactForm):
    """What it is about stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("country", "kind", "stage", "topic"):
            del self.fields[name]


class SchemeForm(forms.Form):
    name = PlainText(label=_("Name"), max_length=160)
    country = Country(required=True)
    ends_on = Day(label=_("Ends on"))
    source = PlainText(label=_("Who says so"), max_length=300)
    checked_on = Day(label=_("Checked on"), required=False)


class ExtendForm(Versioned):
    ends_on = Day(label=_("New last day"))
    source = PlainText(label=_("Who says so"), max_length=300, required=False)


def _schemes(papers: Papers) -> Choices:
    return [(str(scheme.pk), scheme.name) for scheme in papers.schemes]


def _procedures(papers: Papers) -> Choices:
    words = GROUPS["procedure"]
    return [
        (str(one.row.pk), f"{words[one.row.kind]}, {country(one.row.country)}")
        for one in papers.procedures
    ]
