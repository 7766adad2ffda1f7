"""Changing named columns of a row: which may be changed, and to what."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from casetracker.domain.errors import Refused


def checked_changes(
    model: type[models.Model], changes: Mapping[str, Any], editable: Collection[str]
) -> dict[str, Any]:
    """The changes as Python values of their columns.

    Raises `Refused` naming the field, its value and what is allowed, for a field that is not
    in `editable` or a value that its column does not take.
    """
    values: dict[str, Any] = {}
    for name, value in changes.items():
        if name not in editable:
            raise Refused(
                f"{name} cannot be changed here.",
                field=name,
                value=_shown(value),
                allowed=sorted(editable),
            )
        column = model._meta.get_field(name)
        try:
            values[name] = column.clean(value, None)  # type: ignore[union-attr]
        except ValidationError as error:
            allowed = [choice for choice, _ in getattr(column, "flatchoices", ())]
            raise Refused(
                f"{name}: {' '.join(error.messages)}",
                field=name,
                value=_shown(value),
                allowed=allowed or column.description % vars(column),  # type: ignore[union-attr]
            ) from None
    return values


def changed(old: Mapping[str, Any], row: models.Model) -> dict[str, tuple[Any, Any]]:
    """Field → (old, new) of what differs now, as the audit record takes it."""
    return {
        name: (value, getattr(row, name))
        for name, value in old.items()
        if getattr(row, name) != value
    }


def _shown(value: Any) -> str:
    return str(value)[:80]
