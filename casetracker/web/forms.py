"""What all forms share: inputs that browsers know, a refusal shown where it belongs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casetracker.domain.country_codes import CODES
from casetracker.domain.errors import Refused
from casetracker.domain.inputs import EARLIEST, FURTHEST_DEADLINE
from casetracker.domain.texts import UnreadableText, check_text
from casetracker.web.countries import countries, country_options, mark

LONGEST_TEXT = 20_000
Choices = Iterable[tuple[str, str | Promise]]
DAY = timedelta(days=1)
#: No further than the services look (`domain/inputs.py`).
YEARS_AHEAD = FURTHEST_DEADLINE // timedelta(days=366)
KNOWS_LEAVING = gettext_lazy("The person was told what leaving ends, and knows it")


class PlainText(forms.CharField):
    """Text of people: at most `max_length` characters, nothing that cannot be stored."""

    def __init__(self, *, rows: int = 0, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST_TEXT)
        if rows:
            kwargs["widget"] = forms.Textarea(attrs={"rows": rows})
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        try:
            check_text(text)
        except UnreadableText as error:
            raise forms.ValidationError(str(error)) from None
        return text


def check_year(day: date) -> None:
    """Raises `ValidationError` for a slip of the keyboard, such as the year 20262."""
    first, last = EARLIEST.year, timezone.now().year + YEARS_AHEAD
    if not first <= day.year <= last:
        text = _("Look at the year: it lies between %(first)s and %(last)s.")
        raise forms.ValidationError(text % {"first": first, "last": last})


class Moment(forms.DateTimeField):
    """A time on the reader's own clock; in Python an aware datetime."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"type": "datetime-local"}
        kwargs["widget"] = forms.DateTimeInput(attrs=attrs, format="%Y-%m-%dT%H:%M")
        super().__init__(validators=[check_year], **kwargs)


class Day(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs["widget"] = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(validators=[check_year], **kwargs)


NOT_KNOWN, CHOOSE = gettext_lazy("not known"), gettext_lazy("choose…")


class CountrySelect(forms.Select):
    """A drop-down of all countries below what stands first in it."""

    first: tuple[tuple[str, Any], ...] = ()

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        given = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        code = str(value or "")
        first = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            [(word, mark(word == code), label) for word, label in self.first],
        )
        return format_html("<select{}>{}{}</select>", flatatt(given), first, country_options(code))


class Country(forms.ChoiceField):
    """Where somebody is or goes: ISO 3166 alpha-2, or not known. `first` stands above all
    countries, below the line that says that none is chosen (`nothing`)."""

    default_error_messages = {
        "invalid_choice": gettext_lazy("There is no country with the code “%(value)s”.")
    }

    def __init__(
        self,
        *,
        nothing: Any = None,
        first: Iterable[tuple[str, Any]] = (),
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("label", gettext_lazy("Country"))
        kwargs.setdefault("required", False)
        if nothing is None:
            nothing = CHOOSE if kwargs["required"] else NOT_KNOWN
        lines = (("", nothing), *first)
        super().__init__(choices=lambda: [*lines, *countries()], widget=CountrySelect(), **kwargs)
        self.lines = lines
        self.widget.first = lines

    def valid_value(self, value: Any) -> bool:
        text = str(value)
        return text in CODES or text in dict(self.lines)


class Versioned(forms.Form):
    """A form about one row: of two people who act on the same old row, one is told."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def choice(label: Any, choices: Choices, *, required: bool = True, **kwargs: Any) -> Any:
    """A drop-down whose first line says that nothing is chosen."""
    nothing = kwargs.pop("nothing", CHOOSE)
    shown = [("", nothing), *choices]
    return forms.ChoiceField(label=label, choices=shown, required=required, **kwargs)


def offer(form: forms.Form, name: str, choices: Choices, nothing: Any = None) -> None:
    """Fill the drop-down `name` of a form; `nothing` is its first line, if it has one."""
    field = form.fields[name]
    first = [] if nothing is None else [("", nothing)]
    field.choices = [*first, *choices]  # type: ignore[attr-defined]


def is_id(text: str) -> bool:
    """Whether a text of an address or a form is an id."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def show_refusal(form: forms.Form, refusal: Refused) -> None:
    """Put what a service refused beside the field it names, or above the form."""
    text = refusal.message
    allowed = refusal.allowed
    if isinstance(allowed, list | tuple) and allowed and str(allowed[0]) not in text:
        words = ", ".join(str(item).replace("_", " ") for item in allowed)
        text = _("%(message)s Allowed: %(allowed)s.") % {"message": text, "allowed": words}
    shown = {field.name: field.label for field in form.visible_fields()}
    if refusal.field in shown and text.startswith(f"{refusal.field} "):
        # Programs know the field by its name; people by what stands above it.
        text = f"“{shown[refusal.field]}” {text.removeprefix(refusal.field).strip()}"
    form.add_error(refusal.field if refusal.field in shown else None, text)
