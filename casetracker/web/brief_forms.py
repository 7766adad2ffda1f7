"""Which facts a task releases to whoever does it: picked field by field by its caseworker."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casetracker.domain.briefs import LONGEST_FIELD, BriefField, unpack_brief
from casetracker.models import Task
from casetracker.web.forms import PlainText, Versioned
from casetracker.web.words import BRIEF


def _released(field: BriefField) -> PlainText:
    return PlainText(label=BRIEF[field], max_length=LONGEST_FIELD, required=False)


class BriefFields(forms.Form):
    """One line of text per field of the closed list; what is left empty is not released."""

    first_name = _released(BriefField.FIRST_NAME)
    meeting_place = _released(BriefField.MEETING_PLACE)
    meeting_time = _released(BriefField.MEETING_TIME)
    how_to_recognise = _released(BriefField.HOW_TO_RECOGNISE)
    relay_phone = _released(BriefField.RELAY_PHONE)
    spoken_languages = _released(BriefField.SPOKEN_LANGUAGES)
    how_many_people = _released(BriefField.HOW_MANY_PEOPLE)
    what_to_bring = _released(BriefField.WHAT_TO_BRING)
    sizes = _released(BriefField.SIZES)
    brief = PlainText(
        label=_("Anything else"),
        rows=3,
        required=False,
        help_text=_(
            "What you leave empty is not released. Shown only to whoever has accepted and signed "
            "in, from a day before until a day after the due time; each reading is noted."
        ),
    )

    def released(self) -> list[Any]:
        """The fields of the brief, for a template that shows them apart."""
        return [self[str(name)] for name in (*BriefField, "brief")]

    def others(self) -> list[Any]:
        """All that is no field of the brief."""
        ours = {*map(str, BriefField), "brief"}
        return [self[name] for name in self.fields if name not in ours]


class BriefForm(BriefFields, Versioned):
    """What a task releases, to be picked anew."""

    @classmethod
    def of(cls, task: Task, data: Any = None) -> BriefForm:
        known = {**unpack_brief(_text(task.brief_fields)), "brief": _text(task.brief)}
        return cls(data, initial={**known, "version": task.version}, auto_id="brief_%s")


def _text(opened: object) -> str:
    """The text of a sealed column, which the stubs take for octets."""
    return str(opened or "")


def split_brief(data: dict[str, Any], *, drop: tuple[str, ...] = ()) -> dict[str, Any]:
    """A form's data with the fields of the brief put together, as the services take them."""
    fields = {str(name): data.pop(str(name), "") for name in BriefField}
    rest = {name: value for name, value in data.items() if name not in drop}
    return {**rest, "brief_fields": fields}
