"""The brief of a task: which facts its caseworker releases to whoever does it.

A closed list: what is no field here is not released by a field. Nothing is released that was not
filled in for this task; the name on the file is never copied.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from casetracker.domain.errors import Refused
from casetracker.domain.inputs import one_line

LONGEST_FIELD = 300


class BriefField(StrEnum):
    """What may be released, in the order in which it is shown."""

    FIRST_NAME = "first_name"
    MEETING_PLACE = "meeting_place"
    MEETING_TIME = "meeting_time"
    HOW_TO_RECOGNISE = "how_to_recognise"
    RELAY_PHONE = "relay_phone"
    SPOKEN_LANGUAGES = "spoken_languages"
    HOW_MANY_PEOPLE = "how_many_people"
    WHAT_TO_BRING = "what_to_bring"
    SIZES = "sizes"


def clean_brief_fields(given: Any, *, field: str) -> dict[str, str]:
    """The fields that are filled in, tidied, in the order of the list.

    Raises `Refused` for what is no mapping, a field that is not on the list, or a value that is
    no line of text.
    """
    allowed = [str(name) for name in BriefField]
    if not isinstance(given, Mapping):
        raise Refused(
            "The fields of a brief are named, each with its text.",
            field=field,
            value=str(given)[:80],
            allowed=allowed,
        )
    unknown = sorted(str(name) for name in given if name not in allowed)
    if unknown:
        raise Refused(
            f"No such field of a brief: {', '.join(unknown)[:80]}.",
            field=field,
            value=unknown[0][:80],
            allowed=allowed,
        )
    cleaned = {
        name: one_line(given[name], field=f"{field}.{name}", longest=LONGEST_FIELD)
        for name in allowed
        if name in given
    }
    return {name: text for name, text in cleaned.items() if text}


def pack_brief(fields: Mapping[str, str]) -> str | None:
    """What is stored (sealed) of the fields; None of none."""
    return json.dumps(dict(fields), ensure_ascii=False) if fields else None


def unpack_brief(stored: str) -> dict[str, str]:
    """The fields of what is stored."""
    return dict(json.loads(stored)) if stored else {}
