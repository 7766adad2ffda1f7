"""Inputs written by Python are, to the letter, what Django's own templates write."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from casetracker.web.widgets import QuickRenderer

NASTY = "<b>\"o'clock\" & 'so' on\n</textarea>"
CHOICES = [
    ("", gettext_lazy("not known")),
    (NASTY, NASTY),
    (1, 1234567),
    (mark_safe("&amp;"), mark_safe("<i>safe</i>")),
    (NASTY, [("a", "A"), ("b", gettext_lazy("Name"))]),
    (None, "none"),
    (True, "yes"),
]
ATTRS = {"id": "x", "required": True, "disabled": False, "title": NASTY, "rows": 3, "data-n": None}
WIDGETS = [
    forms.TextInput(ATTRS),
    forms.HiddenInput(),
    forms.EmailInput(ATTRS),
    forms.NumberInput(ATTRS),
    forms.PasswordInput(render_value=True),
    forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    forms.CheckboxInput(ATTRS),
    forms.Textarea(ATTRS),
    forms.Select(ATTRS, CHOICES),
]
VALUES = [
    None,
    "",
    0,
    7,
    12345.5,
    True,
    False,
    "1",
    "b",
    NASTY,
    mark_safe("&lt;"),
    date(2026, 2, 9),
]


@pytest.mark.parametrize("language", ["en", "be"])
@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
def test_it_is_what_a_template_would_have_made(widget, language):
    with translation.override(language):
        for value in VALUES:
            said = [
                widget.render("n<me", value, {"aria-describedby": "y"}, renderer)
                for renderer in (QuickRenderer(), DjangoTemplates())
            ]
            assert said[0] == said[1]


def test_what_has_no_function_is_left_to_templates_and_pages_use_it():
    assert isinstance(get_default_renderer(), QuickRenderer)
    both = forms.CheckboxSelectMultiple(choices=[("a", NASTY), ("b", "B")])
    assert both.render("n", ["a"], None, QuickRenderer()) == both.render(
        "n", ["a"], None, DjangoTemplates()
    )
