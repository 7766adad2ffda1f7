"""Filters of lists: explicit, typed, and only by what the asker sees.

A parameter that is unknown, empty or given twice is refused, never ignored: a filter that does
nothing shows rows that were not asked for.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.request import Request

from casetracker.api.bodies import INSTANT, read_instant
from casetracker.api.errors import BadFields, Errors, fault
from casetracker.api.pages import PARAMETERS
from casetracker.domain.texts import UnreadableText, tidy
from casetracker.models.base import choices

LONGEST_SEARCH = 200


class _InstantField(forms.CharField):
    allowed = INSTANT

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        # In an address a plus that was not escaped arrives as a space.
        found = read_instant(text.replace(" ", "+"))
        if found is None and text:
            raise forms.ValidationError("This is no time that can be used.")
        return found


class _FlagField(forms.CharField):
    allowed = ["true", "false"]

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if text not in ("", "true", "false"):
            raise forms.ValidationError("This is neither true nor false.")
        return {"true": True, "false": False}.get(text)


class _SearchField(forms.CharField):
    allowed = f"text of at most {LONGEST_SEARCH} characters"

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST_SEARCH, **options)

    def to_python(self, value: Any) -> str:
        try:
            return tidy(super().to_python(value) or "")
        except UnreadableText as error:
            raise forms.ValidationError(f"{error}.") from None


class InstantFilter(django_filters.Filter):
    field_class = _InstantField


class FlagFilter(django_filters.Filter):
    field_class = _FlagField


class SearchFilter(django_filters.CharFilter):
    field_class = _SearchField


class IdFilter(django_filters.UUIDFilter):
    """By the id of another object; one that is not visible simply has no rows here."""


def word_filter(words: type[StrEnum], **options: Any) -> django_filters.ChoiceFilter:
    """By one word of a closed list."""
    return django_filters.ChoiceFilter(choices=choices(words), **options)


class Filters(django_filters.FilterSet):
    """`shows` names the field that a filter says something about, where the name differs."""

    shows: ClassVar[dict[str, str]] = {}

    @classmethod
    def field_shown(cls, name: str) -> str:
        return cls.shows.get(name, name.removesuffix("_before").removesuffix("_after"))


class FilterBackend(DjangoFilterBackend):
    """As django-filter's, with refusals that name the field, the value and what is allowed."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> Any:
        check_parameters(request, view)
        if not parameters_asked(request, view):
            return queryset  # a form that says nothing takes a third of the request to build
        filterset = self.get_filterset(request, queryset, view)
        if filterset is None:
            return queryset
        if not filterset.is_valid():
            raise BadFields(_faults(filterset, request))
        return filterset.qs


def parameters_asked(request: Request, view: Any) -> list[str]:
    """The filters and the ordering in the address, without those of paging."""
    return [name for name in request.query_params if name not in PARAMETERS]


def check_parameters(request: Request, view: Any) -> None:
    """Raises `BadFields` for a parameter that is unknown, empty or given twice."""
    filters = getattr(view, "filterset_class", None)
    known = sorted({*(filters.base_filters if filters else ()), *PARAMETERS})
    errors: Errors = {}
    for name, values in request.query_params.lists():
        label = name[:60]
        if name not in known:
            errors[label] = [fault("There is no such parameter here.", values[0], known)]
        elif len(values) > 1:
            errors[label] = [fault("This parameter is given twice.", values, "one value")]
        elif values[0] == "":
            errors[label] = [fault("This parameter is empty.", "", "a value, or to leave it out")]
    if errors:
        raise BadFields(errors)


def refuse_parameters(request: Request) -> None:
    """Raises `BadFields` if there is any parameter: an address that takes none."""
    errors = {
        name[:60]: [fault("There is no such parameter here.", values[0], [])]
        for name, values in request.query_params.lists()
    }
    if errors:
        raise BadFields(errors)


def instant_asked(request: Request, name: str = "at") -> datetime | None:
    """The instant in an address that takes no other parameter. Raises `BadFields`."""
    values = request.query_params.getlist(name)
    found = read_instant(values[-1].replace(" ", "+")) if values else None
    errors: Errors = {
        key[:60]: [fault("There is no such parameter here.", given[0], [name])]
        for key, given in request.query_params.lists()
        if key != name
    }
    if len(values) > 1:
        errors[name] = [fault("This parameter is given twice.", values, "one value")]
    elif values and found is None:
        errors[name] = [fault("This is no time that can be used.", values[0], INSTANT)]
    if errors:
        raise BadFields(errors)
    return found


def _faults(filterset: Any, request: Request) -> Errors:
    errors: Errors = {}
    for name, said in filterset.form.errors.items():
        field = filterset.form.fields[name]
        allowed = getattr(field, "allowed", None)
        if isinstance(field, forms.ChoiceField):
            allowed = [choice for choice, _ in list(field.choices) if choice]  # type: ignore[arg-type]
        elif isinstance(field, forms.UUIDField):
            allowed = "an id (UUID)"
        value = request.query_params.get(name)
        errors[name] = [fault(str(one), value, allowed) for one in said]
    return errors
