"""Inputs of forms written by Python, to the letter what Django's templates make of them.

A case page has sixty fields. A template for each, one for its attributes and one for every line
of a drop-down took a third of the page's time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeData

Widget = Mapping[str, Any]


class QuickRenderer(DjangoTemplates):
    """Whatever has no function here is left to Django's templates."""

    def render(self, template_name: str, context: Any, request: Any = None) -> str:
        draw = _QUICK.get(template_name.removeprefix(_FOLDER))
        if draw is None:
            return super().render(template_name, context, request)
        return draw(context["widget"])


def _said(value: Any) -> str:
    """As `stringformat:'s'` and then the template write it."""
    return conditional_escape(value if isinstance(value, SafeData) else str(value))


def _attributes(attrs: Mapping[str, Any]) -> str:
    return "".join(
        f" {conditional_escape(name)}" + ("" if value is True else f'="{_said(value)}"')
        for name, value in attrs.items()
        if value is not False
    )


def _input(widget: Widget) -> str:
    value = widget["value"]
    given = "" if value is None else f' value="{_said(value)}"'
    start = f'<input type="{_said(widget["type"])}" name="{_said(widget["name"])}"'
    return f"{start}{given}{_attributes(widget['attrs'])}>"


def _textarea(widget: Widget) -> str:
    text = conditional_escape(widget["value"]) if widget["value"] else ""
    start = f'<textarea name="{_said(widget["name"])}"{_attributes(widget["attrs"])}>'
    return f"{start}\n{text}</textarea>"


def _select(widget: Widget) -> str:
    lines = [f'<select name="{_said(widget["name"])}"{_attributes(widget["attrs"])}>']
    for group, options, _number in widget["optgroups"]:
        if group:
            lines.append(f'\n  <optgroup label="{conditional_escape(localize(group))}">')
        lines += [f"\n  {_option(option)}\n" for option in options]
        if group:
            lines.append("\n  </optgroup>")
    return "".join([*lines, "\n</select>"])


def _option(option: Widget) -> str:
    label = conditional_escape(localize(option["label"]))
    return (
        f'<option value="{_said(option["value"])}"{_attributes(option["attrs"])}>{label}</option>'
    )


_FOLDER = "django/forms/widgets/"
_QUICK: dict[str, Callable[[Widget], str]] = {
    **{
        f"{kind}.html": _input
        for kind in ("text", "hidden", "email", "number", "password", "date", "datetime")
    },
    "checkbox.html": _input,
    "textarea.html": _textarea,
    "select.html": _select,
}
