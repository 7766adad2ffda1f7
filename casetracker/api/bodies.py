"""What is read from a body: strict fields, no unknown key, refusals that say what is allowed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NoReturn

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from rest_framework import serializers
from rest_framework.settings import api_settings

from casetracker.api.errors import BadFields, Errors, fault
from casetracker.domain.texts import UnreadableText, tidy, tidy_lines
from casetracker.models.base import choices

GENERAL = api_settings.NON_FIELD_ERRORS_KEY
EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
INSTANT = "a time with offset (RFC 3339) between 1900 and 2199, such as 2026-02-09T12:00:00+02:00"
DAY = "a date between 1900 and 2199, such as 2026-02-09"
MOST_IDS = 1000
_OFFSET = re.compile(r"(Z|[+-]\d\d:\d\d)$", re.IGNORECASE)


def read_instant(text: Any) -> datetime | None:
    """An aware time in UTC, or None if the text is none that can be used."""
    if not isinstance(text, str) or len(text) > 40 or not _OFFSET.search(text):
        return None
    try:
        found = parse_datetime(text)
        return found.astimezone(UTC) if found and EARLIEST <= found < LATEST else None
    except (ValueError, OverflowError):
        return None


class Instant(serializers.DateTimeField):
    allowed = INSTANT

    def to_internal_value(self, value: Any) -> datetime:
        found = read_instant(value)
        if found is None:
            raise serializers.ValidationError("This is no time that can be used.")
        return found


class Day(serializers.DateField):
    allowed = DAY

    def to_internal_value(self, value: Any) -> Any:
        if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            raise serializers.ValidationError("This is no date.")
        found = super().to_internal_value(value)
        if not EARLIEST.date() <= found < LATEST.date():
            raise serializers.ValidationError("This date is too far away.")
        return found


class Line(serializers.CharField):
    """Text of one line, tidied: one normal form, no invisible marks."""

    tidied: Callable[[str], str] = staticmethod(tidy)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            raise serializers.ValidationError("This is no text.")
        try:
            return type(self).tidied(super().to_internal_value(data))
        except UnreadableText as error:
            raise serializers.ValidationError(f"{error}.") from None

    def run_validation(self, data: Any = serializers.empty) -> Any:
        found = super().run_validation(data)
        if found == "" and not self.allow_blank:
            raise serializers.ValidationError("Nothing is left of this but invisible marks.")
        return found


class Text(Line):
    """Text of several lines."""

    tidied = staticmethod(tidy_lines)


class Flag(serializers.BooleanField):
    allowed = [True, False]

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            raise serializers.ValidationError("This is neither true nor false.")
        return data


class Whole(serializers.IntegerField):
    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, int) or isinstance(data, bool):
            raise serializers.ValidationError("This is no whole number.")
        return super().to_internal_value(data)


class Sum(serializers.CharField):
    """A sum, as text or as a whole number; the service knows its currency. A fraction as a JSON
    number is refused: it has passed through a float somewhere."""

    allowed = 'text such as "1000.50", or a whole number'

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, **options)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str | int) or isinstance(data, bool):
            raise serializers.ValidationError("This is no sum.")
        return super().to_internal_value(str(data))


class Word(serializers.ChoiceField):
    """One word of a closed list."""

    def __init__(self, words: type[StrEnum], **options: Any) -> None:
        super().__init__(choices=choices(words), **options)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            raise serializers.ValidationError("This is no text.")
        return super().to_internal_value(data)


class Country(serializers.RegexField):
    allowed = "two capitals (ISO 3166), such as LT"

    def __init__(self, **options: Any) -> None:
        super().__init__(r"^[A-Z]{2}\Z", max_length=2, **options)


class Id(serializers.UUIDField):
    """The id of an object that the service looks for, since more than rights decide."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            raise serializers.ValidationError("This is no id.")
        return super().to_internal_value(data)


class VisibleId(Id):
    """The id of an object that the caller may see; `scope(user)` gives those."""

    def __init__(self, scope: Callable[[Any], QuerySet[Any]], **options: Any) -> None:
        super().__init__(**options)
        self.scope = scope

    def to_internal_value(self, data: Any) -> Any:
        found = super().to_internal_value(data)
        rows = self.scope(self.context["request"].user)
        if not rows.filter(pk=found).exists():
            raise serializers.ValidationError(f"There is {_no(rows)} with this id that you see.")
        return found


class VisibleIds(serializers.ListField):
    """Ids of objects that the caller may see, none twice; one query for all of them."""

    child = serializers.UUIDField()

    def __init__(self, scope: Callable[[Any], QuerySet[Any]], **options: Any) -> None:
        super().__init__(allow_empty=False, max_length=MOST_IDS, **options)
        self.scope = scope

    def to_internal_value(self, data: Any) -> list[Any]:
        found = list(dict.fromkeys(super().to_internal_value(data)))
        rows = self.scope(self.context["request"].user)
        seen = set(rows.filter(pk__in=found).values_list("pk", flat=True))
        if unseen := [str(one) for one in found if one not in seen]:
            raise serializers.ValidationError(
                f"There is {_no(rows)} with the id {', '.join(unseen[:5])} that you see."
            )
        return found


class Body(serializers.Serializer):
    """A body: `source` names a service's argument where it differs from the key."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = [key for key in data if key not in self.fields] if isinstance(data, dict) else []
        try:
            found = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError(error.detail | _unknown(unknown)) from None  # type: ignore[operator]
        if unknown:
            raise serializers.ValidationError(_unknown(unknown))
        return found

    def read(self) -> dict[str, Any]:
        """The service's arguments. Raises `BadFields`."""
        if not self.is_valid():
            raise BadFields(faults_of(self, self.initial_data, self.errors))
        if self.partial and not self.validated_data:
            self.refuse_empty()
        return dict(self.validated_data)

    def refuse_empty(self) -> NoReturn:
        raise BadFields({GENERAL: [fault("Nothing is to be changed.", None, sorted(self.fields))]})


UNKNOWN = "This cannot be set here."


def _unknown(keys: list[str]) -> dict[str, list[str]]:
    return {key: [UNKNOWN] for key in keys}


def _no(rows: QuerySet[Any]) -> str:
    return f"no {rows.model._meta.verbose_name}"


def faults_of(reader: Any, data: Any, errors: Any, path: str = "") -> Errors:
    """Errors by the path of their field, each with the value sent and what is allowed."""
    found: Errors = {}
    fields = getattr(reader, "fields", {})
    for key, said in errors.items():
        name = path.rstrip(".") or GENERAL if key == GENERAL else f"{path}{key}"
        # The members of a list are named by their number, and are all of one kind.
        field = reader if key == GENERAL else fields.get(key, getattr(reader, "child", None))
        value = data if key == GENERAL else _item(data, key)
        if isinstance(said, list) and any(isinstance(one, dict) for one in said):
            said = dict(enumerate(said))
        if isinstance(said, dict):
            found |= faults_of(field, value, said, f"{name}.")
        else:
            allowed = allowed_in(field) if field is not None else sorted(map(str, fields))
            found[name] = [fault(str(one), value, allowed) for one in said]
    return found


def allowed_in(field: Any) -> Any:
    """What a field takes, for whoever sent something else."""
    if hasattr(field, "allowed"):
        return field.allowed
    if isinstance(field, serializers.ChoiceField):
        return [choice for choice in field.choices if choice != ""]
    if isinstance(field, serializers.UUIDField):
        return "an id (UUID)"
    if isinstance(field, VisibleIds):
        return f"1 to {MOST_IDS} ids (UUID)"
    if isinstance(field, serializers.IntegerField):
        return [field.min_value, field.max_value]
    if isinstance(field, serializers.CharField):
        return f"text of at most {field.max_length} characters"
    if isinstance(field, serializers.BaseSerializer):
        inner = getattr(field, "child", field)
        return sorted(getattr(inner, "fields", {}))
    return None


def _item(data: Any, key: Any) -> Any:
    if isinstance(data, dict):
        return data.get(key)
    if isinstance(data, list) and str(key).isdigit() and int(key) < len(data):
        return data[int(key)]
    return None
